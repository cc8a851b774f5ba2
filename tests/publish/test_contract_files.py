"""What a run writes is what the contract promises."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sampling import Sample

from pipeline.publish.schemas import schemas

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def documents(sample: Sample) -> list[Path]:
    return sorted(p for p in sample.out.iterdir() if p.is_dir() and not p.name.startswith("."))


def json_lines(path: Path) -> list[object]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_schemas_in_docs_are_those_of_the_types() -> None:
    kept = {p.name.removesuffix(".schema.json"): json.loads(p.read_text("utf-8")) for p in SCHEMAS.glob("*.json")}
    assert kept == json.loads(json.dumps(schemas())), "run `pipeline schemas docs/schemas`"


def test_every_document_has_every_promised_file(sample: Sample) -> None:
    promised = {
        "manifest.json",
        "document.json",
        "layers/en.txt",
        "layers/zh.txt",
        "layers/pairs.jsonl",
        "records.jsonl",
    }
    assert documents(sample)
    for folder in documents(sample):
        here = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
        assert promised <= here, folder.name
        assert any(name.startswith("tables/") and name.endswith(".csv") for name in here), folder.name


@pytest.mark.parametrize("kind", ["manifest", "document"])
def test_each_json_file_fits_its_schema(sample: Sample, kind: str) -> None:
    validator = Draft202012Validator(schemas()[kind])
    for folder in documents(sample):
        validator.validate(json.loads((folder / f"{kind}.json").read_text("utf-8")))


def test_tables_records_and_pairs_fit_their_schemas(sample: Sample) -> None:
    table, record, pair = (Draft202012Validator(schemas()[name]) for name in ("table", "record", "pair"))
    for folder in documents(sample):
        for path in folder.glob("tables/*.json"):
            table.validate(json.loads(path.read_text("utf-8")))
        for line in json_lines(folder / "records.jsonl"):
            record.validate(line)
        for line in json_lines(folder / "layers" / "pairs.jsonl"):
            pair.validate(line)


def test_run_json_fits_its_schema_and_names_every_input(sample: Sample) -> None:
    found = json.loads((sample.out / "run.json").read_text("utf-8"))
    Draft202012Validator(schemas()["run"]).validate(found)
    assert {Path(i["input"]).name for i in found["inputs"]} == {Path(i.input).name for i in sample.report.inputs}


def test_all_records_are_the_documents_records_in_document_order(sample: Sample) -> None:
    whole = json_lines(sample.out / "records.jsonl")
    parts = [line for folder in documents(sample) for line in json_lines(folder / "records.jsonl")]
    assert whole == parts
    assert whole


def test_the_csv_is_the_json_grid(sample: Sample) -> None:
    for folder in documents(sample):
        for path in folder.glob("tables/*.json"):
            table = json.loads(path.read_text("utf-8"))
            with path.with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
                rows = list(csv.reader(lines))
            assert (len(rows), len(rows[0])) == (table["n_rows"], table["n_cols"])
            for cell in table["cells"]:
                assert rows[cell["row"]][cell["col"]].lstrip("'") == cell["text"].lstrip("'")


def test_every_value_of_a_record_has_a_provenance_row(sample: Sample) -> None:
    from_document = ("study", "population", "intervention", "comparator", "outcomes", "follow_up", "adverse_events")
    for line in json_lines(sample.out / "records.jsonl"):
        assert isinstance(line, dict)
        sourced = {row["path"] for row in line["provenance"]}
        missing = [p for name in from_document for p, _ in leaves(line[name], f"/{name}") if p not in sourced]
        assert not missing, (line["study"]["label"], missing)


def leaves(value: object, path: str) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return [
            leaf for k, v in value.items() for leaf in leaves(v, f"{path}/{k.replace('~', '~0').replace('/', '~1')}")
        ]
    if isinstance(value, list):
        return [leaf for i, v in enumerate(value) for leaf in leaves(v, f"{path}/{i}")]
    return [] if value is None or value == "unknown" else [(path, value)]
