// The editor: of a value, of an entry that is added to a list, of one that is taken out

const editor = $("#editor");
let target = null;  // {record, path, shape, field, flag, mode}

function correct(aimed, candidate) {
  if (!aimed.value) return;  // a flag of the whole record can only be accepted
  const earlier = pending(aimed.record, aimed.path);
  const read = at(aimed.record, aimed.path);
  const inputs = inputsFor(aimed.shape, aimed.field, earlier ? earlier.value : read);
  if (candidate !== undefined) {
    const fitting = inputs.find((i) => i.name === "min" || i.name === "as_reported" || i.name === "") || inputs[0];
    fitting.value = candidate;
  }
  $("#editor-read").textContent = spoken(read, aimed.shape);
  ask({ ...aimed, mode: "correct" }, inputs, earlier);
}
function add(record, list) {
  const name = list.split("/").at(-1);
  const inputs = data.entries[name].map((path) => {
    const [last, parent] = path.split("/").reverse();
    const input = inputFor(path, name === "intensity" && last === "label" ? "intensity_label" : last, null, "member");
    input.dataset.label = parent ? `${say(`fields.${parent}`)}: ${say(`fields.${last}`)}` : say(`fields.${last}`);
    input.dataset.units = parent || "";
    return input;
  });
  ask({ record, path: list + NEW, field: name, mode: "add" }, inputs);
}
function remove(record, entry) {
  const earlier = pending(record, entry);
  if (earlier) withdraw(earlier);
  else ask({ record, path: entry, field: listOf(entry).split("/").at(-1), mode: "remove" }, []);
}
function ask(wanted, inputs, earlier) {
  target = wanted;
  const heading = { correct: "words.correct", add: "words.add", remove: "words.take_out" }[wanted.mode];
  $("#editor-title").textContent = say(heading);
  $("#editor-study").textContent = $("h3", document.getElementById(`record-${wanted.record}`)).firstChild.textContent.trim();
  $("#editor-field").textContent = wanted.mode === "remove" ? spoken(at(wanted.record, wanted.path), "") : say(`fields.${wanted.field}`);
  $("#editor-was").hidden = wanted.mode !== "correct";
  $("#editor-inputs").replaceChildren(...inputs.map((input) => {
    const label = document.createElement("label");
    label.append(input.dataset.label || (input.name ? say(`fields.${input.name}`) : say("words.value")), input);
    return label;
  }));
  $("#editor-why").value = earlier?.why || "";
  $("#editor-who").value = memory.get("pipeline-who") || "";
  $("#editor-undo").hidden = !earlier;
  $("#editor-remove").hidden = wanted.mode !== "correct" || !isEntry(wanted.record, wanted.path);
  $("#editor-trouble").textContent = "";
  editor.showModal();
  (inputs[0] || $("#editor-why")).focus();
}
function inputsFor(shape, field, value) {
  const members = data.members[shape];
  if (!members) return [inputFor("", field, Array.isArray(value) ? value.join(", ") : value, shape)];
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
  if (target.mode === "remove") return null;
  if (target.mode === "add") return newEntry(inputs);
  if (inputs.length === 1 && inputs[0].name === "") return typed(inputs[0]);
  const made = Object.fromEntries(inputs.map((i) => [i.name, typed(i)]));
  if (Object.values(made).every((v) => v === null)) return null;
  check(made, target.shape === "quantity" ? target.field : null);
  return made;
}
function newEntry(inputs) {
  const made = {};
  for (const input of inputs) {
    const value = typed(input);
    if (value === null) continue;
    const [last, parent] = input.name.split("/").reverse();
    if (parent) made[parent] = { ...made[parent], [last]: value };
    else made[last] = value;
  }
  if (!Object.keys(made).length) throw new Error(say("words.nothing_said"));
  for (const [name, part] of Object.entries(made)) check({ min: null, max: null, unit: null, ...(typeof part === "object" ? part : {}) }, name in data.units && typeof part === "object" ? name : null);
  return made;
}
/* What the database would refuse, said while it can be mended. quantity: its field, null for what is none. */
function check(made, quantity) {
  if (quantity && !made.unit) throw new Error(say("words.unit_wanted"));
  if (quantity && data.units[quantity] && !data.units[quantity].includes(made.unit)) throw new Error(`${made.unit}: ${say("words.unit_unknown")} ${data.units[quantity].join(", ")}`);
  if (typeof made.min === "number" && typeof made.max === "number" && made.min > made.max) throw new Error(say("words.bounds_reversed"));
}
/* What was read: of an entry that is added, how many the list had, those that wait to be added counted. */
function readAt({ record, path, mode }) {
  if (mode !== "add") return at(record, path);
  const waiting = [...decisions.values()].filter((d) => d.record === record && d.path === path).map((d) => d.read + 1);
  return Math.max(places(record, listOf(path)), ...waiting);
}
function finish(value) {
  const who = $("#editor-who").value.trim();
  memory.set("pipeline-who", who);
  const read = readAt(target);
  decide(target.record, target.path, value, $("#editor-why").value.trim(), who, target.mode === "correct" && same(value, read), read);
  editor.close();
  if (target.flag) move(1);
}
$("form", editor).addEventListener("submit", (event) => {
  event.preventDefault();
  try {
    finish(entered());
  } catch (trouble) {
    $("#editor-trouble").textContent = trouble.message;
  }
});
$("#editor-remove").addEventListener("click", () => {
  if ($("form", editor).reportValidity()) finish(null);
});
$("#editor-cancel").addEventListener("click", () => editor.close());
$("#editor-undo").addEventListener("click", () => {
  withdraw(pending(target.record, target.path));
  editor.close();
});
