"""The corpus at a glance: every document, what changed since the baseline, and what the studies say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.audit.diff import Difference
from pipeline.pages.evidence import RecordPart, evidence_map, outcomes
from pipeline.pages.plots import harvest_plot, map_plot, shortened
from pipeline.pages.render import page
from pipeline.publish.contract import RunInputOut, Words

MOST_CHANGES = 200  # shown on the page; `pipeline diff` has them all


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A document of the run. title: None where nothing was read. accepted: whether the baseline has it."""

    report: RunInputOut
    title: Words | None
    accepted: bool


def index_page(
    documents: Sequence[IndexDocument],
    records: Sequence[RecordPart],
    differences: Sequence[Difference] | None,
    *,
    made_from: str,
) -> str:
    """The page as HTML. differences: from the accepted baseline, None where there is none. made_from: a key that tells
    a former page made of the same things."""
    cells, lines = evidence_map(records), outcomes(records)
    return page(
        "index.html",
        ("index.js",),
        title="Evidence from reviews",
        made_from=made_from,
        documents=tuple(sorted(documents, key=lambda d: (d.report.document_id or "", d.report.input))),
        records=len(records),
        studies=len({m.label for c in cells for m in c.marks}),
        flags=sum(len(r.flags) for r in records),
        changed=_changed(differences),
        differences=differences,
        shown_differences=(differences or ())[:MOST_CHANGES],
        cells=cells,
        map=map_plot(cells),
        harvest=harvest_plot(lines),
        lines=lines,
        shortened=shortened,
    )


def _changed(differences: Sequence[Difference] | None) -> Mapping[str, int]:
    """Document → how many differences it has."""
    found: dict[str, int] = {}
    for one in differences or ():
        found[one.document_id] = found.get(one.document_id, 0) + max(1, len(one.changes))
    return found
