"""Two extractors of one document: how far they agree, and that neither is lost."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sampling import Sample

from pipeline.audit.adjudicate import CONFLICT, adjudicate, kappa
from pipeline.audit.trees import Record
from pipeline.cli.adjudicate import command
from pipeline.publish.contract import RecordOut

NAMES = ("Li", "Smith")
BORN = "exercise-neuropathy-born"


@pytest.fixture
def records(sample: Sample) -> list[Record]:
    return [msgspec.json.decode(line) for line in (sample.out / BORN / "records.jsonl").read_bytes().splitlines()]


def test_two_that_say_the_same_agree_on_everything(records: list[Record]) -> None:
    done = adjudicate(records, copy.deepcopy(records), names=NAMES)
    assert not done.conflicts
    assert done.records == tuple(records)
    assert all(a.percent == 100 and a.kappa in (None, 1.0) for a in done.agreements)


def test_a_conflict_is_flagged_and_both_readings_are_kept(records: list[Record]) -> None:
    other = copy.deepcopy(records)
    other[0]["outcomes"][0]["direction"] = "increase"
    done = adjudicate(records, other, names=NAMES)
    (one,) = done.conflicts
    assert (one.path, one.first, one.second) == ("/outcomes/0/direction", "decrease", "increase")
    flag = next(f for f in done.records[0]["flags"] if f["code"] == CONFLICT)
    assert flag["candidates"] == ["decrease", "increase"]
    assert "Smith has 'increase'" in flag["message"]
    assert done.records[0]["status"] == "needs-review"
    direction = next(a for a in done.agreements if a.field == "/outcomes/#/direction")
    assert direction.agreed == direction.items - 1
    assert direction.kappa is not None
    assert direction.kappa < 1


def test_outcomes_in_another_order_are_no_conflict(records: list[Record]) -> None:
    other = copy.deepcopy(records)
    several = next(r for r in other if len(r["outcomes"]) > 1)
    several["outcomes"].reverse()
    assert not adjudicate(records, other, names=NAMES).conflicts


def test_studies_that_only_one_has_are_kept_and_flagged(records: list[Record]) -> None:
    done = adjudicate(records[:-1], records[1:], names=NAMES)
    assert len(done.records) == len(records)
    said = [f["message"] for r in done.records for f in r["flags"] if f["code"] == CONFLICT]
    assert said == ["only Li has this study", "only Smith has this study"]


def test_a_value_that_one_lacks_is_taken_from_the_other_with_its_ink(records: list[Record]) -> None:
    other = copy.deepcopy(records)
    records[0]["intervention"]["duration"] = None
    records[0]["provenance"] = [p for p in records[0]["provenance"] if "duration" not in p["path"]]
    done = adjudicate(records, other, names=NAMES)
    assert done.records[0]["intervention"]["duration"] == other[0]["intervention"]["duration"]
    assert any(p["path"] == "/intervention/duration/min" for p in done.records[0]["provenance"])
    assert {c.path for c in done.conflicts} == {f"/intervention/duration/{n}" for n in ("min", "max", "unit")}


def test_the_command_writes_records_of_the_contract_and_the_agreement(records: list[Record], tmp_path: Path) -> None:
    records[1]["study"]["year"] = 1999
    mine, theirs = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    mine.write_bytes(b"".join(msgspec.json.encode(r) + b"\n" for r in records))
    theirs.write_bytes(b"".join(msgspec.json.encode(r) + b"\n" for r in records[:4]))
    said = CliRunner().invoke(command, [str(mine), str(theirs), "--out", str(tmp_path / "out"), "--names", "Li,Smith"])
    assert said.exit_code == 0, said.output
    written = (tmp_path / "out" / "records.jsonl").read_bytes().splitlines()
    assert [msgspec.json.decode(line, type=RecordOut).record_id for line in written] == [
        r["record_id"] for r in records
    ]
    report = json.loads((tmp_path / "out" / "agreement.json").read_text("utf-8"))
    assert {row["field"] for row in report["agreement"]} >= {"/study/year", "/outcomes/#/direction"}
    assert len(report["conflicts"]) == len(records) - 4


def test_what_is_no_record_is_named_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "a.jsonl"
    broken.write_text('{"record_id": 1}\n')
    said = CliRunner().invoke(command, [str(broken), str(broken), "--out", str(tmp_path / "out")])
    assert "line 1" in str(said.exception)


CATEGORIES = st.sampled_from(["", "a", "b", "c"])


@given(st.lists(st.tuples(CATEGORIES, CATEGORIES), min_size=1, max_size=40))
def test_kappa_is_between_minus_one_and_one_and_the_same_both_ways(pairs: list[tuple[str, str]]) -> None:
    value = kappa(pairs)
    turned = kappa([(b, a) for a, b in pairs])
    assert value == turned or abs((value or 0) - (turned or 0)) < 1e-12
    assert value is None or -1 - 1e-9 <= value <= 1 + 1e-9


def test_kappa_of_a_published_example() -> None:
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
