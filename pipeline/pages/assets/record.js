const data = JSON.parse($("#data").textContent);
const served = $('meta[name="pipeline-mode"]').content === "served";
const storeKey = `pipeline-decisions-${data.sha256}`;
const NS = "http://www.w3.org/2000/svg";
const NEW = "/-";  // how the path of an entry ends that a list does not have yet

// Values and where they stand

const covers = (place, path) => path === place || path.startsWith(place.replace(/\/$/, "") + "/");
const steps = (path) => path.split("/").slice(1).map((s) => s.replaceAll("~1", "/").replaceAll("~0", "~"));
const escaped = (step) => String(step).replaceAll("~", "~0").replaceAll("/", "~1");
const at = (record, path) => steps(path).reduce((node, step) => node?.[step], data.records[record]) ?? null;
const listOf = (path) => path.slice(0, path.lastIndexOf("/"));
const isEntry = (record, path) => path !== "/" && Array.isArray(at(record, listOf(path)));
const ordered = (v) => (v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, ordered(v[k])])) : v);
const same = (a, b) => JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));

/* The page numbers the entries of a list as they stand, a corrections file as they were read: entries that were taken
   out make the difference. `turned` says how a number goes from one to the other. */
function renumbered(record, path, turned) {
  const gone = data.removed[record] || {};
  let here = data.records[record];
  let shown = "";
  let out = "";
  for (const step of steps(path)) {
    const counted = Array.isArray(here) && /^\d+$/.test(step);
    const [mine, other] = counted ? turned(Number(step), gone[shown] || []) : [step, step];
    out += `/${escaped(other)}`;
    shown += `/${escaped(mine)}`;
    here = here?.[mine];
  }
  return out;
}
const filed = (record, path) => (path === "/" ? path : renumbered(record, path, (n, gone) => [n, gone.reduce((m, g) => (g <= m ? m + 1 : m), n)]));
const shownPath = (record, path) => (path === "/" ? path : renumbered(record, path, (n, gone) => {
  const now = n - gone.filter((g) => g < n).length;
  return [now, now];
}));
const places = (record, list) => (at(record, list) || []).length + (data.removed[record]?.[list] || []).length;

/* A value in one line, as the page's maker wrote it; of an entry that is added, what is said of it. */
function spoken(value, shape) {
  if (value === null || (Array.isArray(value) && !value.length)) return say("words.missing");
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, v]) => v !== null);
    return parts.map(([name, v]) => `${say(`fields.${name}`)} ${spoken(v, name === "direction" || name === "type" ? "choice" : "")}`).join(", ");
  }
  return shape === "choice" ? say(`values.${value}`) : String(value);
}
