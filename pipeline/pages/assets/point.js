// Pointing: the ink of a value lights up when it is hovered or has the focus

let lit = null;
function light(node) {
  const value = node?.closest(".value[data-at]");
  if (value === lit) return;
  unlight();
  if (!value || !value.dataset.at) return;
  lit = value;
  value.classList.add("on");
  const record = value.closest(".record");
  for (const one of value.dataset.at.split(";")) {
    const [kind, ...rest] = one.split(" ");
    const numbers = rest.map(Number);
    if (kind === "p") pointAt(record, numbers);
    else if (kind === "l") pointAtLine(record, numbers);
  }
}
function unlight() {
  if (!lit) return;
  const record = lit.closest(".record");
  for (const node of $$(".on", record)) node.classList.remove("on");
  for (const node of $$(".lines .hit", record)) node.classList.remove("hit");
  for (const node of $$("svg .hits", record)) node.replaceChildren();
  const elsewhere = $(".elsewhere", record);
  elsewhere.replaceChildren();
  elsewhere.hidden = true;
  lit = null;
}
function pointAt(record, [page, x0, top, x1, bottom]) {
  const [x, y] = [(x0 + x1) / 2, (top + bottom) / 2];
  const inside = $$(".page > .crop .strip", record).find((svg) => {
    const view = svg.dataset.view.split(" ").map(Number);
    return Number(svg.dataset.page) === page && x >= view[0] && x <= view[2] && y >= view[1] && y <= view[3];
  });
  const svg = inside || elsewhere(record, page, [x0, top, x1, bottom]);
  if (!svg) return;
  const hit = box("hit", x0 - 1, top - 1, x1 - x0 + 2, bottom - top + 2);
  $(".hits", svg).append(hit);
  for (const cell of $$("rect.cell", svg)) {
    const b = ["x", "y", "width", "height"].map((n) => Number(cell.getAttribute(n)));
    if (x < b[0] || x > b[0] + b[2] || y < b[1] || y > b[1] + b[3]) continue;
    cell.classList.add("on");
    for (const td of $$(".grid td", record)) td.classList.toggle("on", td.dataset.cell === cell.dataset.cell || td.classList.contains("on"));
  }
  reveal(hit, svg.parentElement);
}
function reveal(hit, around) {
  const [mine, frame] = [hit.getBoundingClientRect(), around.getBoundingClientRect()];
  if (mine.left < frame.left || mine.right > frame.right) around.scrollLeft += (mine.left + mine.right - frame.left - frame.right) / 2;
  if (mine.top < frame.top || mine.bottom > frame.bottom) around.scrollTop += (mine.top + mine.bottom - frame.top - frame.bottom) / 2;
}
function elsewhere(record, page, [x0, top, x1, bottom]) {
  const picture = document.getElementById(`page-${page}`);
  if (!picture) return null;
  const node = $(".elsewhere", record);
  const svg = document.createElementNS(NS, "svg");
  const margin = 14;
  const px = Number(picture.getAttribute("x"));
  const pw = Number(picture.getAttribute("width"));
  const width = Math.min(pw, Math.max(x1 - x0 + 2 * margin, 280));
  const left = Math.max(px, Math.min(x0 - margin, px + pw - width));
  svg.setAttribute("viewBox", `${left} ${top - margin} ${width} ${bottom - top + 2 * margin}`);
  svg.setAttribute("class", "strip");
  const use = document.createElementNS(NS, "use");
  use.setAttribute("href", `#page-${page}`);
  svg.append(use, document.createElementNS(NS, "g"));
  svg.lastElementChild.setAttribute("class", "hits");
  const title = document.createElement("p");
  title.className = "meta";
  title.textContent = `${say("words.elsewhere")} ${page}`;
  const crop = document.createElement("div");
  crop.className = "crop";
  crop.append(svg);
  node.append(title, crop);
  node.hidden = false;
  return svg;
}
function box(name, x, y, width, height) {
  const rect = document.createElementNS(NS, "rect");
  rect.setAttribute("class", name);
  for (const [k, v] of Object.entries({ x, y, width, height })) rect.setAttribute(k, v);
  return rect;
}
function pointAtLine(record, [line, start, end]) {
  for (const segment of $$(`.line[data-line="${line}"] [data-s]`, record)) {
    if (Number(segment.dataset.s) >= start && Number(segment.dataset.e) <= end) segment.classList.add("hit");
  }
}
for (const name of ["mouseover", "focusin"]) $("#records").addEventListener(name, (event) => light(event.target));
$("#records").addEventListener("mouseleave", unlight);

