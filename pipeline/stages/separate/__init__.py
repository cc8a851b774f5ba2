"""Transcript to layers: English and Chinese blocks, garbled blocks, aligned pairs."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.blocks import Block, Layered
from pipeline.core.joining import known_words
from pipeline.core.words import Region, Transcript
from pipeline.lexicon.plausible import english_words
from pipeline.settings import SeparateSettings
from pipeline.stages.separate.assemble import block_of, merged
from pipeline.stages.separate.crosscheck import crosschecked
from pipeline.stages.separate.fragments import fragments_of
from pipeline.stages.separate.garble import known_tokens
from pipeline.stages.separate.kinds import reconsidered
from pipeline.stages.separate.metadata import authors, both, keywords, printed_doi, references
from pipeline.stages.separate.pairs import find_pairs
from pipeline.stages.separate.pieces import judged, pieces_of


def separate(transcript: Transcript, *, settings: SeparateSettings) -> Layered:  # noqa: ARG001
    """Tell the languages of `transcript` apart and pair what says the same."""
    regions = reconsidered([region for page in transcript.pages for region in page.regions if region.lines])
    blocks = _blocks(regions)
    reference_regions = frozenset(b.region for b in blocks if b.kind == "reference")
    pairs = find_pairs(blocks)
    return Layered(
        transcript=transcript,
        blocks=blocks,
        pairs=pairs,
        title=both(blocks, "title"),
        authors_en=authors(blocks, "en"),
        authors_zh=authors(blocks, "zh"),
        abstract=both(blocks, "abstract"),
        keywords_en=keywords(blocks, "en"),
        keywords_zh=keywords(blocks, "zh"),
        doi=printed_doi(transcript, reference_regions),
        references=references(blocks),
        fragments=fragments_of(blocks),
        issues=crosschecked(blocks, pairs),
    )


def _blocks(regions: Sequence[Region]) -> tuple[Block, ...]:
    """Blocks in reading order. Whole words of the document and of the word list decide about hyphens at line ends."""
    printed = known_words(line.text for region in regions for line in region.lines)
    known = printed | frozenset(english_words())
    trusted = known_tokens([line.text for region in regions for line in region.lines])
    pieces = merged([piece for region in regions for piece in pieces_of(region, known=trusted)])
    return tuple(
        block_of(judged(piece, known=trusted), number=i, known=known) for i, piece in enumerate(pieces, start=1)
    )
