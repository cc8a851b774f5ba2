"""Inputs and outputs on any fsspec file system (`s3://…`, `file://…`): fetched before a run, sent after it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import EngineMissing, NotAFile, OutputError
from pipeline.publish.atomic import write_bytes
from pipeline.runs.inputs import SUFFIXES
from pipeline.runs.jobs import STATE

_URL = re.compile(r"^[a-z][a-z0-9+.-]*://")
CORRECTIONS = ".corrections.toml"
LAST = "manifest.json"  # sent after the files that it vouches for


@dataclass(frozen=True, slots=True)
class Here:
    """Where a run's inputs and outputs lie on this machine. names: what reports call the fetched ones."""

    places: tuple[Path, ...]
    out: Path
    names: dict[Path, str]


def is_url(place: str) -> bool:
    return _URL.match(place) is not None


@contextmanager
def here(places: Sequence[str], out: str, *, copies: Path | None = None) -> Iterator[Here]:
    """The places and the output folder as local paths; what changed in a copied output folder is sent at the end, also
    where the run was stopped.

    copies: folder for the copies, kept from run to run; by default under the user's cache folder. Raises NotAFile or
    OutputError where a place cannot be reached, EngineMissing where fsspec or its driver is not installed.
    """
    root = copies or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "review-evidence-pipeline"
    names: dict[Path, str] = {}
    local = [_fetched(place, root, names) if is_url(place) else Path(place) for place in places]
    if not is_url(out):
        yield Here(tuple(local), Path(out), names)
        return
    files, base = _opened(out)
    mirror = root / "out" / _digest(out)
    try:
        _bring(files, base, mirror)
        before = _states(mirror)
        try:
            yield Here(tuple(local), mirror, names)
        finally:
            _send(mirror, before, files, base)
    except OSError as error:
        raise OutputError(f"{out}: cannot be used as output folder ({error})") from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _opened(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path on it."""
    try:
        files, path = import_module("fsspec").core.url_to_fs(url)
    except ImportError as error:
        raise EngineMissing(
            f"{url}: needs a package ({error}); pip install 'review-evidence-pipeline[cluster]'"
        ) from error
    except ValueError as error:
        raise NotAFile(f"{url}: {error}") from error
    return files, str(path).rstrip("/")


def _fetched(url: str, root: Path, names: dict[Path, str]) -> Path:
    """The local copy of a remote file or folder; only what is new or has changed in size or time is read again."""
    files, base = _opened(url)
    if not files.exists(base):
        raise NotAFile(f"{url}: there is no such file or folder")
    folder = files.isdir(base)
    target = root / "in" / _digest(url)
    stems: set[Path] = set()
    for name in files.find(base) if folder else [base, *_beside(files, base)]:
        inner = PurePosixPath(name).relative_to(base if folder else PurePosixPath(base).parent)
        if inner.suffix.lower() not in SUFFIXES and not inner.name.endswith(CORRECTIONS):
            continue
        place = target / inner
        stems.add(place)
        _copy(files, name, place)
        names[place] = f"{url.rstrip('/')}/{inner}" if folder else url
    for old in (p for p in target.rglob("*") if p.is_file() and p not in stems and p.suffix != ".state"):
        old.unlink()
    return target if folder else target / PurePosixPath(base).name


def _beside(files: Any, base: str) -> list[str]:
    corrections = str(PurePosixPath(base).with_name(PurePosixPath(base).stem + CORRECTIONS))
    return [corrections] if files.exists(corrections) else []


def _copy(files: Any, name: str, place: Path) -> None:
    info = files.info(name)
    state = repr([info.get(k) for k in ("size", "mtime", "LastModified", "ETag", "etag", "created")])
    note = place.with_name(f".{place.name}.state")
    if place.is_file() and note.is_file() and note.read_text("utf-8") == state:
        return
    write_bytes(place, files.cat_file(name))
    write_bytes(note, state.encode())


def _bring(files: Any, base: str, mirror: Path) -> None:
    """Fetch the outputs of earlier runs that are not here yet."""
    mirror.mkdir(parents=True, exist_ok=True)
    for name in files.find(base) if files.exists(base) else []:
        place = mirror / PurePosixPath(name).relative_to(base)
        if not place.is_file() or place.stat().st_size != files.info(name)["size"]:
            write_bytes(place, files.cat_file(name))


def _states(mirror: Path) -> dict[Path, tuple[int, int]]:
    found = (p for p in mirror.rglob("*") if p.is_file() and STATE not in p.relative_to(mirror).parts)
    return {p: ((s := p.stat()).st_size, s.st_mtime_ns) for p in found}


def _send(mirror: Path, before: dict[Path, tuple[int, int]], files: Any, base: str) -> None:
    """Send what is new or changed, manifests last; remove what is gone."""
    after = _states(mirror)
    changed = [p for p, state in after.items() if before.get(p) != state]
    for path in sorted(changed, key=lambda p: (p.name == LAST, p)):
        target = f"{base}/{path.relative_to(mirror).as_posix()}"
        files.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        files.pipe_file(target, path.read_bytes())
    for path in set(before) - set(after):
        gone = f"{base}/{path.relative_to(mirror).as_posix()}"
        if files.exists(gone):
            files.rm_file(gone)
