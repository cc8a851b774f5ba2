"""Regions of a dump: every line gets a kind from its words, its neighbours and what has been seen before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.core.words import Line, Region, RegionKind
from pipeline.stages.extract import dump_signs as signs
from pipeline.stages.extract.dump_lines import DumpLine
from pipeline.stages.extract.dump_slabs import Slab, slabs_of

_LEAST_RUNNING, _MOST_RUNNING = 12, 160  # characters of a running line
_PAGE_LINES = 15  # the fewest lines of text that usually stand between two of them
_FRONT_LINES = 90  # lines of text in which title, authors, abstract and keywords are looked for


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A line with the kind it was given. first: it starts a region. number: of a caption or reference entry."""

    source: DumpLine
    page: int
    kind: RegionKind
    first: bool
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """One line of text as the labelling sees it: with the blank lines before it and its neighbours' texts."""

    source: DumpLine
    page: int
    text: str
    blank_before: bool
    running: bool


def regions_of(pages: Sequence[Sequence[DumpLine]]) -> tuple[Region, ...]:
    """All regions in reading order, ids r1, r2, …; every line with a word stands in exactly one."""
    every = _seen(pages)
    slabs = slabs_of([item.text for item in every])
    cut = {i for slab in slabs for i in (slab.heading, *(i for row in slab.rows for i in row))}
    labelled = _garbled_captions(_figure_text(_Labeller([s for i, s in enumerate(every) if i not in cut]).run()))
    regions = _runs(labelled)
    return tuple(_with_table(regions, _side_by_side(slabs, every)) if slabs else regions)


def _side_by_side(slabs: Sequence[Slab], seen: Sequence[_Seen]) -> tuple[Line, ...]:
    """The lines of a table that was cut upright, each put together from the lines of its slabs."""
    page = seen[slabs[0].heading].page
    found: list[Line] = []
    for row in zip(*(((slab.heading,), *slab.rows) for slab in slabs), strict=True):
        for k in range(max(len(part) for part in row)):
            parts = [seen[part[k]].source.line for part in row if k < len(part)]
            found.append(Line(tuple(w for line in parts if line for w in line.words), page))
    return tuple(found)


def _with_table(regions: Sequence[Region], lines: tuple[Line, ...]) -> list[Region]:
    """The regions with a table after its captions: the last of them that stand together around the slabs."""
    number = lines[0].words[0].line or 0
    labels = [signs.caption(r.lines[0].text) if r.kind == "caption" else None for r in regions]
    captions = [k for k, label in enumerate(labels) if label and label[0] == "table"]
    at = min(captions, key=lambda k: abs((regions[k].lines[0].words[0].line or 0) - number)) + 1
    while at < len(regions) and regions[at].kind == "caption":
        at += 1
    table = Region("", lines[0].page, "table", lines, None)
    together = [*regions[:at], table, *regions[at:]]
    return [replace(region, id=f"r{k}") for k, region in enumerate(together, start=1)]


def _runs(labelled: Sequence[_Labelled]) -> list[Region]:
    """Neighbouring lines of one kind as one region."""
    regions: list[Region] = []
    run: list[_Labelled] = []
    for item in labelled:
        if run and (item.first or item.kind != run[-1].kind or item.page != run[-1].page):
            regions.append(_region(run, len(regions) + 1))
            run = []
        run.append(item)
    if run:
        regions.append(_region(run, len(regions) + 1))
    return regions


def _region(run: Sequence[_Labelled], serial: int) -> Region:
    lines = tuple(item.source.line for item in run if item.source.line)
    moved = tuple(Line(line.words, run[0].page) for line in lines)
    return Region(f"r{serial}", run[0].page, run[0].kind, moved, None, number=run[0].number)


def _seen(pages: Sequence[Sequence[DumpLine]]) -> list[_Seen]:
    repeated = _repeated(pages)
    seen: list[_Seen] = []
    for number, lines in enumerate(pages, start=1):
        blank = True
        filled = [line for line in lines if line.line]
        edge = {line.number for line in filled[:1] + filled[-1:]}
        for line in lines:
            if not line.line:
                blank = True
                continue
            text = line.text
            key = _shape(text)
            running = key in repeated or (line.number in edge and signs.running(text) and not signs.caption(text))
            # a dump that lost its form feeds marks a page's start by one leading space
            seen.append(_Seen(line, number, text, blank or line.indent == 1, running))
            blank = False
    return seen


def _shape(text: str) -> str:
    return re.sub(r"[\d\W_]+", "", text).casefold()


def _repeated(pages: Sequence[Sequence[DumpLine]]) -> frozenset[str]:
    """Shapes of running heads and feet: lines printed word for word again and again, far apart, or at the edge of
    several pages with other digits."""
    places: dict[str, list[int]] = {}
    for i, line in enumerate(line for lines in pages for line in lines if line.line):
        if _LEAST_RUNNING < len(line.text) < _MOST_RUNNING:
            places.setdefault(line.text, []).append(i)
    edges: Counter[str] = Counter()
    for lines in pages:
        filled = [line.text for line in lines if line.line]
        # two entries of the reference list may end alike but for their digits
        ends = [text for text in filled[:2] + filled[-2:] if not (signs.reference_like(text) and text.endswith("."))]
        edges.update({_shape(text) for text in ends if len(text) < _MOST_RUNNING})
    often = {
        _shape(text)
        for text, at in places.items()
        if len(at) >= 3 and sorted(b - a for a, b in pairwise(at))[(len(at) - 1) // 2] >= _PAGE_LINES
    }
    return frozenset(shape for shape in often | {s for s, n in edges.items() if n >= 2} if shape)


class _Labeller:
    """Walks the lines once; what a line is depends on its words and on the kind that is open."""

    def __init__(self, seen: Sequence[_Seen]) -> None:
        self.seen = seen
        self.out: list[_Labelled] = []
        self.state: RegionKind = "paragraph"
        self.front_end = _front_end(seen)
        self.caption_of = ""
        self.in_references = False
        self.title_seen = False
        self.keywords_missing = False
        self.shorts: set[str] = set()

    def run(self) -> list[_Labelled]:
        for i, item in enumerate(self.seen):
            kind, first, number = self._label(i, item)
            self.out.append(_Labelled(item.source, item.page, kind, first, number))
            if kind not in ("header", "footer"):
                self.state = kind
        return self.out

    def _label(self, i: int, item: _Seen) -> tuple[RegionKind, bool, int | None]:
        text = item.text
        if item.running:
            return ("header" if self._page_start(i) else "footer"), True, None
        captioned = signs.caption(text)
        if captioned and (item.blank_before or captioned[0] == "table" or self.state != "paragraph"):
            self.caption_of = captioned[0]
            return "caption", True, captioned[1]
        if self.state in ("caption", "table") and self.caption_of == "table":
            inside = self._after_table_caption(i, item)
            if inside:
                return inside
        if self.state == "caption" and self._wraps(i, item):
            return "caption", False, None
        if self.state == "note" or (signs.legend_entries(text) >= 2 and i > self.front_end):
            noted = self._note(item)
            if noted:
                return noted
        if i <= self.front_end or self.state in ("abstract", "keywords"):
            return self._front(i, item)
        return self._body(i, item)

    def _page_start(self, i: int) -> bool:
        return i == 0 or self.seen[i - 1].page != self.seen[i].page

    def _wraps(self, i: int, item: _Seen) -> bool:
        """A figure caption's further line: it goes on in lower case."""
        previous = self.seen[i - 1].text
        short = len(item.text) < (60 if item.blank_before else 120)
        return short and item.text[:1].islower() and signs.unfinished(previous) and not signs.prose(item.text)

    def _after_table_caption(self, i: int, item: _Seen) -> tuple[RegionKind, bool, int | None] | None:
        text = item.text
        if signs.note_start(text):
            return self._note(item)
        if self.state == "caption":
            previous = self.seen[i - 1].text
            wraps = not item.blank_before and len(previous) > 60 and not _header_like(text) and text[:1].islower()
            return ("caption", False, None) if wraps else ("table", True, None)
        ends = (
            signs.references_heading(text)
            or (item.blank_before and self._prose_ahead(i))
            or bool(signs.REFERENCE.match(text) and signs.reference_like(text))
        )
        if ends or (item.blank_before and signs.heading(text) and self._prose_ahead(i + 1)):
            return None
        return "table", False, None

    def _prose_ahead(self, i: int) -> bool:
        """Whether running text starts here: of the next lines up to a blank one, most read as sentences."""
        run: list[str] = []
        for item in self.seen[i : i + 6]:
            if run and item.blank_before:
                break
            run.append(item.text)
        running = sum(1 for text in run if signs.prose(text) or signs.prose_zh(text))
        return 2 * running > len(run)

    def _note(self, item: _Seen) -> tuple[RegionKind, bool, int | None] | None:
        """A line of the notes under a table; a short form defined again begins the note in the other language."""
        text = item.text
        found = [entry.group(1) for entry in signs.LEGEND_ENTRY.finditer(text)]
        starts = signs.note_start(text)
        if self.state != "note":
            if not starts:
                return None
            self.shorts = set(found)
            return "note", True, None
        if signs.references_heading(text) or signs.REFERENCE.match(text) or (item.blank_before and signs.heading(text)):
            return None
        previous = self.out[-1].source.text.rstrip()
        open_end = signs.unfinished(previous) or previous.endswith((":", "：", ";", "；"))
        if not starts and item.blank_before and not (open_end and len(text) < 200):
            return None
        anew = bool(re.match(r"^\W?(?:Note|注)", text)) or bool(found and found[0] in self.shorts)
        self.shorts = set(found) if anew else self.shorts | set(found)
        return "note", anew, None

    def _front(self, i: int, item: _Seen) -> tuple[RegionKind, bool, int | None]:
        text = item.text
        previous = self.out[-1].source.text if self.out else ""
        if signs.ABSTRACT.match(text):
            return "abstract", True, None
        keywords = signs.KEYWORDS.match(text)
        if keywords:
            self.keywords_missing = not keywords.group(1).strip()
            return "keywords", True, None
        if (
            self.state == "abstract"
            and (not item.blank_before or signs.unfinished(previous))
            and not signs.heading(text)
        ):
            return "abstract", False, None
        if self.state == "keywords" and not item.blank_before and len(previous) > 60 and not signs.heading(text):
            return "keywords", False, None
        if i > self.front_end:
            return self._body(i, item)
        if signs.running(text) or (i < 4 and re.search(r"[A-Za-z].*\s\d{1,4}$", text)):
            return "header", True, None
        if signs.affiliation(text):
            return "affiliation", self.state != "affiliation", None
        if signs.names(text) and self.title_seen:
            return "author", True, None
        if self._is_title(i, text):
            self.title_seen = True
            goes_on = text[0].islower() or previous.rstrip().endswith((":", "-", "："))
            return "title", self.state != "title" or (item.blank_before and not goes_on), None
        return "paragraph", item.blank_before or self.state != "paragraph", None

    def _is_title(self, i: int, text: str) -> bool:
        """A line of a title: few words, no full stop, soon followed by authors or their affiliation."""
        if len(text) > 160 or text.rstrip().endswith((".", "。", "，")) or signs.letters(text) < 5 or signs.names(text):
            return False
        if (text[0].islower() and self.state != "title") or re.search(r"[;；\]|]", text):
            return False
        for later in self.seen[i + 1 : i + 4]:
            if signs.names(later.text) or signs.affiliation(later.text):
                return True
            if signs.ABSTRACT.match(later.text) or signs.prose(later.text):
                return False
        return False

    def _body(self, i: int, item: _Seen) -> tuple[RegionKind, bool, int | None]:
        text = item.text
        if self.keywords_missing and item.blank_before and signs.term_list(text):
            # the list stood in another column of the reader's line order
            self.keywords_missing = False
            return "keywords", False, None
        if signs.references_heading(text):
            self.in_references = True
            return "heading", True, None
        entry = signs.REFERENCE.match(text)
        if entry and (self.in_references or signs.reference_like(text) or self._entry_ahead(i)):
            self.in_references = True
            return "reference", True, int(entry.group(1))
        if self.state == "reference" and signs.next_entry(self.out[-1].source.text, text):
            return "reference", True, None
        if self.state == "reference" and self._continues_entry(item):
            return "reference", False, None
        if self.in_references and signs.reference_like(text) and self.state != "reference":
            return "reference", True, None
        if signs.heading(text):
            return "heading", True, None
        return "paragraph", item.blank_before or self.state != "paragraph", None

    def _entry_ahead(self, i: int) -> bool:
        return any(signs.REFERENCE.match(later.text) for later in self.seen[i + 1 : i + 5])

    def _continues_entry(self, item: _Seen) -> bool:
        previous = self.out[-1].source.text
        if not item.blank_before:
            return not signs.heading(item.text) or signs.reference_like(item.text)
        return signs.unfinished(previous) and not signs.heading(item.text) and len(item.text) < 120


def _front_end(seen: Sequence[_Seen]) -> int:
    """Index of the last line that names the abstract or keywords near the start; -1 where there is none."""
    marked = [
        i
        for i, item in enumerate(seen[:_FRONT_LINES])
        if signs.ABSTRACT.match(item.text) or signs.KEYWORDS.match(item.text)
    ]
    return marked[-1] if marked else -1


def _header_like(text: str) -> bool:
    words = re.findall(r"[A-Za-z]+", text)
    return bool(words) and sum(1 for w in words if w[0].isupper()) >= 0.7 * len(words)


def _figure_text(lines: list[_Labelled]) -> list[_Labelled]:
    """Words inside a figure: short lines that end no sentence, right before a figure's caption."""
    out = list(lines)
    typical = sorted(len(item.source.text) for item in lines if item.kind == "paragraph") or [80]
    width = typical[len(typical) // 2]
    for i, item in enumerate(lines):
        if item.kind != "caption" or not _is_figure(item.source.text):
            continue
        for k in range(i - 1, max(-1, i - 14), -1):
            text = out[k].source.text
            if out[k].kind not in ("paragraph", "heading") or signs.prose(text):
                break
            if len(text) > 0.6 * width or (text.rstrip().endswith((".", "。")) and len(text) > 0.3 * width):
                break
            out[k] = replace(out[k], kind="figure", first=out[k].first)
    return out


def _is_figure(text: str) -> bool:
    found = signs.caption(text)
    return found is not None and found[0] == "figure"


def _garbled_captions(lines: list[_Labelled]) -> list[_Labelled]:
    """The Chinese caption that an English-only reader garbled: one short line beside the readable caption."""
    out = list(lines)
    for i, item in enumerate(lines):
        if item.kind != "caption" or not item.first or signs.caption(item.source.text) is None:
            continue
        if (
            i
            and out[i - 1].kind in ("paragraph", "heading", "figure", "header", "note")
            and _garbled_label(out[i - 1].source.text)
        ):
            out[i - 1] = replace(out[i - 1], kind="caption", first=True, number=item.number)
    return out


def _garbled_label(text: str) -> bool:
    return len(text) < 80 and bool(signs.GARBLED_LABEL.match(text)) and not signs.prose(text)
