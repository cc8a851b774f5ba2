"""Title, authors, abstract, keywords, DOI and references, each in the languages they are printed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.core.blocks import Bilingual, Block, Reference
from pipeline.core.joining import join_lines
from pipeline.core.layers import block_keywords
from pipeline.core.people import author_names
from pipeline.core.words import Transcript

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'<>，。；：．（）［］【】\u4e00-\u9fff]+")
_DOI_LABEL = re.compile(r"(?i)\bdoi\s*[:：.]?\s*$|doi\.org/$|\bdoi\s*[:：]\s*(?:https?://)?(?:dx\.)?(?:doi\.org/)?$")
_REFERENCE_NUMBER = re.compile(
    r"^\s*(?:[\[［【(（]\s*(\d{1,4})\s*[\]］】)）]|(\d{1,4})\s*[.．、]|(\d{1,4})(?=\s+\S))\s*"
)


def readable(blocks: Iterable[Block], kind: str, language: str) -> tuple[Block, ...]:
    """Blocks of one kind and language with a body that can be read, in reading order."""
    return tuple(
        b for b in blocks if b.kind == kind and b.language == language and b.garbled is None and b.body.strip()
    )


def carried_on(blocks: Sequence[Block], kind: str, language: str) -> tuple[Block, ...]:
    """The first readable block of one kind and language with those right after it that carry it on: a title in two
    parts, an abstract in paragraphs. A block with a label of its own begins another."""
    found = readable(blocks, kind, language)
    index = {b.id: i for i, b in enumerate(blocks)}
    run = list(found[:1])
    for block in found[1:]:
        if block.label or index[block.id] - index[run[-1].id] != 1:
            break
        run.append(block)
    return tuple(run)


def text_in(blocks: Sequence[Block], kind: str, language: str) -> str | None:
    """The body of a title or abstract in one language, None where it is not printed."""
    bodies = [b.body.strip() for b in carried_on(blocks, kind, language)]
    return join_lines(bodies) if bodies else None


def both(blocks: Sequence[Block], kind: str) -> Bilingual:
    return Bilingual(en=text_in(blocks, kind, "en"), zh=text_in(blocks, kind, "zh"))


def authors(blocks: Sequence[Block], language: str) -> tuple[str, ...]:
    """Names as printed, without marks, in order."""
    return tuple(
        name
        for b in blocks
        if b.kind == "author" and b.language == language and b.garbled is None
        for name in author_names(tuple(line.text for line in b.lines))
    )


def keywords(blocks: Sequence[Block], language: str) -> tuple[str, ...]:
    """Key words of the first readable list in one language."""
    return next((terms for b in readable(blocks, "keywords", language) if (terms := block_keywords(b))), ())


def printed_doi(transcript: Transcript, reference_regions: frozenset[str]) -> str | None:
    """The DOI of the article itself: the first one printed outside the reference list, a labelled one before others."""
    bare: str | None = None
    for page in transcript.pages:
        for region in page.regions:
            if region.id in reference_regions or region.kind == "reference":
                continue
            for line in region.lines:
                for match in _DOI.finditer(line.text):
                    found = match.group().rstrip(".,;:)]}")
                    if _DOI_LABEL.search(line.text[: match.start()]):
                        return found
                    bare = bare or found
    return bare


def references(blocks: Sequence[Block]) -> tuple[Reference, ...]:
    """Entries of the reference list with their numbers; an unnumbered entry takes the next number."""
    found: list[Reference] = []
    for block in blocks:
        if block.kind != "reference" or not block.text:
            continue
        match = _REFERENCE_NUMBER.match(block.text)
        printed = next((int(g) for g in match.groups() if g), None) if match else None
        number = block.number if block.number is not None else printed
        text = block.text[match.end() :] if match and number == printed else block.text
        if number is None:
            number = found[-1].number + 1 if found else 1
        doi = _DOI.search(text)
        line = block.lines[0].words[0].line
        found.append(Reference(number, text, doi.group().rstrip(".,;") if doi else None, block.page, block.box, line))
    return tuple(found)
