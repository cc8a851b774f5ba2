"""`pipeline explain`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from PIL import ImageDraw

from pipeline.audit.explain import Explanation, Origin, explain
from pipeline.cli.records import find_record, manifest_of
from pipeline.errors import InputError
from pipeline.pages.audit_page import load_extracted
from pipeline.pages.images import POINTS_PER_INCH, around, crop
from pipeline.publish.contract import BBox, ManifestOut
from pipeline.runs.cache import TranscriptCache
from pipeline.runs.pages import renderer
from pipeline.runs.run import STATE
from pipeline.settings import ExtractSettings

DPI = 200.0
MARGIN = 24.0  # points of the page around the ink


@click.command(
    "explain",
    epilog="""\b
Examples:
  pipeline explain 0ec1a1e6
  pipeline explain 0ec1a1e6/intervention/duration --image crop.png

The first characters of a record id are enough where they are one record's only.""",
)
@click.argument("record_and_path", metavar="RECORD_ID[/PATH]")
@click.option("--out", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("outputs"),
              show_default=True, help="Output folder with the record.")  # fmt: skip
@click.option("--image", type=click.Path(path_type=Path, dir_okay=False), help="Draw the ink into a PNG file.")
def command(record_and_path: str, out: Path, image: Path | None) -> None:
    """Say where a value comes from: value, cell, words, page and box, and what is in doubt."""
    record_id, slash, path = record_and_path.partition("/")
    record = find_record(out, record_id)
    folder = out / record["document_id"]
    known = manifest_of(out, record)
    transcript = TranscriptCache(out / STATE / "cache").get(known.read_key)
    found = explain(record, slash + path, tables=load_extracted(folder).tables, transcript=transcript)
    click.echo(f"{record['study'].get('label')}, table {record['table_id']} row {record['row']}, {known.input}")
    for one in found:
        _print(one)
    if image is not None:
        _draw(image, folder, known, found)
        click.echo(f"drawn: {image}")


def _print(one: Explanation) -> None:
    click.echo(f"\n{one.path}  =  {json.dumps(one.value, ensure_ascii=False)}")
    for origin in one.origins:
        _print_origin(origin)
    for flag in one.flags:
        tail = f" (candidates: {', '.join(flag['candidates'])})" if flag["candidates"] else ""
        click.echo(f"  flag   {flag['code']}: {flag['message']}{tail}")


def _print_origin(origin: Origin) -> None:
    row = origin.row
    start, end = row["span"] or (0, 0)
    raw = f"{row['raw'][:start]}⟦{row['raw'][start:end]}⟧{row['raw'][end:]}" if end > start else row["raw"]
    click.echo(f"  rule   {row['rule']}, confidence {row['confidence']:.2f}")
    click.echo(f"  read   {raw}  from {row['source']}")
    if row["row"] is not None:
        header = f" ({origin.header})" if origin.header else ""
        click.echo(f"  cell   {row['table_id']} row {row['row']} column {row['col']}{header}")
    for witness in origin.witnesses:
        click.echo(f"  other  {witness.text}  from {witness.source}, confidence {witness.confidence:.2f}")
    if origin.words:
        said = " | ".join(w.text for w in origin.words)
        click.echo(f"  words  {said}")
    box = "" if row["bbox"] is None else f" box {' '.join(f'{v:g}' for v in row['bbox'])} pt"
    line = "" if row["line"] is None else f" line {row['line']}"
    click.echo(f"  ink    page {row['page']}{box}{line}")


def _draw(target: Path, folder: Path, known: ManifestOut, found: tuple[Explanation, ...]) -> None:
    """The part of the page with the ink of the first value's page, boxes drawn."""
    rows = [o.row for one in found for o in one.origins if o.row["bbox"] is not None]
    if not rows:
        raise InputError("nothing to draw: the value was read from a text file, or by nobody")
    page = rows[0]["page"]
    boxes: list[BBox] = [tuple(r["bbox"]) for r in rows if r["page"] == page]
    extracted = load_extracted(folder)
    size = next((p.width, p.height) for p in extracted.document.pages if p.number == page)
    whole = around(boxes)
    view = (
        max(0.0, whole[0] - MARGIN),
        max(0.0, whole[1] - MARGIN),
        min(size[0], whole[2] + MARGIN),
        min(size[1], whole[3] + MARGIN),
    )
    limits = ExtractSettings()
    with renderer(Path(known.input), extracted, limits) as pages:
        picture = crop(pages, page, view, dpi=DPI).convert("RGB")
    scale = picture.width / (view[2] - view[0])
    pen = ImageDraw.Draw(picture)
    for x0, top, x1, bottom in dict.fromkeys(boxes):
        shape = [(v - o) * scale for v, o in zip((x0 - 1, top - 1, x1 + 1, bottom + 1), view[:2] * 2, strict=True)]
        pen.rectangle(shape, outline=(200, 60, 0), width=max(1, round(DPI / POINTS_PER_INCH)))
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, "PNG")
