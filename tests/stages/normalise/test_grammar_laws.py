"""Laws of the grammar: no text breaks it, offsets count in the printed text, a formatted quantity is read back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.blocks import Bilingual
from pipeline.core.provenance import TEXT_LAYER
from pipeline.core.studies import Quantity
from pipeline.core.tables import Cell, ColumnField
from pipeline.stages.normalise.grammar.measures import measures
from pipeline.stages.normalise.grammar.mentions import reading
from pipeline.stages.normalise.grammar.scopes import scoped
from pipeline.stages.normalise.grammar.tokens import fold, pieces
from pipeline.stages.normalise.heard import DETAIL_FIELDS
from pipeline.stages.normalise.intervention import read_intervention
from pipeline.stages.normalise.row import FieldCell, Legend, RowContext

_WORDS = st.sampled_from(
    ["3", "30", "50%-60%", "10⁹", "times", "/W", "min", "/time", "每周", "次", "每次", "moderate", "HIIT", "aerobic",
     "resistance", "(", ")", ",", ";", "，", "；", "+", "联合", "针刺", "mg", "bid", "≥", "MHR", "1-RM", "Hz", "CFU/d",
     "12W", "疗程", "×", "~", "or", "vs", "休息", "/", "kg", "一", "5 d", "metformin", "~", "-"],
)  # fmt: skip
_SALAD = st.lists(_WORDS, max_size=12).map(" ".join) | st.lists(_WORDS, max_size=12).map("".join)
_TEXT = st.text(max_size=60) | _SALAD
_RANGES = st.sampled_from(["-", "–", "~", "～", " to ", "至", "－", "—"])


@given(_TEXT)
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_grammar(text: str) -> None:
    seen = reading(text)
    assert all(0 <= e.start < e.end <= len(text) for e in seen.events)
    assert {s.measure for s in scoped(seen)} == set(seen.measures)


@given(_TEXT)
def test_folding_and_splitting_keep_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert "".join(pieces(fold(text))) == fold(text)


@given(st.lists(st.tuples(st.sampled_from(DETAIL_FIELDS), _TEXT), max_size=5))
@settings(max_examples=200, deadline=None)
def test_no_row_breaks_the_reader_and_every_span_lies_in_its_cell(columns: list[tuple[ColumnField, str]]) -> None:
    cells = [
        FieldCell(field, Cell(1, i, text, 1, TEXT_LAYER), Bilingual("Header", None), "t1")
        for i, (field, text) in enumerate(columns)
    ]
    found = read_intervention(cells, RowContext(Legend(), "t1", 1))
    for component in found.components:
        for field in (component.frequency, component.session, component.dose, component.sets):
            for ink in field.evidence if field is not None else ():
                assert ink.span is not None
                assert 0 <= ink.span[0] <= ink.span[1] <= len(ink.raw)


@given(st.integers(1, 999), st.integers(0, 500), _RANGES, st.sampled_from(["min/time", "min/次", " min per session"]))
def test_a_formatted_session_is_read_back(low: int, more: int, dash: str, unit: str) -> None:
    (found,) = measures(f"{low}{dash}{low + more}{unit}")
    assert (found.kind, found.quantity) == ("session", Quantity(low, low + more, "min"))


@given(
    st.integers(1, 99),
    st.sampled_from([("每周{}次", "/wk"), ("{}次/d", "/d"), ("{} times/W", "/wk"), ("{}x/day", "/d")]),
)
def test_a_formatted_frequency_is_read_back(count: int, style: tuple[str, str]) -> None:
    (found,) = measures(style[0].format(count))
    assert (found.kind, found.quantity) == ("frequency", Quantity(count, count, style[1]))


@given(st.decimals(min_value="0.1", max_value="9999", places=1), st.sampled_from([("bid", 2), ("tid", 3), ("qd", 1)]))
def test_a_dose_so_many_times_a_day_is_a_dose_a_day(amount: object, word: tuple[str, int]) -> None:
    (found,) = measures(f"{amount} mg {word[0]}")
    assert found.quantity is not None
    assert found.quantity.min is not None
    assert abs(found.quantity.min - float(str(amount)) * word[1]) < 1e-6
    assert found.quantity.unit == "mg/d"


@given(st.integers(1, 99), st.integers(5, 12))
def test_a_power_of_ten_is_one_number_in_every_spelling(factor: int, power: int) -> None:
    raised = str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    for text in (f"{factor}×10{raised}", f"{factor} x 10^{power}", f"{factor}×10[{power}]", f"{factor}×10{power}"):
        (found,) = measures(f"{text} CFU/d")
        assert found.quantity is not None
        assert found.quantity.min == float(f"{factor}e{power}")
