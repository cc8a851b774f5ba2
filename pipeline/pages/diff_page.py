"""What changed between two extractions, as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.audit.diff import Difference
from pipeline.pages.render import page


def diff_page(found: Sequence[Difference], *, old: str, new: str, root: str | None) -> str:
    """The page as HTML. old, new: what was compared. root: where the documents' audit pages lie, None for no links."""
    kinds = Counter[str](
        kind for one in found for kind in (*(c.kind for c in one.changes), *(() if one.changes else (one.event,)))
    )
    return page(
        "diff.html",
        (),
        title=f"{old} → {new}",
        found=found,
        old=old,
        new=new,
        root=root,
        kinds=sorted(kinds.items(), key=lambda k: (-k[1], k[0])),
    )
