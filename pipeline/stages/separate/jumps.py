"""Lines that send the reader to another page (`（下转第221页）`): no text of the paper, wherever they stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipeline.core.geometry import Box, around
from pipeline.core.words import Line, Region
from pipeline.lexicon import load


def without_jumps(regions: Sequence[Region]) -> list[Region]:
    """The regions with such lines taken out of them and set after them as footers of their own."""
    out: list[Region] = []
    for region in regions:
        jumps = [line for line in region.lines if _jump().fullmatch(line.text.strip())]
        if not jumps or region.kind in ("table", "figure", "header", "footer"):
            out.append(region)
            continue
        rest = tuple(line for line in region.lines if line not in jumps)
        if rest:
            out.append(replace(region, lines=rest, box=_box_of(rest)))
        for number, line in enumerate(jumps, start=1):
            made = replace(region, id=f"{region.id}.j{number}", kind="footer", lines=(line,), box=_box_of((line,)))
            out.append(replace(made, number=None, why=""))
    return out


@cache
def _jump() -> re.Pattern[str]:
    terms = [re.escape(t).replace(r"\ ", r"\s*") for part in load("labels")["jump"].values() for t in part]
    said = "|".join(sorted(terms, key=len, reverse=True))
    return re.compile(
        rf"[（(\[［【]?\s*(?:{said})\s*[.．]?\s*[\d一二三四五六七八九十百〇零]+\s*页?\s*[）)\]］】]?", re.IGNORECASE
    )


def _box_of(lines: Sequence[Line]) -> Box | None:
    boxes = [word.box for line in lines for word in line.words if word.box is not None]
    return around(boxes) if boxes else None
