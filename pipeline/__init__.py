"""Turns bilingual Chinese-English review PDFs into study records, each value traceable to the ink it came from."""

from __future__ import annotations

__version__ = "0.1.0"
