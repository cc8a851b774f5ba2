"""The files that are scored: what a run wrote, and the gold written by hand, both in the contract's form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """One document's outputs."""

    document: Json
    tables: tuple[Json, ...]
    records: tuple[Json, ...]
    pairs: tuple[Json, ...]
    en: str
    zh: str


def written(folder: Path) -> Written:
    """The outputs under `folder`; a missing file counts as empty."""
    names = sorted((folder / "tables").glob("*.json"), key=lambda p: [int(n) for n in re.findall(r"\d+", p.stem)])
    return Written(
        document=_json(folder / "document.json"),
        tables=tuple(_json(p) for p in names),
        records=_lines(folder / "records.jsonl"),
        pairs=_lines(folder / "layers" / "pairs.jsonl"),
        en=_text(folder / "layers" / "en.txt"),
        zh=_text(folder / "layers" / "zh.txt"),
    )


def golds(folder: Path) -> dict[str, Json]:
    """Review name → gold, of every `.json` under `folder`."""
    return {p.stem: _json(p) for p in sorted(folder.glob("*.json"))}


def matched(outputs: Path, gold: dict[str, Json]) -> Iterator[tuple[str, str, Path]]:
    """(review name, modality, folder) of every document of `outputs` that has gold: `NAME-MODALITY`."""
    for folder in sorted(p for p in outputs.iterdir() if p.is_dir()):
        name, _, modality = folder.name.rpartition("-")
        if name in gold:
            yield name, modality, folder


def _json(path: Path) -> Json:
    found: Json = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def _lines(path: Path) -> tuple[Json, ...]:
    return tuple(json.loads(line) for line in _text(path).splitlines() if line.strip())


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
