const data = JSON.parse($("#data").textContent);
const served = $('meta[name="pipeline-mode"]').content === "served";
const storeKey = `pipeline-decisions-${data.sha256}`;
const NS = "http://www.w3.org/2000/svg";

// Decisions: `record path` -> {record, path, read, value, why, who, when, accepted}

const decisions = new Map();
const key = (record, path, read) => (path === "/" ? `${record} / ${read}` : `${record} ${path}`);  // flags of the whole record one by one
const keyOf = (one) => key(one.record, one.path, one.read);
const covers = (place, path) => path === place || path.startsWith(place.replace(/\/$/, "") + "/");
const steps = (path) => path.split("/").slice(1).map((s) => s.replaceAll("~1", "/").replaceAll("~0", "~"));
const at = (record, path) => steps(path).reduce((node, step) => node?.[step], data.records[record]) ?? null;
const today = () => { const d = new Date(); return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`; };
const ordered = (v) => (v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, ordered(v[k])])) : v);
const same = (a, b) => JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));

function remember() { memory.set(storeKey, JSON.stringify([...decisions.values()])); }
function recall() {
  try {
    for (const one of JSON.parse(memory.get(storeKey) || "[]")) {
      const applied = data.corrections.some((c) => keyOf(c) === keyOf(one) && same(c.value, one.value));
      if (!applied && data.records[one.record]) decisions.set(keyOf(one), one);
    }
  } catch { /* an older page's memory */ }
}

// Values in one line, as the page's maker wrote them

function spoken(value, shape) {
  if (value === null || (Array.isArray(value) && !value.length)) return say("words.missing");
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, v]) => v !== null);
    return parts.map(([name, v]) => `${say(`fields.${name}`)} ${v}`).join(", ");
  }
  return shape === "choice" ? say(`values.${value}`) : String(value);
}

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
  const inside = $$(".page > .crop .strip", record).find((svg) => {
    const view = svg.viewBox.baseVal;
    const middle = (top + bottom) / 2;
    return Number(svg.dataset.page) === page && middle >= view.y && middle <= view.y + view.height;
  });
  const svg = inside || elsewhere(record, page, [x0, top, x1, bottom]);
  if (!svg) return;
  svg.lastElementChild.append(box("hit", x0 - 1, top - 1, x1 - x0 + 2, bottom - top + 2));
  const [x, y] = [(x0 + x1) / 2, (top + bottom) / 2];
  for (const cell of $$("rect.cell", svg)) {
    const b = ["x", "y", "width", "height"].map((n) => Number(cell.getAttribute(n)));
    if (x < b[0] || x > b[0] + b[2] || y < b[1] || y > b[1] + b[3]) continue;
    cell.classList.add("on");
    for (const td of $$(".grid td", record)) td.classList.toggle("on", td.dataset.cell === cell.dataset.cell || td.classList.contains("on"));
  }
  reveal(svg, x0, x1);
}
function reveal(svg, x0, x1) {
  const around = svg.parentElement;
  const scale = svg.clientWidth / svg.viewBox.baseVal.width;
  const left = (x0 - svg.viewBox.baseVal.x) * scale;
  const right = (x1 - svg.viewBox.baseVal.x) * scale;
  if (left < around.scrollLeft || right > around.scrollLeft + around.clientWidth) around.scrollLeft = Math.max(0, (left + right - around.clientWidth) / 2);
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

// Flags: filters, next and previous

const flags = $$(".flag").sort((a, b) => Number(a.dataset.flag) - Number(b.dataset.flag));
let current = null;
const fieldOf = (flag) => flag.closest(".value")?.dataset.field || "";
const chosen = (flag) => (!$("#code").value || flag.dataset.code === $("#code").value) && (!$("#field").value || fieldOf(flag) === $("#field").value);
const undecided = () => flags.filter((f) => chosen(f) && !f.classList.contains("decided"));

function go(flag) {
  if (!flag) return;
  for (const node of $$(".current")) node.classList.remove("current");
  current = flag;
  flag.classList.add("current");
  const row = $(`[data-goto="${flag.dataset.flag}"]`);
  row.classList.add("current");
  const list = row.closest(".list");
  list.scrollTop = row.offsetTop - list.clientHeight / 2;
  const details = flag.closest("details");
  if (details) details.open = true;
  flag.focus({ preventScroll: true });
  flag.scrollIntoView({ block: "center" });
  place();
}
function move(by) {
  const left = undecided();
  if (!left.length) { place(); return; }
  const here = current ? flags.indexOf(current) : by > 0 ? -1 : flags.length;
  const ahead = by > 0 ? left.find((f) => flags.indexOf(f) > here) : left.findLast((f) => flags.indexOf(f) < here);
  go(ahead || (by > 0 ? left[0] : left.at(-1)));
}
function place() {
  const wanted = flags.filter(chosen);
  const here = current ? wanted.indexOf(current) + 1 : 0;
  $("#place").textContent = `${here || "–"} / ${wanted.length}`;
  $("#open").textContent = flags.filter((f) => !f.classList.contains("decided")).length;
}
function filter() {
  for (const flag of flags) flag.hidden = !chosen(flag);
  for (const row of $$("[data-goto]")) row.hidden = !chosen(document.getElementById(`flag-${row.dataset.goto}`));
  const narrowed = $("#only").checked || $("#code").value || $("#field").value;
  for (const record of $$(".record")) record.hidden = Boolean(narrowed) && !$$(".flag", record).some(chosen);
  place();
}
for (const id of ["code", "field", "only"]) $(`#${id}`).addEventListener("change", filter);
$("#next").addEventListener("click", () => move(1));
$("#previous").addEventListener("click", () => move(-1));
for (const row of $$("[data-goto]")) {
  row.addEventListener("click", (event) => {
    event.preventDefault();
    go(document.getElementById(`flag-${row.dataset.goto}`));
  });
}
document.addEventListener("keydown", (event) => {
  if (!$("#keys").checked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), select, dialog")) return;
  if (event.key === "n") move(1);
  else if (event.key === "p") move(-1);
  else if (event.key === "a" && current) accept(current);
  else if (event.key === "c" && (current || lit)) edit(aim(document.activeElement.closest(".value, .flag") || current));
  else return;
  event.preventDefault();
});

// Deciding: accept what was read, or correct it

/* What a click is about: a value's row, or a flag (whose own path may lie deeper or be the whole record). */
function aim(node) {
  const value = node.closest(".value");
  const record = node.closest(".record").dataset.record;
  const flag = node.closest(".flag");
  return { record, value, flag, path: value ? value.dataset.path : "/", shape: value ? value.dataset.shape : "text" };
}
function decide(record, path, value, why, who, accepted, read = at(record, path)) {
  const one = { record, path, read, value, who, when: today(), why, accepted };
  decisions.set(keyOf(one), one);
  remember();
  show();
  if (served) save(one);
}
function accept(flag) {
  const { record } = aim(flag);
  const who = memory.get("pipeline-who") || say("words.reviewer");
  const code = flag.dataset.code;
  if (!flag.dataset.path || flag.dataset.path === "/") decide(record, "/", "accepted", `accepted: ${code}`, who, true, code);
  else decide(record, flag.dataset.path, at(record, flag.dataset.path), `accepted as read: ${code}`, who, true);
  move(1);
}
function show() {
  for (const value of $$(".value[data-path]")) {
    const one = decisions.get(key(value.closest(".record").dataset.record, value.dataset.path));
    const corrected = Boolean(one) && !one.accepted;
    value.classList.toggle("corrected", corrected);
    const now = $(".new", value);
    now.hidden = !corrected;
    now.textContent = corrected ? `→ ${spoken(one.value, value.dataset.shape)}` : "";
  }
  for (const flag of flags) {
    const record = flag.closest(".record").dataset.record;
    const path = flag.dataset.path;
    const whole = !path || path === "/";
    const mine = [...decisions.values()].filter((d) => d.record === record && (whole ? d.path === "/" && d.read === flag.dataset.code : d.path !== "/" && covers(d.path, path)));
    flag.classList.toggle("decided", mine.length > 0);
    $(".verdict", flag).textContent = mine.length ? say(mine.at(-1).accepted ? "words.accepted" : "words.corrected") : "";
    $(`[data-goto="${flag.dataset.flag}"]`).classList.toggle("decided", mine.length > 0);
  }
  $("#pending").textContent = decisions.size;
  $("#export").disabled = !decisions.size;
  place();
}
$("#records").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.do === "accept") accept(button.closest(".flag"));
  else if (button.dataset.do === "correct") edit(aim(button));
  else if (button.dataset.candidate !== undefined) edit(aim(button), button.dataset.candidate);
});

// The editor

const editor = $("#editor");
let target = null;
function edit(aimed, candidate) {
  if (!aimed.value) return;  // a flag of the whole record can only be accepted
  target = aimed;
  const article = aimed.value.closest(".record");
  const field = aimed.value.dataset.field;
  const earlier = decisions.get(key(aimed.record, aimed.path));
  const value = earlier ? earlier.value : at(aimed.record, aimed.path);
  $("#editor-study").textContent = $("h3", article).firstChild.textContent.trim();
  $("#editor-field").textContent = say(`fields.${field}`);
  $("#editor-read").textContent = spoken(at(aimed.record, aimed.path), aimed.shape);
  const inputs = inputsFor(aimed.shape, field, value);
  if (candidate !== undefined) {
    const fitting = inputs.find((i) => i.name === "min" || i.name === "as_reported" || i.name === "") || inputs[0];
    fitting.value = candidate;
  }
  $("#editor-inputs").replaceChildren(...inputs.map((input) => {
    const label = document.createElement("label");
    label.append(input.name ? say(`fields.${input.name}`) : say("words.value"), input);
    return label;
  }));
  $("#editor-why").value = earlier?.why || "";
  $("#editor-who").value = memory.get("pipeline-who") || "";
  $("#editor-undo").hidden = !earlier;
  $("#editor-trouble").textContent = "";
  editor.showModal();
  inputs[0].focus();
}
function inputsFor(shape, field, value) {
  const members = data.members[shape];
  if (!members) return [inputFor("", shape === "list" || shape === "choice" ? field : field, Array.isArray(value) ? value.join(", ") : value, shape)];
  return members.map((name) => inputFor(name, shape === "intensity" && name === "label" ? "intensity_label" : name, value?.[name] ?? null, "member"));
}
function inputFor(name, kind, value, shape) {
  const choices = shape === "list" ? null : data.choices[kind];
  const input = document.createElement(choices ? "select" : "input");
  if (choices) {
    for (const choice of ["", ...choices]) {
      const option = document.createElement("option");
      option.value = choice;
      option.textContent = choice ? say(`values.${choice}`) : say("words.missing");
      input.append(option);
    }
  }
  input.name = name;
  input.dataset.kind = data.whole.includes(kind) ? "whole" : data.numbers.includes(kind) && shape === "member" ? "number" : "text";
  if (!choices && input.dataset.kind !== "text" && shape !== "list") input.inputMode = "decimal";
  input.dataset.list = shape === "list" ? "yes" : "";
  input.value = value ?? "";
  return input;
}
function typed(input) {
  const text = input.value.trim();
  if (input.dataset.list) return text ? text.split(/[,，;；]\s*/).filter(Boolean).map((t) => scalar(t.trim(), input.dataset.kind)) : [];
  return text === "" ? null : scalar(text, input.dataset.kind);
}
function scalar(text, kind) {
  if (kind === "text") return text;
  const value = Number(text.replace("−", "-").replace(",", "."));
  if (!Number.isFinite(value) || (kind === "whole" && !Number.isInteger(value))) throw new Error(`${text}: ${say(kind === "whole" ? "words.whole_wanted" : "words.number_wanted")}`);
  return value;
}
function entered() {
  const inputs = $$("#editor-inputs input, #editor-inputs select");
  if (inputs.length === 1 && inputs[0].name === "") return typed(inputs[0]);
  const made = Object.fromEntries(inputs.map((i) => [i.name, typed(i)]));
  if (Object.values(made).every((v) => v === null)) return null;
  if ("unit" in made && target.shape === "quantity" && !made.unit) throw new Error(say("words.unit_wanted"));
  if (made.min !== null && made.max !== null && made.min > made.max) throw new Error(say("words.bounds_reversed"));
  return made;
}
$("form", editor).addEventListener("submit", (event) => {
  event.preventDefault();
  try {
    const value = entered();
    const who = $("#editor-who").value.trim();
    memory.set("pipeline-who", who);
    decide(target.record, target.path, value, $("#editor-why").value.trim(), who, same(value, at(target.record, target.path)));
    editor.close();
    if (target.flag) move(1);
  } catch (trouble) {
    $("#editor-trouble").textContent = trouble.message;
  }
});
$("#editor-cancel").addEventListener("click", () => editor.close());
$("#editor-undo").addEventListener("click", () => {
  if (served) save(decisions.get(key(target.record, target.path)), true);
  decisions.delete(key(target.record, target.path));
  remember();
  show();
  editor.close();
});

// Export: the corrections there were and the new ones, as the file that lies beside the source

function toml(value) {
  if (value === null) return '""';
  if (typeof value === "string") return JSON.stringify(value.replace(/\p{Surrogate}/gu, "\ufffd")).replaceAll("\u007f", "\\u007f");
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (typeof value === "object") return `{ ${Object.entries(value).map(([k, v]) => `${/^[\w-]+$/.test(k) ? k : toml(k)} = ${toml(v)}`).join(", ")} }`;
  return String(value);
}
function correctionsFile() {
  const replaced = data.corrections.filter((c) => !decisions.has(keyOf(c)));
  return [...replaced, ...decisions.values()].map((c) => [
    "[[correction]]",
    `record = ${toml(c.record)}`, `path = ${toml(c.path)}`, `read = ${toml(c.read)}`, `value = ${toml(c.value)}`,
    `who = ${toml(c.who)}`, `when = ${c.when}`, `why = ${toml(c.why)}`, "",
  ].join("\n")).join("\n");
}
$("#export").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([correctionsFile()], { type: "application/toml" }));
  link.download = data.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  $("#saved").textContent = `${data.file}: ${say("words.put_beside")}`;
});

// Served: every decision is saved as it is made

async function save(one, withdraw = false) {
  const body = JSON.stringify({ document: data.document, correction: one, withdraw });
  try {
    const answer = await fetch("../api/corrections", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!answer.ok) throw new Error(await answer.text());
    $("#saved").textContent = say(withdraw ? "words.withdrawn" : "words.saved");
  } catch (trouble) {
    $("#saved").textContent = `${say("words.not_saved")}: ${trouble.message}`;
  }
}

recall();
document.addEventListener("spoken", show);
filter();
show();
