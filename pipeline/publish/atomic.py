"""Files that are whole or not there: written beside their place, synced, then moved into it."""

from __future__ import annotations

import os
from pathlib import Path


def write_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path`, creating its folder; a crash leaves the old file or the new one, never a half.

    Raises OSError (a full disk, say) with nothing changed at `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """As `write_bytes`, in UTF-8; a lone surrogate becomes U+FFFD, since no reader could take it."""
    write_bytes(path, text.encode("utf-8", errors="replace"))
