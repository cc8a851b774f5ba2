"""The gold of a sample review, written out from the terse records of its source (see sources/README.md)."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]
_QUANTITY = re.compile(r"^(<=|>=|<|>)?(-?[\d.]+(?:e[+-]?\d+)?)(?:-([\d.]+))? (\S+)$")
_LABELS = ("low", "moderate", "vigorous", "high")


def number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def quantity(said: str | None) -> Json | None:
    """`3-5 /wk`, `>60 %`, `<=4 1` as minimum, maximum and unit."""
    if said is None:
        return None
    found = _QUANTITY.match(said)
    if found is None:
        raise ValueError(f"no quantity: {said!r}")
    sign, low, high, unit = found.groups()
    first, last = number(low), number(high or low)
    return {"min": None if sign in ("<", "<=") else first, "max": None if sign in (">", ">=") else last, "unit": unit}


def intensity(said: str) -> Json:
    """`HRmax 50-60 % moderate`, or a word alone."""
    words = said.split()
    label = words.pop() if words[-1] in _LABELS else None
    if not words:
        return {"metric": None, "min": None, "max": None, "unit": None, "label": label}
    return {"metric": words[0], **(quantity(" ".join(words[1:])) or {}), "label": label}


def term(said: str | None, legend: dict[str, Json]) -> Json | None:
    """A term as reported, with both expansions: from the source, else from the table's legend."""
    if said is None:
        return None
    parts = [None if p == "-" else p for p in said.split(" | ")]
    known = legend.get(said, {"en": None, "zh": None})
    en, zh = [*parts[1:], None, None][:2] if len(parts) > 1 else (known["en"], known["zh"])
    return {"as_reported": parts[0], "en": en, "zh": zh}


def component(said: Json) -> Json:
    names = ("frequency", "session", "sets", "repetitions", "dose")
    return {
        "name": said.get("name"),
        "type": said.get("type"),
        **{n: quantity(said.get(n)) for n in names},
        "intensity": [intensity(i) for i in said.get("intensity", [])],
    }


def outcome(said: Json, legend: dict[str, Json]) -> Json:
    comparison = said.get("comparison")
    left, operator, right = comparison.split() if comparison else (None, None, None)
    return {
        "measure": term(said["measure"], legend),
        "direction": said["direction"],
        "comparison": {"left": left, "operator": operator, "right": right} if comparison else None,
        "effect": said.get("effect"),
    }


def record(said: Json, *, row: int, legend: dict[str, Json]) -> Json:
    """One table row's record in the contract's form."""
    return {
        "schema_version": "1",
        "table_id": "t1",
        "row": row,
        "study": {"reference": None, "country": None, "design": None, **said["study"]},
        "population": {
            "condition": term(said.get("condition"), legend),
            "sample_size": {"total": said.get("total"), "arms": [{"name": n, "n": k} for n, k in said.get("arms", [])]},
            **dict.fromkeys(("age", "sex", "species", "model")),
        },
        "intervention": {
            "as_reported": said.get("intervention"),
            "types": said.get("types", []),
            "duration": quantity(said.get("duration")),
            "components": [component(c) for c in said.get("components", [])],
        },
        "comparator": said.get("comparator"),
        "outcomes": [outcome(o, legend) for o in said.get("outcomes", [])],
        "follow_up": quantity(said.get("follow_up")),
        "adverse_events": said.get("adverse_events"),
        "mechanisms": [],
        "other": {},
    }


def legend_of(notes: list[str]) -> dict[str, Json]:
    """Short form → both expansions, from the two notes of the table (`X: y; Z: w` or `X, y; Z, w`)."""
    found: dict[str, Json] = {}
    for note in notes:
        body = re.sub(r"^(Note: |注：)?(↑[^.。]*[.。]\s*)?", "", note)
        for entry in re.split(r"[;；]\s*", re.split(r"(?<=[a-z件])\. Arrows|。箭头", body)[0].rstrip(".。")):
            short, _, long = re.split(r"(: |：|, )", entry, maxsplit=1)
            language = "zh" if re.search("[一-鿿]", long) else "en"
            found.setdefault(short, {"en": None, "zh": None})[language] = long
    return found


def cells(table: Json) -> list[Json]:
    """The grid with spans; a bilingual header cell has both sides."""
    out: list[Json] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate([*table["header"], *table["rows"]]):
        c = 0
        for said in row:
            while (r, c) in taken:
                c += 1
            cell = said if isinstance(said, dict) else {"text": said}
            rows, cols = cell.get("rows", 1), cell.get("cols", 1)
            taken |= {(r + i, c + j) for i in range(rows) for j in range(cols)}
            out.append(_cell(r, c, rows, cols, cell["text"], header=r < len(table["header"])))
            c += cols
    return out


def _cell(row: int, col: int, rows: int, cols: int, text: str, *, header: bool) -> Json:
    parts = text.split("\n")
    zh = next((p for p in parts if re.search("[一-鿿]", p)), None) if header else None
    en = next((p for p in parts if not re.search("[一-鿿]", p)), None) if header else None
    return {
        "row": row,
        "col": col,
        "row_span": rows,
        "col_span": cols,
        "text": " ".join(parts),
        "text_en": en,
        "text_zh": zh,
    }


def layers(found: Json) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Every paragraph of both layers, with its kind. The body is in the language of its own text."""
    texts: dict[str, list[str]] = {"en": [], "zh": []}
    kinds: dict[str, list[str]] = {"en": [], "zh": []}

    def add(kind: str, text: str, language: str | None = None) -> None:
        language = language or ("zh" if re.search("[一-鿿]", text) else "en")
        texts[language].append(text)
        kinds[language].append(kind)

    for language in ("zh", "en"):
        comma, semicolon = ("，", "；") if language == "zh" else (", ", "; ")
        add("title", found["title"][language], language)
        add("authors", comma.join(found["authors"][language]), language)
        add("affiliation", found["affiliation"][language], language)
        add("abstract", found["abstract"][language], language)
        add("keywords", semicolon.join(found["keywords"][language]), language)
    for section in found["sections"]:
        if section.get("heading"):
            add("heading", section["heading"])
        for paragraph in section["paragraphs"]:
            add("paragraph", paragraph)
        if figure := section.get("figure"):
            for language in ("zh", "en"):
                add("caption", f"{figure['label'][language]} {figure['caption'][language]}", language)
    table = found["table"]
    for language in ("zh", "en"):
        add("caption", f"{table['label'][language]} {table['caption'][language]}", language)
    for note in table["notes"]:
        add("note", note)
    return texts, kinds


def pairs(found: Json) -> list[Json]:
    table = found["table"]
    notes = sorted(table["notes"], key=lambda n: bool(re.search("[一-鿿]", n)))
    out = [{"kind": kind, **found[kind]} for kind in ("title", "abstract")]
    out.append({"kind": "keywords", "en": "; ".join(found["keywords"]["en"]), "zh": "；".join(found["keywords"]["zh"])})
    out.append({"kind": "caption", **table["caption"]})
    out += [{"kind": "caption", **s["figure"]["caption"]} for s in found["sections"] if "figure" in s]
    out.append({"kind": "note", "en": notes[0], "zh": notes[1]})
    return out


def gold_of(found: Json) -> Json:
    """The gold file of one review."""
    table = found["table"]
    legend = legend_of(table["notes"])
    texts, kinds = layers(found)
    header = len(table["header"])
    said = found["records"]
    if len(said) != len(table["rows"]):
        raise ValueError(f"{found['name']}: {len(said)} records for {len(table['rows'])} rows")
    doubts = [{"row": header + i, **a} for i, r in enumerate(said) for a in r.get("ambiguous", [])]
    columns = [{"index": i, "field": f} for i, f in enumerate(table["fields"])]
    whole = {
        "label": table["label"],
        "caption": table["caption"],
        "n_rows": header + len(table["rows"]),
        "n_cols": len(columns),
        "header_rows": header,
        "columns": columns,
        "cells": cells(table),
        "abbreviations": [{"short": s, **e} for s, e in legend.items()],
        "notes": table["notes"],
    }
    return {
        "name": found["name"],
        "doi": found["doi"],
        **{n: found[n] for n in ("title", "authors", "abstract", "keywords")},
        "layers": texts,
        "layer_kinds": kinds,
        "pairs": pairs(found),
        "tables": [whole],
        "records": [record(r, row=header + i, legend=legend) for i, r in enumerate(said)],
        "figure_labels": [label for s in found["sections"] if "figure" in s for label in s["figure"]["labels"]],
        "references": [{"number": i, "text": t} for i, t in enumerate(found["references"], start=1)],
        "ambiguous": doubts,
    }
