"""No table, however odd, stops the pipeline, and none gives a value without a source."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_tables import document, table

from pipeline.core.flatten import to_json
from pipeline.settings import NormaliseSettings
from pipeline.stages.normalise import normalise

HEADERS = (
    "Population",
    "样本量",
    "Age",
    "Sex",
    "Species",
    "Model",
    "干预措施",
    "Control",
    "Time",
    "Frequency",
    "Dose",
    "强度",
    "Follow-up",
    "Outcome",
    "结果",
    "MD (95% CI)",
    "P value",
    "不良反应",
    "Mechanism",
    "Setting",
    "",
)
PIECES = (
    "Pain",
    "↓",
    "↑",
    "|",
    "t",
    ", ",
    "；",
    "(",
    ")",
    "[",
    "]",
    "12",
    "30/30",
    "−1.2",
    "95% CI",
    "±",
    "mg/d",
    "周",
    "3次/周",
    "P<0.05",
    "HIIT>",
    "moderate",
    "SD rats",
    "NR",
    "—",
    "et al.",
    "王某等",
    "2014",
    "[24-26]",
    "1×10⁹",
    "improved",
    "无明显变化",
    "℃",
    "\u3000",
    "①",
    "=",
    "",
)
CELL = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=5), st.data())
def test_any_cells_under_any_headers_give_records_whose_values_have_sources(
    headers: list[str], data: st.DataObject
) -> None:
    labels = st.sampled_from(["Kim 2014[1]", "LEE 20152", "王某等[8] 2014", "", "2014", "[3]", "Smith 2014 (12)"])
    rows = [["Study", *headers], ["Doe 2011[9]", *("Pain ↓" for _ in headers)]]
    rows += [[data.draw(labels), *(data.draw(CELL) for _ in headers)] for _ in range(3)]
    for source in ("text-layer", "text-file"):
        studies = normalise(document(table(rows, source=source)), settings=NormaliseSettings())
        assert bool(studies.records) != bool(studies.passed_over)
        for record in studies.records:
            line = to_json(record)
            assert isinstance(line["provenance"], list) and line["provenance"]
