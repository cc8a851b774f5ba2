"""Loading an output folder: once, whole, in step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sampling import Sample

from pipeline.audit.corrections import apply_corrections
from pipeline.audit.deciding import decided
from pipeline.errors import OutputError
from pipeline.publish import contract
from pipeline.publish.database.load import LoadOptions, load
from pipeline.publish.database.outputs import contents
from pipeline.publish.files import lines
from tests.bench.synthetic import record, write_outputs
from tests.publish.database.holding import ask, everything, records

FIRST = LoadOptions(at=datetime(2026, 1, 1, tzinfo=UTC))
SECOND = LoadOptions(at=datetime(2026, 2, 1, tzinfo=UTC))
THIRD = LoadOptions(at=datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs"
    folder.mkdir()
    write_outputs(folder, range(5))
    return folder


def _rewrite(outputs: Path, number: int, records_: tuple[contract.RecordOut, ...]) -> None:
    (outputs / f"review-{number:05d}" / "records.jsonl").write_bytes(lines(records_))


def _written(outputs: Path) -> dict[str, contract.RecordOut]:
    return {line.record.record_id: line.record for content in contents(outputs) for line in content.lines}


def test_the_records_of_a_real_run_come_back_from_the_tables_as_they_were(sample: Sample, place: str) -> None:
    load(sample.out, place)
    found = [msgspec.json.decode(line, type=contract.RecordOut)
             for line in (sample.out / "records.jsonl").read_bytes().splitlines()]  # fmt: skip
    assert records(place) == {r.record_id: r for r in found}
    assert len(found) > 20


def test_loading_the_same_outputs_again_writes_no_row(outputs: Path, place: str) -> None:
    assert load(outputs, place, options=FIRST).added == 60
    before = everything(place)
    counts = load(outputs, place, options=SECOND)
    assert not counts.any
    assert everything(place) == before


def test_a_changed_record_keeps_its_number_and_leaves_its_former_version_in_the_history(
    outputs: Path, place: str
) -> None:
    load(outputs, place, options=FIRST)
    numbers = dict(ask(place, "SELECT record_id, record_no FROM studies"))
    former = _written(outputs)
    write_outputs(outputs, range(5), edition=1)
    counts = load(outputs, place, options=SECOND)
    assert (counts.added, counts.changed, counts.retired) == (0, 10, 0)
    assert dict(ask(place, "SELECT record_id, record_no FROM studies")) == numbers
    assert records(place) == _written(outputs)
    told = ask(place, "SELECT record_id, valid_from, valid_to, record FROM v_history WHERE record IS NOT NULL")
    assert len(told) == 10
    for record_id, since, until, said in told:
        tree = msgspec.json.decode(said) if isinstance(said, str) else said
        assert msgspec.convert(tree, contract.RecordOut) == former[record_id]
        assert (str(since)[:10], str(until)[:10]) == ("2026-01-01", "2026-02-01")


def test_what_was_held_on_a_date_can_be_asked(outputs: Path, place: str) -> None:
    load(outputs, place, options=FIRST)
    write_outputs(outputs, range(1, 6), edition=1)
    load(outputs, place, options=SECOND)
    query = "SELECT count(*) FROM v_history WHERE valid_from <= '{0}' AND (valid_to IS NULL OR valid_to > '{0}')"
    held = [ask(place, query.format(day))[0][0] for day in ("2025-12-31", "2026-01-15", "2026-02-15")]
    assert held == [0, 60, 60]
    ids = {row[0] for row in ask(place, "SELECT document_id FROM v_history WHERE valid_to IS NULL")}
    assert ids == {f"review-{n:05d}" for n in range(1, 6)}


def test_a_vanished_record_is_retired_by_the_run_that_lost_it_and_comes_back_with_its_number(
    outputs: Path, place: str
) -> None:
    load(outputs, place, options=FIRST)
    gone = record(2, 3)
    _rewrite(outputs, 2, tuple(record(2, row) for row in range(1, 13) if row != 3))
    assert load(outputs, place, options=SECOND).retired == 1
    query = f"SELECT record_no, retired_run_no, retired_at FROM studies WHERE record_id = '{gone.record_id}'"
    ((number, retired, at),) = ask(place, query)
    assert retired == 1 and str(at).startswith("2026-02-01")
    assert gone.record_id not in records(place)
    assert ask(place, f"SELECT count(*) FROM v_studies WHERE record_id = '{gone.record_id}'") == [(0,)]
    write_outputs(outputs, range(5))
    load(outputs, place, options=THIRD)
    assert ask(place, query) == [(number, None, None)]
    assert records(place)[gone.record_id] == gone


def test_a_document_that_is_gone_is_retired_with_its_studies(outputs: Path, place: str) -> None:
    load(outputs, place, options=FIRST)
    write_outputs(outputs, range(4))
    assert load(outputs, place, options=SECOND).retired == 12
    assert ask(place, "SELECT document_id FROM documents WHERE retired_run_no IS NOT NULL") == [("review-00004",)]
    assert not load(outputs, place, options=THIRD).any


def test_a_document_that_failed_keeps_its_former_records_marked_stale(outputs: Path, place: str) -> None:
    load(outputs, place, options=FIRST)
    write_outputs(outputs, range(6), failed=(1, 5))
    load(outputs, place, options=SECOND)
    assert len(records(place)) == 60
    stale = ask(place, "SELECT document_id, status, reason FROM documents WHERE stale")
    assert stale == [("review-00001", "failed", "broken")]
    assert ask(place, "SELECT count(*) FROM v_studies WHERE stale") == [(12,)]
    assert not load(outputs, place, options=THIRD).any
    write_outputs(outputs, range(6))
    load(outputs, place, options=THIRD)
    assert ask(place, "SELECT count(*) FROM documents WHERE stale") == [(0,)]
    assert len(records(place)) == 72


def test_a_renamed_document_keeps_its_studies(outputs: Path, place: str) -> None:
    load(outputs, place, options=FIRST)
    run = msgspec.json.decode((outputs / "run.json").read_bytes(), type=contract.RunOut)
    inputs = tuple(replace(i, document_id="other") if i.document_id == "review-00002" else i for i in run.inputs)
    (outputs / "run.json").write_bytes(msgspec.json.encode(replace(run, inputs=inputs)))
    (outputs / "review-00002").rename(outputs / "other")
    counts = load(outputs, place, options=SECOND)
    assert (counts.added, counts.retired) == (0, 0)
    assert ask(place, "SELECT count(*) FROM v_studies WHERE document_id = 'other'") == [(12,)]


def _corrected(before: contract.RecordOut, total: int) -> contract.RecordOut:
    path = "/population/sample_size/total"
    people = replace(before.population, sample_size=replace(before.population.sample_size, total=total))
    rows = tuple(replace(p, source="human:ana", rule="correction") if p.path == path else p for p in before.provenance)
    return replace(before, population=people, provenance=rows)


def test_a_human_correction_is_kept_when_the_outputs_lose_it_and_dropped_only_when_asked(
    outputs: Path, place: str
) -> None:
    plain = tuple(record(0, row) for row in range(1, 13))
    _rewrite(outputs, 0, (_corrected(plain[0], 99), *plain[1:]))
    load(outputs, place, options=FIRST)
    said = ask(place, "SELECT path, who FROM corrections")
    assert said == [("/population/sample_size/total", "ana")]
    changed = replace(plain[0], comparator="waiting list")
    _rewrite(outputs, 0, (changed, *plain[1:]))
    assert load(outputs, place, options=SECOND).corrections_kept == 1
    held = records(place)[plain[0].record_id]
    assert (held.population.sample_size.total, held.comparator) == (99, "waiting list")
    assert [p.source for p in held.provenance if p.path == "/population/sample_size/total"] == ["human:ana"]
    assert not load(outputs, place, options=THIRD).any
    load(outputs, place, options=replace(THIRD, follow=True))
    assert records(place)[plain[0].record_id] == changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/comparator", None),
        ("/intervention/duration", None),
        ("/intervention/duration", {"min": 12, "max": None, "unit": "wk"}),
        ("/population/age", {"min": 61, "max": 61, "unit": "a"}),
        ("/outcomes/0", None),
        ("/outcomes/-", {"measure": {"as_reported": "Sleep"}, "direction": "increase"}),
    ],
)
def test_what_a_person_emptied_added_or_took_out_is_kept_as_well(
    outputs: Path, place: str, path: str, value: Any
) -> None:
    plain = record(0, 1)
    tree = msgspec.json.decode(msgspec.json.encode(plain))
    said = decided(tree, path, value, who="ana", why="the page", when=date(2026, 1, 1))
    fixed = msgspec.convert(apply_corrections(tree, [said]), contract.RecordOut)
    _rewrite(outputs, 0, (fixed,))
    load(outputs, place, options=FIRST)
    assert records(place)[plain.record_id] == fixed
    _rewrite(outputs, 0, (replace(plain, study=replace(plain.study, country="Egypt")),))
    assert load(outputs, place, options=SECOND).corrections_kept > 0
    held = records(place)[plain.record_id]
    assert (held.comparator, held.intervention, held.population, held.outcomes) == (
        fixed.comparator, fixed.intervention, fixed.population, fixed.outcomes,
    )  # fmt: skip
    assert held.study.country == "Egypt"
    assert any(p.source == "human:ana" for p in held.provenance)


def test_a_document_that_the_schema_refuses_harms_no_other_and_keeps_what_it_had(outputs: Path, place: str) -> None:
    load(outputs, place, options=FIRST)
    write_outputs(outputs, range(5), edition=1)
    bad = replace(record(3, 1), follow_up=contract.QuantityOut(12, 4, "wk"))
    _rewrite(outputs, 3, (bad, *(record(3, row) for row in range(2, 13))))
    counts = load(outputs, place, options=SECOND)
    assert list(counts.refused) == ["review-00003"]
    assert "follow_up" in counts.refused["review-00003"]
    held, wanted = records(place), _written(outputs)
    assert all(held[k] == v for k, v in wanted.items() if v.document_id != "review-00003")
    assert held[bad.record_id] == record(3, 1)
    assert ask(place, "SELECT document_id FROM documents WHERE stale") == [("review-00003",)]


@pytest.mark.parametrize("unit", ["fortnight", "watt"])
def test_a_unit_that_is_not_known_is_refused(outputs: Path, place: str, unit: str) -> None:
    odd = replace(record(0, 1), follow_up=contract.QuantityOut(1, 2, unit))
    _rewrite(outputs, 0, (odd,))
    assert list(load(outputs, place).refused) == ["review-00000"]


def test_two_collections_may_hold_documents_of_one_name(outputs: Path, place: str) -> None:
    load(outputs, place, options=FIRST)
    load(outputs, place, options=replace(SECOND, collection="other"))
    assert ask(place, "SELECT collection, count(*) FROM v_studies GROUP BY collection ORDER BY 1") == [
        ("default", 60), ("other", 60),
    ]  # fmt: skip
    assert not load(outputs, place, options=THIRD).any


def test_text_with_a_null_character_loads_into_both_engines(outputs: Path, place: str) -> None:
    odd = replace(record(0, 1), comparator="usual\0care")
    _rewrite(outputs, 0, (odd,))
    load(outputs, place)
    assert records(place)[odd.record_id].comparator == "usual\ufffdcare"


def test_a_folder_without_a_run_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"has no run\.json"):
        load(tmp_path, tmp_path / "evidence.sqlite")


def test_a_database_that_is_not_known_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="only sqlite"):
        load(tmp_path, "mysql://x/y")
