"""What the text of a dumped cell makes doubtful by itself: debris, halves, words that belong to another column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.core.provenance import Flag
from pipeline.lexicon.plausible import chinese_pairs
from pipeline.stages.reconstruct.text_only.columns import Model
from pipeline.stages.reconstruct.text_only.naming import Citation, Spoken
from pipeline.stages.reconstruct.text_only.pieces import Piece
from pipeline.stages.reconstruct.text_only.vocabulary import Vocabulary, bare, exponent_lost, greek_lost

_ARROW_INSIDE = re.compile(r"\s([1tTfJ|!])\s+(?=[^\W\d_])")  # the comma between two measures is lost as well
_ARROW_GLUED = re.compile(r"[\u3400-\u9fff]\s?([A-Za-z]{1,2})(?=$|[,，;；\s])|[A-Za-z\d]\s?([个人一])(?=$|[,，;；\s])")
_ARROW_LETTERS = "tTfJlI1"
_PRINTED_OFTEN = 2  # times that a table must print a word that nobody knows for it to be believed
_REAL_ARROW = re.compile(r"[↑↓→←⇑⇓⬆⬇]")
ARROW_FIELDS = frozenset(("outcome", "result", "mechanism", "effect", "adverse_events"))
_MISREAD_SHORT = 1  # letters in which a short form may differ from its legend entry
STUB = 4  # letters
NOWHERE = frozenset(("stray", "arrow", "connective", "missing", "junk"))  # kinds at home in no column
_ILL_FITTING, _BETTER_ELSEWHERE = -1.0, 3.0  # log odds


@dataclass(frozen=True, slots=True)
class Setting:
    """What cells are read with. known: words in lower case, for hyphens. page: of the table."""

    model: Model
    vocabulary: Vocabulary
    known: Container[str]
    page: int
    citations: tuple[Citation, ...] = ()
    printed: Counter[str] = field(default_factory=Counter)  # how often the table's body prints a folded word
    spoken: Mapping[str, Spoken] = field(default_factory=dict)  # authors of the reference list in running text
    cores: tuple[str | None, ...] = ()  # for each column the kind of the one value that its cells are


def text_doubts(
    pieces: Sequence[Piece], text: str, column: int, setting: Setting, *, printed: str | None = None
) -> list[Flag]:
    """What the text itself makes doubtful. printed: the pieces joined, where scraps were left out of the text."""
    printed = text if printed is None else printed
    field = setting.model.headings[column].field
    flags: list[Flag] = []
    arrows = [p.text for p in pieces if _is_arrow_debris(p)]
    glued = [p.text for p in pieces if _is_glued_arrow(p.text, setting.vocabulary.shorts)]
    arrows.extend(glued)
    if field in ARROW_FIELDS and arrows:
        flags.append(
            Flag("arrow-garbled", "an arrow was read as another mark: its direction is unknown", tuple(arrows))
        )
    others = words_of(pieces)
    lost = [p.text for p in pieces if is_garbled(p, printed, others, setting)] + glued
    lost.extend(strange_chinese(printed, setting.vocabulary))
    if pieces[0].kinds[0] == "arrow" and field in ARROW_FIELDS and not _REAL_ARROW.search(pieces[0].text):
        lost.append(pieces[0].text)
    if field in ARROW_FIELDS:
        lost.extend(p.text for p in pieces[1:] if p.kinds[0] == "arrow" and p.text.startswith("f"))
        lost.extend(found.group() for found in greek_lost().finditer(text))
        lost.extend(_ARROW_INSIDE.findall(text))
        lost.extend(found.group(found.lastindex or 0) for found in _ARROW_GLUED.finditer(text))
    kind = setting.model.closed[column] if setting.model.closed else None
    if kind is not None and any(kind not in p.kinds and "missing" not in p.kinds for p in pieces):
        flags.append(Flag("mixed-content", "the other cells of this column hold one value of one kind, this one more"))
    if lost and field != "study":
        flags.append(Flag("garbled-text", "part of this cell cannot be read as words", tuple(lost)))
    if text.count("(") != text.count(")") and field not in ("study",):
        flags.append(Flag("unfinished-text", "a bracket is open: part of this cell may be missing"))
    elif re.search(r"(?:[-,+]|\b(?:and|with|or))$", text):
        flags.append(Flag("unfinished-text", "the text breaks off: part of this cell may be missing"))
    if exponent_lost().search(text):
        flags.append(Flag("exponent-lost", "the exponent of a power of ten cannot be read", (text,)))
    if any("split-words" in word.flags for piece in pieces for word in piece.words):
        flags.append(Flag("split-words", "words that the reader ran together were parted"))
    if field != "study":
        flags.extend(_near_legend(text, setting))
    return flags


def words_of(pieces: Sequence[Piece]) -> frozenset[str]:
    return frozenset(word for piece in pieces for word in re.findall(r"[\w-]+", piece.text))


def unreadable(pieces: Sequence[Piece]) -> bool:
    """Whether a cell holds nothing but debris: several pieces that are no words, or one of a few letters."""
    said = [piece for piece in pieces if piece.kinds != ("stray",)]
    debris = all("junk" in piece.kinds and not piece.text.strip(".,;:()").isupper() for piece in said)
    return bool(said) and debris and (len(said) > 1 or len(said[0].text) <= STUB)


def misfits(pieces: Sequence[Piece], column: int, setting: Setting) -> list[Flag]:
    """Words of a cell that would suit another column much better than their own."""
    found = []
    for piece in pieces:
        if piece.kind in NOWHERE:
            continue
        fit = setting.model.fit(piece)
        if fit[column] < _ILL_FITTING and max(fit) - fit[column] > _BETTER_ELSEWHERE:
            found.append(piece.text)
    if not found:
        return []
    return [Flag("ambiguous-placement", "words that would suit another column better stand here", tuple(found))]


def _is_arrow_debris(piece: Piece) -> bool:
    """A mark that a reader without arrows makes of one, alone or at the end of a word (`Bloating!,QoL`)."""
    if _REAL_ARROW.search(piece.text):
        return False
    return "arrow" in piece.kinds or bool(re.search(r"[A-Za-z\u3400-\u9fff]?[|!¢]", piece.text))


def _is_glued_arrow(text: str, shorts: frozenset[str]) -> bool:
    """A short form of the legend with a letter more, which is what is left of an arrow (`MBIt`, `HAMD1`)."""
    core = text.strip(".,;:()")
    return core not in shorts and core[:-1] in shorts and core[-1:] in _ARROW_LETTERS


def is_garbled(piece: Piece, text: str, others: Container[str], setting: Setting) -> bool:
    """Whether a piece cannot be read as what it must be: a mark for a word, letters for digits, no word at all.

    others: the words of the cell as they stand in its lines.
    """
    if piece.kinds[0] == "stray":
        return len(piece.text) == 1 and piece.text.isalpha()
    if piece.kinds[0] == "duration":
        return bool(re.match(r"\d*[SOIl]|0\d", piece.text))
    if piece.kinds[0] == "zh":
        return False
    # half of a word that a line's end divides is whole in the joined text
    core = piece.text.strip(".,;:()-")
    whole = next((w for w in re.findall(r"[\w-]+", text) if core in w and w not in others), None)
    if whole:
        return "junk" in piece.kinds and not setting.vocabulary.known(whole)
    if piece.kinds[0] == "cap" and core.isalpha() and not setting.vocabulary.known(core):
        return setting.printed[bare(core)] < _PRINTED_OFTEN  # a name that the table uses again is no misreading
    return _is_stub(piece, setting) or ("junk" in piece.kinds and not setting.vocabulary.known(core))


def strange_chinese(text: str, vocabulary: Vocabulary) -> list[str]:
    """Pairs of Chinese characters that stand together in no word and nowhere in the document, marks glued to one."""
    found = []
    for run in re.findall(r"[\u3400-\u9fff]+", text):
        pairs = {a + b for a, b in pairwise(run)}
        found.extend(sorted(p for p in pairs if p not in chinese_pairs() and p not in vocabulary.pairs))
    return found + re.findall(r"[\u3400-\u9fff][1tTJ|](?![\w%.])", text)


def _is_stub(piece: Piece, setting: Setting) -> bool:
    """A word of a few letters that English has but neither the lexicon nor this document: more likely debris."""
    word = piece.text.strip(".,;:()").casefold()
    strange = word not in setting.vocabulary.kinds and word not in setting.vocabulary.prose
    return piece.kinds[0] in ("word", "cap") and len(word) <= 4 and strange


def _near_legend(text: str, setting: Setting) -> list[Flag]:
    """A short form that the legend does not have but almost has is told, not changed."""
    flags: list[Flag] = []
    shorts = setting.vocabulary.shorts
    for token in text.split():
        core = token.strip(".,;:()")
        if core not in shorts and any(core.upper() == s.upper() for s in shorts):
            flags.append(Flag("legend-near-miss", f"{core} is not in the legend as read", (core.upper(),)))
        if not re.fullmatch(r"[A-Z][A-Z0-9-]{2,6}", core) or core in shorts:
            continue
        near = [s for s in shorts if len(s) > 2 and len(s) == len(core) and _differs(s, core) <= _MISREAD_SHORT + 1]
        near = [s for s in near if _differs(s, core) <= _MISREAD_SHORT or sorted(s) == sorted(core)]
        if near and not setting.vocabulary.is_short(core):
            flags.append(Flag("legend-near-miss", f"{core} is not in the legend, {' or '.join(near)} is", tuple(near)))
    return flags


def _differs(a: str, b: str) -> int:
    return sum(1 for x, y in zip(a, b, strict=True) if x != y)
