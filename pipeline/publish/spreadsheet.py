"""Text that a spreadsheet shows as it stands instead of running it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_RISKY = re.compile(r"^[=+@\t\r\n]|^-(?!\s*[\d.,]+\s*%?$|$)")


def defused(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would take it for a formula.

    Numbers and a lone dash stay as they are. Source: OWASP, CSV injection.
    """
    return "'" + text if _RISKY.search(text) else text


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as RFC 4180 text (comma, CRLF), every cell defused."""
    out = io.StringIO()
    csv.writer(out).writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue()
