"""What former runs have read: transcripts by key, recognised images by document. Safe to delete, never half written."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.core.words import Transcript
from pipeline.publish.atomic import write_bytes

RECOGNISED = "recognised"  # folder of readings, one folder a document


@dataclass(frozen=True, slots=True)
class CacheSize:
    entries: int
    bytes: int


class TranscriptCache:
    """Transcripts under `folder`, compressed, named by their key; beside them the recognisers' readings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.mpz"

    def recognised(self, sha256: str) -> Path:
        """The folder of what was recognised in the input with this SHA-256."""
        return self.folder / RECOGNISED / sha256

    def get(self, key: str) -> Transcript | None:
        """The transcript stored under `key`; None where there is none or the entry is damaged (it is then removed)."""
        place = self.place(key)
        try:
            return _decoded(place.read_bytes())
        except FileNotFoundError:
            return None
        except (zlib.error, msgspec.DecodeError, OSError):
            place.unlink(missing_ok=True)
            return None

    def put(self, key: str, transcript: Transcript) -> Transcript:
        """Store the transcript; what a later `get` will give, to the last bit."""
        data = zlib.compress(msgspec.msgpack.encode(transcript), level=3)
        write_bytes(self.place(key), data)
        return _decoded(data)

    def again(self, transcript: Transcript) -> Transcript:
        """The transcript as `put` gives it, not stored."""
        return msgspec.msgpack.decode(msgspec.msgpack.encode(transcript), type=Transcript)

    def size(self) -> CacheSize:
        found = [p.stat().st_size for p in self.folder.rglob("*.mpz")]
        return CacheSize(len(found), sum(found))

    def prune(self, keep: Collection[str], *, documents: Collection[str] = ()) -> CacheSize:
        """Remove every transcript whose key is not in `keep` and the readings of every input whose SHA-256 is not in
        `documents`; what was removed."""
        before = self.size()
        readings = self.folder / RECOGNISED
        for path in self.folder.rglob("*.mpz"):
            if path.stem not in keep and readings not in path.parents:
                path.unlink(missing_ok=True)
        for folder in list(readings.iterdir()) if readings.is_dir() else []:
            if folder.name not in documents:
                shutil.rmtree(folder, ignore_errors=True)
        after = self.size()
        return CacheSize(before.entries - after.entries, before.bytes - after.bytes)


def _decoded(data: bytes) -> Transcript:
    return msgspec.msgpack.decode(zlib.decompress(data), type=Transcript)
