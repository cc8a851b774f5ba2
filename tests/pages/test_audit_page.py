"""The audit page as a file: whole, small, the same each time, and deaf to what a document says in markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page
from sampling import Sample

from pipeline.pages.audit_page import Extracted, Facts, audit_page, load_extracted
from pipeline.pages.images import PageImage
from pipeline.pages.render import interface
from pipeline.pages.source_lines import Spot, numbered, shown, spots
from pipeline.pages.values import checked, spoken

MOST_BYTES = 5_000_000
HOSTILE = (
    "<script>boom()</script>", '"><img src=x onerror=boom()>', "</script><script>boom()</script>", "{{ 7 * 7 }}",
    "' onmouseover='boom()", "<!--", "]]>", "</textarea></style><svg onload=boom()>", "\u202e\u2028", "&lt;b&gt;",
)  # fmt: skip


class Tags(HTMLParser):
    """Counts the tags and event handlers of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [v or "" for name, v in attrs if name in ("src", "href")]


def tags(text: str) -> Tags:
    found = Tags()
    found.feed(text)
    return found


def test_every_document_of_a_run_has_a_page_that_needs_nothing_else(sample: Sample) -> None:
    for report in sample.report.inputs:
        assert report.document_id is not None
        text = (sample.out / report.document_id / "audit.html").read_text("utf-8")
        assert len(text.encode()) < MOST_BYTES
        found = tags(text)
        assert all(a.startswith(("#", "data:", "../index.html")) for a in found.addresses)
        assert not found.handlers
        records = load_extracted(sample.out / report.document_id).records
        assert all(f'id="record-{r["record_id"]}"' in text for r in records)


def test_the_same_inputs_give_the_same_bytes(extracted: Extracted, facts: Facts) -> None:
    assert audit_page(extracted, facts) == audit_page(extracted, facts)


def test_a_document_of_22_studies_stays_small(large: Extracted, facts: Facts) -> None:
    assert len(audit_page(large, facts).encode()) < MOST_BYTES


def hostile(tree: Any, bad: str) -> Any:
    """The tree with `bad` in every text that is free."""
    fixed = {"record_id", "document_id", "table_id", "path", "kind", "method", "field", "unit", "status", "direction"}
    if isinstance(tree, dict):
        return {k: v if k in fixed else hostile(v, bad) for k, v in tree.items()}
    if isinstance(tree, list):
        return [hostile(v, bad) for v in tree]
    return tree + bad if isinstance(tree, str) else tree


def poisoned(extracted: Extracted, bad: str) -> Extracted:
    flag = {"code": "low-confidence", "path": "/study/year", "message": "m", "candidates": ["c"]}
    flags = [flag, {**flag, "path": "", "code": bad}]
    tables = [msgspec.convert({**msgspec.to_builtins(t), "caption": {"en": bad, "zh": bad}, "notes": [bad]}, type(t))
              for t in extracted.tables]  # fmt: skip
    return Extracted(
        replace(extracted.document, title=type(extracted.document.title)(bad, bad)),
        tuple(replace(t, cells=tuple(replace(c, text=c.text + bad) for c in t.cells)) for t in tables),
        tuple(replace(p, en=bad, zh=bad) for p in extracted.pairs),
        tuple({**hostile(r, bad), "flags": hostile(flags, bad), "other": {bad: bad}} for r in extracted.records[:2]),
    )


@pytest.mark.parametrize("bad", HOSTILE)
def test_a_hostile_string_adds_no_tag(extracted: Extracted, facts: Facts, bad: str) -> None:
    harmless = tags(audit_page(poisoned(extracted, "harmless"), facts))
    found = tags(audit_page(poisoned(extracted, bad), replace(facts, input=f"{bad}.pdf", warnings=(bad,))))
    # what is new are the warnings' list item and its section
    assert sorted(set(found.tags)) == sorted(set(harmless.tags) | {"ul", "li"})
    assert found.tags.count("script") == harmless.tags.count("script")
    assert not found.handlers


def test_a_hostile_document_runs_nothing_in_a_browser(
    page: Page, extracted: Extracted, facts: Facts, tmp_path: Path
) -> None:
    place = tmp_path / "audit.html"
    place.write_text(audit_page(poisoned(extracted, "".join(HOSTILE)), facts), "utf-8")
    page.add_init_script("window.booms = 0; window.boom = () => { window.booms += 1; };")
    page.goto(place.as_uri())
    page.keyboard.press("n")
    assert page.evaluate("window.booms") == 0
    assert page.locator("h1").inner_text().startswith("<script>boom()</script>")
    assert page.locator("main script:not([type='application/json'])").count() == 0


def test_without_pictures_the_page_says_so(extracted: Extracted) -> None:
    text = audit_page(extracted, Facts("gone.pdf", "ok"))
    assert "the source file could not be opened" in text
    assert "<image" not in text


def test_a_document_without_tables_and_records_has_a_page_too(extracted: Extracted) -> None:
    text = audit_page(replace(extracted, tables=(), records=(), pairs=()), Facts("empty.pdf", "partial", "p2 lost"))
    assert "No table of this document lists studies" in text
    assert "p2 lost" in text


def test_every_flag_and_every_value_of_the_tree_is_on_the_page(extracted: Extracted) -> None:
    for record in extracted.records:
        one = checked(record, first=0, cells={})
        rows = {r.path for r in one.rows}
        for row in record["provenance"]:
            assert any(row["path"] == p or row["path"].startswith(f"{p}/") for p in rows), row["path"]
        assert len(one.all_doubts) == len(record["flags"])


def test_a_dump_shows_its_lines_with_the_value_marked() -> None:
    lines = numbered("one\nHAMED 2014 DPN 15W\nthree")
    row = {"path": "/study/year", "page": 1, "line": 2, "raw": "HAMED 2014", "span": [6, 10], "bbox": None, "row": 1,
           "col": 0, "source": "text-file", "rule": "study.author-year", "confidence": 0.9}  # fmt: skip
    record = {
        "study": {"label": None, "year": 2014}, "population": {}, "intervention": {}, "comparator": None,
        "outcomes": [], "follow_up": None, "adverse_events": None, "mechanisms": [], "other": {},
        "provenance": [row], "flags": [],
    }  # fmt: skip
    year = next(r for r in checked(record, first=0, cells={}).rows if r.path == "/study/year")
    found = spots(year.ink[0], lines)
    assert [lines[s.line][s.start : s.end] for s in found] == ["2014"]
    assert [s.text for line in shown(found, lines) for s in line.segments if s.read] == ["2014"]


@given(st.text(alphabet="ab 12\n", max_size=60), st.integers(0, 50), st.integers(0, 20))
def test_segments_are_their_line_again(text: str, start: int, length: int) -> None:
    lines = numbered(text)
    line = lines[1]
    spot = Spot(1, min(start, len(line)), min(start + length, len(line)))
    for one in shown((spot,), lines):
        assert "".join(s.text for s in one.segments) == lines[one.number]


@settings(max_examples=200)
@given(st.one_of(st.none(), st.floats(-1e5, 1e5)), st.one_of(st.none(), st.floats(-1e5, 1e5)))
def test_a_quantity_is_spoken_with_its_unit_or_not_at_all(low: float | None, high: float | None) -> None:
    said = spoken({"min": low, "max": high, "unit": "wk"}, "quantity")
    assert (said == "") == (low is None and high is None)
    assert not said or said.endswith(" wk")


def test_every_interface_text_has_both_languages_and_every_used_key_exists() -> None:
    texts = interface()
    assert all(set(t) == {"en", "zh"} and all(t.values()) for section in texts.values() for t in section.values())


def test_flags_have_names_in_both_languages_and_one_without_is_shown_by_its_code(
    extracted: Extracted, facts: Facts
) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "flags.md").read_text("utf-8")
    codes = set(re.findall(r"^\| `([a-z-]+)` \|", guide, re.MULTILINE))
    assert codes
    assert len(codes & set(interface()["flags"])) >= 0.9 * len(codes)
    flag = {"code": "brand-new", "path": "/study/year", "message": "m", "candidates": []}
    text = audit_page(replace(extracted, records=({**extracted.records[0], "flags": [flag]},)), facts)
    assert '<strong class="code">brand-new</strong>' in text


def test_pictures_are_of_the_region_asked_for(images: tuple[PageImage, ...]) -> None:
    assert images
    assert all(i.uri.startswith("data:image/webp;base64,") and len(i.uri) < 600_000 for i in images)
