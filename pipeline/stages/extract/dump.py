"""A plain text dump to pages of words and regions: what `extract` does where there is neither layout nor pixels."""

from __future__ import annotations

from pipeline.core.provenance import Issue
from pipeline.core.words import Page, Word
from pipeline.errors import EmptyFile, TooLarge
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.dump_bytes import decode
from pipeline.stages.extract.dump_columns import keeps_columns, regions_by_column
from pipeline.stages.extract.dump_lines import DumpLine, oddities, pages_of
from pipeline.stages.extract.dump_regions import regions_of


def read_dump(data: bytes, *, settings: ExtractSettings) -> tuple[tuple[Page, ...], tuple[Issue, ...]]:
    """Pages, words and regions of a text dump.

    Words carry the 1-based line of the file and the half-open character range in it; there are no boxes and pages have
    no size (0 x 0). Raises EmptyFile where there is nothing but white space, TooLarge over `settings.max_pages`.
    """
    decoded = decode(data)
    pages = pages_of(decoded.text)
    if not pages:
        raise EmptyFile(f"the text dump of {len(data)} bytes holds no visible character ({decoded.encoding})")
    if len(pages) > settings.max_pages:
        raise TooLarge(f"the text dump has {len(pages)} form-feed pages, more than the {settings.max_pages} allowed")
    regions = regions_by_column(pages) if keeps_columns(decoded.text) else regions_of(pages)
    built = tuple(
        Page(
            number,
            0.0,
            0.0,
            _words(lines),
            regions=tuple(region for region in regions if region.page == number),
            text_source="text-layer",
        )
        for number, lines in enumerate(pages, start=1)
    )
    return built, (*decoded.issues, *oddities(decoded.text))


def _words(lines: tuple[DumpLine, ...]) -> tuple[Word, ...]:
    return tuple(word for line in lines if line.line for word in line.line.words)
