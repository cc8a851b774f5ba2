"""The formats that the records can be exported to. Light: a format's module is loaded when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.errors import EngineMissing, OutputError

_EXTRA = "pip install 'review-evidence-pipeline[exports]'"


@dataclass(frozen=True, slots=True)
class Format:
    """module: under pipeline.publish.exports. to: where it is written when nothing is said, in the working folder."""

    module: str
    to: str
    about: str


FORMATS = {
    "csv": Format("tidy_csv", "evidence-csv", "tidy CSV files, one a table, safe to open in a spreadsheet"),
    "xlsx": Format("workbook", "evidence.xlsx", "an Excel workbook, one sheet a table, provenance included"),
    "parquet": Format("parquet", "evidence-parquet", "Parquet files, one a table"),
    "datapackage": Format("datapackage", "evidence-datapackage", "a Frictionless Data Package"),
    "ris": Format("ris", "references.ris", "the reference lists for a reference manager"),
    "csl-json": Format("csl_json", "references.json", "the reference lists as CSL-JSON"),
    "fhir": Format("fhir", "evidence-fhir.json", "a FHIR R5 bundle of Evidence and Citation resources"),
    "annotations": Format("annotations", "annotations.jsonld", "W3C Web Annotations, one a value"),
    "ro-crate": Format("ro_crate", "ro-crate-metadata.json", "RO-Crate metadata of the run, for its output folder"),
}


def export(name: str, outputs: Path, to: Path) -> int:
    """Write `outputs` in the format `name` to `to`; how many things were written (rows, entries, annotations).

    Raises EngineMissing where the format's library is not installed, OutputError where `to` cannot be written.
    """
    try:
        module = import_module(f"pipeline.publish.exports.{FORMATS[name].module}")
    except ModuleNotFoundError as error:
        raise EngineMissing(f"the export {name} needs {error.name}: {_EXTRA}") from error
    try:
        count: int = module.write(outputs, to)
    except OSError as error:
        raise OutputError(f"{to}: cannot be written ({error.strerror})") from error
    return count
