"""What an output was made from, as one key: input bytes, code, term lists, settings and engine versions."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

from pipeline.runs.code import Sources, digest
from pipeline.settings import Settings

PACKAGE = Path(__file__).resolve().parent.parent
ENGINES = ("rapidocr", "onnxruntime", "openvino", "pypdfium2", "pdfplumber", "pdfminer.six", "pikepdf", "pytesseract")
SHARED = ("numpy", "pillow", "opencv-python-headless")
LIBRARIES = ("spacy", "langdetect", "rapidfuzz")
READ = ("pipeline.adapters.opening", "pipeline.adapters.engines", "pipeline.stages.extract")
RECOGNISE = ("pipeline.adapters.rapidocr_engine", "pipeline.adapters.tesseract_engine")
UNDERSTAND = ("pipeline.runs.worker", "pipeline.flow")
TESSDATA = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata")


@dataclass(frozen=True, slots=True)
class StageKeys:
    """Versions (hex) of the parts of the line, and of every tool they use.

    read: all that a transcript comes from but the input. understand: all that the outputs come from but the input.
    recognise: all that the recognisers' readings come from but the image.
    """

    read: str
    understand: str
    tools: dict[str, str]
    recognise: str = ""


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


@cache
def tesseract_models() -> str:
    """The first digits of a hash over Tesseract's language models, `absent` where none lie in the usual places."""
    places = [Path(p) for p in (os.environ.get("TESSDATA_PREFIX", ""), *TESSDATA) if p]
    for place in places:
        models = [p for name in ("eng", "chi_sim") if (p := place / f"{name}.traineddata").is_file()]
        if models:
            return digest(*(sha256(p.read_bytes()).digest() for p in models))[:12]
    return "absent"


def stage_keys(settings: Settings, *, package: Path = PACKAGE) -> StageKeys:
    """Keys for the code and term lists under `package`, the settings, and the engines at hand.

    A part's code is what its modules import, near or far: a change in a module that reading does not use leaves the
    transcripts as they are.
    """
    engines = {name: installed_version(name) for name in (*ENGINES, *SHARED)}
    engines |= {"tesseract": tesseract_version(), "tesseract-models": tesseract_models()}
    libraries = {name: installed_version(name) for name in LIBRARIES}
    code = Sources(package)
    recognise = digest(code.version(RECOGNISE), _plain(engines))
    read = digest(code.version(READ), _plain(asdict(settings.extract)), _plain(engines))
    later = {k: v for k, v in asdict(settings).items() if k != "extract"}
    understand = digest(read, code.version(UNDERSTAND), _plain(later), _plain(libraries))
    return StageKeys(read, understand, engines | libraries, recognise)


def _plain(value: Any) -> bytes:
    return msgspec.json.encode(value, order="sorted")
