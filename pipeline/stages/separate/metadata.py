"""Title, authors, abstract, keywords, DOI and references, each in the languages they are printed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.core.blocks import Bilingual, Block, Reference
from pipeline.core.people import author_names
from pipeline.core.scripts import cjk_count
from pipeline.core.words import Transcript

_KEYWORD_BREAK = re.compile(r"\s*[;；]\s*")
_COMMA = re.compile(r"\s*[,，、]\s*")
_WIDE_GAP = re.compile(r"\s{2,}|\u3000+")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'<>，。；（）【】\u4e00-\u9fff]+")
_DOI_LABEL = re.compile(r"(?i)\bdoi\s*[:：.]?\s*$|doi\.org/$|\bdoi\s*[:：]\s*(?:https?://)?(?:dx\.)?(?:doi\.org/)?$")
_REFERENCE_NUMBER = re.compile(
    r"^\s*(?:[\[［【(（]\s*(\d{1,4})\s*[\]］】)）]|(\d{1,4})\s*[.．、]|(\d{1,4})(?=\s+\S))\s*"
)


def text_in(blocks: Iterable[Block], kind: str, language: str) -> str | None:
    """The body of the first readable block of one kind and language, with those that carry it on."""
    bodies = [b.body for b in blocks if b.kind == kind and b.language == language and b.garbled is None and b.body]
    if not bodies:
        return None
    return bodies[0] if kind in ("title", "keywords") else (" " if language == "en" else "").join(bodies)


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


def keywords(body: str | None) -> tuple[str, ...]:
    """Key words one by one: parted by semicolons, else by commas, else by wide gaps."""
    if not body:
        return ()
    text = body.strip().rstrip("。.;；")
    for pattern in (_KEYWORD_BREAK, _COMMA, _WIDE_GAP):
        parts = [p.strip(" .。,，;；") for p in pattern.split(text)]
        if len(parts) > 1:
            return tuple(p for p in parts if p)
    if cjk_count(text) and " " in text:
        return tuple(text.split())
    return (text,) if text else ()


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
