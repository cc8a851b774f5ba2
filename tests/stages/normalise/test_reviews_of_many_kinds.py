"""Whole tables of invented studies with their records written out by hand: one file a review, in `reviews/`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invented_tables import document, records, table

REVIEWS = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((Path(__file__).parent / "reviews").iterdir())
}
_ARROWS = {"increase": "↑", "decrease": "↓", "no-change": "→", "mixed": "↕", "unknown": "?"}


def number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def quantity(value: dict[str, Any] | None) -> str:
    if not value or value["unit"] is None:
        return ""
    low, high = number(value["min"]), number(value["max"])
    text = low if low == high else f"{low}-{high}" if low and high else f"≥{low}" if low else f"≤{high}"
    return f"{text} {value['unit']}"


def term(value: dict[str, Any] | None) -> str:
    return "" if value is None else " | ".join(value[side] or "-" for side in ("as_reported", "en", "zh"))


def sample(value: dict[str, Any]) -> str:
    arms = ", ".join(f"{arm['name'] or '-'} {arm['n']}" for arm in value["arms"])
    return " : ".join(part for part in (number(value["total"]), arms) if part)


def part(value: dict[str, Any]) -> str:
    """A component as `name/type` and what is known of it."""
    words = [f"{value['name'] or '-'}/{value['type'] or '-'}"]
    for key, field in (
        ("f", "frequency"),
        ("s", "session"),
        ("sets", "sets"),
        ("reps", "repetitions"),
        ("dose", "dose"),
    ):
        words += [f"{key}={quantity(value[field])}"] if quantity(value[field]) else []
    for one in value["intensity"]:
        label = f"[{one['label']}]" if one["label"] else ""
        words.append("i=" + " ".join(w for w in (one["metric"] or "", quantity(one), label) if w))
    return " ".join(words)


def outcome(value: dict[str, Any]) -> str:
    """An outcome as its term, an arrow, and its effect."""
    words = [term(value["measure"]), _ARROWS[value["direction"]]]
    if effect := value["effect"]:
        interval = f"({number(effect['ci_low'])}, {number(effect['ci_high'])})" if effect["ci_low"] is not None else ""
        said = (effect["measure"], number(effect["value"]), interval, effect["p"] and f"p{effect['p']}")
        words += [word for word in said if word]
    if one := value["comparison"]:
        words.append(f"{one['left']}{one['operator']}{one['right']}")
    return " ".join(words)


def told(record: dict[str, Any]) -> dict[str, Any]:
    """A record in short: everything that it says, what it does not say left out."""
    study, people, given = record["study"], record["population"], record["intervention"]
    said = {
        "study": f"{study['label']} | {study['first_author']} {study['year'] or '-'} {study['citations']}",
        "country": study["country"],
        "design": study["design"],
        "condition": term(people["condition"]),
        "n": sample(people["sample_size"]),
        "age": quantity(people["age"]),
        "sex": people["sex"],
        "species": people["species"],
        "model": people["model"],
        "given": given["as_reported"],
        "types": " ".join(given["types"]),
        "duration": quantity(given["duration"]),
        "parts": [part(one) for one in given["components"]],
        "comparator": record["comparator"],
        "outcomes": [outcome(one) for one in record["outcomes"]],
        "mechanisms": [outcome(one) for one in record["mechanisms"]],
        "follow_up": quantity(record["follow_up"]),
        "harms": record["adverse_events"],
        "other": {header: text for header, text in record["other"].items() if text is not None},
        "flags": [f"{flag['code']} {flag['path']}" for flag in record["flags"]],
    }
    return {key: value for key, value in said.items() if value}


def rows() -> Iterator[tuple[str, int]]:
    for name, review in REVIEWS.items():
        for index in range(len(review["record"])):
            yield name, index


def read(name: str) -> list[dict[str, Any]]:
    review = REVIEWS[name]
    grid = [[None if text == "^" else text for text in row] for row in review["rows"]]
    legend = [(short, en or None, zh or None) for short, en, zh in review.get("legend", ())]
    made = table(grid, header_rows=review.get("header_rows", 1), abbreviations=legend)
    return [told(record) for record in records(document(made, prose=review.get("prose", ())))]


@pytest.mark.parametrize(("name", "index"), list(rows()))
def test_a_row_of_this_review_gives_this_record(name: str, index: int) -> None:
    found = read(name)
    assert len(found) == len(REVIEWS[name]["record"])
    assert found[index] == REVIEWS[name]["record"][index]
