"""Gold scores 1 against itself, and every kind of damage costs."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from sampling import CORPUS

from pipeline.evaluate.layers import character_error, impurity, pair_recall
from pipeline.evaluate.records import score_records
from pipeline.evaluate.tables import score_tables
from pipeline.evaluate.text import infix_distance

GOLD = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted((CORPUS / "gold").glob("*.json"))}
Record = dict[str, Any]


@pytest.mark.parametrize("name", sorted(GOLD))
def test_gold_scores_one_against_itself(name: str) -> None:
    gold = GOLD[name]
    tables, spurious = score_tables(gold["tables"], gold["tables"])
    records = score_records(gold["records"], gold["records"], gold["ambiguous"])
    assert (tables.grits_con, tables.grits_top, tables.exact, tables.silent, spurious) == (1, 1, 1, 0, 0)
    assert (records.f1, records.silent, records.flipped) == (1, 0, 0)
    assert pair_recall(gold["pairs"], gold["pairs"]) == 1


def flip(record: Record) -> None:
    outcome = record["outcomes"][0]
    outcome["direction"] = "increase" if outcome["direction"] == "decrease" else "decrease"


def another_year(record: Record) -> None:
    record["study"]["year"] += 1


@pytest.mark.parametrize("damage", [flip, another_year])
def test_a_wrong_value_is_silent_until_it_is_flagged(damage: Callable[[Record], None]) -> None:
    true = GOLD["exercise-neuropathy"]["records"]
    found = copy.deepcopy(true)
    damage(found[0])
    assert score_records(true, found).silent == 1
    found[0]["flags"] = [{"code": "any", "path": p} for p in ("/outcomes/0/direction", "/study/year")]
    assert score_records(true, found).silent == 0


def test_a_flipped_direction_is_counted() -> None:
    true = GOLD["exercise-neuropathy"]["records"]
    found = copy.deepcopy(true)
    flip(found[0])
    assert score_records(true, found).flipped == 1


def test_a_right_value_under_a_flag_is_counted_as_doubted() -> None:
    true = GOLD["taichi-knee"]["records"]
    found = copy.deepcopy(true)
    found[0]["flags"] = [{"code": "low-confidence", "path": "/study/year", "message": "", "candidates": []}]
    score = score_records(true, found)
    assert (score.flagged_right, score.right) == (1, score.true)


def test_a_missing_record_costs_recall_and_a_made_up_one_precision() -> None:
    true = GOLD["taichi-knee"]["records"]
    assert score_records(true, true[1:]).recall < 1
    assert score_records(true[1:], true).precision < 1


def test_a_split_row_costs_the_table() -> None:
    true = GOLD["taichi-knee"]["tables"]
    found = copy.deepcopy(true)
    found[0]["n_rows"] += 1
    found[0]["cells"].append({"row": found[0]["n_rows"] - 1, "col": 0, "text": "12 weeks"})
    score, _ = score_tables(true, found)
    assert score.rows_right == 0
    assert score.silent > 0


def test_a_lost_paragraph_is_all_error_and_a_foreign_word_is_impurity() -> None:
    assert character_error(["疼痛减轻"], "疼痛减轻", language="zh") == 0
    assert character_error(["疼痛减轻"], "", language="zh") == 1
    assert impurity(["疼痛减轻"], "疼痛减轻 junk", language="zh") == pytest.approx(0.5)


@given(st.text("abc", max_size=8), st.text("abc", max_size=20), st.text("abc", max_size=20))
def test_what_stands_in_a_text_is_at_distance_0(pattern: str, before: str, after: str) -> None:
    assert infix_distance(pattern, before + pattern + after) == 0


@given(st.text("abc", min_size=1, max_size=8), st.text("abc", max_size=12))
def test_the_infix_distance_is_the_least_over_all_parts(pattern: str, text: str) -> None:
    parts = [text[i:j] for i in range(len(text) + 1) for j in range(i, len(text) + 1)]
    assert infix_distance(pattern, text) == min(Levenshtein.distance(pattern, part) for part in parts)
