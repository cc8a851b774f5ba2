"""Gives untrusted fonts a map of their own: their lines are recognised from the page, and each code of a font takes the
character that most of its occurrences show. The glyphs' places, sizes and order stay the text layer's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.provenance import Issue
from pipeline.ports import Char, RawPage
from pipeline.stages.extract.text_layer import Neighbours, Run
from pipeline.stages.extract.text_layer_fold import folded, is_private
from pipeline.stages.extract.text_layer_glyph import Glyph
from pipeline.stages.extract.trust import Checker
from pipeline.stages.extract.trust_align import align
from pipeline.stages.extract.trust_crops import Look, Sample, read_samples

Code = tuple[str, int]

ENOUGH_VOTES = 3
CLEAR_SHARE = 0.6
LONGEST = 45  # ems of one crop
LINE_GAP = 1.2
BATCH = 24
UNREAD = "\ufffd"
BOXES = frozenset("口□▯☐◻")
NO_WORD = 0.5  # confidence of a mark read as a letter
# An engine writes the punctuation of either script for the other; the glyph's width tells them apart.
FULL_WIDTH = 0.85
FULL_WIDTH_FORMS = str.maketrans(",:;!?()~", "，：；！？（）～")


@dataclass(frozen=True, slots=True)
class Told:
    """What a code of an untrusted font stands for. confidence: 0..1. rival: the second reading, where there is one."""

    text: str
    confidence: float
    rival: str | None = None


@dataclass(frozen=True, slots=True)
class Remapped:
    """The pages with the untrusted fonts' characters as the page shows them, and the map that says so."""

    pages: tuple[RawPage, ...]
    told: Mapping[Code, Told]
    issues: tuple[Issue, ...]


def remap(
    pages: Sequence[RawPage], runs: Sequence[Sequence[Run]], *, untrusted: Collection[str], checker: Checker
) -> Remapped:
    """The pages with the characters of `untrusted` fonts, and of codes without Unicode, read from pixels.

    Stops looking at a line once all its codes are settled, so that long documents cost little more than short ones.
    """
    votes: dict[Code, Counter[str]] = defaultdict(Counter)
    sure: dict[tuple[Code, str], float] = {}
    pending = [s for number, page in enumerate(runs, start=1) for s in _lines(number, page, untrusted)]
    while pending:
        batch: list[Sample] = []
        rest: list[Sample] = []
        for sample in pending:
            if len(batch) < BATCH and _unsettled(sample, untrusted, votes):
                batch.append(sample)
            elif len(batch) >= BATCH:
                rest.append(sample)
        read = read_samples(batch, pages, renderer=checker.renderer, engine=checker.engine, dpi=checker.dpi)
        for sample, look in zip(batch, read, strict=True):
            _vote(sample, look, untrusted, votes, sure)
        pending = rest
    told = {code: _told(code, counter, sure) for code, counter in votes.items()}
    told |= {code: replace(told[code], confidence=min(told[code].confidence, NO_WORD)) for code in _marks(runs, told)}
    fresh = tuple(_replaced(page, untrusted, told) for page in pages)
    return Remapped(fresh, told, _issues(pages, untrusted, told))


def _marks(runs: Sequence[Sequence[Run]], told: Mapping[Code, Told]) -> set[Code]:
    """Codes of marks that always stand alone and were read as what they cannot be: a sign in private use as a letter
    (the engine has no ✓ and writes V), the box for a missing glyph as a character."""
    glyphs = [(g, len(run.glyphs) > 1) for page in runs for run in page for g in run.glyphs]
    joined = {(g.char.font, g.char.code) for g, in_word in glyphs if in_word}
    private = {(g.char.font, g.char.code) for g, _ in glyphs if is_private(g.char.text) and g.char.mapped}
    return {
        code
        for code, said in told.items()
        if code not in joined and (said.text in BOXES or (code in private and said.text.isalpha()))
    }


def doubted(char: Char, untrusted: Collection[str]) -> bool:
    """Whether the text layer's word on it counts for nothing: its font lies, or says nothing of its code."""
    return char.font in untrusted or not char.mapped or is_private(char.text)


def _lines(number: int, runs: Sequence[Run], untrusted: Collection[str]) -> list[Sample]:
    """Stretches of line that hold untrusted glyphs: neighbours included (they anchor the alignment), long ones cut."""
    near = Neighbours(runs)
    follows = {i: near.right(i, within=LINE_GAP * run.size) for i, run in enumerate(runs)}
    starts = set(range(len(runs))) - {j for j in follows.values() if j is not None}
    samples: list[Sample] = []
    seen: set[int] = set()
    for start in sorted(starts):
        chain: list[Glyph] = []
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            chain.extend(runs[at].glyphs)
            at = follows[at]
        samples += [
            Sample(number, tuple(piece)) for piece in _cut(chain) if any(doubted(g.char, untrusted) for g in piece)
        ]
    return samples


def _cut(chain: Sequence[Glyph]) -> list[list[Glyph]]:
    pieces: list[list[Glyph]] = [[]]
    for glyph in sorted(chain, key=lambda g: g.box.x0):
        if pieces[-1] and glyph.box.x1 - pieces[-1][0].box.x0 > LONGEST * glyph.char.size:
            pieces.append([])
        pieces[-1].append(glyph)
    return [p for p in pieces if p]


def _unsettled(sample: Sample, untrusted: Collection[str], votes: Mapping[Code, Counter[str]]) -> bool:
    return any(
        doubted(g.char, untrusted) and not _settled(votes.get((g.char.font, g.char.code))) for g in sample.glyphs
    )


def _settled(counter: Counter[str] | None) -> bool:
    if not counter:
        return False
    (_, most), *others = counter.most_common(2)
    return most >= ENOUGH_VOTES and (not others or others[0][1] * 3 <= most)


def _vote(
    sample: Sample,
    look: Look,
    untrusted: Collection[str],
    votes: dict[Code, Counter[str]],
    sure: dict[tuple[Code, str], float],
) -> None:
    hints = tuple(replace(g, text="") if doubted(g.char, untrusted) else g for g in sample.glyphs)
    for glyph, partner in zip(sample.glyphs, align(hints, look.seen), strict=True):
        blank = partner is None and look.is_blank(glyph)
        if (partner is None and not blank) or not doubted(glyph.char, untrusted):
            continue
        code = (glyph.char.font, glyph.char.code)
        text = partner.text if partner is not None else " "
        if glyph.box.width > FULL_WIDTH * glyph.char.size:
            text = text.translate(FULL_WIDTH_FORMS)
        votes[code][text] += 1
        sure[code, text] = max(sure.get((code, text), 0.0), 1.0 if blank or partner is None else partner.confidence)


def _told(code: Code, counter: Counter[str], sure: Mapping[tuple[Code, str], float]) -> Told:
    ranked = sorted(counter.items(), key=lambda item: (-item[1], -sure[code, item[0]], item[0]))
    text, most = ranked[0]
    share = most / sum(counter.values())
    rival = ranked[1][0] if len(ranked) > 1 and share < CLEAR_SHARE else None
    return Told(text, round(min(sure[code, text], share if most > 1 or len(ranked) > 1 else 1.0), 4), rival)


def _replaced(page: RawPage, untrusted: Collection[str], told: Mapping[Code, Told]) -> RawPage:
    return replace(page, chars=tuple(_char(c, told) if doubted(c, untrusted) else c for c in page.chars))


def _char(char: Char, told: Mapping[Code, Told]) -> Char:
    found = told.get((char.font, char.code))
    if found is None:
        blank = not char.visible or (char.mapped and folded(char.text) in ("", " "))
        return char if blank else replace(char, text=UNREAD, mapped=False)
    return replace(char, text=found.text, mapped=True)


def _issues(pages: Sequence[RawPage], untrusted: Collection[str], told: Mapping[Code, Told]) -> tuple[Issue, ...]:
    """Glyphs that nobody could read, a line a page."""
    issues = []
    for page in pages:
        lost = sum(
            c.visible and doubted(c, untrusted) and (c.font, c.code) not in told and bool(c.text.strip())
            for c in page.chars
        )
        if lost:
            message = f"page {page.number}: {lost} characters of untrusted fonts could not be read from the page either"
            issues.append(Issue("unread-characters", message, page=page.number))
    return tuple(issues)
