"""The study cell of a dump: name and year as far as they are certain, citation restored from the reference list."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.joining import join_lines
from pipeline.core.provenance import Flag
from pipeline.core.scripts import cjk_count
from pipeline.stages.reconstruct.text_only.naming import Citation, Spoken
from pipeline.stages.reconstruct.text_only.pieces import Piece
from pipeline.stages.reconstruct.text_only.vocabulary import Vocabulary, bare

_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_CITATION = re.compile(r"\[\d{1,3}(?:\s?[-–,]\s?\d{1,3})*\]")
_EARLY = re.compile(r"(?:等|\bal\b\.?+)\s*[^\s,，(（]{1,4}\s+(?:19[5-9]|20[0-4])\d\W*$")
_EARLY_AFTER_NAME = re.compile(r"\s?[^\s,，(（等]{1,4}\s*(?:19[5-9]|20[0-4])\d\W*$")
_ET_AL_GLUED = re.compile(r"^([A-Z][a-zé'’-]+?)(?:et|el)\s?a[l1I]\.?,?$")
_LEAST_LISTED = 8  # surnames of a reference list that was read well enough to miss one in it
_NAME_KINDS = frozenset(("name", "cap", "zh", "etal", "connective"))


@dataclass(frozen=True, slots=True)
class StudyText:
    """A study cell's text and what is doubtful about it."""

    text: str
    flags: tuple[Flag, ...]


def study_text(
    pieces: Sequence[Piece],
    *,
    vocabulary: Vocabulary,
    known: Container[str],
    citations: Sequence[Citation],
    spoken: Mapping[str, Spoken],
    printed: str,
) -> StudyText:
    """Name, year and citation of a study cell.

    citations: (folded surname, year, number) of the reference list. spoken: its authors as running text names them.
    printed: all pieces joined. What is not certain is left out of the text and kept in a flag.
    """
    flags: list[Flag] = []
    names = _names(pieces, vocabulary, known, flags)
    years = [
        found.group() for piece in pieces if "year" in piece.kinds for found in [_YEAR.search(piece.text)] if found
    ]
    if not years:
        late = _YEAR.search(printed)
        years = [late.group()] if late else []
    debris = _debris(printed, names, years)
    if debris:
        flags.append(Flag("name-near-miss", "something between the name and the year could not be read", debris))
        names = with_others(names, spoken)
    listed = _listed(printed, citations)
    if listed and names != listed:
        flags.append(Flag("name-near-miss", "what stands beside the name could not be read", tuple(names)))
        names = listed
    cited = _CITATION.search(printed)
    text = re.sub(" (?=等)", "", " ".join([*names, *years[:1]]))
    if cited:
        early = bool(years) and cited.start() < printed.find(years[0])
        return StudyText(with_citation(text, cited.group(), early=early) if text else printed, tuple(flags))
    if not names:
        flags.append(Flag("name-unread", "no author can be read here", (printed,)))
    if not years:
        flags.append(Flag("year-unread", "no year can be read here", (printed,)))
        return StudyText(text or printed, tuple(flags))
    number = _cited_number(names, years[0], citations)
    if number is not None:
        flags.append(
            Flag(
                "citation-restored",
                "the citation is garbled: the reference list has one such author and year",
                (printed,),
            )
        )
        return StudyText(with_citation(text, f"[{number}]", early=cited_early(printed, bare(names[0]))), tuple(flags))
    tail = printed.split(years[0], 1)[1].strip() if years[0] in printed else ""
    if tail:
        flags.append(
            Flag("citation-garbled", "what follows the year is a citation that cannot be read", (years[0] + tail,))
        )
    return StudyText(text, tuple(flags))


def _listed(printed: str, citations: Sequence[Citation]) -> list[str]:
    """The only Chinese author of the reference list whose name a cell holds amid debris (`二孙某等加`), [] for none."""
    ink = re.sub(r"\s+", "", printed)
    found = {surname for surname, _, _ in citations if cjk_count(surname) > 1 and surname in ink}
    if len(found) != 1:
        return []
    surname = found.pop()
    return [surname, "等"] if "等" in ink else [surname]


def with_others(names: Sequence[str], spoken: Mapping[str, Spoken]) -> list[str]:
    """A lone author with the `等` or `et al.` that running text always adds to that name."""
    told = spoken.get(bare(names[0])) if len(names) == 1 else None
    return [*names, told.others.strip()] if told and told.others else list(names)


def with_citation(text: str, citation: str, *, early: bool) -> str:
    """The study with its citation, which some journals print before the year."""
    name, _, year = text.rpartition(" ")
    return f"{name}{citation} {year}" if early and name and _YEAR.fullmatch(year) else f"{text}{citation}"


def cited_early(printed: str, surname: str = "") -> bool:
    """Whether what is left of a citation stands between the name and the year. surname: a Chinese one of the reference
    list, after which nothing but a citation can stand; an unread `等` may follow a Latin one."""
    if _EARLY.search(printed):
        return True
    ink = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", printed)
    return bool(cjk_count(surname) and ink.startswith(surname) and _EARLY_AFTER_NAME.match(ink, len(surname)))


def _debris(printed: str, names: Sequence[str], years: Sequence[str]) -> tuple[str, ...]:
    """What stands before the year and is no part of the name: an unread `等`, say."""
    before = printed.split(years[0], 1)[0] if years and years[0] in printed else ""
    known = {part for name in names for part in (name, *name.split("-"), *name.split())}
    tokens = (token.strip(".,，;:‘’'\"°*|()[]") for token in before.split())
    return tuple(t for t in tokens if t and t not in known and not any(t.strip("-") in name for name in known))


def _names(pieces: Sequence[Piece], vocabulary: Vocabulary, known: Container[str], flags: list[Flag]) -> list[str]:
    """The words of the name in printed order, without marks and citation debris."""
    kept: list[str] = []
    spoken = [
        piece.text
        for before, piece in zip((None, *pieces), pieces, strict=False)
        if (set(piece.kinds) & _NAME_KINDS and piece.kind != "year") or _half_of_et_al(before, piece)
    ]
    wanted = {bare(text) for text in spoken}
    for token in join_lines(spoken, known=known).split():
        core = token.strip("‘’'\"!|:;°*,")
        if _YEAR.match(core):
            continue
        glued = _ET_AL_GLUED.match(core)
        if glued and not vocabulary.known(core):
            flags.append(Flag("split-words", "words that the reader ran together were parted", (core,)))
            kept.extend((glued.group(1), "et al."))
        elif core in ("et", "al.", "al", "等", "&", "and"):
            kept.append("al." if core == "al" else core)
        elif core in ("a.", "a", "a1", "aI") and kept[-1:] == ["et"]:
            flags.append(Flag("split-words", "`et al.` was misread", (core,)))
            kept.append("al.")
        elif (bare(core) in wanted or "".join(core.split("-")).isalpha()) and len(core) > 1 and core[0].isalpha():
            if bare(core) in vocabulary.kinds and bare(core) not in vocabulary.surnames:
                continue
            kept.append(core)
    doubtful = [
        n for n in kept if n[0].islower() and n not in ("et", "al.", "and", "van", "de", "von", "der", "et al.")
    ]
    if doubtful:
        flags.append(Flag("garbled-text", "part of the name cannot be read", tuple(doubtful)))
    flags.extend(name_doubts(kept, vocabulary))
    return [n for n in kept if n not in doubtful]


def name_doubts(names: Sequence[str], vocabulary: Vocabulary) -> list[Flag]:
    """What the reference list has against a name: another that differs in a letter, or none like it at all."""
    strange = _near_surname(names, vocabulary)
    if strange:
        return [Flag("name-near-miss", "the reference list has a name that differs in a letter", strange)]
    listed = len(vocabulary.surnames) < _LEAST_LISTED or not names
    if (
        listed
        or {bare(names[0]), bare(names[0].split("-")[0])} & vocabulary.surnames
        or names[0] in ("van", "de", "von")
    ):
        return []
    if vocabulary.prose.get(bare(names[0])) or cjk_count(names[0]):
        return []
    return [Flag("name-near-miss", "neither the reference list nor the text has such a name", (names[0],))]


def _half_of_et_al(before: Piece | None, piece: Piece) -> bool:
    return before is not None and before.text == "et" and piece.text.rstrip(".,") in ("a", "a1", "aI", "a|")


def _near_surname(names: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Surnames of the reference list one letter away from a printed name that it does not have."""
    if not vocabulary.surnames or not names or bare(names[0]) in vocabulary.surnames:
        return ()
    word = bare(names[0])
    return tuple(sorted(s for s in vocabulary.surnames if abs(len(s) - len(word)) <= 1 and _one_edit(s, word)))


def _one_edit(a: str, b: str) -> bool:
    if len(a) == len(b):
        return sum(1 for x, y in zip(a, b, strict=True) if x != y) == 1
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _cited_number(names: Sequence[str], year: str, citations: Sequence[Citation]) -> int | None:
    """The only entry of the reference list by this author in this year."""
    if not names:
        return None
    name = bare(names[0])
    mine = [(y, number) for surname, y, number in citations if surname == name]
    fitting = [number for y, number in mine if y == year]
    if not fitting and len(mine) == 1 and not mine[0][0]:
        return mine[0][1]
    return fitting[0] if len(fitting) == 1 else None
