"""Opens an input: what it is by its bytes, whether they are what the name says, and the readers that fit it."""

from __future__ import annotations

import hashlib
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.adapters.image_pages import ImagePages
from pipeline.adapters.pdfium_pages import PdfiumPages
from pipeline.adapters.pdfplumber_text import PdfplumberText
from pipeline.adapters.pikepdf_repair import Rewritten, rewrite
from pipeline.core.provenance import Issue
from pipeline.errors import EmptyFile, InputError, NotAFile, TooLarge, WrongType
from pipeline.ports import Opened, SourceFile
from pipeline.settings import ExtractSettings

PDF, PNG, JPEG, TIFF, TEXT = "application/pdf", "image/png", "image/jpeg", "image/tiff", "text/plain"
MEDIA_TYPES = {".pdf": PDF, ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".tif": TIFF, ".tiff": TIFF, ".txt": TEXT}
MAGIC = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"II*\x00", TIFF), (b"MM\x00*", TIFF))
NAMES = {PDF: "a PDF", PNG: "a PNG image", JPEG: "a JPEG image", TIFF: "a TIFF image", TEXT: "text"}
PDF_HEADER_WITHIN = 1024
CHUNK_BYTES = 1 << 20
MAX_BYTES = 2 << 30
MAX_TEXT_BYTES = 200 << 20
SLUG_LENGTH = 120


@contextmanager
def open_source(path: Path, settings: ExtractSettings | None = None) -> Iterator[Opened]:
    """The file at `path`, opened; its readers are closed at the end of the `with` block.

    Raises NotAFile, EmptyFile, WrongType, Encrypted or TooLarge; each names the file and says what was seen.
    """
    limits = settings or ExtractSettings()
    source, head = identify(path)
    if source.media_type == PDF:
        with _open_pdf(source, limits) as opened:
            yield opened
    elif source.media_type == TEXT:
        if b"\x00" not in head and not head.strip():
            raise EmptyFile(f"{path.name}: holds nothing but white space")
        yield Opened(source, text=path.read_bytes())
    else:
        with ImagePages(path, max_pixels=limits.max_pixels) as renderer:
            if renderer.page_count > limits.max_pages:
                raise TooLarge(f"{path.name}: {renderer.page_count} pages; at most {limits.max_pages} are read")
            yield Opened(source, renderer=renderer)


def identify(path: Path) -> tuple[SourceFile, bytes]:
    """What the file is, by its bytes, with its first kilobytes. The checks of `open_source` that need no reader."""
    suffix = path.suffix.lower()
    try:
        status = path.stat()
    except OSError as error:
        raise NotAFile(f"{path.name}: cannot be opened ({error.strerror})") from error
    if not stat.S_ISREG(status.st_mode):
        raise NotAFile(f"{path.name}: not a regular file")
    if not status.st_size:
        raise EmptyFile(f"{path.name}: holds no bytes")
    if suffix not in MEDIA_TYPES:
        raise WrongType(f"{path.name}: the suffix {suffix or '(none)'} is none of {' '.join(MEDIA_TYPES)}")
    limit = MAX_TEXT_BYTES if MEDIA_TYPES[suffix] == TEXT else MAX_BYTES
    if status.st_size > limit:
        raise TooLarge(f"{path.name}: {status.st_size} bytes; at most {limit} are read")
    try:
        digest, head = _digest(path)
    except OSError as error:
        raise NotAFile(f"{path.name}: cannot be read ({error.strerror})") from error
    seen = _media_type(head)
    if seen != MEDIA_TYPES[suffix]:
        raise WrongType(f"{path.name}: named {suffix} but its bytes are {NAMES[seen] if seen else 'of no known type'}")
    return SourceFile(path, slug(path.stem), digest, status.st_size, seen), head


def slug(stem: str) -> str:
    """A file stem as a folder name: letters and digits of every script kept, anything else a hyphen."""
    plain = unicodedata.normalize("NFC", stem)
    kept = "".join(c if c.isalnum() or c in "._" else "-" for c in plain)
    parts = [part for part in kept.split("-") if part]
    return "-".join(parts).strip("._-")[:SLUG_LENGTH].rstrip("._-") or "document"


def _digest(path: Path) -> tuple[str, bytes]:
    """SHA-256 of the file as hex, and its first 64 kB."""
    sha = hashlib.sha256()
    head = b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            sha.update(chunk)
            head = head or chunk[: 1 << 16]
    return sha.hexdigest(), head


def _media_type(head: bytes) -> str | None:
    """The media type by magic bytes; text is what has no binary control bytes (or is UTF-16)."""
    if b"%PDF-" in head[:PDF_HEADER_WITHIN]:
        return PDF
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    controls = sum(head.count(byte) for byte in (b"\x00", b"\x01", b"\x02", b"\x03", b"\x04", b"\x05", b"\x06"))
    return TEXT if controls <= len(head) // 1000 or _looks_like_utf16(head) else None


def _looks_like_utf16(head: bytes) -> bool:
    """UTF-16 without a mark: Latin text has its nought bytes all on one side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > len(head) // 8 and min(even, odd) < len(head) // 100 + 1


@contextmanager
def _open_pdf(source: SourceFile, limits: ExtractSettings) -> Iterator[Opened]:
    path = source.path
    rewritten = rewrite(path, max_pages=limits.max_pages)
    issues = [Issue("file-repaired", f"{path.name}: {what}", "info") for what in rewritten.repaired[:5]]
    issues += [
        Issue("page-broken", f"p{number}: its content cannot be decoded: {why}", "error", page=number)
        for number, why in rewritten.undecodable
    ]
    with ExitStack() as stack:
        text_layer = _text_layer(path, rewritten)
        stack.callback(text_layer.close)
        renderer = stack.enter_context(_renderer(path, rewritten, max_pixels=limits.max_pixels))
        for library, seen in (("pdfplumber", text_layer.page_count), ("PDFium", renderer.page_count)):
            if seen != rewritten.pages:
                message = f"{path.name}: {library} sees {seen} of {rewritten.pages} pages"
                issues.append(Issue("pages-dropped", message, "error"))
        yield Opened(source, text_layer=text_layer, renderer=renderer, issues=tuple(issues))


def _text_layer(path: Path, rewritten: Rewritten) -> PdfplumberText:
    try:
        return PdfplumberText(rewritten.data)
    except Exception as error:  # pdfminer raises anything on a broken file
        raise WrongType(f"{path.name}: cannot be read as a PDF ({error!r})") from error


@contextmanager
def _renderer(path: Path, rewritten: Rewritten, *, max_pixels: int) -> Iterator[PdfiumPages]:
    """PDFium on the file as it lies, an independent witness; on the rewritten one where it loses pages of that."""
    try:
        renderer = PdfiumPages(path, max_pixels=max_pixels)
        whole = renderer.page_count == rewritten.pages
    except InputError:
        whole = False
    if whole:
        with renderer:
            yield renderer
        return
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(rewritten.data)
        with PdfiumPages(copy, max_pixels=max_pixels) as renderer:
            yield renderer
