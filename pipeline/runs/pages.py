"""A document's audit page, made in its worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.adapters.opening import PDF, TEXT, open_source
from pipeline.adapters.pdfium_pages import PdfiumPages
from pipeline.audit.corrections import Correction
from pipeline.errors import InputError, PipelineError
from pipeline.pages.audit_page import Extracted, Facts, audit_page, load_extracted
from pipeline.pages.images import PageImage, page_images, regions
from pipeline.ports import PageRenderer
from pipeline.publish.atomic import write_text
from pipeline.publish.contract import ManifestOut
from pipeline.runs.jobs import Job
from pipeline.runs.printable import printable
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.dump_bytes import decode

AUDIT = "audit.html"


def write_audit(job: Job, manifest: ManifestOut, corrections: tuple[Correction, ...]) -> None:
    """Write the audit page of a document whose other files lie in its folder. Raises OSError."""
    folder = job.out / job.document_id
    extracted = load_extracted(folder)
    facts = Facts(
        input=printable(job.path.name),
        status=manifest.report.status,
        reason=manifest.report.reason,
        warnings=manifest.warnings,
        passed_over=manifest.tables_passed_over,
        corrections=corrections,
        images=_images(job, extracted),
        source=decode(job.path.read_bytes()).text if manifest.media_type == TEXT else None,
    )
    write_text(folder / AUDIT, audit_page(extracted, facts))


def _images(job: Job, extracted: Extracted) -> tuple[PageImage, ...]:
    """Pictures of what was read; none where the file cannot be opened (again)."""
    wanted = regions(extracted.document, extracted.tables, extracted.records)
    if not wanted:
        return ()
    try:
        with renderer(job.path, extracted, job.settings.extract) as pages:
            return page_images(pages, wanted)
    except PipelineError:
        return ()


@contextmanager
def renderer(path: Path, extracted: Extracted, limits: ExtractSettings) -> Iterator[PageRenderer]:
    """The document's pages as pixels: by PDFium alone where it sees every page, which is ten times faster to open."""
    document = extracted.document
    if document.media_type == PDF and _whole(path, len(document.pages), limits.max_pixels):
        with PdfiumPages(path, max_pixels=limits.max_pixels) as pages:
            yield pages
        return
    with open_source(path, limits) as opened:
        if opened.renderer is None:
            raise InputError(f"{path.name}: has no pages to draw")
        yield opened.renderer


def _whole(path: Path, pages: int, max_pixels: int) -> bool:
    try:
        with PdfiumPages(path, max_pixels=max_pixels) as found:
            return found.page_count == pages
    except InputError:
        return False
