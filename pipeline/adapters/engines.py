"""The recognisers at hand, loaded once a process."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from pipeline.adapters.rapidocr_engine import RapidOcr, model_folder
from pipeline.adapters.tesseract_engine import TesseractOcr
from pipeline.errors import EngineMissing
from pipeline.ports import Engines, OcrEngine


@lru_cache(maxsize=1)
def load_engines(*, threads: int = 1) -> Engines:
    """First reader and second witness; what is not installed is left out (`missing_engines` says what and why).

    threads: of one engine; 1 suits workers that share the cores. The models load at first use.
    """
    return Engines(ocr=tuple(engine for engine, _ in _tried(threads) if engine is not None))


@lru_cache(maxsize=1)
def missing_engines() -> tuple[str, ...]:
    """Why an engine is left out, one sentence each."""
    return tuple(why for _, why in _tried(1) if why)


def _tried(threads: int) -> list[tuple[OcrEngine | None, str]]:
    makers: tuple[Callable[[], OcrEngine], ...] = (lambda: _rapidocr(threads), lambda: TesseractOcr(threads=threads))
    found: list[tuple[OcrEngine | None, str]] = []
    for make in makers:
        try:
            found.append((make(), ""))
        except EngineMissing as error:
            found.append((None, str(error)))
    return found


def _rapidocr(threads: int) -> RapidOcr:
    model_folder()
    return RapidOcr(threads=threads)
