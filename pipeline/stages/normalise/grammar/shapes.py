"""Which row of atoms says what: a table of shapes for spaCy's Matcher.

A shape is a row of atom labels, blanks between. `time:s|min` holds the id to these, `comma?` may be missing, `a/b` is
either. The longest match wins, then the one that stands first in the table. `says` names the reader in `measures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.stages.normalise.grammar.atoms import Atom

_SHORT = "time:s|min|h"
_LONG = "time:d|wk|mo|a"
_GAP = "comma? filler? comma?"
_DAY = "amount:1|2|3|4|5|6"  # a day of the week in words: a number in digits has no id


@dataclass(frozen=True, slots=True)
class Shape:
    """rule: the dotted name that ends up in the provenance. says: the reader. rows: the rows of labels that match."""

    rule: str
    says: str
    rows: tuple[str, ...]


_DOSE = "amount range? mass perkg?"
SHAPES: tuple[Shape, ...] = (
    Shape("dose.times-a-day", "dose_many", (
        f"{_DOSE} {_GAP} multiple",
        f"{_DOSE} {_GAP} multiple amount times",
        f"{_DOSE} {_GAP} multiple once",
        f"{_DOSE} each {_GAP} multiple",
        f"{_DOSE} each {_GAP} multiple amount times",
        f"{_DOSE} each {_GAP} multiple once",
        f"{_DOSE} each? {_GAP} amount times? rate",
        f"{_DOSE} each? {_GAP} once rate",
        f"{_DOSE} {_GAP} rate amount times",
        f"{_DOSE} {_GAP} rate once",
        f"{_DOSE} each {_GAP} rate amount times",
        f"{_DOSE} each {_GAP} rate once",
        f"each filler? {_DOSE} {_GAP} rate amount times",
        f"each filler? {_DOSE} {_GAP} rate once",
        f"each filler? {_DOSE} {_GAP} amount times rate",
        f"each filler? {_DOSE} {_GAP} multiple",
        f"rate amount times {_GAP} each filler? {_DOSE}",
        f"rate once {_GAP} each filler? {_DOSE}",
        f"amount times rate {_GAP} each filler? {_DOSE}",
        f"amount times rate {_GAP} {_DOSE} each",
    )),
    Shape("dose.a-period", "dose_rate", (
        f"{_DOSE} rate", f"rate filler? {_DOSE}", "amount mass rate per mass:kg", f"amount mass {_GAP} rate",
        "amount range? mass perkgday",
    )),
    Shape("dose.several", "unread", (
        "amount cross amount mass", "amount cross amount mass rate", "amount cross amount mass perkg rate?",
        "amount cross amount mass multiple", "amount mass cross amount", "amount mass cross amount rate",
    )),
    Shape("dose.concentration", "unread", (
        "amount mass per mass", "amount mass per word", "amount mass per time:s|min|h",
    )),
    Shape("dose.plain", "dose", (f"{_DOSE} each?", f"each filler? {_DOSE}", "mass colon amount")),
    Shape("frequency.bouts-a-period", "bouts_rate", (
        f"amount cross amount range? {_SHORT} rate:wk|d", f"amount range? {_SHORT} cross amount times? rate:wk|d",
    )),
    Shape("session.a-time", "session", (
        f"amount range? {_SHORT} filler? each", f"each filler? filler? amount {_SHORT}", f"each colon amount {_SHORT}",
        f"amount range? {_SHORT} per:per", f"each filler? {_SHORT} amount", 
        f"once:1 filler? amount {_SHORT}", f"amount range? {_SHORT} times",
    )),
    Shape("frequency.days-on-and-off", "days_on", (
        "amount time:d comma? aside amount time:d",
        "rate:wk filler? amount time:d comma? aside amount time:d",
        "amount time:d filler? comma? amount time:d aside",
    )),
    Shape("session.count-of", "count_session", (
        f"amount times filler? amount range? {_SHORT} each?", f"amount range? {_SHORT} times",
    )),
    Shape("session.held-once-a-period", "session_held", (f"amount range? {_SHORT} rate:wk|mo times",)),
    Shape("session.a-day", "session_rate", (
        f"amount range? {_SHORT} filler? rate", f"rate filler? filler? amount range? {_SHORT}",
        f"amount range? {_SHORT} comma multiple:1/d",
    )),
    Shape("session.a-set", "session", (f"amount range? {_SHORT} per_set", f"per_set filler? amount range? {_SHORT}")),
    Shape("session.on-and-off", "unread", (
        f"amount {_SHORT} word:on", f"amount {_SHORT} word:on per? comma? amount {_SHORT} word:off",
        f"amount {_SHORT} word:off",
    )),
    Shape("session.a-bout", "unread", (f"amount cross amount range? {_SHORT}",)),
    Shape("frequency.days-a-period", "frequency", (
        "amount time:d rate:wk|mo", "rate:wk|mo filler? amount time:d", "amount times time:d rate:wk",
    )),
    Shape("frequency.a-period", "frequency", (
        "amount times? filler? rate", "amount rate times", "amount cross rate",
        "once filler? rate", "rate filler? amount times",
        "rate filler? once",
        "rate colon? amount times",
        "amount times per", "once multiple", "multiple once", "multiple amount times",
    )),
    Shape("frequency.days-of-the-week", "weekdays", tuple(
        row
        for count in (2, 3, 4, 5)
        for row in (
            " ".join(["rate:wk", *[_DAY, "comma?"] * (count - 1), _DAY]) + " once?",
            " ".join([*["time:wk", _DAY, "comma?"] * (count - 1), "time:wk", _DAY]) + " filler? once?",
            " ".join(["rate:wk", _DAY, *["comma?", "time:wk", _DAY] * (count - 1)]) + " once?",
            " ".join([*["weekday", "comma?", "word:and|&?"] * (count - 1), "weekday"]),
            " ".join(["time:mo", *["comma?", "word:and|&?", "weekday"] * (count - 1)]),
        )
    )),
    Shape("frequency.days-of-the-week", "weekday_range", (
        f"rate:wk {_DAY} range time:wk {_DAY}", f"time:wk {_DAY} range time:wk {_DAY}", "rate:wk amount:1",
        "weekday range weekday", "time:mo range weekday",
    )),
    Shape("frequency.abbreviated", "frequency_word", ("multiple", "rate:d multiple", "rate:d multiple once")),
    Shape("frequency.period-alone", "frequency_one", ("rate",)),
    Shape("sets.by-repetitions", "sets_reps", (
        "amount sets? cross amount reps?", "amount sets filler? amount reps", "amount sets filler amount",
        "amount sets comma? amount reps per_set?",
        "amount cross amount per_set", "amount sets cross amount times", "amount sets filler? amount times",
        "amount sets comma? amount times per_set", "amount sets each comma? amount reps per_set",
        "amount sets comma? per_set amount times",
    )),
    Shape("sets.of-bouts", "sets_session", (
        f"amount sets cross amount range? {_SHORT}", f"amount sets filler amount range? {_SHORT}",
    )),
    Shape("sets.count", "sets", ("amount range? sets each?", "each filler? amount sets", "sets colon amount")),
    Shape("repetitions.count", "repetitions", (
        "amount range? reps per_set?", "amount times per_set", "per_set filler? amount times",
        "per_set filler? amount reps", "amount reps each",
    )),
    Shape("intensity.percent", "percent", (
        "amount percent filler? filler? metric", "amount percent? filler? metric:HRmax|HRR|1RM|VO2max|VO2peak|MT",
        "metric filler? colon? filler? amount percent", "percent metric colon? filler? amount",
        "metric open percent close amount",
    )),
    Shape("intensity.of-repetition-maximum", "percent_rm", ("amount percent filler? amount range? rm",)),
    Shape("intensity.repetition-maximum", "load_rm", ("amount range? rm",)),
    Shape("intensity.scale", "scale", (
        "metric:RPE filler? colon? filler? compare? amount", "amount range? metric:RPE", 
        "metric:RPE filler? colon? amount time:min",
    )),
    Shape("intensity.pulse", "stimulus", ("metric:other colon? filler? amount stimulus:/min",)),
    Shape("intensity.setting", "stimulus", ("amount range? stimulus", "stimulus colon? amount")),
    Shape("intensity.incline", "incline", (
        "incline filler? colon? filler? amount percent", "amount percent filler? incline",
        "incline filler? colon? amount stimulus:deg", "amount stimulus:deg filler? incline",
    )),
    Shape("intensity.word", "label", (
        "label intensity_word?", "compare label intensity_word?", "intensity_word colon? filler? label",
        "label range? intensity_word",
    )),
    Shape("intensity.two-words", "label_span", ("label_span intensity_word?", "label range label", "label per label")),
    Shape("duration.of-courses", "courses", (
        f"amount {_LONG} filler? amount course {_GAP} filler? amount course",
        f"amount {_LONG} per_course {_GAP} filler? amount course",
        f"amount course {_GAP} amount {_LONG} {_GAP} filler? amount course",
        f"per_course filler? amount {_LONG} {_GAP} filler? amount course",
        f"amount course {_GAP} per_course filler? amount {_LONG}",
        f"amount course open per_course filler? amount {_LONG} close",
    )),
    Shape("duration.of-a-stretch", "unread", (
        f"ordinal filler? amount range? {_LONG}", f"amount range? {_LONG} ordinal",
    )),
    Shape("duration.courses", "unread", (
        f"amount range? {_LONG} per_course", f"per_course filler? amount {_LONG}", "amount course",
        f"amount {_LONG} filler? amount course", "amount times filler? amount course", "amount times per_course",
    )),
    Shape("duration.plain", "duration", (f"amount range? {_LONG}", f"amount {_LONG} plusminus amount")),
    Shape("session.plain", "session", (f"amount range? {_SHORT}",)),
    Shape("count.sessions", "count", ("amount range? times", "once")),
    Shape("intensity.percent-alone", "percent_alone", ("amount percent",)),
    Shape("amount.alone", "alone", ("amount",)),
)  # fmt: skip


@cache
def _matcher() -> tuple[Matcher, Vocab]:
    vocab = Vocab()
    matcher = Matcher(vocab)
    for position, shape in enumerate(SHAPES):
        matcher.add(str(position), [[_slot(part) for part in row.split()] for row in shape.rows])
    return matcher, vocab


def _slot(part: str) -> dict[str, object]:
    optional = part.endswith("?")
    label, _, ids = part.rstrip("?").partition(":")
    slot: dict[str, object] = {"TAG": label}
    if ids:
        slot["LEMMA"] = {"IN": ids.split("|")}
    if optional:
        slot["OP"] = "?"
    return slot


def match(row: tuple[Atom, ...]) -> tuple[tuple[Shape, tuple[Atom, ...]], ...]:
    """The shapes found in a row of atoms, left to right, no atom in two."""
    if not row:
        return ()
    matcher, vocab = _matcher()
    doc = Doc(vocab, words=[a.text for a in row], tags=[a.label for a in row], lemmas=[a.id or "-" for a in row])
    ranked = sorted(
        ((start - end, int(vocab.strings[name]), start, end) for name, start, end in matcher(doc)),
    )
    taken = [False] * len(row)
    chosen: list[tuple[int, Shape, tuple[Atom, ...]]] = []
    for _, position, start, end in ranked:
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            chosen.append((start, SHAPES[position], row[start:end]))
    return tuple((shape, found) for _, shape, found in sorted(chosen, key=lambda c: c[0]))
