// Flags: filters, next and previous

const flags = $$(".flag").sort((a, b) => Number(a.dataset.flag) - Number(b.dataset.flag));
let current = null;
const fieldOf = (flag) => flag.closest(".value")?.dataset.field || "";
const leads = (flag) => flag.dataset.leader === flag.dataset.flag;
const groups = new Map(flags.map((f) => [f.dataset.leader, []]));
for (const flag of flags) groups.get(flag.dataset.leader).push(flag);
const group = (flag) => groups.get(flag.dataset.leader);
const decided = (flag) => flag.classList.contains("decided");
const chosen = (flag) => (!$("#code").value || flag.dataset.code === $("#code").value) && (!$("#field").value || group(flag).some((f) => fieldOf(f) === $("#field").value));
/* A doubt is asked once; what is left of it where only its first value was corrected is asked again. */
const asked = (flag) => leads(flag) || (!decided(flag) && decided(group(flag)[0]));
const undecided = () => flags.filter((f) => chosen(f) && asked(f) && !decided(f));

function go(flag) {
  if (!flag) return;
  for (const node of $$(".current")) node.classList.remove("current");
  current = flag;
  flag.classList.add("current");
  const row = $(`[data-goto="${flag.dataset.leader}"]`);
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
  const wanted = flags.filter((f) => chosen(f) && asked(f));
  const here = current ? wanted.indexOf(current) + 1 : 0;
  $("#place").textContent = `${here || "–"} / ${wanted.length}`;
  $("#open").textContent = [...groups.values()].filter((g) => !g.every(decided)).length;
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
  else if (event.key === "c" && (current || lit)) correct(aim(document.activeElement.closest(".value, .flag") || current));
  else return;
  event.preventDefault();
});

