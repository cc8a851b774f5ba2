"""Outputs to export: made-up ones with everything a record can hold, and those of a real run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.publish import contract as out
from pipeline.publish.files import lines
from tests.bench.synthetic import record, write_outputs

FORMULA = '=HYPERLINK("http://example.org")'


def odd() -> out.RecordOut:
    """A record of everything that synthetic ones lack: effects, comparisons, mechanisms, text that is a formula."""
    plain = record(0, 1)
    term = out.TermValue("TNF-α", None, None)
    effect = out.EffectOut("SMD", -1.25, -2.0, -0.5, "<0.05")
    compared = out.ComparisonOut("HIIT", ">", "moderate")
    source = replace(plain.provenance[0], path="/comparator", bbox=None, line=12, raw=FORMULA, span=None)
    return replace(
        plain,
        comparator=FORMULA,
        outcomes=(out.OutcomeOut(out.TermValue("Pain", "pain", "疼痛"), "decrease", compared, effect),),
        mechanisms=(out.OutcomeOut(term, "increase", None, None),),
        other={"Setting, place": "line one\nline two", "空": None},
        provenance=(*plain.provenance, source),
    )


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "outputs"
    write_outputs(folder, range(2))
    rows = (odd(), *(record(0, row) for row in range(2, 13)))
    (folder / "review-00000" / "records.jsonl").write_bytes(lines(rows))
    return folder


@pytest.fixture(scope="session")
def written() -> tuple[out.RecordOut, ...]:
    """The records that `outputs` has."""
    return (odd(), *(record(0, row) for row in range(2, 13)), *(record(1, row) for row in range(1, 13)))
