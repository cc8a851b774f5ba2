"""Human corrections: which value, what was read, what it should be, who says so and why. They survive every re-run."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from pipeline.audit.trees import Json, Record, at, covers, leaves, steps, with_value
from pipeline.errors import InputError

SUFFIX = ".corrections.toml"
STALE = "correction-stale"
LOST = "correction-lost"
_REQUIRED = ("record", "path", "read", "value", "who", "when", "why")
WHOLE = "/"  # the path of a flag of the whole record that is accepted
_NULL = ""  # TOML has no null: an empty text stands for a value that is missing


class CorrectionError(InputError):
    """A corrections file that cannot be used; the message has its name and line."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction. record: record_id. path: JSON Pointer of a scalar or of a whole part of the record; `/` with a
    flag's code as `read` accepts that flag of the whole record.

    read: what the pipeline had read there when it was corrected; value: what it should be. None is a missing value.
    """

    record: str
    path: str
    read: Json
    value: Json
    who: str
    when: datetime.date
    why: str


def beside(source: Path) -> Path:
    """Where the corrections of an input lie: `review.pdf` → `review.corrections.toml`."""
    return source.with_name(source.stem + SUFFIX)


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections in `path`, () where there is no such file. Raises CorrectionError with name and line."""
    if not path.is_file():
        return ()
    try:
        text = path.read_text("utf-8")
        found = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorrectionError(f"{path.name}: {error}") from error
    lines = [n for n, line in enumerate(text.splitlines(), start=1) if re.match(r"\s*\[\[\s*correction\s*\]\]", line)]
    unknown = sorted(set(found) - {"correction"})
    entries = found.get("correction", [])
    if unknown or not isinstance(entries, list):
        raise CorrectionError(
            f"{path.name}: only [[correction]] entries are known, not {', '.join(unknown) or 'a table'}"
        )
    places = lines if len(lines) == len(entries) else [1] * len(entries)
    return tuple(_checked(entry, f"{path.name}, line {line}") for entry, line in zip(entries, places, strict=True))


def _checked(entry: dict[str, Any], place: str) -> Correction:
    missing = [name for name in _REQUIRED if name not in entry]
    if missing:
        raise CorrectionError(f"{place}: the correction has no {', '.join(missing)}")
    if extra := sorted(set(entry) - set(_REQUIRED)):
        raise CorrectionError(f"{place}: {', '.join(extra)} is not known; known are {', '.join(_REQUIRED)}")
    texts = {name: entry[name] for name in ("record", "path", "who", "why")}
    for name, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            raise CorrectionError(f"{place}: {name} must be a text that is not empty")
    try:
        steps(texts["path"])
    except ValueError as error:
        raise CorrectionError(f"{place}: {error}") from error
    when = entry["when"]
    day = when.date() if isinstance(when, datetime.datetime) else when
    if not isinstance(day, datetime.date):
        raise CorrectionError(f"{place}: when must be a date such as 2026-01-31")
    read, value = _from_toml(entry["read"]), _from_toml(entry["value"])
    return Correction(read=read, value=value, when=day, **texts)


def _from_toml(value: Any) -> Json:
    if isinstance(value, dict):
        return {name: _from_toml(child) for name, child in value.items()}
    return None if value == _NULL else value


def _to_toml(value: Json) -> Any:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({name: _to_toml(child) for name, child in value.items()})
        return table
    return _NULL if value is None else value


def append_correction(path: Path, new: Correction) -> None:
    """Add `new` at the end of the corrections file at `path`, which keeps its comments and layout."""
    document = tomlkit.parse(path.read_text("utf-8")) if path.is_file() else tomlkit.document()
    entries = document.setdefault("correction", tomlkit.aot())
    entry = tomlkit.table()
    for name in _REQUIRED:
        value = getattr(new, name)
        entry.add(name, _to_toml(value))
    entries.append(entry)
    path.write_text(tomlkit.dumps(document), "utf-8")


def withdraw_correction(path: Path, one: Correction) -> None:
    """Take the entries for the same value and the same reading as `one` out of the corrections file at `path`."""
    if not path.is_file():
        return
    document = tomlkit.parse(path.read_text("utf-8"))
    entries = document.get("correction", [])
    place = (one.record, one.path, one.read)
    found = [(e.get("record"), e.get("path"), _from_toml(e.get("read"))) for e in entries]
    for i in reversed([i for i, there in enumerate(found) if there == place]):
        del entries[i]
    if not entries and "correction" in document:
        document.remove("correction")  # an empty list of tables is written as a list, which is none of ours
    path.write_text(tomlkit.dumps(document), "utf-8")


def apply_corrections(record: Record, corrections: Iterable[Correction]) -> Record:
    """The record with its corrections applied, in order.

    A corrected value has one provenance row with the source `human:<who>` and no flags left. Where the reading that
    was corrected has changed, or its path is gone, nothing is applied and a flag with both readings says so.
    """
    for one in corrections:
        if one.record == record["record_id"]:
            record = _applied(record, one)
    return {**record, "status": "needs-review" if record["flags"] else "clean"}


def _applied(record: Record, one: Correction) -> Record:
    if one.path == WHOLE:
        kept = [f for f in record["flags"] if f["path"] not in ("", WHOLE) or f["code"] != one.read]
        return {**record, "flags": kept}
    try:
        now = at(record, one.path)
    except KeyError:
        return _flagged(record, one, LOST, f"{one.who} corrected {one.path}, which this record no longer has")
    if now not in (one.read, one.value):
        message = f"{one.who} corrected {one.read!r} to {one.value!r}, but {now!r} is read now: decide again"
        return _flagged(record, one, STALE, message)
    fixed: Record = with_value(record, one.path, one.value)
    rows = [row for row in record["provenance"] if not covers(one.path, row["path"])]
    was = next((row for row in record["provenance"] if covers(one.path, row["path"])), None)
    flags = [flag for flag in record["flags"] if flag["path"] in ("", "/") or not covers(one.path, flag["path"])]
    return {**fixed, "provenance": [*rows, *_human_rows(one, was)], "flags": flags}


def _human_rows(one: Correction, was: Record | None) -> list[Record]:
    """A provenance row of each corrected scalar; the ink that was misread stays as its place."""
    place = {n: None if was is None else was[n] for n in ("table_id", "row", "col", "bbox", "line")}
    rows = []
    for path, value in leaves(one.value, one.path):
        said = value if isinstance(value, str) else str(value)
        row = {
            "path": path,
            **{n: place[n] for n in ("table_id", "row", "col")},
            "page": 1 if was is None else was["page"],
            "bbox": place["bbox"],
            "line": place["line"],
            "raw": said,
            "span": [0, len(said)],
            "source": f"human:{one.who}",
            "confidence": 1.0,
            "rule": "correction",
        }
        rows.append(row)
    return rows


def _flagged(record: Record, one: Correction, code: str, message: str) -> Record:
    try:
        now = at(record, one.path)
    except KeyError:
        now = None
    path = one.path if code == STALE else ""
    candidates = [str(v) for v in (now, one.value) if v is not None]
    flag = {"code": code, "path": path, "message": message, "candidates": candidates}
    return {**record, "flags": [*record["flags"], flag]}


def unused(corrections: Sequence[Correction], records: Sequence[Record]) -> tuple[Correction, ...]:
    """Corrections whose record is not there any more."""
    here = {r["record_id"] for r in records}
    return tuple(c for c in corrections if c.record not in here)
