"""The parts of a programme as its intervention cell names them: `Metformin + diet`, `头针联合体针`, `HIIT vs MICT`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise

from pipeline.core.provenance import Field
from pipeline.lexicon import load
from pipeline.stages.normalise.aliases import aliases_of
from pipeline.stages.normalise.grammar.lexicon import Kind, kinds, terms
from pipeline.stages.normalise.grammar.mentions import Event, Mention, Reading, reading
from pipeline.stages.normalise.grammar.tokens import fold
from pipeline.stages.normalise.row import FieldCell, Legend, dosed_behind, evidence_of, folded

_EDGES = " ,;:.+&·、，；：。（）()[]-–—/"
_CUTTING = ("comma", "semicolon", "open")
_WORD = 2  # letters that a name has at least
_TIMED = frozenset({"session", "frequency", "count", "duration", "sets", "repetitions"})
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")


@dataclass(frozen=True, slots=True)
class Part:
    """One intervention of a programme, or one arm of a study.

    span: where its name stands in the cell. whole: all that the cell says of it. mentions: the words that tell its
    kind. typed_by: the part that tells the kind of an arm which only a word of intensity names.
    """

    name: str
    cell: FieldCell
    span: tuple[int, int]
    whole: tuple[int, int]
    mentions: tuple[Mention, ...] = ()
    kind: Kind | None = None
    typed_by: Part | None = None

    @property
    def type(self) -> str | None:
        return self.kind.component if self.kind is not None else None

    @property
    def strong(self) -> bool:
        return self.kind is not None and not self.kind.weak


@dataclass(frozen=True, slots=True)
class Programme:
    """arms: the parts are alternatives that a study compares, not one programme."""

    parts: tuple[Part, ...]
    arms: bool = False


def programme(cell: FieldCell, legend: Legend) -> Programme:
    """The parts that an intervention or type cell names, in order. A cell of unknown words is one part."""
    seen = reading(cell.text, aliases_of(legend))
    pieces, arms = _pieces(seen)
    parts = [p for start, end in pieces for p in _opened(_part(cell, seen, start, end, legend))]
    named = _told_apart([p for p in parts if p.name])
    if arms and len(named) > 1:
        named = [p for p in named if not is_control(p.name)] or named[:1]
    return Programme(_one_product(named, cell), arms and len(named) > 1)


def _opened(part: Part) -> Iterator[Part]:
    """A general part with its kinds in a bracket (`Exercise (aerobic + resistance)`) as the parts it is made of."""
    strong = [m for m in part.mentions if not m.kind.weak]
    inside = [m for m in strong if m.start >= part.span[1] or m.end <= part.span[0]]
    if len({m.kind.component for m in inside}) < 2 or len(inside) != len(strong):
        yield part
        return
    for mention in inside:
        span = (mention.start, mention.end)
        yield Part(spelt(mention.text), part.cell, span, span, (mention,), mention.kind)


def _told_apart(parts: Sequence[Part]) -> list[Part]:
    """Parts whose names are one (`1 Hz rTMS vs 10 Hz rTMS`) with all that the cell says of them as names."""
    names = [p.name for p in parts]
    found: list[Part] = []
    for part in parts:
        if names.count(part.name) > 1:
            span = _trimmed(fold(part.cell.text), *part.whole, part.mentions)
            part = replace(part, name=spelt(part.cell.text[span[0] : span[1]]), span=span)
        found.append(part)
    return found


def reported(cell: FieldCell) -> tuple[int, int]:
    """The range of the cell's text that names the intervention: without a tail behind a comma, a semicolon or in a
    last bracket that only measures (`CBT-I, 6 sessions, weekly, 60 min each`)."""
    text = cell.text.rstrip()
    seen = reading(cell.text)
    words = [e for e in seen.events if e.what != "rest" or any(c.isalnum() for c in text[e.start : e.end])]
    last = max((e.end for e in words if e.what == "name" or (e.what == "rest" and _alone(e, seen))), default=0)
    if not last:
        return 0, len(text)
    end = len(text)
    cuts = [e.start for e in seen.events if e.what == "sign" and e.sign in _CUTTING and e.start >= last]
    cuts += [at for sign in ":," if (at := fold(text).find(sign, last)) >= 0]
    if cuts and any(e.what == "measure" and e.start > min(cuts) for e in seen.events):
        end = len(text[: min(cuts)].rstrip())
    tail = [e for e in seen.events if e.what == "measure" and last <= e.start < end]
    if tail and all(e.measure is not None and e.measure.kind in _TIMED for e in tail):
        end = len(text[: min(e.start for e in tail)].rstrip(_EDGES))
    return 0, end


def _alone(event: Event, seen: Reading) -> bool:
    """Whether a word that no list knows stands in the first clause of a cell or in one without a measure."""
    marks = [e.start for e in seen.events if e.what == "sign" and e.sign in ("comma", "semicolon")]
    start = max((m for m in marks if m < event.start), default=0)
    end = min((m for m in marks if m > event.start), default=len(seen.text))
    return start == 0 or not any(start < e.start < end for e in seen.events if e.what == "measure")


def _pieces(seen: Reading) -> tuple[list[tuple[int, int]], bool]:
    """Where the text is parted, and whether what parts it sets arms against each other."""
    text = fold(seen.text)
    cuts = [(0, 0, "strong"), *_cuts(seen, text), (len(text), len(text), "strong")]
    pieces: list[tuple[int, int]] = []
    arms = False
    for (_, start, joint), (end, _, _) in pairwise(cuts):
        apart = _both_named if joint == "weak" else _one_named
        if joint in ("weak", "strong") and pieces and not apart(seen, pieces[-1], (start, end)):
            pieces[-1] = (pieces[-1][0], end)
            continue
        arms = arms or (joint == "against" and bool(pieces))
        pieces.append((start, end))
    return [p for p in pieces if text[p[0] : p[1]].strip(_EDGES)], arms


def _cuts(seen: Reading, text: str) -> Iterator[tuple[int, int, str]]:
    """Joining words outside brackets, measures and names, with how they join."""
    closed = [(m.start(), m.end()) for m in _BRACKET.finditer(text)]
    closed += [(e.start, e.end) for e in seen.events if e.what in ("measure", "name")]
    for match in _joiners().finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in closed):
            yield match.start(), match.end(), match.lastgroup or "weak"
    for one, two in pairwise(seen.mentions):
        if text[one.end : two.start].strip() in ("-", "/") and one.kind != two.kind:
            yield one.end, two.start, "weak"


@cache
def _joiners() -> re.Pattern[str]:
    groups = [
        f"(?P<{name}>{'|'.join(_bounded(fold(t)) for t in terms('forms', table))})"
        for name, table in (("against", "against"), ("strong", "join_strong"), ("weak", "join_weak"))
    ]
    return re.compile("|".join(groups), re.IGNORECASE)


def _bounded(term: str) -> str:
    pattern = re.escape(term)
    return rf"(?<![a-z]){pattern}(?![a-z])" if term[0].isascii() and term[0].isalpha() else pattern


def _both_named(seen: Reading, left: tuple[int, int], right: tuple[int, int]) -> bool:
    one, two = _mentions(seen, *left), _mentions(seen, *right)
    if not one or not two:
        return False
    return not ({m.kind.name for m in one} == {m.kind.name for m in two} and all(m.kind.weak for m in (*one, *two)))


def _one_named(seen: Reading, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether one side names an intervention or the joint is a plus sign: `中西医结合治疗` is one piece."""
    plus = "+" in fold(seen.text)[left[1] : right[0]]
    named = _mentions(seen, *left) or _mentions(seen, *right)
    return plus or bool(named) or any(_prescribed(seen.text[slice(*side)].strip(_EDGES)) for side in (left, right))


def _mentions(seen: Reading, start: int, end: int) -> tuple[Mention, ...]:
    return tuple(m for m in seen.mentions if m.start >= start and m.end <= end)


def _part(cell: FieldCell, seen: Reading, start: int, end: int, legend: Legend) -> Part:
    mentions = _mentions(seen, start, end)
    span = _with_form(seen, _name_span(seen, start, end, mentions, partial(dosed_behind, cell)), end, mentions)
    name = spelt(cell.text[span[0] : span[1]])
    kind = _kind(mentions)
    if kind is None or kind.weak:
        kind = _expanded(name, legend) or _prescribed(name) or kind
    return Part(name, cell, span, (start, end), mentions, kind)


def _kind(mentions: Sequence[Mention]) -> Kind | None:
    strong = [m.kind for m in mentions if not m.kind.weak]
    if any(k.name == "hiit" for k in strong):
        return next(k for k in strong if k.name == "hiit")
    return next(iter(strong), None) or next((m.kind for m in mentions), None)


def _expanded(name: str, legend: Legend) -> Kind | None:
    """The kind that the legend's expansion of the name, or of a word in it, speaks of."""
    for word in (name, *name.split()):
        entry = legend.get(word)
        for field in (entry.en, entry.zh) if entry is not None else ():
            if field is not None and field.value and (kind := _kind(reading(field.value).mentions)):
                return kind
    return None


def _with_form(seen: Reading, span: tuple[int, int], end: int, mentions: Sequence[Mention]) -> tuple[int, int]:
    """The range of a name with the form behind it where the two are one product: 通心络胶囊, not 二甲双胍片."""
    if any(not m.kind.weak for m in mentions):
        return span
    form = _forms().match(fold(seen.text), span[1], end)
    return (span[0], form.end()) if form and _prescribed(seen.text[span[0] : form.end()]) else span


@cache
def _forms() -> re.Pattern[str]:
    words = sorted(load("drugs")["prescription"]["names_zh"], key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(words)})(?![\u3400-\u9fff])")


def _prescribed(name: str) -> Kind | None:
    """The kind of a Chinese prescription, told by the last word of its name."""
    words = load("drugs")["prescription"]
    chinese = "|".join(words["names_zh"])
    latin = "|".join(words["names_en"])
    if re.search(rf"[\u3400-\u9fff]{{2,}}(?:{chinese})$|[A-Za-z]{{3,}}[ -](?:{latin})$", name, re.IGNORECASE):
        return kinds()["prescription"]
    return None


def _name_span(
    seen: Reading, start: int, end: int, mentions: Sequence[Mention], dosed: Callable[[int], bool]
) -> tuple[int, int]:
    """The longest run of the part without measures and brackets, the one with an intervention word first.

    dosed: whether the bare number that ends at a place is a dose.
    """
    text = fold(seen.text)
    gone = [(m.start(), m.end()) for m in _BRACKET.finditer(text, start, end)]
    gone += [(m.start, m.end) for m in seen.measures if m.label is None and (m.kind != "alone" or dosed(m.end))]
    runs: list[tuple[int, int]] = []
    at = start
    for low, high in sorted(g for g in gone if g[0] < end and g[1] > start):
        runs.append((at, max(at, low)))
        at = max(at, high)
    runs.append((at, max(at, end)))
    trimmed = [_trimmed(text, low, high, mentions) for low, high in runs]
    if not mentions:  # of unknown words the first say the name: `Psilocybin 25 mg single dose`
        return next((run for run in trimmed if run[1] - run[0] > _WORD), max(trimmed, key=lambda r: r[1] - r[0]))
    best = max(trimmed, key=lambda r: (any(m.start >= r[0] and m.end <= r[1] for m in mentions), r[1] - r[0]))
    if best[1] > best[0] or not mentions:
        return best
    return mentions[0].start, mentions[0].end


def _trimmed(text: str, start: int, end: int, mentions: Sequence[Mention]) -> tuple[int, int]:
    """The range without signs at its edges, words that go around a name, and forms of a drug after it, none of them cut
    out of an intervention word."""
    first = min((m.start for m in mentions if m.end > start), default=end)
    last = max((m.end for m in mentions if m.start < end and not m.kind.weak), default=start)
    before, after = _edge_words()
    while True:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip(_EDGES))
        right = len(piece) - len(piece.rstrip(_EDGES))
        inner = piece[left : len(piece) - right] if left < len(piece) else ""
        opening, closing = before.match(inner), after.search(inner)
        if opening and opening.end() < len(inner) and start + left + opening.end() <= first:
            start, end = start + left + opening.end(), end - right
        elif closing and closing.start() > 0 and start + left + closing.start() >= last:
            start, end = start + left, end - right - (len(inner) - closing.start())
        else:
            return (start + left, end - right) if inner else (start, start)


@cache
def _edge_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    around = [fold(t) for t in terms("forms", "around_name")]
    forms = [fold(t) for t in terms("forms", "formulation")]
    opening = [rf"{re.escape(t)}(?![a-z])" for t in around if t.isascii()]
    closing = [rf"(?<![a-z]){re.escape(t)}" if t.isascii() else re.escape(t) for t in (*around, *forms)]
    marks = [re.escape(fold(t)) for t in terms("forms", "treated")]
    return re.compile("|".join((*marks, *opening)), re.IGNORECASE), re.compile(
        f"(?:{'|'.join(closing)})$", re.IGNORECASE
    )


def spelt(name: str) -> str:
    """A name as a component carries it: small letters, abbreviations and what is not Latin as printed."""
    return re.sub(r"(?<!\d)(?<!\d )[A-Za-z][A-Za-z']*", lambda m: m[0].lower() if m[0][1:].islower() else m[0], name)


def is_control(name: str) -> bool:
    """Whether a name is that of what an intervention is compared with."""
    plain = fold(name).lower()
    return any(plain.startswith(fold(t).lower()) for t in terms("forms", "control"))


def _one_product(parts: Sequence[Part], cell: FieldCell) -> tuple[Part, ...]:
    """The parts, strains of one probiotic put together again."""
    found: list[Part] = []
    for part in parts:
        before = found[-1] if found else None
        if before is not None and before.type == part.type == "probiotic":
            found[-1] = joined(before, part, cell)
        else:
            found.append(part)
    return tuple(found)


def joined(first: Part, last: Part, cell: FieldCell) -> Part:
    """Two neighbours as one part, named by all the text from the one to the other."""
    span = (first.span[0], last.span[1])
    return replace(
        first, name=spelt(cell.text[span[0] : span[1]]), span=span, whole=(first.whole[0], last.whole[1]),
        mentions=(*first.mentions, *last.mentions),
    )  # fmt: skip


def same(name: str, part: Part) -> bool:
    """Whether `name` and the part's name are one, or one holds the other."""
    one, two = folded(name), folded(part.name)
    return bool(one and two) and (one in two or two in one)


def alternatives(at: FieldCell) -> tuple[tuple[int, int], ...]:
    """The ranges of a cell's text that name the treatments it sets against each other; the whole where it names one."""
    text = fold(at.text)
    edges = [0, *(edge for hit in _against().finditer(text) for edge in hit.span()), len(text)]
    spans = [
        (a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip()))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
    return tuple(span for span in spans if span[0] < span[1])


def against(at: FieldCell) -> Field[str] | None:
    """The control that an intervention's cell names beside it: `Yoga vs. usual care`, `T：针刺；C：西药`."""
    if at.field not in ("intervention", "type"):
        return None
    text = fold(at.text)
    cuts = [
        hit for hit in _against().finditer(text) if text.count("(", 0, hit.start()) == text.count(")", 0, hit.start())
    ]
    if len(cuts) != 1:
        return None
    behind = text[cuts[0].end() :]
    mark = _control_mark().match(behind)
    if mark is None and not is_control(behind.strip()):
        return None
    start = cuts[0].end() + (mark.end() if mark else 0)
    start += len(text[start:]) - len(text[start:].lstrip())
    end = len(text.rstrip(" .;,"))
    if start >= end:
        return None
    return Field(at.text[start:end], (evidence_of(at.cell, (start, end), "comparator.against", table_id=at.table_id),))


@cache
def _against() -> re.Pattern[str]:
    return re.compile(r"(?<![a-z])(?:vs\.?|versus|compared with|against)(?![a-z])|[;\n]|对比", re.IGNORECASE)


@cache
def _control_mark() -> re.Pattern[str]:
    words = sorted(load("headers")["arms"]["control"], key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words))})\s*:", re.IGNORECASE)
