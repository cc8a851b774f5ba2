"""What an output was made from, as one key: input bytes, code, term lists, settings and engine versions."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

from pipeline.settings import Settings

PACKAGE = Path(__file__).resolve().parent.parent
ENGINES = ("rapidocr", "onnxruntime", "openvino", "pypdfium2", "pdfplumber", "pdfminer.six", "pikepdf", "pytesseract")
LIBRARIES = ("spacy", "langdetect", "rapidfuzz")
_TERM_LIST = re.compile(r"""load\(\s*["']([\w-]+)["']\s*\)""")


@dataclass(frozen=True, slots=True)
class StageKeys:
    """Versions of the two halves of the line (hex), and of every tool they use."""

    read: str
    understand: str
    tools: dict[str, str]


def digest(*parts: str | bytes) -> str:
    """A SHA-256 over parts that cannot run into one another."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def _code(places: Iterable[str]) -> str:
    """The source files under `places` of the package and the term lists they load by name, as one hash."""
    sources = sorted(p for place in places for p in _files(PACKAGE / place))
    names = sorted({n for p in sources for n in _TERM_LIST.findall(p.read_text("utf-8"))})
    lists = [p for n in names if (p := PACKAGE / "lexicon" / f"{n}.toml").is_file()]
    return digest(*(part for p in (*sources, *lists) for part in (str(p.relative_to(PACKAGE)), p.read_bytes())))


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


def installed_version(package: str) -> str:
    """The version of an installed package, or `absent`."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


@cache
def tesseract_version() -> str:
    """`5.3.0`, or `absent` where the program is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return "absent"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
    words = (said.stdout or said.stderr).split()
    return words[1] if len(words) > 1 else "unknown"


def stage_keys(settings: Settings) -> StageKeys:
    """Keys of both halves for the code, term lists, settings and engines at hand."""
    engines = {name: installed_version(name) for name in ENGINES} | {"tesseract": tesseract_version()}
    libraries = {name: installed_version(name) for name in LIBRARIES}
    shared = ("core", "ports.py", "errors.py", "settings.py", "lexicon/__init__.py")
    read = digest(_code((*shared, "stages/extract", "adapters")), _plain(asdict(settings.extract)), _plain(engines))
    rest = ("stages/separate", "stages/reconstruct", "stages/normalise", "publish", "audit", "flow.py")
    later = {k: v for k, v in asdict(settings).items() if k != "extract"}
    understand = digest(read, _code((*shared, *rest)), _plain(later), _plain(libraries))
    return StageKeys(read, understand, engines | libraries)


def _plain(value: Any) -> bytes:
    return msgspec.json.encode(value, order="sorted")
