"""Rewrites a PDF through qpdf, so that every later reader sees a whole cross-reference table and page tree."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf

from pipeline.errors import Encrypted, TooLarge, WrongType

logging.getLogger("pikepdf").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A PDF as clean bytes. pages: how many the page tree holds. repaired: what qpdf had to mend, as it says it.

    undecodable: pages whose content cannot be decompressed to its end, with the reason; readers drop it without a word.
    """

    data: bytes
    pages: int
    repaired: tuple[str, ...]
    undecodable: tuple[tuple[int, str], ...] = ()


def rewrite(path: Path, *, max_pages: int) -> Rewritten:
    """The PDF at `path`, rewritten.

    Raises Encrypted where it needs a password, WrongType where nothing of it can be read, TooLarge over `max_pages`.
    """
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if pages > max_pages:
                raise TooLarge(f"{path.name}: {pages} pages; at most {max_pages} are read")
            mended = tuple(str(w) for w in pdf.get_warnings())
            undecodable = tuple(_undecodable(path, pdf))
            target = BytesIO()
            pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    except pikepdf.PasswordError as error:
        raise Encrypted(f"{path.name}: encrypted; save a copy that opens without a password") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        # where the file lies is no part of what is wrong with it
        why = str(error).removeprefix(f"{path}: ").replace(str(path), path.name)
        raise WrongType(f"{path.name}: starts as a PDF but cannot be read as one ({why})") from error
    if not pages:
        raise WrongType(f"{path.name}: a PDF without pages")
    return Rewritten(target.getvalue(), pages, mended, undecodable)


def _undecodable(path: Path, pdf: pikepdf.Pdf) -> Iterator[tuple[int, str]]:
    for number, page in enumerate(pdf.pages, start=1):
        content = page.obj.get("/Contents")
        try:
            for part in content if isinstance(content, pikepdf.Array) else [content]:
                if isinstance(part, pikepdf.Stream):
                    part.read_bytes()
        except (pikepdf.PdfError, pikepdf.DataDecodingError) as error:
            yield number, str(error).removeprefix(str(path)).strip()
