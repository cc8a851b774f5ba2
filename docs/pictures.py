"""Take the README's pictures from the pages of a run: `make pictures`.

    python docs/pictures.py OUTPUTS [DOCUMENT]

Needs Chromium. Writes docs/pictures/audit.png (one document's audit page) and evidence-map.png (from index.html).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent / "pictures"
DOCUMENT = "exercise-neuropathy-born"
LIMIT = 500_000  # bytes of a picture


def audit(browser: Browser, page: Path, target: Path) -> None:
    """The head of an audit page with its first record."""
    tab = browser.new_page(viewport={"width": 1280, "height": 820})
    tab.goto(page.as_uri())
    tab.screenshot(path=target)


def evidence_map(browser: Browser, page: Path, target: Path) -> None:
    """The first plot of the index page, with what its colours mean."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(page.as_uri())
    legend, plot = (tab.locator(place).first.bounding_box() for place in ("#map .legend", "#map svg[role]"))
    if legend is None or plot is None:
        raise SystemExit(f"{page.name} has no evidence map")
    clip = {
        "x": plot["x"],
        "y": legend["y"],
        "width": plot["width"],
        "height": plot["y"] + plot["height"] - legend["y"],
    }
    tab.screenshot(path=target, clip=clip, full_page=True)


def main(outputs: Path, document: str = DOCUMENT) -> None:
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as engine:
        browser = engine.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        audit(browser, outputs / document / "audit.html", HERE / "audit.png")
        evidence_map(browser, outputs / "index.html", HERE / "evidence-map.png")
        browser.close()
    for picture in HERE.glob("*.png"):
        size = picture.stat().st_size
        print(f"{picture.name}: {size / 1000:.0f} kB")
        if size > LIMIT:
            raise SystemExit(f"{picture.name} is larger than {LIMIT / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *sys.argv[2:])
