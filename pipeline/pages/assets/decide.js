// Decisions: key -> {record, path, filed, read, value, why, who, when, accepted}. path: as the page numbers entries.

const decisions = new Map();
const key = (record, path, read) => (path === "/" || path.endsWith(NEW) ? `${record} ${path} ${read}` : `${record} ${path}`);
const keyOf = (one) => key(one.record, one.filed, one.read);
const pending = (record, path) => decisions.get(key(record, filed(record, path)));
const today = () => { const d = new Date(); return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`; };

function remember() { memory.set(storeKey, JSON.stringify([...decisions.values()])); }
function recall() {
  try {
    for (const one of JSON.parse(memory.get(storeKey) || "[]")) {
      one.filed ??= one.path;
      const applied = data.corrections.some((c) => key(c.record, c.path, c.read) === keyOf(one) && same(c.value, one.value));
      if (applied || !data.records[one.record]) continue;
      one.path = shownPath(one.record, one.filed);
      decisions.set(keyOf(one), one);
    }
  } catch { /* an older page's memory */ }
}

/* What a click is about: a value's row, or a flag (whose own path may lie deeper or be the whole record). */
function aim(node) {
  const value = node.closest(".value");
  const record = node.closest(".record").dataset.record;
  const flag = node.closest(".flag");
  return { record, value, flag, path: value ? value.dataset.path : "/", shape: value ? value.dataset.shape : "text", field: value ? value.dataset.field : "" };
}
function decide(record, path, value, why, who, accepted, read = at(record, path)) {
  const one = { record, path, filed: filed(record, path), read, value, who, when: today(), why, accepted };
  decisions.set(keyOf(one), one);
  remember();
  show();
  if (served) save(one);
}
function withdraw(one) {
  if (served) save(one, true);
  decisions.delete(keyOf(one));
  remember();
  show();
}
function accept(flag) {
  const { record } = aim(flag);
  const who = memory.get("pipeline-who") || say("words.reviewer");
  const code = flag.dataset.code;
  if (!flag.dataset.path || flag.dataset.path === "/") decide(record, "/", "accepted", `accepted: ${code}`, who, true, code);
  else for (const one of group(flag).filter((f) => f === flag || !decided(f))) decide(record, one.dataset.path, at(record, one.dataset.path), `accepted as read: ${code}`, who, true);
  move(1);
}

function show() {
  for (const value of $$(".value[data-path]")) {
    const one = pending(value.closest(".record").dataset.record, value.dataset.path);
    const corrected = Boolean(one) && !one.accepted;
    value.classList.toggle("corrected", corrected);
    const now = $(".new", value);
    now.hidden = !corrected;
    now.textContent = corrected ? `→ ${spoken(one.value, value.dataset.shape)}` : "";
  }
  for (const set of $$(".set[data-entry]")) {
    const one = pending(set.closest(".record").dataset.record, set.dataset.entry);
    set.classList.toggle("gone", Boolean(one));
    $("[data-do=remove]", set).textContent = say(one ? "words.undo" : "words.take_out");
  }
  for (const record of $$(".record")) showAdded(record);
  for (const flag of flags) showVerdict(flag);
  $("#pending").textContent = decisions.size;
  $("#export").disabled = !decisions.size;
  place();
}
function showAdded(record) {
  const mine = [...decisions.values()].filter((d) => d.record === record.dataset.record && d.path.endsWith(NEW));
  $("ul.added", record).replaceChildren(...mine.map((one) => {
    const [item, back] = [document.createElement("li"), document.createElement("button")];
    back.type = "button";
    back.textContent = say("words.undo");
    back.addEventListener("click", () => withdraw(one));
    item.append(`+ ${say(`fields.${listOf(one.path).split("/").at(-1)}`)}: ${spoken(one.value, "")} `, back);
    return item;
  }));
}
function showVerdict(flag) {
  const record = flag.closest(".record").dataset.record;
  const path = flag.dataset.path;
  const whole = !path || path === "/";
  const mine = [...decisions.values()].filter((d) => d.record === record && (whole ? d.path === "/" && d.read === flag.dataset.code : d.path !== "/" && covers(d.path, path)));
  flag.classList.toggle("decided", mine.length > 0);
  $(".verdict", flag).textContent = mine.length ? say(mine.at(-1).accepted ? "words.accepted" : "words.corrected") : "";
  $(`[data-goto="${flag.dataset.leader}"]`).classList.toggle("decided", group(flag).every(decided));
}
$("#records").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { do: what, list } = button.dataset;
  const record = button.closest(".record").dataset.record;
  if (what === "accept") accept(button.closest(".flag"));
  else if (what === "correct") correct(aim(button));
  else if (what === "add") add(record, list);
  else if (what === "remove") remove(record, button.closest(".set").dataset.entry);
  else if (button.dataset.candidate !== undefined) correct(aim(button), button.dataset.candidate);
});
