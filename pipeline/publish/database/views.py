"""Plain views for analysts. They show what is held now: retired studies are left out, stale ones marked.

A changed view needs a new migration (an empty one is enough): views are made anew whenever the schema is upgraded.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class View:
    """comment: what one row is. columns: name → comment. select: its query, with {…} for what engines spell apart."""

    name: str
    comment: str
    columns: dict[str, str]
    select: str


_ABOUT = {
    "collection": "corpus it belongs to",
    "document_id": "name of the document's output folder",
    "record_id": "name of the record, the same in every run",
}


def _words(dialect: str) -> dict[str, str]:
    """What the two engines spell differently: joined texts, a number as short text, the empty JSON."""
    if dialect == "postgresql":
        return {"join": "string_agg", "digits": "({})::text"}
    return {"join": "group_concat", "digits": "printf('%.15g', {})"}


def _span(low: str, high: str, unit: str, digits: str) -> str:
    """SQL for a quantity as text: `3 /wk`, `50-60 %`, `≥60 %`; null where there is none."""
    a, b = digits.format(low), digits.format(high)
    return (
        f"CASE WHEN {low} = {high} THEN {a} WHEN {high} IS NULL THEN '≥' || {a} WHEN {low} IS NULL THEN '≤' || {b} "
        f"ELSE {a} || '-' || {b} END || CASE WHEN {unit} IS NULL OR {unit} = '1' THEN '' ELSE ' ' || {unit} END"
    )


def _over_components(what: str) -> str:
    """SQL for the text and the outer bounds of a quantity of the components; bounds only where all share one unit."""
    of = "FROM components c WHERE c.record_no = s.record_no"
    one = f"(SELECT count(DISTINCT c.{what}_unit) {of}) = 1"
    return f"""
  (SELECT {{join}}(t, '; ') FROM (SELECT DISTINCT {{{what}}} AS t {of} AND c.{what}_unit IS NOT NULL) AS q) AS {what},
  CASE WHEN {one} THEN (SELECT min(c.{what}_min) {of}) END AS {what}_min,
  CASE WHEN {one} THEN (SELECT max(c.{what}_max) {of}) END AS {what}_max,
  CASE WHEN {one} THEN (SELECT max(c.{what}_unit) {of}) END AS {what}_unit,"""


_HELD = """FROM studies s JOIN documents d ON d.document_no = s.document_no"""

_STUDIES = f"""SELECT d.collection, d.document_id, s.record_id, s.table_id, s.row_index, s.label, s.first_author,
  s.year,
  (SELECT {{join}}(t, ', ') FROM (SELECT CAST(number AS TEXT) AS t FROM study_citations p
     WHERE p.record_no = s.record_no ORDER BY n) AS q) AS citations,
  s.country, s.design, s.condition_as_reported AS condition, s.condition_en, s.condition_zh, s.sample_size,
  (SELECT {{join}}(t, '; ') FROM (SELECT coalesce(name, '?') || ': ' || coalesce(CAST(participants AS TEXT), '?') AS t
     FROM arms p WHERE p.record_no = s.record_no ORDER BY n) AS q) AS arms,
  s.age_min, s.age_max, s.age_unit, s.sex, s.species, s.model, s.intervention,
  (SELECT {{join}}(type, ', ') FROM (SELECT type FROM study_types p WHERE p.record_no = s.record_no ORDER BY n) AS q)
    AS types,
  (SELECT count(*) FROM components c WHERE c.record_no = s.record_no) AS components,
  {_over_components("frequency")}
  (SELECT {{join}}(t, '; ') FROM (SELECT coalesce(i.label, '') ||
       CASE WHEN i.label IS NOT NULL AND i.unit IS NOT NULL THEN ' ' ELSE '' END || coalesce({{intensity}}, '') ||
       CASE WHEN i.metric IS NULL OR i.metric = 'other' THEN '' ELSE ' ' || i.metric END AS t
     FROM intensities i WHERE i.record_no = s.record_no ORDER BY i.component_n, i.n) AS q) AS intensity,
  {_over_components("session")}
  {_over_components("dose")}
  s.duration_min, s.duration_max, s.duration_unit, s.comparator,
  (SELECT {{join}}(t, '; ') FROM (SELECT coalesce(measure_as_reported, measure_en, measure_zh, '?') || ': ' || direction
     AS t FROM outcomes p WHERE p.record_no = s.record_no AND kind = 'outcome' ORDER BY n) AS q) AS outcomes,
  s.follow_up_min, s.follow_up_max, s.follow_up_unit, s.adverse_events,
  (SELECT count(*) FROM flags f WHERE f.record_no = s.record_no) AS flags, s.status, d.stale,
  d.title_en, d.title_zh, d.doi, s.valid_from, s.record_no
{_HELD} WHERE s.retired_run_no IS NULL"""

_OUTCOMES = f"""SELECT d.collection, d.document_id, s.record_id, s.label, s.first_author, s.year,
  s.condition_as_reported AS condition, s.condition_en, s.condition_zh, s.intervention,
  (SELECT {{join}}(type, ', ') FROM (SELECT type FROM study_types p WHERE p.record_no = s.record_no ORDER BY n) AS q)
    AS types,
  o.kind, o.n, o.measure_as_reported AS measure, o.measure_en, o.measure_zh, o.direction,
  o.comparison_left, o.comparison_operator, o.comparison_right,
  o.effect_measure, o.effect_value, o.effect_ci_low, o.effect_ci_high, o.effect_p, s.status, d.stale, s.record_no
{_HELD} JOIN outcomes o ON o.record_no = s.record_no WHERE s.retired_run_no IS NULL"""

_FLAGS = f"""SELECT d.collection, d.document_id, s.record_id, s.label, f.code, f.path, f.message, f.candidates,
  p.raw, p.page, p.x0, p.top, p.x1, p.bottom, p.line, p.source, d.stale, s.record_no
{_HELD} JOIN flags f ON f.record_no = s.record_no
LEFT JOIN provenance p ON p.record_no = f.record_no
  AND p.n = (SELECT min(q.n) FROM provenance q WHERE q.record_no = f.record_no AND q.path = f.path)
WHERE s.retired_run_no IS NULL"""

_HISTORY = f"""SELECT d.collection, d.document_id, s.record_id, s.label, s.year, s.condition_as_reported AS condition,
  s.status, s.valid_from, s.retired_at AS valid_to, NULL AS record
{_HELD} WHERE s.retired_at IS NULL OR s.retired_at > s.valid_from
UNION ALL
SELECT d.collection, d.document_id, s.record_id, h.label, h.year, h.condition, h.status, h.valid_from, h.valid_to,
  h.record
{_HELD} JOIN history h ON h.record_no = s.record_no"""

VIEWS = (
    View(
        "v_studies", "One row a study that is held now, its programme (FITT) spread out.",
        {
            **_ABOUT,
            "citations": "citation numbers", "arms": "arms and their participants",
            "types": "types of intervention", "components": "number of components",
            "frequency": "how often, of every component",
            "frequency_min": "lowest of all components, where all are in one unit",
            "intensity": "how hard, of every component", "session": "time a session, of every component",
            "dose": "dose, of every component", "outcomes": "measures and how they moved", "flags": "number of flags",
            "stale": "of an earlier run, since the last one failed on the document",
        },
        _STUDIES,
    ),
    View("v_outcomes", "One row an outcome or mechanism of a study that is held now.",
         {**_ABOUT, "measure": "what was measured, as printed", "direction": "how the measure moved"}, _OUTCOMES),
    View("v_flags", "One row a flag of a study that is held now, with the ink it is about.",
         {**_ABOUT, "raw": "text that was read at the flagged value", "page": "page it stands on"}, _FLAGS),
    View("v_history", "One row a version of a study: held from valid_from until valid_to (null: held now).",
         {**_ABOUT, "record": "the record as it was; null for the version that the tables hold"}, _HISTORY),
)  # fmt: skip


def _query(view: View, dialect: str) -> str:
    words = _words(dialect)
    digits = words["digits"]
    spans = {q: _span(f"c.{q}_min", f"c.{q}_max", f"c.{q}_unit", digits) for q in ("frequency", "session", "dose")}
    return view.select.format(join=words["join"], intensity=_span("i.min", "i.max", "i.unit", digits), **spans)


def replace_views(connection: Connection) -> None:
    """Make every view anew, with comments where the engine has them."""
    dialect = connection.dialect.name
    for view in reversed(VIEWS):
        connection.execute(text(f"DROP VIEW IF EXISTS {view.name}"))
    for view in VIEWS:
        select = _query(view, dialect).replace("%", "%%") if dialect == "postgresql" else _query(view, dialect)
        connection.exec_driver_sql(f"CREATE VIEW {view.name} AS {select}")
        if dialect == "postgresql":
            connection.exec_driver_sql(f"COMMENT ON VIEW {view.name} IS '{_quoted(view.comment)}'")
            for column, comment in view.columns.items():
                connection.exec_driver_sql(f"COMMENT ON COLUMN {view.name}.{column} IS '{_quoted(comment)}'")


def _quoted(comment: str) -> str:
    return comment.replace("'", "''")
