// Export: the corrections there were and the new ones, as the file that lies beside the source

function toml(value) {
  if (value === null) return '""';
  if (typeof value === "string") return JSON.stringify(value.replace(/\p{Surrogate}/gu, "\ufffd")).replaceAll("\u007f", "\\u007f");
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (typeof value === "object") return `{ ${Object.entries(value).map(([k, v]) => `${/^[\w-]+$/.test(k) ? k : toml(k)} = ${toml(v)}`).join(", ")} }`;
  return String(value);
}
function correctionsFile() {
  const made = [...decisions.values()].map((d) => ({ ...d, path: d.filed }));
  const replaced = (c) => made.some((d) => d.record === c.record && d.path === c.path && same(d.read, c.read));
  return [...data.corrections.filter((c) => !replaced(c)), ...made].map((c) => [
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
    if (!withdraw) numbered(one, (await answer.json()).read);
    $("#saved").textContent = say(withdraw ? "words.withdrawn" : "words.saved");
  } catch (trouble) {
    $("#saved").textContent = `${say("words.not_saved")}: ${trouble.message}`;
  }
}

/* Another page may have added to the same list meanwhile: the server knows how many there are. */
function numbered(one, read) {
  if (!one.path.endsWith(NEW) || read === one.read) return;
  decisions.delete(keyOf(one));
  one.read = read;
  decisions.set(keyOf(one), one);
  remember();
}

recall();
document.addEventListener("spoken", show);
filter();
show();
