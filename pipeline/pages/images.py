"""The parts of a document's pages that a reviewer needs to see, as small pictures inside the audit page."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image as Pillow

from pipeline.errors import PipelineError
from pipeline.ports import PageRenderer
from pipeline.publish.contract import BBox, DocumentOut, TableOut

DPI = 150.0
MOST_PIXELS = 3000  # along one side of a picture
QUALITY = 55  # of WebP: six-point Chinese is still crisp, a page stays under 150 kB
EFFORT = 2  # of WebP, of 6: half the time of its usual 4 for pictures three per cent larger
MARGIN = 8.0  # points around what was read
POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class PageImage:
    """A part of a page as a data URI. box: what it shows, points."""

    page: int
    box: BBox
    uri: str


def around(boxes: Iterable[BBox]) -> BBox:
    """The smallest box around all `boxes`, of which there must be one."""
    every = tuple(boxes)
    return min(b[0] for b in every), min(b[1] for b in every), max(b[2] for b in every), max(b[3] for b in every)


def regions(document: DocumentOut, tables: Sequence[TableOut], records: Sequence[dict[str, Any]]) -> dict[int, BBox]:
    """Page → the part of it that tables or values were read from, with a margin, inside the page."""
    boxes: dict[int, list[BBox]] = {}
    for table in tables:
        for number, box in table.bbox.items():
            boxes.setdefault(int(number), []).append(box)
        for cell in table.cells:
            if cell.bbox is not None:
                boxes.setdefault(cell.page, []).append(cell.bbox)
    for record in records:
        for row in record["provenance"]:
            if row["bbox"] is not None:
                boxes.setdefault(row["page"], []).append(row["bbox"])
    sizes = {p.number: (p.width, p.height) for p in document.pages}
    return {number: _inside(around(found), sizes[number]) for number, found in sorted(boxes.items()) if number in sizes}


def _inside(box: BBox, size: tuple[float, float]) -> BBox:
    x0, top, x1, bottom = box
    return (
        round(max(0.0, x0 - MARGIN), 2),
        round(max(0.0, top - MARGIN), 2),
        round(min(size[0], x1 + MARGIN), 2),
        round(min(size[1], bottom + MARGIN), 2),
    )


def page_images(renderer: PageRenderer, wanted: Mapping[int, BBox]) -> tuple[PageImage, ...]:
    """Pictures of the regions, page by page; a page that cannot be drawn has none."""
    found: list[PageImage] = []
    for number, box in wanted.items():
        if box[2] - box[0] < 1 or box[3] - box[1] < 1:
            continue
        try:
            found.append(PageImage(number, box, data_uri(crop(renderer, number, box))))
        except PipelineError:
            continue  # the record says where to look; the reader of the page opens the file itself
    return tuple(found)


def crop(renderer: PageRenderer, number: int, box: BBox, *, dpi: float = DPI) -> Pillow.Image:
    """A part of page `number` in grey, at most `dpi`. Raises InputError where the page cannot be drawn."""
    longest = max(box[2] - box[0], box[3] - box[1])
    dpi = min(dpi, MOST_PIXELS * POINTS_PER_INCH / longest)
    image = Pillow.fromarray(renderer.render(number, dpi=dpi)).convert("L")
    scale = dpi / POINTS_PER_INCH
    corners = (
        max(0, round(box[0] * scale)),
        max(0, round(box[1] * scale)),
        min(image.width, max(1, round(box[2] * scale))),
        min(image.height, max(1, round(box[3] * scale))),
    )
    return image.crop(corners)


def data_uri(image: Pillow.Image) -> str:
    """WebP inside a data URI."""
    target = io.BytesIO()
    image.save(target, "WEBP", quality=QUALITY, method=EFFORT)
    return "data:image/webp;base64," + base64.b64encode(target.getvalue()).decode()
