"""The title, authors and affiliation of the other language where they stand before its abstract on the last page.

Many journals print the second language's front matter after the references. There a title looks like any heading; the
abstract under it, and the names between them, say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.geometry import Box, around
from pipeline.core.people import author_names
from pipeline.core.scripts import cjk_count, latin_count
from pipeline.core.words import Line, Region, RegionKind
from pipeline.stages.separate.labels import heading_twins, label_of

_NAME = re.compile(r"(?:[A-Z][\w'’.-]*\s?){2,4}|[\u4e00-\u9fff]{2,4}")
_FRONT: tuple[RegionKind, ...] = ("title", "author", "affiliation")
_MOST_BETWEEN = 3  # regions between title and abstract
_MOST_LINES = 3
_LEAST_WORDS, _LEAST_CHINESE = 4, 6


def with_late_front(regions: Sequence[Region]) -> tuple[Region, ...]:
    """The regions; a heading, names and places before an abstract in a language that has no title are its front."""
    titled = {_is_chinese(r) for r in regions if r.kind == "title"}
    out = [part for region in regions for part in _cut_at_abstract(region)]
    changed = False
    for at, region in enumerate(out):
        if not _is_abstract(region) or _is_chinese(region) in titled:
            continue
        front = _front_before(out, at)
        if front:
            for place, index in enumerate(front):
                out[index] = replace(out[index], kind=_FRONT[min(place, 2)])
            titled.add(_is_chinese(region))
            changed = True
    return tuple(out) if changed else tuple(regions)


def _cut_at_abstract(region: Region) -> tuple[Region, ...]:
    """The region in two where an abstract begins below its first line, right under the affiliation."""
    if region.kind not in ("paragraph", "affiliation", "author"):
        return (region,)
    at = next((i for i, line in enumerate(region.lines) if i and _starts_abstract(line.text)), None)
    if at is None:
        return (region,)
    upper, lower = region.lines[:at], region.lines[at:]
    return replace(region, id=f"{region.id}.1", lines=upper, box=_box_of(upper)), replace(
        region, lines=lower, box=_box_of(lower)
    )


def _box_of(lines: Sequence[Line]) -> Box | None:
    boxes = [word.box for line in lines for word in line.words if word.box is not None]
    return around(boxes) if boxes else None


def _front_before(regions: Sequence[Region], at: int) -> tuple[int, ...]:
    """Indices of the title, the authors and what follows them up to the abstract at `at`; () where that is no front."""
    found: list[int] = []
    for index in range(at - 1, max(-1, at - _MOST_BETWEEN - 2), -1):
        region = regions[index]
        same = region.page == regions[at].page and _is_chinese(region) == _is_chinese(regions[at])
        if not same or len(region.lines) > _MOST_LINES:
            return ()
        found.insert(0, index)
        if region.kind == "heading":
            is_front = len(found) > 1 and _may_be_title(region) and _are_names(regions[found[1]])
            return tuple(found) if is_front else ()
        if region.kind not in ("paragraph", "author", "affiliation"):
            return ()
    return ()


def _is_abstract(region: Region) -> bool:
    return _starts_abstract(region.lines[0].text)


def _starts_abstract(text: str) -> bool:
    label = label_of(text)
    return label is not None and label.kind == "abstract"


def _is_chinese(region: Region) -> bool:
    text = _text(region)
    return cjk_count(text) * 2 > latin_count(text)


def _may_be_title(region: Region) -> bool:
    """Whether it says more than a heading that every journal prints."""
    text = _text(region)
    plain = text.strip(" .0123456789").lower()
    if any(plain in english or plain.replace(" ", "") in chinese for english, chinese in heading_twins()):
        return False
    return cjk_count(text) >= _LEAST_CHINESE or len(text.split()) >= _LEAST_WORDS


def _are_names(region: Region) -> bool:
    """Whether it is a list of people and nothing else."""
    names = author_names(tuple(line.text for line in region.lines))
    return bool(names) and all(_NAME.fullmatch(name) for name in names)


def _text(region: Region) -> str:
    return " ".join(line.text for line in region.lines)
