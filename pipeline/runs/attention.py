"""Which page a worker is at: what stops it there then costs that page, not the document."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.ports import Image, Opened, PageRenderer, RawPage, TextLayer

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
            self._page, self._since = page, time.monotonic()

    def end(self) -> None:
        """No page is being read any more."""
        self._page, self._since = 0, None
        if self._note is not None:
            os.ftruncate(self._note, 0)
            os.close(self._note)
            self._note = None

    def seconds(self) -> float:
        """How long the process has been at its page; 0 where it is at none."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since


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


def attended(opened: Opened, attention: Attention) -> Opened:
    """The file, each turn to a page of which is told to `attention`."""
    return replace(
        opened,
        text_layer=None if opened.text_layer is None else _Layer(opened.text_layer, attention),
        renderer=None if opened.renderer is None else _Renderer(opened.renderer, attention),
    )


class _Layer:
    def __init__(self, whole: TextLayer, attention: Attention) -> None:
        self._whole = whole
        self._attention = attention

    @property
    def page_count(self) -> int:
        return self._whole.page_count

    def page(self, number: int) -> RawPage:
        self._attention.at(number)
        return self._whole.page(number)


class _Renderer:
    def __init__(self, whole: PageRenderer, attention: Attention) -> None:
        self._whole = whole
        self._attention = attention

    @property
    def page_count(self) -> int:
        return self._whole.page_count

    def size(self, number: int) -> tuple[float, float]:
        self._attention.at(number)
        return self._whole.size(number)

    def render(self, number: int, *, dpi: float) -> Image:
        self._attention.at(number)
        return self._whole.render(number, dpi=dpi)
