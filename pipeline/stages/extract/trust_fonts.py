"""What the text layer itself says for and against each font: maps, scripts, words, widths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.core.scripts import LATIN_WORD, cjk_count, is_cjk
from pipeline.lexicon.plausible import chinese_plausibility, chinese_ranks, english_words
from pipeline.stages.extract.text_layer import Run
from pipeline.stages.extract.text_layer_fold import is_private

Verdict = Literal["good", "bad", "unsure"]

MOST_UNMAPPED = 0.4
CHINESE_GOOD, CHINESE_BAD = 0.3, 0.14
RARE_RANK = 4000
MOST_RARE = 0.12
FEWEST_CHINESE = 30
ENGLISH_GOOD, ENGLISH_BAD = 0.55, 0.15
FEWEST_WORDS = 8
WIDE_SHARE = 0.8
SAMPLE_RUNS = 600


@dataclass(frozen=True, slots=True)
class FontEvidence:
    """One font of one document. text: (a sample of) its runs, a line each. shares: 0..1 of the font's glyphs.
    embedded: whether the page shows it in its own shapes; a stand-in font of the viewer's is no witness."""

    font: str
    glyphs: int
    text: str
    unmapped: float
    private: float
    wide_latin: float
    cjk: float
    embedded: bool = True


@dataclass(frozen=True, slots=True)
class Static:
    """The verdict without looking at the page."""

    verdict: Verdict
    reasons: tuple[str, ...]


def evidence_of(pages: Sequence[Sequence[Run]]) -> tuple[FontEvidence, ...]:
    """The evidence on each font that the runs of the pages use, in order of first use."""
    by_font: dict[str, list[Run]] = defaultdict(list)
    for runs in pages:
        for run in runs:
            by_font[run.font].append(run)
    return tuple(_evidence(font, runs) for font, runs in by_font.items())


def _evidence(font: str, runs: Sequence[Run]) -> FontEvidence:
    total = sum(len(run.glyphs) for run in runs)
    step = max(1, len(runs) // SAMPLE_RUNS)
    sampled = runs[::step]
    glyphs = [g for run in sampled for g in run.glyphs]
    letters = [g for g in glyphs if g.text.isascii() or "\u00a0" <= g.text[0] <= "\u024f"]
    wide = [g for g in letters if g.box.width > 0.9 * g.char.size and g.text not in "MWmw%@—"]
    return FontEvidence(
        font=font,
        glyphs=total,
        text="\n".join(run.text for run in sampled),
        unmapped=_share(sum(not g.char.mapped for g in glyphs), len(glyphs)),
        private=_share(sum(is_private(g.text) for g in glyphs), len(glyphs)),
        wide_latin=_share(len(wide), len(glyphs)),
        cjk=_share(sum(is_cjk(g.text[0]) for g in glyphs), len(glyphs)),
        embedded=runs[0].glyphs[0].char.embedded,
    )


def judge(evidence: FontEvidence) -> Static:
    """Good where words say so, bad where no reader could make sense of it, unsure where nothing speaks either way."""
    if evidence.unmapped > MOST_UNMAPPED:
        return Static("bad", (f"no Unicode for {evidence.unmapped:.0%} of its glyphs",))
    if evidence.private > MOST_UNMAPPED:
        return Static("bad", (f"private-use or replacement characters for {evidence.private:.0%} of its glyphs",))
    if evidence.wide_latin > WIDE_SHARE and evidence.glyphs >= 4:
        return Static("bad", ("Latin text on glyphs as wide as Chinese characters",))
    if evidence.cjk > 0.2:
        return _judge_chinese(evidence)
    return _judge_latin(evidence)


def _judge_chinese(evidence: FontEvidence) -> Static:
    count = cjk_count(evidence.text)
    if count < FEWEST_CHINESE:
        return Static("unsure", ("too little Chinese for statistics",))
    ranks = chinese_ranks()
    rare = sum(ranks.get(c, RARE_RANK) >= RARE_RANK for c in evidence.text if is_cjk(c)) / count
    likely = chinese_plausibility(evidence.text)
    if likely is not None and likely < CHINESE_BAD:
        return Static("bad", (f"Chinese that words do not make: {likely:.2f} of neighbours go together",))
    if likely is not None and likely >= CHINESE_GOOD and rare <= MOST_RARE:
        return Static("good", (f"plausible Chinese: {likely:.2f} of neighbours go together",))
    return Static("unsure", (f"{rare:.0%} rare characters",))


def _judge_latin(evidence: FontEvidence) -> Static:
    words = [w.lower() for w in LATIN_WORD.findall(evidence.text) if len(w) >= 3]
    known = [w for w in words if w in english_words() or any(part in english_words() for part in w.split("-"))]
    if len(words) < FEWEST_WORDS:
        return Static("unsure", ("too few words for statistics",))
    share = len(known) / len(words)
    if share >= ENGLISH_GOOD:
        return Static("good", (f"{share:.0%} of its words are English",))
    return Static("bad" if share < ENGLISH_BAD else "unsure", (f"{share:.0%} of its words are English",))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
