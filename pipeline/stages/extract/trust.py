"""Which fonts of a document can be believed: their own text first, then a look at a few words of the rendered page."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.scripts import is_cjk
from pipeline.core.words import FontTrust
from pipeline.ports import OcrEngine, PageRenderer, RawPage
from pipeline.stages.extract.text_layer import Run
from pipeline.stages.extract.text_layer_glyph import Glyph
from pipeline.stages.extract.trust_align import Seen, align
from pipeline.stages.extract.trust_crops import Sample, read_samples
from pipeline.stages.extract.trust_fonts import FontEvidence, Static, evidence_of, judge

SPOT_GLYPHS = 5
FEWER_GLYPHS = 3  # of a font whose own text speaks for it: one that lies, lies in all of them
MIN_SPOT = 2
AGREES, DISAGREES = 0.7, 0.4
BAD_COMPANY = 0.5  # of the glyphs
ROUNDS = 3
ARROWS = frozenset("←↑→↓↔↕↖↗↘↙⇐⇑⇒⇓")
SIGNS = ARROWS | frozenset("±≥≤×")
MAX_ARROW_SPOTS = 4
# A symbol font's codes taken for Latin-1 (³ is ≥, ¯ is ↓, ® is →), and what converters write for an unknown code.
LATIN_SIGNS = frozenset("¡¢£¤¥¦§¨ª«¬\u00ad®¯±²³´¶¸¹º»¼½¾¿÷")
MAX_LATIN_SPOTS = 3
MOST_SIGNS = 8  # kinds of a font that is truly one of signs
MAX_DIGIT_SPOTS = 1
LONGEST_NUMBER = 8
FEWEST_GLYPHS = 4  # of a font in doubt that is worth a look
FEWEST_DIGITS = 3
ALIKE = str.maketrans(
    "，；：。．、！？（）［］【】〔〕⟨⟩〈〉〈〉《》–—−‐‑～∼~“”‘’·•∙⋅∗µβ",
    ",;:..,!?()[][][]<><><><>--------\"\"''....*μß",
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Glyphs of one font that were looked at, and how many of them the page shows as the text layer says; the digits
    among them once more by themselves."""

    font: str
    looked_at: int = 0
    agreed: int = 0
    digits: int = 0
    digits_agreed: int = 0

    def __add__(self, other: Spot) -> Spot:
        return Spot(
            self.font,
            self.looked_at + other.looked_at,
            self.agreed + other.agreed,
            self.digits + other.digits,
            self.digits_agreed + other.digits_agreed,
        )

    @property
    def digits_lie(self) -> bool:
        return self.digits >= FEWEST_DIGITS and self.digits_agreed < 0.5 * self.digits


@dataclass(frozen=True, slots=True)
class Judged:
    """The fonts' verdicts, and the arrows that the page shows the other way round: their codes with what it shows.
    lies: codes that the page shows as arrows or comparison signs and the text layer as some Latin sign."""

    fonts: tuple[FontTrust, ...]
    disputed: Mapping[tuple[str, int], str]
    lies: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Checker:
    """What a spot check needs of the outside."""

    renderer: PageRenderer
    engine: OcrEngine
    dpi: float


def judge_fonts(pages: Sequence[RawPage], runs: Sequence[Sequence[Run]], *, checker: Checker | None) -> Judged:
    """The verdict on every font in use. Without a checker the static evidence decides alone, unsure counts as good."""
    evidence = evidence_of(runs)
    static = {e.font: judge(e) for e in evidence}
    signs = {e.font: len(set(e.text)) > MOST_SIGNS for e in evidence if not any(_says(c) for c in e.text)}
    spots: dict[str, Spot] = {}
    disputed: dict[tuple[str, int], str] = {}
    small_first = sorted(evidence, key=lambda e: e.glyphs)  # their looks are wide and show others as well
    for attempt in range(ROUNDS if checker is not None else 0):
        wanted = [e.font for e in small_first if _needs_look(e, static[e.font], spots.get(e.font), attempt)]
        samples = _samples(wanted, runs, attempt, static)
        if attempt == 0:
            samples += _sign_samples(runs, samples, ARROWS, most=MAX_ARROW_SPOTS)
            samples += _digit_samples(runs, samples)
            samples += _sign_samples(runs, samples, LATIN_SIGNS, most=MAX_LATIN_SPOTS)
        if not samples or checker is None:
            break
        for spot in _look(samples, pages, checker, signs, disputed):
            spots[spot.font] = spots.get(spot.font, Spot(spot.font)) + spot
    arrows = {(g.char.font, g.char.code) for page in runs for run in page for g in run.glyphs if g.text in ARROWS}
    verdicts = tuple(_verdict(e, static[e.font], spots.get(e.font)) for e in evidence)
    return Judged(
        _in_bad_company(verdicts, evidence, static, spots),
        {code: shown for code, shown in disputed.items() if code in arrows},
        frozenset(disputed) - arrows,
    )


def _needs_look(evidence: FontEvidence, static: Static, spot: Spot | None, attempt: int) -> bool:
    """Every Chinese font and every font in doubt once; again where the first look did not settle it."""
    if evidence.unmapped > 0.5 or not evidence.embedded:
        return False
    if attempt == 0:
        return evidence.cjk > 0.05 or (static.verdict != "good" and evidence.glyphs >= FEWEST_GLYPHS)
    if spot is None or spot.looked_at < MIN_SPOT:
        return evidence.glyphs >= FEWEST_GLYPHS and (static.verdict != "good" or evidence.cjk > 0.05)
    share = spot.agreed / spot.looked_at
    settled = share >= AGREES if static.verdict != "bad" else share <= DISAGREES
    return not settled and spot.looked_at < 3 * SPOT_GLYPHS


def _verdict(evidence: FontEvidence, static: Static, spot: Spot | None) -> FontTrust:
    if spot is None or spot.looked_at < MIN_SPOT:
        return FontTrust(evidence.font, static.verdict != "bad", static.reasons)
    share = spot.agreed / spot.looked_at
    says = f"the page shows {spot.agreed} of {spot.looked_at} characters looked at as the text layer has them"
    if spot.digits_lie:
        says = f"the page shows {spot.digits_agreed} of {spot.digits} digits looked at as the text layer has them"
    trusted = share >= (0.55 if static.verdict != "bad" else AGREES) and not spot.digits_lie
    return FontTrust(evidence.font, trusted, (*static.reasons, says))


def _in_bad_company(
    verdicts: Sequence[FontTrust],
    evidence: Sequence[FontEvidence],
    static: Mapping[str, Static],
    spots: Mapping[str, Spot],
) -> tuple[FontTrust, ...]:
    """The verdicts; where a file's fonts (or its Chinese ones) lie for the most part, those that nothing speaks for are
    not believed either.

    Converters cut a Chinese font into many of 256 glyphs and less: some are too small to be judged by themselves.
    """
    lying = {v.font for v in verdicts if not v.trusted}
    chinese = [e for e in evidence if e.cjk > 0.5]
    doubted = {e.font for group in (evidence, chinese) if _mostly(lying, group) for e in group}
    known = {font for font, spot in spots.items() if spot.looked_at >= MIN_SPOT}
    return tuple(
        v
        if v.font not in doubted - lying - known or static[v.font].verdict == "good"
        else FontTrust(v.font, False, (*v.reasons, "most of the text is in fonts that cannot be believed"))
        for v in verdicts
    )


def _mostly(lying: Collection[str], fonts: Sequence[FontEvidence]) -> bool:
    """Whether more than half of these fonts' glyphs are in fonts that lie."""
    return sum(e.glyphs for e in fonts if e.font in lying) > BAD_COMPANY * sum(e.glyphs for e in fonts)


def _samples(
    wanted: Sequence[str], pages: Sequence[Sequence[Run]], attempt: int, static: Mapping[str, Static]
) -> list[Sample]:
    """A short stretch of each font, but of those that the stretches of others show enough of: a Chinese font cut into
    many small ones stands on few lines."""
    samples: list[Sample] = []
    shown: dict[str, set[Glyph]] = {}
    for font in wanted:
        if _weight(shown.get(font, ())) >= MIN_SPOT:
            continue
        good = static[font].verdict == "good" and attempt == 0
        sample = _sample(font, pages, attempt, most=FEWER_GLYPHS if good else SPOT_GLYPHS)
        if sample is not None:
            samples.append(sample)
            for glyph in sample.glyphs:
                shown.setdefault(glyph.char.font, set()).add(glyph)
    return samples


def _sample(font: str, pages: Sequence[Sequence[Run]], attempt: int, *, most: int) -> Sample | None:
    """A short stretch of the font: one of its longest runs, another at each attempt, cut to `most` characters."""
    found = [(number, run) for number, runs in enumerate(pages, start=1) for run in runs if run.font == font]
    distinct = {run.text: (number, run) for number, run in reversed(found)}
    ranked = sorted(distinct.values(), key=lambda item: (-min(_weight(item[1].glyphs), SPOT_GLYPHS), item[0]))
    if attempt >= len(ranked):
        return None
    number, run = ranked[attempt * max(1, len(ranked) // 7) % len(ranked)]
    glyphs = tuple(_first(run.glyphs, most))
    if _weight(glyphs) < MIN_SPOT:
        glyphs = _widened(run, pages[number - 1])
    return Sample(number, glyphs)


def _sign_samples(
    pages: Sequence[Sequence[Run]], taken: Sequence[Sample], wanted: frozenset[str], *, most: int
) -> list[Sample]:
    """A look at each kind of arrow (of sign) of each font: the direction of an effect is the evidence itself."""
    seen = {(g.char.font, g.char.code) for s in taken for g in s.glyphs}
    samples: list[Sample] = []
    for number, runs in enumerate(pages, start=1):
        for run in runs:
            fresh = {_code(g) for g in run.glyphs if g.char.embedded and wanted & {g.text, g.char.text}} - seen
            if fresh and len(samples) < most:
                seen |= fresh
                samples.append(Sample(number, _widened(run, runs)))
    return samples


def _code(glyph: Glyph) -> tuple[str, int]:
    return glyph.char.font, glyph.char.code


def _digit_samples(pages: Sequence[Sequence[Run]], taken: Sequence[Sample]) -> list[Sample]:
    """A number in each of the fonts that most digits are set in, where none is looked at yet: words vouch for letters
    only."""
    seen = Counter(g.char.font for s in taken for g in s.glyphs if g.text.isdigit())
    longest: dict[str, tuple[int, int, Run]] = {}
    digits: Counter[str] = Counter()
    for number, runs in enumerate(pages, start=1):
        for run in runs:
            kinds = len({c for c in run.text if c.isdigit()})
            digits[run.font] += kinds
            if kinds > longest.get(run.font, (0, 0, run))[0] and len(run.glyphs) <= LONGEST_NUMBER:
                longest[run.font] = (kinds, number, run)
    return [
        Sample(longest[font][1], longest[font][2].glyphs)
        for font, count in digits.most_common(MAX_DIGIT_SPOTS)
        if count and font in longest and seen[font] < FEWEST_DIGITS
    ]


def _weight(glyphs: Iterable[Glyph]) -> int:
    return sum(_says(g.text) for g in glyphs)


def _says(text: str) -> bool:
    """Whether a glyph is worth comparing: punctuation is read in too many ways."""
    return any(unicodedata.category(c)[0] in "LN" or c in SIGNS or ord(c) >= 0xE000 for c in text)


def _first(glyphs: Sequence[Glyph], most: int) -> Iterator[Glyph]:
    """Enough glyphs for a look: `most` of wide ones, more of narrow ones."""
    room = sum(g.char.size for g in glyphs[:1]) * most
    left = glyphs[0].box.x0
    for glyph in glyphs:
        if glyph.box.x1 - left > room:
            return
        yield glyph


def _widened(run: Run, runs: Sequence[Run]) -> tuple[Glyph, ...]:
    """A short run with what stands beside it: a lone arrow or digit is hard to read."""
    size = run.size
    reach = run.box.padded(2.0 * size, 0)
    near = [
        g
        for other in runs
        if other.turn == run.turn and abs(other.baseline - run.baseline) < 0.3 * size
        for g in other.glyphs
        if reach.x0 <= g.box.cx <= reach.x1
    ]
    return tuple(sorted(near, key=lambda g: g.box.x0))


def _look(
    samples: Sequence[Sample],
    pages: Sequence[RawPage],
    checker: Checker,
    signs: Mapping[str, bool],
    disputed: dict[tuple[str, int], str],
) -> Iterator[Spot]:
    """What each sample says of the fonts in it. signs: fonts without a letter or digit, and whether they have so many
    signs that they must be letters in disguise; of the others only what the engine can tell apart counts (it has no ✓
    and writes V). disputed: takes arrows that are read as other arrows, and Latin signs read as arrows or the like."""
    read = read_samples(samples, pages, renderer=checker.renderer, engine=checker.engine, dpi=checker.dpi)
    for sample, look in zip(samples, read, strict=True):
        if not look.seen:
            continue
        partners = align(sample.glyphs, look.seen)
        for glyph, partner in zip(sample.glyphs, partners, strict=True):
            if not glyph.char.embedded:
                continue
            agrees = partner is not None and same_ink(glyph.text, partner.text)
            if _says(glyph.text) or _witnessed(signs.get(glyph.char.font), agrees, partner):
                digit = glyph.text.isdigit()
                yield Spot(glyph.char.font, 1, int(agrees), int(digit), int(digit and agrees))
            if partner is not None and not agrees and _contradicts(glyph, partner.text):
                disputed[_code(glyph)] = partner.text


def _witnessed(many: bool | None, agrees: bool, partner: Seen | None) -> bool:
    """Whether a look at a glyph of a font of signs says anything. many: see `_look`; None where it is no such font."""
    if many is None or many or agrees:
        return many is not None
    return partner is not None and (partner.text in SIGNS or is_cjk(partner.text[0]))


def _contradicts(glyph: Glyph, shown: str) -> bool:
    """Whether the page shows another arrow, or an arrow or comparison sign where the text layer has a Latin sign."""
    if glyph.text in ARROWS:
        return shown in ARROWS
    return shown in SIGNS and bool(LATIN_SIGNS & {glyph.text, glyph.char.text})


def same_ink(one: str, other: str) -> bool:
    """Whether two readings are the same but for the many forms of punctuation and letters that look alike."""
    a, b = (unicodedata.normalize("NFKC", t).translate(ALIKE) for t in (one, other))
    return a == b or a.casefold() == b.casefold()
