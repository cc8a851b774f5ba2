"""Layers to tables: grids with headers, legends and notes."""

from __future__ import annotations

from pipeline.core.blocks import Layered
from pipeline.core.joining import known_words
from pipeline.core.tables import Tabulated
from pipeline.core.words import Shade
from pipeline.lexicon.plausible import english_words
from pipeline.settings import ReconstructSettings
from pipeline.stages.reconstruct.assemble import assemble
from pipeline.stages.reconstruct.bands import bands_of
from pipeline.stages.reconstruct.columns import Columns
from pipeline.stages.reconstruct.frame import Part, part_of
from pipeline.stages.reconstruct.grid import Grid, grid_of
from pipeline.stages.reconstruct.text_only import rebuild
from pipeline.stages.reconstruct.vocabulary import Vocabulary


def reconstruct(layered: Layered, *, settings: ReconstructSettings) -> Tabulated:  # noqa: ARG001
    """Rebuild every table of `layered` as a grid: from coordinates where there are any, else from content alone."""
    if layered.transcript.media_type == "text/plain":
        return Tabulated(layered, rebuild(layered))
    pages = layered.transcript.pages
    prose = (region for page in pages for region in page.regions if region.kind != "table")
    printed = known_words(line.text for region in prose for line in region.lines)
    known = Vocabulary([*printed, *english_words()])

    bands: dict[str, tuple[Shade, ...]] = {}
    parts: list[Part] = []
    for page in pages:
        for region in page.regions:
            part = part_of(page, region) if region.kind == "table" else None
            if part is not None:
                parts.append(part)
                bands[part.region] = bands_of(part, page.shades)

    def again(grid: Grid, headless: bool, like: Columns | None) -> Grid:
        return grid_of(grid.part, known=known, headless=headless, like=like, bands=bands[grid.part.region])

    grids = [grid_of(part, known=known, bands=bands[part.region]) for part in parts]
    return Tabulated(layered, assemble(layered, grids, rebuild=again, known=known))
