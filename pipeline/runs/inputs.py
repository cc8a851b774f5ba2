"""Which files a run reads, and what each is called in the outputs."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.errors import InputError, NotAFile
from pipeline.publish.atomic import write_bytes
from pipeline.runs.printable import shown

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".txt")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read. shown: what reports call it. sha256 is None where it could not be read; `error` says why."""

    path: Path
    shown: str
    document_id: str
    sha256: str | None
    size: int
    error: str | None = None


def slug(stem: str) -> str:
    """A file stem as a safe folder name: Unicode letters and digits kept, all else a hyphen, 80 characters at most."""
    text = unicodedata.normalize("NFC", stem)
    return re.sub(r"[^\w.]+", "-", text).strip("-._")[:80].rstrip("-._") or "document"


def listed(places: Iterable[Path]) -> tuple[Path, ...]:
    """The input files in `places` (files as they are, folders searched through for known suffixes), sorted, once each.

    Symbolic links to folders are not followed, so that a loop of them ends. Hidden files and folders, and folders named
    `gold`, hold no inputs. Raises NotAFile where a place does not exist.
    """
    found: dict[Path, None] = {}
    for place in places:
        if place.is_dir():
            for path in _walk(place):
                found.setdefault(path)
        elif place.is_symlink() or place.exists():
            found.setdefault(place)
        else:
            raise NotAFile(f"{place}: there is no such file or folder")
    return tuple(found)


def _walk(folder: Path) -> list[Path]:
    out: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "gold")
        out += [Path(root) / n for n in sorted(names) if not n.startswith(".") and Path(n).suffix.lower() in SUFFIXES]
    return out


class Hashes:
    """SHA-256 of files, remembered by size and time so that an unchanged file is not read again."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._known: dict[str, tuple[int, int, str]] = {}
        self._changed = False
        if memory.is_file():
            try:
                self._known = msgspec.json.decode(memory.read_bytes(), type=dict[str, tuple[int, int, str]])
            except msgspec.DecodeError:
                self._known = {}  # a damaged memory only costs time

    def of(self, path: Path) -> tuple[str, int]:
        """(hex digest, size in bytes) of a regular file. Raises NotAFile, or OSError where it cannot be read."""
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise NotAFile(f"{path}: not a regular file")
        name = shown(path.absolute())
        known = self._known.get(name)
        if known is None or known[:2] != (state.st_size, state.st_mtime_ns):
            digest = hashlib.sha256()
            with path.open("rb") as data:
                while block := data.read(_BLOCK):
                    digest.update(block)
            known = self._known[name] = (state.st_size, state.st_mtime_ns, digest.hexdigest())
            self._changed = True
        return known[2], state.st_size

    def keep(self) -> None:
        """Write what was learnt, where there is anything new."""
        if self._changed:
            write_bytes(self._memory, msgspec.json.encode(self._known))


def identified(paths: Sequence[Path], *, hashes: Hashes, names: Mapping[Path, str] | None = None) -> tuple[Input, ...]:
    """The files with their document ids; two that would share one get `-` and 8 hex digits of their SHA-256.

    names: what reports call a file, where that is not its path.
    """
    read = [_read(path, hashes) for path in paths]
    alike = Counter(slug(path.stem) for path, *_ in read)
    out: list[Input] = []
    for path, digest, size, error in read:
        name = slug(path.stem)
        if alike[name] > 1:
            name = f"{name}-{(digest or hashlib.sha256(os.fsencode(path)).hexdigest())[:8]}"
        said = (names or {}).get(path) or shown(path)
        out.append(Input(path, said, name, digest, size, error))
    return tuple(out)


def _read(path: Path, hashes: Hashes) -> tuple[Path, str | None, int, str | None]:
    try:
        digest, size = hashes.of(path)
    except InputError as error:
        return path, None, 0, str(error)
    except OSError as error:
        return path, None, 0, f"{path}: cannot be read ({error.strerror or error})"
    return path, digest, size, None
