"""Tables to study records, every value with its ink, every doubt with a flag."""

from __future__ import annotations

from pipeline.core.studies import Studies
from pipeline.core.tables import Tabulated
from pipeline.settings import NormaliseSettings


def normalise(tabulated: Tabulated, *, settings: NormaliseSettings) -> Studies:
    """Read the tables of studies in `tabulated` into records."""
    raise NotImplementedError
