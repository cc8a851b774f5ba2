"""Lists grow and shrink by correction, and no correction changes the numbers of another."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.changes import changes, human
from pipeline.audit.corrections import (
    Correction,
    CorrectionError,
    append_correction,
    apply_corrections,
    beside,
    load_corrections,
)
from pipeline.audit.deciding import decided
from pipeline.audit.entries import as_read
from pipeline.audit.shapes import blank, fitted, kind_at
from pipeline.audit.trees import Record, at, leaves, values
from pipeline.cli.correct import command
from pipeline.errors import InputError
from pipeline.publish.contract import OutcomeOut, RecordOut
from tests.bench.synthetic import record as invented
from tests.bench.synthetic import write_outputs

DAY = datetime.date(2026, 1, 31)
SLEEP = {"measure": {"as_reported": "Sleep"}, "direction": "increase"}


@pytest.fixture
def record() -> Record:
    return tree(1)


def tree(number: int) -> Record:
    """A record with two outcomes, a programme of one part, and two arms, as a line of records.jsonl has it."""
    found: Record = msgspec.json.decode(msgspec.json.encode(invented(number, 1)))
    return found


def made(record: Record, path: str, value: Any, earlier: tuple[Correction, ...] = ()) -> Correction:
    return decided(record, path, value, who="mei", why="the page", when=DAY, earlier=earlier)


def measures(record: Record) -> list[str]:
    return [o["measure"]["as_reported"] for o in record["outcomes"]]


def held(record: Record) -> RecordOut:
    return msgspec.convert(record, RecordOut)


def test_an_entry_made_null_is_taken_out_and_the_rest_keep_their_ink(record: Record) -> None:
    second = at(record, "/outcomes/1")
    fixed = apply_corrections(record, [made(record, "/outcomes/0", None)])
    assert fixed["outcomes"] == [second]
    rows = {r["path"]: r["source"] for r in fixed["provenance"]}
    assert rows["/outcomes/0/direction"] == "text-layer"
    assert "/outcomes/1/direction" not in rows
    assert rows["/outcomes"] == "human:mei"
    held(fixed)


def test_a_flag_goes_with_its_entry_and_another_moves_up(record: Record) -> None:
    flags = [{"code": "x", "path": f"/outcomes/{n}/direction", "message": "", "candidates": []} for n in (0, 1)]
    fixed = apply_corrections({**record, "flags": flags}, [made(record, "/outcomes/0", None)])
    assert [f["path"] for f in fixed["flags"]] == ["/outcomes/0/direction"]


def test_an_added_entry_is_filled_in_and_has_its_author(record: Record) -> None:
    fixed = apply_corrections(record, [made(record, "/outcomes/-", SLEEP)])
    assert fixed["outcomes"][-1] == {
        "measure": {"as_reported": "Sleep", "en": None, "zh": None},
        "direction": "increase",
        "comparison": None,
        "effect": None,
    }
    sources = {r["path"]: r["source"] for r in fixed["provenance"] if r["path"].startswith("/outcomes/2")}
    assert set(sources) == {"/outcomes/2", "/outcomes/2/measure/as_reported", "/outcomes/2/direction"}
    assert set(sources.values()) == {"human:mei"}
    held(fixed)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/intervention/components/-", {"name": "home", "type": "balance", "session": {"min": 20, "unit": "min"}}),
        ("/population/sample_size/arms/-", {"name": "waiting list", "n": 20}),
        ("/intervention/components/0/intensity/-", {"metric": "RPE", "min": 11, "max": 13, "unit": "1"}),
        ("/mechanisms/-", {"measure": {"as_reported": "TNF-α"}, "direction": "decrease"}),
        ("/study/citations/-", 99),
        ("/intervention/types/-", "balance"),
    ],
)
def test_every_list_can_grow_and_shrink_again(record: Record, path: str, value: Any) -> None:
    place = path.removesuffix("/-")
    grown = apply_corrections(record, [made(record, path, value)])
    assert len(at(grown, place)) == len(at(record, place)) + 1
    held(grown)
    shrunk = apply_corrections(
        record, [made(record, path, value), made(grown, f"{place}/{len(at(record, place))}", None)]
    )
    assert at(shrunk, place) == at(record, place)
    held(shrunk)


def test_two_added_in_a_row_both_stand(record: Record) -> None:
    first = made(record, "/outcomes/-", SLEEP)
    second = made(record, "/outcomes/-", {"measure": {"en": "mood"}}, earlier=(first,))
    assert measures(apply_corrections(record, [first, second]))[-2:] == ["Sleep", None]


def test_what_is_corrected_after_a_removal_is_what_was_seen(record: Record) -> None:
    out = made(record, "/outcomes/0", None)
    shown = apply_corrections(record, [out])
    again = made(shown, "/outcomes/0/direction", "mixed")
    assert again.path == "/outcomes/1/direction"
    fixed = apply_corrections(record, [out, again])
    assert [o["direction"] for o in fixed["outcomes"]] == ["mixed"]
    assert not fixed["flags"] or all(not f["code"].startswith("correction") for f in fixed["flags"])


def test_an_addition_to_a_list_that_is_read_otherwise_now_is_flagged_with_both(record: Record) -> None:
    one = made(record, "/outcomes/-", SLEEP)
    now = {**record, "outcomes": record["outcomes"][:1]}
    fixed = apply_corrections(now, [one])
    assert len(fixed["outcomes"]) == 1
    (flag,) = [f for f in fixed["flags"] if f["code"] == "correction-stale"]
    assert flag["path"] == "/outcomes"
    assert "Sleep" in flag["candidates"][1]


def test_an_entry_that_is_read_otherwise_now_is_not_taken_out(record: Record) -> None:
    one = made(record, "/outcomes/0", None)
    other = json.loads(json.dumps(record))
    other["outcomes"][0]["direction"] = "mixed"
    fixed = apply_corrections(other, [one])
    assert len(fixed["outcomes"]) == 2
    assert "correction-stale" in {f["code"] for f in fixed["flags"]}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("/outcomes/-", {"measure": {"as_reported": "Sleep"}, "direction": "up"}, "Invalid enum value"),
        ("/outcomes/-", {"mesure": "Sleep"}, "mesure is not known here"),
        ("/outcomes/-", None, "Expected"),
        ("/study/year", "late", "Expected"),
        ("/outcomes/0/direction", None, "cannot be missing"),
        ("/intervention/duration", {"min": 9, "max": 8, "unit": "wk"}, "wrong way round"),
        ("/intervention/duration/min", 999, "wrong way round"),
        ("/intervention/duration", {"min": 9, "max": 9, "unit": "weeks"}, "'weeks' is no unit of duration.* wk"),
        ("/intervention/duration/unit", "weeks", "no unit of duration"),
        ("/intervention/components/-", {"session": {"min": 9, "unit": "minute"}}, "no unit of session"),
        ("/intervention/types/0", "sleeping", "Invalid enum value"),
    ],
)
def test_what_cannot_stand_is_refused_before_it_is_written(record: Record, path: str, value: Any, said: str) -> None:
    with pytest.raises(CorrectionError, match=said):
        made(record, path, value)


@pytest.mark.parametrize("path", ["", "/", "/record_id", "/provenance/0/raw", "/status", "/nowhere/-", "/study/yaer"])
def test_what_is_no_value_of_the_study_is_refused(record: Record, path: str) -> None:
    with pytest.raises(InputError):
        made(record, path, "x")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/study/yaer", "/study has label, first_author, year"),
        ("/outcomes/7/direction", "/outcomes has 2 entries, numbered from 0; /outcomes/- adds one"),
        ("/comparator/name", "/comparator has no parts"),
        ("/population/age/min", "/population/age has no parts"),
        ("study/year", "starts with /"),
        ("/nothing", "it has study, population"),
    ],
)
def test_a_path_that_leads_nowhere_is_answered_with_what_there_is(record: Record, path: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        made(record, path, 1)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("/outcomes/-", '{ measure = { as_reported = "Sleep" }, direction = "up" }', "line 3"),
        ("/study/year", '"late"', "line 3.*/study/year cannot be late"),
        ("/provenance/0/raw", '"x"', "line 3.*no value of the study"),
        ("/intervention/duration", '{ min = 9, max = 8, unit = "wk" }', "line 3.*wrong way round"),
    ],
)
def test_a_value_of_the_wrong_kind_in_the_file_is_named_with_its_line(
    tmp_path: Path, path: str, value: str, said: str
) -> None:
    place = tmp_path / "a.corrections.toml"
    place.write_text(
        f"# ours\n\n[[correction]]\nrecord='r'\npath='{path}'\nread=2\nvalue={value}\n"
        "who='w'\nwhen=2026-01-01\nwhy='y'",
        "utf-8",
    )
    with pytest.raises(CorrectionError, match=said):
        load_corrections(place)


def test_a_bound_that_does_not_fit_the_other_is_named_with_its_line_too(record: Record, tmp_path: Path) -> None:
    place = tmp_path / "a.corrections.toml"
    one = Correction(record["record_id"], "/intervention/duration/min", 8, 99, "mei", DAY, "why")
    append_correction(place, one)
    with pytest.raises(CorrectionError, match=r"a\.corrections\.toml, line 1: .*wrong way round"):
        apply_corrections(record, load_corrections(place))


def test_null_leaves_a_row_that_says_who_emptied_the_value(record: Record) -> None:
    fixed = apply_corrections(record, [made(record, "/comparator", None)])
    (row,) = [r for r in fixed["provenance"] if r["path"] == "/comparator"]
    assert (row["source"], row["raw"], row["span"]) == ("human:mei", "", None)
    (change,) = changes(record, fixed)
    assert change.kind == "lost"
    assert human(fixed, "/comparator")


STEPS = st.lists(st.tuples(st.sampled_from(["out", "in", "turn"]), st.integers(0, 5)), max_size=7)


@given(STEPS)
def test_whatever_is_decided_run_after_run_is_what_stands(steps: list[tuple[str, int]]) -> None:
    """A reviewer decides on what is shown, the next run reads the table afresh and applies the whole file."""
    read = tree(1)
    file: tuple[Correction, ...] = ()
    shown, wanted = read, [dict(o) for o in read["outcomes"]]
    for number, (what, place) in enumerate(steps):
        if what == "in":
            new = fitted({"measure": {"en": f"new {number}"}}, "/outcomes/-")
            one = made(shown, "/outcomes/-", new, earlier=file)
            wanted.append(new)
        elif not wanted:
            continue
        elif what == "out":
            one = made(shown, f"/outcomes/{place % len(wanted)}", None)
            del wanted[place % len(wanted)]
        else:
            at_place = place % len(wanted)
            way = "mixed" if wanted[at_place]["direction"] != "mixed" else "unknown"
            one = made(shown, f"/outcomes/{at_place}/direction", way)
            wanted[at_place] = {**wanted[at_place], "direction": way}
        file = (*file, one)
        shown = apply_corrections(read, file)
        assert shown["outcomes"] == wanted
        held(shown)
        assert all((values(shown) and at(shown, r["path"]) is not None) or r["raw"] == "" for r in shown["provenance"])


def test_paths_of_what_was_not_touched_are_filed_as_they_are(record: Record) -> None:
    assert all(as_read(record, path) == path for path, _ in leaves(values(record)))


def test_a_blank_entry_says_nothing_and_is_of_the_contract() -> None:
    empty = blank(kind_at("/outcomes/-"))
    assert msgspec.convert(empty, OutcomeOut).direction == "unknown"
    assert [v for _, v in leaves(empty)] == ["unknown"]


def test_the_command_takes_quantities_as_they_are_spoken_and_lists_as_json(tmp_path: Path) -> None:
    out = tmp_path / "outputs"
    write_outputs(out, range(1))
    (out / "records.jsonl").write_bytes((out / "review-00000" / "records.jsonl").read_bytes())
    manifest = out / "review-00000" / "manifest.json"
    known = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**known, "input": str(tmp_path / "a.pdf")}), "utf-8")
    first = json.loads((out / "records.jsonl").read_text("utf-8").splitlines()[0])["record_id"]
    for path, value in (
        ("/intervention/duration", "12-16 wk"),
        ("/intervention/components/0/session", "≥30 min"),
        ("/outcomes/1", "null"),
        ("/outcomes/-", '{"measure": {"as_reported": "Sleep"}}'),
        ("/comparator", "no treatment"),
        ("/comparator", "none at all"),
    ):
        said = CliRunner().invoke(command, [first[:8], path, value, "--why", "w", "--who", "li", "--out", str(out)])
        assert said.exit_code == 0, said.output
    found = {c.path: c.value for c in load_corrections(beside(tmp_path / "a.pdf"))}
    assert found == {
        "/intervention/duration": {"min": 12, "max": 16, "unit": "wk"},
        "/intervention/components/0/session": {"min": 30, "max": None, "unit": "min"},
        "/outcomes/1": None,
        "/outcomes/-": {"measure": {"as_reported": "Sleep"}},
        "/comparator": "none at all",
    }
    fixed = apply_corrections(tree(0), load_corrections(beside(tmp_path / "a.pdf")))
    assert len(fixed["outcomes"]) == 2
    assert replace(held(fixed)).comparator == "none at all"
