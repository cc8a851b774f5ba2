"""Expansions of a legend read from pixels, against what the rest of the document prints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from invented_tables import document, records, table

ROWS = [["Study", "Population", "Drug"], ["Kaplan 2021", "PCOS-OB", "Metformin"], ["Jin 2020", "PCOS-OB", "Metformin"]]
PROSE = [
    "多囊卵巢综合征很常见。多囊卵巢综合征患者多有肥胖。",
    "Women with polycystic ovary syndrome. The polycystic ovary syndrome is common.",
]


def condition(zh: str, en: str, *, source: str) -> tuple[dict[str, Any], list[Any]]:
    shown = table(ROWS, abbreviations=[("PCOS-OB", en, zh)], source=source)
    record = records(document(replace(shown, notes=(f"PCOS-OB: {en}", f"PCOS-OB：{zh}")), prose=PROSE))[0]
    return record["population"]["condition"], [
        flag["path"] for flag in record["flags"] if flag["code"] == "text-restored"
    ]


def test_a_character_that_the_document_has_nowhere_else_is_set_right_and_flagged() -> None:
    found, flagged = condition("多囊卵果综合征伴肥胖", "plycystic ovary syndrome with obesity", source="ocr:rapidocr")
    assert (found["zh"], found["en"]) == ("多囊卵巢综合征伴肥胖", "polycystic ovary syndrome with obesity")
    assert flagged == ["/population/condition/en", "/population/condition/zh"]


def test_what_is_printed_in_a_text_layer_stays_as_it_is_printed() -> None:
    found, flagged = condition("多囊卵果综合征伴肥胖", "plycystic ovary syndrome", source="text-layer")
    assert (found["zh"], found["en"], flagged) == ("多囊卵果综合征伴肥胖", "plycystic ovary syndrome", [])


def test_words_that_the_document_does_not_dispute_stay() -> None:
    found, flagged = condition("多囊卵巢综合征伴肥胖", "polycystic ovary syndrome with obesity", source="ocr:rapidocr")
    assert (found["zh"], flagged) == ("多囊卵巢综合征伴肥胖", [])
