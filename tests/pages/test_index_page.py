"""The index: every document, what changed since the baseline, and plots whose marks lead to records."""

from __future__ import annotations

import math
import re
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page
from sampling import Sample

from pipeline.audit.changes import Change
from pipeline.audit.diff import Difference
from pipeline.audit.snapshots import accept
from pipeline.pages.diff_page import diff_page
from pipeline.pages.evidence import DIRECTIONS, RecordPart, evidence_map, outcomes, study_key
from pipeline.pages.plots import harvest_plot, map_plot, sectors, shortened, text_width
from pipeline.runs.index import write_index


def parts(sample: Sample) -> tuple[RecordPart, ...]:
    lines = (sample.out / "records.jsonl").read_bytes().splitlines()
    return tuple(msgspec.json.decode(line, type=RecordPart) for line in lines)


def test_every_mark_leads_to_a_record_that_is_there(sample: Sample) -> None:
    text = (sample.out / "index.html").read_text("utf-8")
    links = set(re.findall(r'href="([^"#]+)/audit\.html#record-([^"]+)"', text))
    assert links
    for document, record in links:
        assert f'id="record-{record}"' in (sample.out / document / "audit.html").read_text("utf-8")
    inside = set(re.findall(r'href="#((?:map|outcome)-\d+)"', text))
    assert inside
    assert all(f'id="{name}"' in text for name in inside)


def test_every_document_of_the_run_is_listed_with_its_counts(sample: Sample) -> None:
    text = (sample.out / "index.html").read_text("utf-8")
    for report in sample.report.inputs:
        assert f'href="{report.document_id}/audit.html"' in text
        assert f"<td>{report.records}</td><td>{report.flags}</td>" in text


def test_the_same_study_in_two_copies_of_a_review_counts_once(sample: Sample) -> None:
    records = parts(sample)
    cells = evidence_map(records)
    for cell in cells:
        keys = {study_key(r) for m in cell.marks for r in m.records}
        assert len(keys) == len(cell.marks)
    knee = [c for c in cells if c.condition == "knee osteoarthritis" and c.kind == "mind-body"]
    assert any({r.document_id for r in m.records} == {"taichi-knee-born", "taichi-knee-scan"} for m in knee[0].marks)


def test_every_clean_record_with_an_outcome_stands_in_the_harvest_plot(sample: Sample) -> None:
    records = parts(sample)
    shown = {
        r.record_id for line in outcomes(records) for marks in line.marks.values() for m in marks for r in m.records
    }
    assert {r.record_id for r in records if r.outcomes and r.status == "clean"} <= shown


def test_no_two_marks_stand_in_one_place(sample: Sample) -> None:
    records = parts(sample)
    bars = harvest_plot(outcomes(records)).bars
    assert len({(b.x, b.y + b.height) for b in bars}) == len(bars)
    plot = map_plot(evidence_map(records))
    assert len({(b.x, b.y) for b in plot.bubbles}) == len(plot.bubbles)
    assert all(b.x + b.radius < plot.width and b.y + b.radius < plot.height for b in plot.bubbles)


@given(st.dictionaries(st.sampled_from(DIRECTIONS), st.integers(1, 50), max_size=5))
def test_sectors_are_as_many_as_directions_and_end_where_they_began(directions: dict[str, int]) -> None:
    found = sectors(directions, 0.0, 0.0, 10.0)
    assert [s.direction for s in found] == (list(directions) or ["unknown"])
    ends = re.findall(r"(-?[\d.]+) (-?[\d.]+)Z$", found[-1].path)
    assert math.hypot(float(ends[0][0]), float(ends[0][1]) + 10.0) < 0.05


@given(st.text(max_size=60), st.floats(30, 200))
def test_a_shortened_text_fits(text: str, width: float) -> None:
    assert text_width(shortened(text, width)) <= width


def test_an_unchanged_run_leaves_the_index_alone_and_a_changed_value_is_told_against_the_baseline(
    sample: Sample, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(sample.out, out)
    reports = [replace(r, input=str(tmp_path / Path(r.input).name)) for r in sample.report.inputs]
    assert write_index(out, reports)
    assert not write_index(out, reports)
    accept(out, tmp_path / "accepted.jsonl")
    assert write_index(out, reports)
    assert '<a href="#changes">' not in (out / "index.html").read_text("utf-8")
    flip(out / "taichi-knee-born" / "records.jsonl", out / "records.jsonl")
    assert write_index(out, reports)
    text = (out / "index.html").read_text("utf-8")
    assert "direction flipped" in text
    assert len(re.findall(r'<a href="#changes">.*: 1</a>', text)) == 1


def flip(*places: Path) -> None:
    """Turn the first arrow that says decrease."""
    for place in places:
        place.write_text(
            place.read_text("utf-8").replace('"direction":"decrease"', '"direction":"increase"', 1), "utf-8"
        )


def test_marks_can_be_followed_in_a_browser(page: Page, sample: Sample) -> None:
    page.goto((sample.out / "index.html").as_uri())
    mark = page.locator("#harvest svg a[href*='audit.html#record-']").first
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit.html#record-*")
    assert page.locator(":target").count() == 1


def test_a_diff_page_escapes_what_it_shows_and_links_to_the_records() -> None:
    bad = "<script>boom()</script>"
    one = Difference("doc", "id-1", bad, "changed", "rule changed", (Change("/study/label", "value", bad, "b"),))
    gone = Difference("doc", "id-2", "Li 2020", "removed", "rule changed")
    text = diff_page((one, gone), old="a", new="b", root="../out/")
    assert bad not in text
    assert "../out/doc/audit.html#record-id-1" in text
    assert "#record-id-2" not in text
