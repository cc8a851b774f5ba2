"""The recognisers at hand, loaded once a process."""

from __future__ import annotations

from functools import lru_cache

from pipeline.adapters.rapidocr_engine import RapidOcr
from pipeline.ports import Engines


@lru_cache(maxsize=1)
def load_engines(*, threads: int = 1) -> Engines:
    """First reader and second witness; what is not installed is left out.

    threads: of one engine; 1 suits workers that share the cores. The models load at first use.
    """
    return Engines(ocr=(RapidOcr(threads=threads),))
