"""Human corrections: which value, what was read, what it should be, who says so and why. They survive every re-run."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import tomlkit

from pipeline.audit.entries import ADDED, compacted, removed_rule
from pipeline.audit.shapes import NEW, fitted, is_entry
from pipeline.audit.trees import DERIVED, Json, Record, at, covers, leaves, steps, with_value
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

    read: what the pipeline had read there when it was corrected; value: what it should be. None is a missing value; an
    entry of a list that is missing is taken out. A path that ends in `-` adds an entry; `read` is then how many there
    were. Entries are numbered as they were read. place: file and line, for messages.
    """

    record: str
    path: str
    read: Json
    value: Json
    who: str
    when: datetime.date
    why: str
    place: str = field(default="", compare=False)


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
    if texts["path"] != WHOLE and not about_study(texts["path"]):
        raise CorrectionError(f"{place}: {texts['path']} is no value of the study that can be corrected")
    when = entry["when"]
    day = when.date() if isinstance(when, datetime.datetime) else when
    if not isinstance(day, datetime.date):
        raise CorrectionError(f"{place}: when must be a date such as 2026-01-31")
    read, value = _from_toml(entry["read"]), _from_toml(entry["value"])
    one = Correction(read=read, value=value, when=day, place=f"{place}: ", **texts)
    if value is not None or not is_entry(one.path) or one.path.endswith(f"/{NEW}"):
        _fitted(one, value)
    return one


def about_study(path: str) -> bool:
    """Whether `path` leads into what a record says of its study, not into where or how it was read."""
    return path not in ("", WHOLE) and steps(path)[0] not in DERIVED


def _from_toml(value: Any) -> Json:
    if isinstance(value, dict):
        return {name: _from_toml(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_from_toml(child) for child in value]
    return None if value == _NULL else value


def _to_toml(value: Json) -> Any:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({name: _to_toml(child) for name, child in value.items()})
        return table
    if isinstance(value, list):
        return [_to_toml(child) for child in value]
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

    A corrected value has a provenance row with the source `human:<who>` and no flags left. Where the reading that
    was corrected has changed, or its path is gone, nothing is applied and a flag with both readings says so. Raises
    CorrectionError for a value that cannot stand at its place.
    """
    for one in corrections:
        if one.record == record["record_id"]:
            record = _applied(record, one)
    record = compacted(record)
    return {**record, "status": "needs-review" if record["flags"] else "clean"}


def _applied(record: Record, one: Correction) -> Record:
    if one.path == WHOLE:
        kept = [f for f in record["flags"] if f["path"] not in ("", WHOLE) or f["code"] != one.read]
        return {**record, "flags": kept}
    if one.path.endswith(f"/{NEW}"):
        return _added(record, one)
    try:
        now = at(record, one.path)
    except KeyError:
        return _flagged(record, one, LOST, f"{one.who} corrected {one.path}, which this record no longer has")
    entry = is_entry(one.path)
    if entry and now is None:  # taken out by an earlier correction
        return record
    value = None if entry and one.value is None else _fitted(one, one.value)
    if now not in (one.read, value):
        message = f"{one.who} corrected {one.read!r} to {one.value!r}, but {now!r} is read now: decide again"
        return _flagged(record, one, STALE, message)
    fixed: Record = with_value(record, one.path, value)
    parent, _, last = one.path.rpartition("/")
    if last in ("min", "max"):
        _fitted(one, at(fixed, parent), parent)  # a bound must fit the other
    rows = [row for row in record["provenance"] if not covers(one.path, row["path"])]
    was = next((row for row in record["provenance"] if covers(one.path, row["path"])), None)
    flags = [flag for flag in record["flags"] if flag["path"] in ("", "/") or not covers(one.path, flag["path"])]
    if entry and value is None:
        rows.append(_human_row(one, parent, spelled(now), was, rule=removed_rule(int(last))))
    else:
        rows += _human_rows(one, one.path, value, was)
    return {**fixed, "provenance": rows, "flags": flags}


def _added(record: Record, one: Correction) -> Record:
    """The record with a new last entry in the list of `one`; `read` of it is how many entries there were."""
    parent = one.path.rpartition("/")[0]
    try:
        entries = at(record, parent)
    except KeyError:
        return _flagged(record, one, LOST, f"{one.who} added to {parent}, which this record no longer has")
    if len(entries) != one.read:
        message = (
            f"{one.who} added an entry to {parent} after {one.read!r}, but there are {len(entries)} now: decide again"
        )
        return _flagged(record, replace(one, path=parent), STALE, message)
    value = _fitted(one, one.value)
    fixed = with_value(record, parent, [*entries, value])
    was = next((r for r in record["provenance"] if covers(parent, r["path"])), next(iter(record["provenance"]), None))
    made = _human_rows(one, f"{parent}/{len(entries)}", value, was)
    return {**fixed, "provenance": [*record["provenance"], {**made[0], "rule": ADDED}, *made[1:]]}


def _fitted(one: Correction, value: Json, path: str | None = None) -> Json:
    """`value` as the contract has it at `path`. Raises CorrectionError, with file and line, where it cannot stand."""
    try:
        return fitted(value, one.path if path is None else path)
    except ValueError as error:
        said = "missing" if one.value is None else spelled(one.value)
        raise CorrectionError(f"{one.place}{one.path} cannot be {said}: {error}") from error


def spelled(value: Json) -> str:
    """A value as a provenance row has it: a text as it stands, all else as JSON, "" for a missing value."""
    if value is None or isinstance(value, str):
        return value or ""
    return msgspec.json.encode(value).decode()


def _human_rows(one: Correction, path: str, value: Json, was: Record | None) -> list[Record]:
    """A provenance row of what was corrected, also of what was emptied, and one of each scalar in it."""
    rows = [_human_row(one, path, spelled(value), was)]
    if isinstance(value, dict | list):
        rows += [_human_row(one, place, spelled(value), was) for place, _ in leaves(value, path)]
    return rows


def _human_row(one: Correction, path: str, raw: str, was: Record | None, *, rule: str = "correction") -> Record:
    """was: the ink that was misread, which stays as the value's place."""
    place = {n: None if was is None else was[n] for n in ("table_id", "row", "col", "bbox", "line")}
    return {
        "path": path,
        **{n: place[n] for n in ("table_id", "row", "col")},
        "page": 1 if was is None else was["page"],
        "bbox": place["bbox"],
        "line": place["line"],
        "raw": raw,
        "span": [0, len(raw)] if raw else None,
        "source": f"human:{one.who}",
        "confidence": 1.0,
        "rule": rule,
    }


def _flagged(record: Record, one: Correction, code: str, message: str) -> Record:
    try:
        now = at(record, one.path)
    except KeyError:
        now = None
    path = one.path if code == STALE else ""
    candidates = [spelled(v) for v in (now, one.value) if v is not None]
    flag = {"code": code, "path": path, "message": message, "candidates": candidates}
    return {**record, "flags": [*record["flags"], flag]}


def unused(corrections: Sequence[Correction], records: Sequence[Record]) -> tuple[Correction, ...]:
    """Corrections whose record is not there any more."""
    here = {r["record_id"] for r in records}
    return tuple(c for c in corrections if c.record not in here)
