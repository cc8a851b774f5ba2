"""The audit page as a reviewer uses it, in a real Chromium, from a file."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sampling import CORPUS, Sample, quiet

from pipeline.audit.corrections import beside, load_corrections
from pipeline.pages.audit_page import Extracted, Facts, audit_page
from pipeline.runs.run import RunOptions, run

DUMP = "exercise-neuropathy-dump"
INTERACTIVE_SECONDS = 2.0
WIDTHS = {"phone": 390, "laptop": 1366, "wide": 2200, "laptop at 200 %": 640}


@pytest.fixture
def dump(sample: Sample, page: Page) -> Page:
    """The page of a text dump, which has many flags, opened."""
    page.goto((sample.out / DUMP / "audit.html").as_uri())
    return page


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in ("serious", "critical")]


def test_flags_are_gone_through_by_key_and_the_value_lights_up(dump: Page) -> None:
    dump.keyboard.press("n")
    assert dump.locator("#place").inner_text().startswith("1 / ")
    first = dump.locator(".flag.current")
    assert first.count() == 1
    dump.keyboard.press("n")
    dump.keyboard.press("p")
    assert dump.locator("#place").inner_text().startswith("1 / ")
    dump.locator(".value[data-path='/study/year'] .said").first.focus()
    assert dump.locator(".value.on").first.get_attribute("data-path") == "/study/year"
    assert dump.locator(".lines .hit").first.inner_text()


def test_a_filter_leaves_only_its_flags(dump: Page) -> None:
    code = dump.locator("#code option").nth(1).get_attribute("value")
    dump.select_option("#code", code)
    left = dump.locator(".flag:visible")
    assert left.count() > 0
    assert {left.nth(i).get_attribute("data-code") for i in range(left.count())} == {code}
    assert dump.locator("#flags tbody tr:visible").count() == dump.locator(".flag:not(.again):visible").count()
    dump.select_option("#code", "")
    field = dump.locator("#field option").nth(1).get_attribute("value")
    dump.select_option("#field", field)
    shown = dump.locator("#flags tbody tr:visible")
    assert shown.count() > 0
    assert all(field in (shown.nth(i).get_attribute("data-fields") or "").split() for i in range(shown.count()))


def test_a_cell_in_doubt_is_asked_once_and_accepted_for_all_its_values(dump: Page) -> None:
    again = dump.locator(".flag.again").first
    leader = dump.locator(f"#flag-{again.get_attribute('data-leader')}")
    dump.locator(f"[data-goto='{leader.get_attribute('data-flag')}']").click()
    dump.keyboard.press("a")
    assert "decided" in (leader.get_attribute("class") or "")
    assert "decided" in (again.get_attribute("class") or "")
    assert int(dump.locator("#pending").inner_text()) > 1


def test_what_is_left_of_a_doubt_is_asked_again_when_one_value_was_corrected(dump: Page) -> None:
    again = dump.locator(".value .flag.again[data-path='/study/year']").first
    leader = dump.locator(f"#flag-{again.get_attribute('data-leader')}")
    asked = int(dump.locator("#place").inner_text().split("/")[1])
    leader.locator("xpath=..").locator(".said").click()
    dump.fill("#editor-inputs input", "HAMED 2014")
    dump.fill("#editor-why", "the page says so")
    dump.fill("#editor-who", "Li Mei")
    dump.click("#editor-save")
    assert "decided" in (leader.get_attribute("class") or "")
    assert "decided" not in (again.get_attribute("class") or "")
    assert int(dump.locator("#place").inner_text().split("/")[1]) > asked


def test_accepting_by_key_decides_the_flag_and_goes_on(dump: Page) -> None:
    undecided = int(dump.locator("#open").inner_text())
    dump.keyboard.press("n")
    here = dump.locator(".flag.current").get_attribute("data-flag")
    dump.keyboard.press("a")
    assert "decided" in (dump.locator(f"#flag-{here}").get_attribute("class") or "")
    assert int(dump.locator("#open").inner_text()) < undecided
    assert dump.locator(".flag.current").get_attribute("data-flag") != here
    assert dump.locator("#pending").inner_text() == "1"


def test_keys_can_be_turned_off(dump: Page) -> None:
    dump.uncheck("#keys")
    dump.keyboard.press("n")
    assert dump.locator(".flag.current").count() == 0


def corrected(page: Page, path: str, member: str, value: str) -> None:
    page.locator(f".value[data-path='{path}'] .said").first.click()
    page.fill(f"#editor-inputs input[name='{member}']", value)
    page.fill("#editor-why", 'the table says so: "15W" \\ 第3页')
    page.fill("#editor-who", "李梅")
    page.click("#editor-save")


def test_a_correction_is_exported_and_holds_on_the_next_run(page: Page, tmp_path: Path) -> None:
    source, out = tmp_path / "in" / "review.txt", tmp_path / "out"
    source.parent.mkdir()
    shutil.copy(CORPUS / f"{DUMP}.txt", source)
    options = RunOptions(jobs=1)
    run([source], out, options=options, console=quiet())
    place = (out / "review" / "audit.html").as_uri()
    page.goto(place)
    corrected(page, "/intervention/duration", "min", "14")
    page.keyboard.press("n")
    page.keyboard.press("a")
    with page.expect_download() as download:
        page.click("#export")
    assert download.value.suggested_filename == beside(source).name
    download.value.save_as(beside(source))
    entries = load_corrections(beside(source))
    assert len(entries) == 2
    assert entries[0].who == "李梅"
    run([source], out, options=options, console=quiet())
    record = next(r for r in records(out) if r["record_id"] == entries[0].record)
    assert record["intervention"]["duration"]["min"] == 14
    assert not any(f["code"].startswith("correction-") for r in records(out) for f in r["flags"])
    page.goto(place)
    again = page.locator(f"#record-{record['record_id']} .value[data-path='/intervention/duration']")
    assert "14" in again.locator(".said").inner_text()
    assert "human:李梅" in again.inner_text()
    # what is applied is no longer waiting, and what is exported next still holds it
    assert page.locator("#pending").inner_text() == "0"


def test_an_outcome_taken_out_and_one_added_are_so_after_the_next_run(page: Page, tmp_path: Path) -> None:
    source, out = tmp_path / "in" / "review.txt", tmp_path / "out"
    source.parent.mkdir()
    shutil.copy(CORPUS / f"{DUMP}.txt", source)
    options = RunOptions(jobs=1)
    run([source], out, options=options, console=quiet())
    before = records(out)[0]
    page.goto((out / "review" / "audit.html").as_uri())
    card = page.locator(f"#record-{before['record_id']}")
    card.locator("[data-entry='/outcomes/0'] [data-do='remove']").click()
    explained(page)
    assert "gone" in (card.locator("[data-entry='/outcomes/0']").get_attribute("class") or "")
    for name in ("Sleep", "Mood"):
        card.locator("[data-do='add'][data-list='/outcomes']").click()
        page.fill("#editor-inputs input[name='measure/as_reported']", name)
        page.select_option("#editor-inputs select[name='direction']", "increase")
        explained(page)
    assert card.locator("ul.added li").count() == 2
    exported(page, source)
    run([source], out, options=options, console=quiet())
    after = records(out)[0]
    assert after["outcomes"][:-2] == before["outcomes"][1:]
    assert [o["measure"]["as_reported"] for o in after["outcomes"][-2:]] == ["Sleep", "Mood"]
    # a value of the outcome that moved up is corrected on the new page, and corrected again on the one after it
    for way in ("mixed", "no-change"):
        page.goto((out / "review" / "audit.html").as_uri())
        assert page.locator("#pending").inner_text() == "0"
        page.locator(f"#record-{before['record_id']} .value[data-path='/outcomes/0/direction'] .said").click()
        page.select_option("#editor-inputs select", way)
        explained(page)
        exported(page, source)
        run([source], out, options=options, console=quiet())
        now = records(out)[0]
        assert [o["direction"] for o in now["outcomes"]] == [way, *(o["direction"] for o in after["outcomes"][1:])]
        assert not any(f["code"].startswith("correction-") for f in now["flags"])


def explained(page: Page) -> None:
    page.fill("#editor-why", "the page")
    page.fill("#editor-who", "mei")
    page.click("#editor-save")


def exported(page: Page, source: Path) -> None:
    with page.expect_download() as download:
        page.click("#export")
    download.value.save_as(beside(source))


def test_a_unit_that_the_database_does_not_know_is_refused_with_those_it_knows(dump: Page) -> None:
    corrected(dump, "/intervention/duration", "unit", "weeks")
    assert "wk" in dump.locator("#editor-trouble").inner_text()


def test_what_is_in_doubt_is_told_in_chinese(dump: Page) -> None:
    dump.click("#language")
    told = dump.locator("#flags tbody td:last-child").all_inner_texts()
    assert told
    assert all(re.search("[\u4e00-\u9fff]", text) for text in told)
    names = dump.locator("#code option").all_inner_texts()
    assert all(re.search("[\u4e00-\u9fff]", name) for name in names)


def records(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "records.jsonl").read_text("utf-8").splitlines()]


def test_a_value_of_the_wrong_kind_is_refused_with_a_sentence(dump: Page) -> None:
    corrected(dump, "/study/year", "", "nineteen")
    assert "whole number" in dump.locator("#editor-trouble").inner_text()
    dump.fill("#editor-inputs input", "2015")
    dump.click("#editor-save")
    assert dump.locator(".value.corrected .new").first.inner_text() == "→ 2015"


def test_decisions_survive_a_reload_and_can_be_taken_back(dump: Page) -> None:
    corrected(dump, "/study/year", "", "2015")
    dump.reload()
    assert dump.locator("#pending").inner_text() == "1"
    dump.locator(".value[data-path='/study/year'] .said").first.click()
    dump.click("#editor-undo")
    assert dump.locator("#pending").inner_text() == "0"


def test_the_interface_speaks_chinese_and_dresses_dark(dump: Page) -> None:
    dump.click("#language")
    assert dump.locator("#flags-title").inner_text().startswith("标记")
    assert dump.locator("html").get_attribute("lang") == "zh-CN"
    light = dump.evaluate("getComputedStyle(document.body).backgroundColor")
    dump.click("#theme")
    assert dump.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_the_box_of_a_value_is_drawn_on_the_crop_of_its_row(
    page: Page, extracted: Extracted, facts: Facts, tmp_path: Path
) -> None:
    opened(page, tmp_path, audit_page(extracted, facts))
    value = page.locator(".record").nth(2).locator(".value[data-path='/study/year']")
    value.locator(".said").focus()
    hit = page.locator(".record").nth(2).locator(".page > .crop rect.hit")
    assert hit.count() == 1
    assert page.locator(".record").nth(2).locator(".grid td.on").count() == 1
    box, crop = hit.bounding_box(), page.locator(".record").nth(2).locator(".crop").first.bounding_box()
    assert box is not None
    assert crop is not None
    assert crop["y"] <= box["y"] <= crop["y"] + crop["height"]


def opened(page: Page, folder: Path, text: str) -> None:
    (folder / "audit.html").write_text(text, "utf-8")
    page.goto((folder / "audit.html").as_uri())


def test_a_document_of_22_studies_takes_less_than_two_seconds_of_work_to_answer(
    page: Page, large: Extracted, facts: Facts, tmp_path: Path
) -> None:
    place = tmp_path / "audit.html"
    place.write_text(audit_page(large, facts), "utf-8")
    session = page.context.new_cdp_session(page)
    # time of the processor, not of the clock: other tests run beside this one
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(place.as_uri())
    page.keyboard.press("n")
    page.wait_for_selector(".flag.current")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    assert metrics["TaskDuration"] < INTERACTIVE_SECONDS


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_width_scrolls_sideways(dump: Page, width: int) -> None:
    dump.set_viewport_size({"width": width, "height": 800})
    assert dump.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_accessibility(
    page: Page, sample: Sample, large: Extracted, facts: Facts, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    opened(page, tmp_path, audit_page(replace(large, records=large.records[:2]), facts))
    page.keyboard.press("n")
    assert not serious(page)
    page.goto((sample.out / "index.html").as_uri())
    assert not serious(page)


def test_it_prints_without_the_tools(dump: Page) -> None:
    dump.emulate_media(media="print")
    assert not dump.locator(".tools").is_visible()
    assert dump.locator(".record").first.is_visible()
