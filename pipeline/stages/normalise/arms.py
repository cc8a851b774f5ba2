"""What the arms of a study are called: by the cell, by headers, else by their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.core.provenance import Field
from pipeline.core.tables import Cell
from pipeline.lexicon import load
from pipeline.stages.normalise.headers import arm_role, header_key, header_matches
from pipeline.stages.normalise.row import FieldCell, evidence_of

_STANDARD = ("experimental", "control")
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]+)[)）\]]")
_BEHIND_COMMA = re.compile(r"[,，]\s*([^,，()（）/]+/[^,，()（）/]+)$")  # `Sample size, IV/oral`
_BEFORE_COUNT = re.compile(
    r"^(?:[^:：]*[:：])?\s*([^/()（）:：]+/[^/()（）:：]+?)\s*(?:例数|人数|样本量|只数|[,，]\s*n|(?=[(（]\s*(?:例|n|名)))\s*(?:[(（].*)?$"
)  # 干预组/对照组例数
_SLASHED = re.compile(r"[^/:：,，、+|]+")
_BY_SLASH = re.compile(r"[^/]+")
_SEXES = re.compile(r"^(?:m|f|males?|females?|men|women|boys|girls|男|女|男性|女性|雄|雌)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """An arm's name and the cell that prints it (a header, or the cell itself)."""

    cell: Cell
    span: tuple[int, int]


def printed_name(named: Named, rule: str, table_id: str) -> Field[str]:
    """The name as printed; a letter that only stands for a group (T, C) as the group's standard name."""
    text = named.cell.text[slice(*named.span)]
    meant = code_of(text)
    ink = evidence_of(named.cell, named.span, rule if meant is None else "sample.arm-code", table_id=table_id)
    return Field(value=meant or text, evidence=(ink,))


def code_of(text: str) -> str | None:
    """`experimental` or `control` where the text is a letter code of that group, else None."""
    plain = text.strip(" .:：").casefold()
    return next((name for name in _STANDARD if plain in _codes(name)), None)


@cache
def _codes(name: str) -> frozenset[str]:
    return frozenset(load("headers")["arms"][f"codes_{name}"])


def names_for(at: FieldCell, count: int, by_columns: Sequence[Named]) -> tuple[Named, ...] | None:
    """Names for `count` counts that the cell prints without any; () where only their order can tell.

    by_columns: the headers of the treatment and the control column, where those are names of groups. None: the counts
    are no arms (men and women, randomised and analysed).
    """
    inside = _in_header(at)
    if inside is not None:
        return inside if len(inside) == count else None if inside == () else ()
    return tuple(by_columns) if len(by_columns) == count else ()


def by_order(at: FieldCell, place: int, count: int, span: tuple[int, int]) -> Field[str] | None:
    """The standard name of the first and the second of two arms; None where there are more."""
    if count != len(_STANDARD):
        return None
    ink = evidence_of(at.cell, span, "sample.arm-by-order", table_id=at.table_id)
    return Field(value=_STANDARD[place], evidence=(ink,))


def _in_header(at: FieldCell) -> tuple[Named, ...] | None:
    """`N (T/C)`, 例数(治疗组/对照组), `n (rTMS/sham)`: the names that the header prints in the order of the counts.

    () where it prints what are no arms; None where it prints nothing of the kind.
    """
    header = at.header_cell
    if header is None:
        return None
    said = header.text
    for inside in (*_BRACKET.finditer(said), *_BEHIND_COMMA.finditer(said), *_BEFORE_COUNT.finditer(said)):
        for piece in re.finditer(r"[^;；]+", inside.group(1)):  # `N; E/C`
            cut = _BY_SLASH if "/" in piece.group(0) else _SLASHED  # `RT+CT/RT` are two
            parts = [m for m in cut.finditer(piece.group(0)) if m.group(0).strip()]
            if len(parts) < 2:
                continue
            base = inside.start(1) + piece.start()
            return () if _are_stages(parts) else tuple(Named(header, _trimmed(base, m)) for m in parts)
    return None


def _are_stages(parts: Sequence[re.Match[str]]) -> bool:
    """Whether the words are no arms: men and women, randomised and analysed, before and after."""
    words = [part.group(0).strip() for part in parts]
    return any(_SEXES.match(word) or header_key(word) in _stages() for word in words)


@cache
def _stages() -> frozenset[str]:
    return frozenset(header_key(word) for word in load("headers")["arms"]["stages"])


def _trimmed(base: int, part: re.Match[str]) -> tuple[int, int]:
    text = part.group(0)
    start = base + part.start() + len(text) - len(text.lstrip())
    name = re.sub(r"(?<=\S)(?:例数|人数)$", "", text.strip())  # 试验组例数/对照组例数
    return start, start + len(name)


def header_name(header: Cell | None, *, shared: bool) -> Named | None:
    """The arm that the header of a column of counts names: by its word, or by what it says below a spanning header.

    shared: other columns of counts stand beside it, so that any header which is no total names an arm.
    """
    if header is None:
        return None
    for inside in _BRACKET.finditer(header.text):
        if arm_role(inside.group(1)) in ("treatment", "control") or code_of(inside.group(1)):
            return Named(header, _trimmed(inside.start(1), _whole(inside.group(1))))
    role = arm_role(header.text)
    if role not in ("treatment", "control") and (role is not None or not (shared and header.row > 0)):
        return None
    name = re.sub(
        r"\s*(?:[(（\[]\s*[nN]\s*[)）\]]|[,，]?\s*(?<![A-Za-z])n(?![A-Za-z])|例数|人数)\s*$", "", header.text
    ).strip()
    start = header.text.find(name)
    return Named(header, (start, start + len(name)))


def counted_name(header: Cell | None) -> Named | None:
    """The word that a header counts (`FMT, n`), where it is no word for people, for all or for a stage of the study."""
    hit = re.match(r"\s*([^,，(（]{1,20}?)\s*(?:[,，]\s*|[(（]\s*)[nN]\s*[)）]?\s*$", header.text) if header else None
    if header is None or hit is None:
        return None
    word = hit.group(1)
    known = arm_role(word) == "total" or header_key(word) in _stages() or bool(header_matches(word))
    return None if known else Named(header, hit.span(1))


def _whole(text: str) -> re.Match[str]:
    hit = re.match(r".*", text, re.DOTALL)
    assert hit is not None
    return hit


def group_word(header: Cell) -> Named | None:
    """The word for a group of people in the header of a treatment or control column: 治疗组, `Control group`."""
    for hit in _group_words().finditer(header.text):
        return Named(header, hit.span())
    return None


@cache
def _group_words() -> re.Pattern[str]:
    arms = load("headers")["arms"]
    words = sorted({w for role in ("treatment", "control") for w in arms[role] if _of_people(w)}, key=len, reverse=True)
    whole = [re.escape(w) if not w.isascii() else rf"(?<![A-Za-z]){re.escape(w)}(?![A-Za-z])" for w in words]
    alone = r"^\s*(?:treatment|experimental|control)\s*$"
    return re.compile("|".join([*whole, alone]), re.IGNORECASE)


def _of_people(word: str) -> bool:
    return word.endswith(("组", " group"))
