"""Second thoughts about what a region is, once its words can be read: after 参考文献 come references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipeline.core.words import Region
from pipeline.lexicon import load
from pipeline.stages.separate.jumps import without_jumps
from pipeline.stages.separate.labels import heading_twins, label_of
from pipeline.stages.separate.late_front import with_late_front

_ENTRY = re.compile(r"^\s*(?:[\[［【(（]\s*\d{1,3}\s*[\]］】)）]|\d{1,3}\s*[.．、])\s*\S")
_ENTRY_NUMBER = re.compile(r"^\s*[\[［【(（]?\s*(\d{1,3})\s*[\]］】)）.．、]")
_CITED = re.compile(r"\[[A-Z]{1,2}(?:/[A-Z]{2})?\]|\b(?:19|20)\d{2}\b")
_CITED_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_ENDS_ENTRY = re.compile(r"(?:^|[:：,，])\s*[a-zA-Z]?\d+\s*[-–—]\s*[a-zA-Z]?\d+\s*[.．。]?\s*$")  # 31(1): 15-23.
_NUMBERING = re.compile(r"^[\s\d.．、一二三四五六七八九十]*|[\s.．:：()（）\[\]【】]+")


def reconsidered(regions: Sequence[Region]) -> tuple[Region, ...]:
    """Regions with the kind their words ask for.

    Paragraphs of the reference list are references: entries by their number, and what follows an entry without starting
    one as its continuation; so are notes under a table that go on with the list where it left off, be it in the middle
    of an entry. The article's
    category (综述, Review Article) over the title is a running head.
    """
    out: list[Region] = []
    listing, latest, unfinished = False, 0, False
    for region in without_jumps(regions):
        if region.page == 1 and region.kind in ("heading", "paragraph") and _is_category(region):
            region = replace(region, kind="header")
        elif region.kind == "heading":
            listing = is_reference_heading(" ".join(line.text for line in region.lines))
        elif (listing and region.kind == "paragraph") or (latest and _goes_on(region, latest, out)):
            region = _as_reference(region, out)
        elif unfinished and region.kind == "note" and _ENDS_ENTRY.search(_text(region)) and not _has_label(region):
            region = replace(region, kind="reference", why=f"{region.why} continues".strip())
        if region.kind == "reference":
            latest = _number_of(region) or latest
            unfinished = not _is_finished(_text(region))
        out.append(region)
    return with_late_front(out)


def _goes_on(note: Region, latest: int, before: Sequence[Region]) -> bool:
    """Whether it is a note that is the next entry of the reference list, or the rest of one."""
    if note.kind != "note":
        return False
    number = _number_of(note)
    if number is not None:
        return number == latest + 1
    return before[-1].kind == "reference" and before[-1].page == note.page and not _has_label(note)


def _is_finished(entry: str) -> bool:
    """Whether an entry has its year and stops where entries stop: at its pages, or at a full stop."""
    plain = entry.rstrip()
    return _CITED_YEAR.search(plain) is not None and (
        plain.endswith((".", "。", "．")) or _ENDS_ENTRY.search(plain) is not None
    )


def _has_label(region: Region) -> bool:
    return label_of(region.lines[0].text) is not None


def _text(region: Region) -> str:
    return " ".join(line.text for line in region.lines)


def _number_of(region: Region) -> int | None:
    """The number that an entry begins with."""
    found = _ENTRY_NUMBER.match(region.lines[0].text)
    return int(found[1]) if found else None


def is_reference_heading(text: str) -> bool:
    """参考文献, References, or both."""
    english, chinese = heading_twins()[0]
    plain = _NUMBERING.sub("", text).lower()
    names = {*(e.replace(" ", "") for e in english), *chinese}
    return plain in names or any(plain == c + e for c in chinese for e in names)


def _is_category(region: Region) -> bool:
    plain = re.sub(r"[\s\[\]【】·•()（）]", "", " ".join(line.text for line in region.lines)).lower()
    return len(region.lines) == 1 and plain in _categories()


@cache
def _categories() -> frozenset[str]:
    return frozenset(word.replace(" ", "") for word in load("layout")["meta"]["category"])


def _as_reference(region: Region, before: Sequence[Region]) -> Region:
    """The region as (a part of) a reference where it reads like one."""
    text = " ".join(line.text for line in region.lines)
    if _ENTRY.match(text):
        return replace(region, kind="reference")
    last = next((r for r in reversed(before) if r.kind not in ("header", "footer")), None)
    if last is not None and last.kind == "reference" and (_CITED.search(text) or len(region.lines) == 1):
        return replace(region, kind="reference", why=f"{region.why} continues".strip())
    return region
