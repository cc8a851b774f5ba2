"""A document's text layer after the question of trust: what its fonts say, or what the page shows instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.provenance import Issue
from pipeline.core.words import FontTrust
from pipeline.ports import RawPage
from pipeline.stages.extract.text_layer import Run, runs_of
from pipeline.stages.extract.text_layer_words import has_bracketed_citations
from pipeline.stages.extract.trust import Checker, judge_fonts
from pipeline.stages.extract.trust_gbk import with_gbk_read
from pipeline.stages.extract.trust_remap import Code, Told, doubted, remap


@dataclass(frozen=True, slots=True)
class Layer:
    """pages, runs: in step, () for pages that are not read as text. told: codes that were read from pixels.
    disputed: arrows that the page seems to show otherwise, with what it shows. bare_citations: whether raised numbers
    without brackets are citations here."""

    pages: tuple[RawPage, ...]
    runs: tuple[tuple[Run, ...], ...]
    fonts: tuple[FontTrust, ...]
    told: Mapping[Code, Told]
    disputed: Mapping[Code, str]
    bare_citations: bool
    issues: tuple[Issue, ...]

    @property
    def untrusted(self) -> frozenset[str]:
        return frozenset(font.font for font in self.fonts if not font.trusted)


def trusted_layer(raw: Sequence[RawPage], *, readable: Sequence[bool], checker: Checker | None) -> Layer:
    """The text layer, with the fonts that lie read from the page. readable: pages to be read as text, in step."""
    pages, issues = with_gbk_read(raw)
    runs = tuple(runs_of(page) for page in pages)
    used = [r if ok else () for r, ok in zip(runs, readable, strict=True)]
    judged = judge_fonts(pages, used, checker=checker)
    if judged.lies:
        pages = tuple(_without(page, judged.lies) for page in pages)
        runs = tuple(runs_of(page) for page in pages)
        used = [r if ok else () for r, ok in zip(runs, readable, strict=True)]
    bad = {f.font for f in judged.fonts if not f.trusted}
    told: Mapping[Code, Told] = {}
    silent = any(doubted(g.char, bad) for page in used for run in page for g in run.glyphs)
    issues += tuple(_font_issues(judged.fonts, reread=checker is not None))
    if silent and checker is not None:
        fresh = remap(pages, used, untrusted=bad, checker=checker)
        runs = tuple(runs_of(p) for p in fresh.pages)
        pages, told, issues = fresh.pages, fresh.told, (*issues, *fresh.issues)
    bare = not any(has_bracketed_citations(page) for page in runs)
    return Layer(pages, runs, judged.fonts, told, judged.disputed, bare, issues)


def _without(page: RawPage, lies: frozenset[Code]) -> RawPage:
    """The page with the characters of these codes as good as unmapped."""
    return replace(page, chars=tuple(replace(c, mapped=False) if (c.font, c.code) in lies else c for c in page.chars))


def _font_issues(fonts: Sequence[FontTrust], *, reread: bool) -> list[Issue]:
    then = "its characters were read from the page" if reread else "no engine is at hand to read the page instead"
    return [
        Issue("font-untrusted", f"the text layer in {f.font} cannot be believed ({'; '.join(f.reasons)}): {then}")
        for f in fonts
        if not f.trusted
    ]
