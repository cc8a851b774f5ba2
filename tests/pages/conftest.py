"""A real Chromium, and audit pages made of the sample run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sampling import CORPUS, Sample

from pipeline.adapters.pdfium_pages import PdfiumPages
from pipeline.pages.audit_page import Extracted, Facts, load_extracted
from pipeline.pages.images import PageImage, page_images, regions

SMALL = "taichi-knee-born"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: run `sh setup/chromium.sh`")
        pytest.skip("Chromium is missing: run `sh setup/chromium.sh` to have the pages tested")
    with sync_playwright() as engines:
        opened = engines.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page, which must not have logged an error by the end of the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB", accept_downloads=True)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: troubles.append(str(e)))
    yield opened
    context.close()
    assert not troubles


@pytest.fixture(scope="session")
def extracted(sample: Sample) -> Extracted:
    return load_extracted(sample.out / SMALL)


@pytest.fixture(scope="session")
def images(extracted: Extracted) -> tuple[PageImage, ...]:
    with PdfiumPages(CORPUS / f"{SMALL}.pdf", max_pixels=10**8) as pages:
        return page_images(pages, regions(extracted.document, extracted.tables, extracted.records))


@pytest.fixture(scope="session")
def facts(images: tuple[PageImage, ...]) -> Facts:
    return Facts(f"{SMALL}.pdf", "ok", images=images)


@pytest.fixture(scope="session")
def large(extracted: Extracted) -> Extracted:
    """The document with 22 studies: its own over and over, each flagged as often as a poor scan's."""
    own = extracted.records
    flag = {
        "code": "low-confidence",
        "path": "/study/year",
        "message": "the recogniser was unsure",
        "candidates": ["2013"],
    }
    records = tuple(
        {**own[i % len(own)], "record_id": f"00000000-0000-0000-0000-{i:012d}", "flags": [flag] * 12} for i in range(22)
    )
    return Extracted(extracted.document, extracted.tables, extracted.pairs, records)
