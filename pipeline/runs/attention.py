"""Which page a worker is at: what stops it there then costs that page, not the document. Light: loads no engine."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

_WIDTH = 10  # digits: a note is overwritten in place


class Attention:
    """The page that a process is reading, noted in a file that outlives the process. One a worker."""

    def __init__(self) -> None:
        self._note: int | None = None
        self._page = 0
        self._since: float | None = None

    def begin(self, note: Path | None) -> None:
        """Start to note pages in `note`; nowhere where it is None."""
        self.end()
        if note is not None:
            note.parent.mkdir(parents=True, exist_ok=True)
            self._note = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)

    def at(self, page: int) -> None:
        """The process turns to `page` (from 1)."""
        if page != self._page and self._note is not None:
            os.pwrite(self._note, str(page).rjust(_WIDTH).encode("ascii"), 0)
            self._page, self._since = page, time.process_time()

    def end(self) -> None:
        """No page is being read any more."""
        self._page, self._since = 0, None
        if self._note is not None:
            os.ftruncate(self._note, 0)
            os.close(self._note)
            self._note = None

    def seconds(self) -> float:
        """Processor time spent at the page, which no other program's load can stretch; 0 at none."""
        since = self._since
        return 0.0 if since is None else time.process_time() - since


@dataclass(frozen=True, slots=True)
class Noted:
    """What a note says after its process is gone. seconds: how long ago it was written."""

    page: int
    seconds: float


def noted(note: Path) -> Noted | None:
    """The page that a process was at when it ended, which is then forgotten; None where it was at none."""
    try:
        said, written = note.read_bytes(), note.stat().st_mtime
    except OSError:
        return None
    note.unlink(missing_ok=True)
    return Noted(int(said), max(0.0, time.time() - written)) if said.strip().isdigit() else None
