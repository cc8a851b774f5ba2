"""Turns bilingual Chinese-English review PDFs into study records, each value traceable to the ink it came from."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.api import frame, load_records, run

__version__ = "0.1.0"
__all__ = ["__version__", "frame", "load_records", "run"]


def __getattr__(name: str) -> Any:
    """The library's functions, loaded when they are first asked for: `pipeline --help` needs none of them."""
    if name in ("frame", "load_records", "run"):
        return getattr(import_module("pipeline.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
