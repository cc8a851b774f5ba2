"""Recognisers that remember: the same image is read once, in this run, after a crash, and by whichever worker."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from pipeline.ports import Engines, Image, OcrEngine, OcrLine
from pipeline.publish.atomic import write_bytes
from pipeline.runs.code import digest

SUFFIX = ".mpz"
Lines = tuple[OcrLine, ...]


class RecognisedBefore:
    """An `OcrEngine` that keeps what `engine` read under `folder`, by image, resolution and `version`.

    version: of everything a reading depends on but the image. What is kept and what is read afresh are equal, since
    both have gone through the same encoding.
    """

    def __init__(self, engine: OcrEngine, *, folder: Path, version: str) -> None:
        self._engine = engine
        self._folder = folder
        self._version = version

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def version(self) -> str:
        return self._engine.version

    def read(self, image: Image, *, dpi: float) -> Lines:
        return self._once("page", (image,), dpi, lambda: self._engine.read(image, dpi=dpi))

    def read_lines(self, crops: Sequence[Image], *, dpi: float) -> Lines:
        # A reading may depend on the lines beside it in a batch, so that a batch is one entry.
        return self._once("lines", crops, dpi, lambda: self._engine.read_lines(crops, dpi=dpi)) if crops else ()

    def _once(self, way: str, images: Sequence[Image], dpi: float, read: Callable[[], Lines]) -> Lines:
        said = (part for image in images for part in (repr(image.shape), np.ascontiguousarray(image).tobytes()))
        key = digest(self._version, self.name, way, repr(float(dpi)), *said)
        place = self._folder / f"{key}{SUFFIX}"
        try:
            return _decoded(place.read_bytes())
        except FileNotFoundError:
            pass
        except (zlib.error, msgspec.DecodeError, OSError):
            place.unlink(missing_ok=True)
        data = zlib.compress(msgspec.msgpack.encode(read()), level=3)
        write_bytes(place, data)
        return _decoded(data)


def _decoded(data: bytes) -> Lines:
    return msgspec.msgpack.decode(zlib.decompress(data), type=Lines)


def remembering(engines: Engines, *, folder: Path, version: str) -> Engines:
    """The engines, each remembering under `folder`."""
    return Engines(tuple(RecognisedBefore(engine, folder=folder, version=version) for engine in engines.ocr))
