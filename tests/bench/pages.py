"""What a reviewer waits for: an audit page of 22 studies in Chromium, a diff of 1,000 documents."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from pipeline.adapters.pdfium_pages import PdfiumPages
from pipeline.audit.diff import diff, without_noise
from pipeline.audit.snapshots import load_snapshot
from pipeline.pages.audit_page import Facts, audit_page, load_extracted
from pipeline.pages.images import page_images, regions
from tests.bench.measuring import CORPUS, PIPELINE, Part, cost, pipeline, quick
from tests.bench.synthetic import write_outputs

SAMPLE = "taichi-knee-born"
STUDIES, FLAGS_EACH = 22, 12
DOCUMENTS = 1000
ROUNDS = 5
INTERACTIVE_SECONDS, LARGEST_MB, DIFF_SECONDS = 2.0, 5.0, 5.0


def main() -> None:
    rounds, documents = (1, 50) if quick() else (ROUNDS, DOCUMENTS)
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as scratch:
        folder = Path(scratch)
        place = large(folder)
        first, answered = opened(place, rounds)
        megabytes = place.stat().st_size / 1e6
        same, changed, found = compared(folder, documents)
    rows = (
        (f"audit page of {STUDIES} studies and {STUDIES * FLAGS_EACH} flags: first paint", f"{first:.2f} s", ""),
        ("… until a key has led to the first flag", f"{answered:.2f} s", f"< {INTERACTIVE_SECONDS:g} s"),
        ("… its size", f"{megabytes:.2f} MB", f"< {LARGEST_MB:g} MB"),
        (f"diff of {documents} documents, {found} records changed", changed, f"< {DIFF_SECONDS:g} s"),
        (f"diff of {documents} documents with themselves", same, f"< {DIFF_SECONDS:g} s"),
    )
    note = f"Pages in a new tab of headless Chromium, by the clock, medians of {rounds}."
    print(Part(rows, {"page_seconds": answered, "page_mb": megabytes}, note).markdown())


def large(folder: Path) -> Path:
    """An audit page with 22 studies: a sample's own over and over, each with as many flags as a poor scan's."""
    pipeline("run", CORPUS / f"{SAMPLE}.pdf", "--out", folder / "outputs", "--jobs", "1")
    extracted = load_extracted(folder / "outputs" / SAMPLE)
    with PdfiumPages(CORPUS / f"{SAMPLE}.pdf", max_pixels=10**8) as pages:
        images = page_images(pages, regions(extracted.document, extracted.tables, extracted.records))
    flag = {"code": "low-confidence", "path": "/study/year", "message": "the recogniser was unsure of this",
            "candidates": ["2013"]}  # fmt: skip
    own = extracted.records
    records = tuple(
        {**own[i % len(own)], "record_id": f"00000000-0000-0000-0000-{i:012d}", "flags": [flag] * FLAGS_EACH}
        for i in range(STUDIES)
    )
    place = folder / "audit.html"
    text = audit_page(replace(extracted, records=records), Facts(f"{SAMPLE}.pdf", "ok", images=images))
    place.write_text(text, "utf-8")
    return place


def opened(place: Path, rounds: int) -> tuple[float, float]:
    """Seconds by the clock until the page is painted, and until it has answered a key; medians."""
    with sync_playwright() as engines:
        browser = engines.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        browser.new_page().goto("about:blank")  # the browser itself has started
        times = [_once(browser.new_page(viewport={"width": 1366, "height": 768}), place) for _ in range(rounds)]
        browser.close()
    return median(t[0] for t in times), median(t[1] for t in times)


def _once(tab: Page, place: Path) -> tuple[float, float]:
    start = time.perf_counter()
    tab.goto(place.as_uri(), wait_until="domcontentloaded")
    tab.keyboard.press("n")
    tab.wait_for_selector(".flag.current")
    answered = time.perf_counter() - start
    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    tab.wait_for_function(paint)
    first = float(tab.evaluate(paint)) / 1000
    tab.close()
    return first, answered


def compared(folder: Path, documents: int) -> tuple[str, str, int]:
    """What the two diffs cost, and how many records the second one names."""
    write_outputs(folder / "old", range(documents))
    write_outputs(folder / "new", range(documents), edition=1)
    found = without_noise(diff(load_snapshot(folder / "old"), load_snapshot(folder / "new")))
    same = cost(lambda: pipeline_diff(folder / "old", folder / "old"))
    changed = cost(lambda: pipeline_diff(folder / "old", folder / "new"))
    return str(same), str(changed), len(found)


def pipeline_diff(old: Path, new: Path) -> None:
    """`pipeline diff` as a user calls it, its table written nowhere."""
    done = subprocess.run([*PIPELINE, "diff", str(old), str(new)], stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pipeline diff ended with {done.returncode}")


if __name__ == "__main__":
    main()
