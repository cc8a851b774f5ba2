"""Transcripts of former runs, by key: safe to delete, never half written."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.core.words import Transcript
from pipeline.publish.atomic import write_bytes


@dataclass(frozen=True, slots=True)
class CacheSize:
    entries: int
    bytes: int


class TranscriptCache:
    """Transcripts under `folder`, compressed, named by their key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.mpz"

    def get(self, key: str) -> Transcript | None:
        """The transcript stored under `key`; None where there is none or the entry is damaged (it is then removed)."""
        place = self._place(key)
        try:
            return msgspec.msgpack.decode(zlib.decompress(place.read_bytes()), type=Transcript)
        except FileNotFoundError:
            return None
        except (zlib.error, msgspec.DecodeError, OSError):
            place.unlink(missing_ok=True)
            return None

    def put(self, key: str, transcript: Transcript) -> None:
        write_bytes(self._place(key), zlib.compress(msgspec.msgpack.encode(transcript), level=3))

    def size(self) -> CacheSize:
        found = [p.stat().st_size for p in self.folder.rglob("*.mpz")]
        return CacheSize(len(found), sum(found))

    def prune(self, keep: frozenset[str]) -> CacheSize:
        """Remove every entry whose key is not in `keep`; what was removed."""
        gone = [p for p in self.folder.rglob("*.mpz") if p.stem not in keep]
        total = sum(p.stat().st_size for p in gone)
        for path in gone:
            path.unlink(missing_ok=True)
        return CacheSize(len(gone), total)
