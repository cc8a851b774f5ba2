"""Captions and notes: which table each belongs to, its label and its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.blocks import Bilingual, Block, Layered
from pipeline.core.geometry import Box
from pipeline.core.scripts import cjk_count
from pipeline.stages.reconstruct.frame import Part

_NUMBER = r"(?P<number>[A-Z]?\d+(?:[-–.．]\d+)*|[IVX]+\b)"
_CHINESE = re.compile(
    rf"^\s*(?P<cont>续)?\s*(?:附)?表\s*{_NUMBER}\s*(?P<more>[(（]?续[表)）]?)?\s*[:：.．、]?\s*(?P<rest>.*)$", re.S
)
_ENGLISH = re.compile(
    rf"^\s*(?:Table|Tab\.?|TABLE)\s*{_NUMBER}\s*(?P<more>[(（]\s*cont(?:inued|inue|inuation|'d|\.|d)?\.?\s*[)）])?"
    r"\s*[:：.．]?\s*(?P<rest>.*)$",
    re.S | re.IGNORECASE,
)
_CONTINUED = re.compile(
    r"^\s*(?:续\s*表|(?:续|接)\s*上\s*表|\(?continued|table\s+continued)|[(（](?:续|continued|cont\.?)[)）]\s*$",
    re.IGNORECASE,
)
_NOTHING = Bilingual()
_FAR = 6.0  # em: how far from its table a caption may stand
_NOTE_GAP = 2.6  # em
_NOTE_GAP_ASIDE = 1.6  # em: the same where the note does not stand under the table but beside its width


@dataclass(frozen=True, slots=True)
class Heading:
    """What the captions of one part say. continued: that it goes on from a page before."""

    number: str | None = None
    label: Bilingual = _NOTHING
    text: Bilingual = _NOTHING
    continued: bool = False
    bottom: float | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    language: str
    number: str | None
    text: str
    continued: bool


def is_table_caption(text: str) -> bool:
    return bool(_CHINESE.match(text) or _ENGLISH.match(text) or _CONTINUED.match(text))


def read_caption(text: str) -> tuple[str | None, str, bool]:
    """Number, text without label, and whether it says that the table goes on."""
    match = _CHINESE.match(text) or _ENGLISH.match(text)
    if match is None:
        return None, text.strip(), bool(_CONTINUED.search(text))
    groups = match.groupdict()
    rest = match["rest"].strip()
    continued = bool(groups.get("cont") or groups.get("more")) or bool(_CONTINUED.search(rest))
    return match["number"].replace("．", "."), rest, continued


def headings(layered: Layered, parts: Sequence[Part], spare: Sequence[Sequence[str]]) -> list[Heading]:
    """The heading of every part. spare: caption-like lines that stood within each part's region."""
    homes: list[list[str]] = [list(lines) for lines in spare]
    for block in layered.blocks:
        if block.kind == "caption" and block.box is not None and is_table_caption(block.text):
            home = _nearest(block.page, block.box, parts)
            if home is not None:
                homes[home].append(block.text)
    return [_heading(texts) for texts in homes]


def notes(layered: Layered, parts: Sequence[Part]) -> list[tuple[Block, ...]]:
    """The note blocks under each part: each within reach of the table or of the note before it."""
    homes: list[list[Block]] = [[] for _ in parts]
    floor = [part.box.bottom for part in parts]
    candidates = [b for b in layered.blocks if b.kind == "note" and b.box is not None]
    for block in sorted(candidates, key=lambda b: (b.page, b.box.top if b.box else 0.0)):
        fits = [(*at, i) for i, part in enumerate(parts) if (at := _under(block, part, floor[i])) is not None]
        box = block.box
        assert box is not None
        if fits:
            *_, home = min(fits)
            homes[home].append(block)
            floor[home] = max(floor[home], parts[home].to_upright(box).bottom)
        elif (over := _over_page(block, parts, layered)) is not None:
            homes[over].append(block)
    return [tuple(h) for h in homes]


def _over_page(block: Block, parts: Sequence[Part], layered: Layered) -> int | None:
    """The part that ends the page before, where the note stands over all text of its own page: it had no room there."""
    last = max(
        (i for i, p in enumerate(parts) if p.page == block.page - 1), key=lambda i: parts[i].box.bottom, default=None
    )
    if last is None or block.box is None or any(p.page == block.page for p in parts):
        return None
    text = [b for b in layered.blocks if b.box is not None and b.kind not in ("header", "footer")]
    under = [b for b in text if b.page == block.page - 1 and b.box is not None and b.box.top > parts[last].box.bottom]
    over = [b for b in text if b.page == block.page and b.kind != "note" and b.box is not None]
    first = all(b.box is None or b.box.top > block.box.top for b in over)
    return last if first and all(b.kind == "note" for b in under) else None


def _under(block: Block, part: Part, floor: float) -> tuple[bool, float] | None:
    """Whether a note only stands beside the table's width (at the margin, under a narrow table), and the white between
    the table, or its last note, and it, in em; None where the note is not the table's."""
    if block.page != part.page or block.box is None:
        return None
    box = part.to_upright(block.box)
    gap = (box.top - floor) / part.em
    inside = min(box.x1, part.box.x1) - max(box.x0, part.box.x0)
    aside = inside <= 0.6 * box.width
    return (aside, gap) if -1.5 < gap < (_NOTE_GAP_ASIDE if aside else _NOTE_GAP) else None


def _nearest(page: int, box: Box, parts: Sequence[Part]) -> int | None:
    """The part that a caption stands at: the nearest below it, else the nearest above."""
    best: tuple[float, int] | None = None
    for i, part in enumerate(parts):
        if part.page != page:
            continue
        mine = part.to_upright(box)
        if min(mine.x1, part.box.x1) - max(mine.x0, part.box.x0) <= 0:
            continue
        above, below = (part.box.top - mine.bottom) / part.em, (mine.top - part.box.bottom) / part.em
        far = max(above, 0.0) if above > -2.0 else 3.0 + max(below, 0.0) if below > -2.0 else 0.0
        if far < _FAR + 3.0 and (best is None or far < best[0]):
            best = (far, i)
    return best[1] if best else None


def _heading(texts: Sequence[str]) -> Heading:
    said: list[_Said] = []
    for text in texts:
        number, rest, continued = read_caption(text)
        chinese = bool(_CHINESE.match(text)) or (not _ENGLISH.match(text) and cjk_count(text) > 0)
        said.append(_Said("zh" if chinese else "en", number, rest, continued))
    zh = next((s for s in said if s.language == "zh"), None)
    en = next((s for s in said if s.language == "en"), None)
    number = next((s.number for s in said if s.number), None)
    return Heading(
        number=number,
        label=Bilingual(
            en=f"Table {en.number}" if en and en.number else None,
            zh=f"表{zh.number}" if zh and zh.number else None,
        ),
        text=Bilingual(en=(en.text or None) if en else None, zh=(zh.text or None) if zh else None),
        continued=any(s.continued for s in said),
    )
