"""Layers to tables: grids with headers, legends and notes."""

from __future__ import annotations

from pipeline.core.blocks import Layered
from pipeline.core.tables import Tabulated
from pipeline.settings import ReconstructSettings


def reconstruct(layered: Layered, *, settings: ReconstructSettings) -> Tabulated:
    """Rebuild every table of `layered` as a grid."""
    raise NotImplementedError
