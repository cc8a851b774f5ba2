"""A diff names what changed, of what kind and why, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sampling import Sample

from pipeline.audit.diff import Difference, diff, without_noise
from pipeline.audit.snapshots import baseline_lines, load_snapshot, records_of
from tests.bench.synthetic import write_outputs

Record = dict[str, Any]
DOCUMENT = "exercise-neuropathy-born"


@pytest.fixture
def copy(sample: Sample, tmp_path: Path) -> Path:
    shutil.copytree(sample.out, tmp_path / "copy")
    return tmp_path / "copy"


def edit(out: Path, change: Callable[[list[Record]], None], *, document: str = DOCUMENT) -> None:
    path = out / document / "records.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    change(records)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")


def compared(sample: Sample, copy: Path) -> tuple[Difference, ...]:
    return without_noise(diff(load_snapshot(sample.out), load_snapshot(copy)))


def flip(records: list[Record]) -> None:
    records[0]["outcomes"][0]["direction"] = "increase"


def split(records: list[Record]) -> None:
    """The fifth row cut in two: its upper half keeps the name, its lower half becomes a study of its own."""
    whole = records[4]
    part = json.loads(json.dumps(whole))
    part["record_id"] = "00000000-0000-5000-8000-000000000000"
    part["study"]["label"] = part["study"]["first_author"] = None
    part["outcomes"] = []
    whole["intervention"]["components"] = []
    for later in records[5:]:
        later["row"] += 1
        for row in later["provenance"]:
            row["row"] = None if row["row"] is None else row["row"] + 1
    records.insert(5, part)


def redose(records: list[Record]) -> None:
    records[2]["intervention"]["components"][0]["dose"]["min"] = 299


def test_an_extraction_does_not_differ_from_itself(sample: Sample) -> None:
    assert diff(load_snapshot(sample.out), load_snapshot(sample.out)) == ()


def test_a_flip_a_split_and_a_dose_are_named_and_nothing_else(sample: Sample, copy: Path) -> None:
    def both(records: list[Record]) -> None:
        flip(records)
        split(records)

    edit(copy, both)
    edit(copy, redose, document="pregabalin-fibromyalgia-born")
    found = compared(sample, copy)
    kinds = {(d.document_id, d.event, tuple((c.kind, c.path) for c in d.changes)) for d in found}
    assert kinds == {
        (DOCUMENT, "changed", (("direction-flipped", "/outcomes/0/direction"),)),
        (DOCUMENT, "row-split", ()),
        ("pregabalin-fibromyalgia-born", "changed", (("value", "/intervention/components/0/dose/min"),)),
    }


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda r: r[0]["study"]["citations"].__setitem__(0, 99), "citation"),
        (lambda r: r[0]["intervention"]["duration"].__setitem__("unit", "mo"), "unit"),
        (lambda r: r[0]["study"].__setitem__("country", "Egypt"), "gained"),
        (lambda r: r[0]["study"].__setitem__("year", None), "lost"),
        (lambda r: r[0]["flags"].append({"code": "x", "path": "/study", "message": "", "candidates": []}), "flag"),
    ],
)
def test_every_kind_of_change_has_its_name(
    sample: Sample, copy: Path, change: Callable[[list[Record]], None], kind: str
) -> None:
    edit(copy, change)
    (found,) = compared(sample, copy)
    assert [c.kind for c in found.changes] == [kind]


def test_a_thousand_documents_are_compared_by_what_changed_in_them(tmp_path: Path) -> None:
    """Lines that both have alike are not decoded; the result is that of comparing every record."""
    write_outputs(tmp_path / "old", range(40))
    write_outputs(tmp_path / "new", range(40), edition=1)
    old, new = load_snapshot(tmp_path / "old"), load_snapshot(tmp_path / "new")
    quick = diff(old, new)
    whole = diff(*({n: replace(d, records=records_of(d), raw=b"") for n, d in s.items()} for s in (old, new)))
    assert len(quick) == 80
    assert quick == whole


def test_a_record_that_only_moved_or_was_renamed_is_matched(sample: Sample, copy: Path) -> None:
    def shuffle(records: list[Record]) -> None:
        records.reverse()
        records[0]["record_id"] = "00000000-0000-5000-8000-000000000001"
        records[0]["study"]["label"] = "HAMED et al. 2014"

    edit(copy, shuffle)
    found = compared(sample, copy)
    assert [d.event for d in found] == ["changed"]
    assert [c.path for c in found[0].changes] == ["/study/label"]


def test_studies_added_and_removed_are_said(sample: Sample, copy: Path) -> None:
    edit(copy, lambda records: records.pop(3) and None)
    assert [d.event for d in compared(sample, copy)] == ["removed"]
    back = without_noise(diff(load_snapshot(copy), load_snapshot(sample.out)))
    assert [d.event for d in back] == ["added"]


def test_the_accepted_baseline_stands_for_its_outputs(sample: Sample, copy: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "accepted.jsonl"
    baseline.write_bytes(baseline_lines(load_snapshot(sample.out).values()))
    assert without_noise(diff(load_snapshot(baseline), load_snapshot(sample.out))) == ()
    edit(copy, flip)
    edit(copy, split)
    events = sorted(d.event for d in without_noise(diff(load_snapshot(baseline), load_snapshot(copy))))
    assert events == ["changed", "row-split"]


def test_the_cause_is_the_input_where_its_bytes_changed(sample: Sample, copy: Path) -> None:
    manifest = copy / DOCUMENT / "manifest.json"
    said = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**said, "sha256": "0" * 64}), "utf-8")
    edit(copy, flip)
    assert [d.cause for d in compared(sample, copy)] == ["input changed"]
