"""From a value back to the ink, on a finished run."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from PIL import Image
from sampling import Sample

from pipeline.audit.explain import explain
from pipeline.audit.trees import Record
from pipeline.cli.explain import command
from pipeline.core.words import Transcript
from pipeline.errors import InputError
from pipeline.pages.audit_page import load_extracted
from pipeline.runs.cache import TranscriptCache
from pipeline.runs.corpus import manifest
from pipeline.runs.run import STATE

BORN = "taichi-knee-born"


def first(sample: Sample) -> Record:
    record: Record = msgspec.json.decode((sample.out / BORN / "records.jsonl").read_bytes().splitlines()[0])
    return record


def transcript(sample: Sample) -> Transcript:
    known = manifest(sample.out / BORN)
    assert known is not None
    found = TranscriptCache(sample.out / STATE / "cache").get(known.read_key)
    assert found is not None
    return found


def test_every_value_has_a_chain_to_words_that_say_it(sample: Sample) -> None:
    record = first(sample)
    found = explain(record, "/study", tables=load_extracted(sample.out / BORN).tables, transcript=transcript(sample))
    assert {e.path for e in found} >= {"/study/label", "/study/year"}
    year = next(e for e in found if e.path == "/study/year")
    origin = year.origins[0]
    assert origin.cell is not None
    assert str(year.value) in origin.cell.text
    assert any(str(year.value) in w.text for w in origin.words)


def test_a_path_that_leads_nowhere_is_refused_with_those_that_lead_somewhere(sample: Sample) -> None:
    with pytest.raises(InputError, match="/study/year"):
        explain(first(sample), "/study/yaer", tables=())


def test_the_command_prints_the_chain_and_draws_the_ink(sample: Sample, tmp_path: Path) -> None:
    record = first(sample)
    target = tmp_path / "crop.png"
    said = CliRunner().invoke(
        command, [f"{record['record_id']}/study/year", "--out", str(sample.out), "--image", str(target)]
    )
    assert said.exit_code == 0, said.output
    for part in ("/study/year", "rule ", "read ", "cell ", "words ", "page 1 box"):
        assert part in said.output
    with Image.open(target) as drawn:
        assert max(drawn.size) > 50
        assert (200, 60, 0) in {color for _, color in drawn.convert("RGB").getcolors(1 << 20) or []}


def test_an_id_that_is_no_records_is_refused(sample: Sample) -> None:
    said = CliRunner().invoke(command, ["zzzz", "--out", str(sample.out)])
    assert said.exit_code == 2
    assert "no record zzzz" in said.output
