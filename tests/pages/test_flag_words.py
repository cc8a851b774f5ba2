"""Every doubt that the pipeline can raise is told in both languages, and none that it cannot."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages.render import interface
from pipeline.pages.told import told, warned

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
RAISERS = {"Flag", "flag", "_flag"}
PLACES = {"doubt", "flags"}  # keywords that hand a code on
TABLES = {"_MESSAGES", "_MEANS"}  # code → sentence


@cache
def trees() -> tuple[ast.Module, ...]:
    parts = ("core", "stages", "audit")
    return tuple(ast.parse(p.read_text("utf-8")) for part in parts for p in (ROOT / "pipeline" / part).rglob("*.py"))


def filling(part: ast.expr) -> str:
    """Something that may stand for a value of an f-string: a sentence of a table, else a field's name."""
    return "not understood" if any(t in ast.unparse(part) for t in TABLES) else "dose"


def texts(node: ast.expr | None, known: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What an expression may say: constants, both sides of a choice, f-strings with their values filled, names."""
    match node:
        case ast.Constant(value=str(said)):
            yield said
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else filling(p) for p in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one, known)
            yield from texts(other, known)
        case ast.Name(id=name):
            for value in known.get(name, []):
                yield from texts(value, {})
        case ast.Tuple(elts=members):
            for member in members:
                yield from texts(member, known)


def assigned(tree: ast.Module) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls that make a flag; `re`'s own flags are none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name in RAISERS and len(node.args) >= 2:
                yield node


def tables(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for name, values in assigned(tree).items():
        for value in values:
            if name in TABLES and isinstance(value, ast.Dict):
                for key, said in zip(value.keys, value.values, strict=True):
                    yield from ((k, s) for k in texts(key, {}) for s in texts(said, {}))


def raised() -> set[str]:
    found: set[str] = set()
    for tree in trees():
        known = assigned(tree)
        found |= {code for call in calls(tree) for code in texts(call.args[0], known)}
        found |= {code for code, _ in tables(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in PLACES:
                found |= {code for code in texts(node.value, known) if "-" in code}
        found |= {c for name in ("STALE", "LOST", "CONFLICT") for v in known.get(name, []) for c in texts(v, {})}
    return {code for code in found if CODE.fullmatch(code)}


def issued() -> set[str]:
    """Codes of what is said of a document as a whole."""
    found: set[str] = set()
    for part in ("core", "stages", "adapters", "runs"):
        for path in (ROOT / "pipeline" / part).rglob("*.py"):
            found |= set(re.findall(r'Issue\(\s*"([a-z-]+)"', path.read_text("utf-8")))
    return found


def sentences() -> set[str]:
    found: set[str] = set()
    for tree in trees():
        known = assigned(tree)
        found |= {said for call in calls(tree) for said in texts(call.args[1], known)}
        found |= {said for _, said in tables(tree)}
    return {said for said in found if " " in said}


def documented() -> set[str]:
    guide = (ROOT / "docs" / "flags.md").read_text("utf-8")
    return set(re.findall(r"^\| `([a-z-]+)` \|", guide, re.MULTILINE))


def test_every_code_that_can_be_raised_has_a_name_in_both_languages_an_entry_and_an_explanation() -> None:
    codes = raised()
    assert len(codes) > 50
    assert codes - set(interface()["flags"]) == set()
    assert codes - documented() == set()
    assert {code for code in codes | documented() if told(code, "?") == "?"} == set()


def test_no_name_is_kept_of_a_code_that_nothing_raises() -> None:
    spoken = {node.value for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert set(interface()["flags"]) - {code for code in spoken if isinstance(code, str)} == set()


def test_nearly_every_sentence_has_a_chinese_one_and_the_rest_their_codes() -> None:
    every = sentences()
    bare = sorted(said for said in every if told("", said) == said)
    assert len(every) > 60
    assert len(bare) <= 0.1 * len(every), f"add to pipeline/pages/assets/messages.toml: {bare}"


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12), st.integers(1, 999))
def test_the_values_of_a_sentence_are_in_its_chinese(word: str, number: int) -> None:
    assert word in told("", f"no entry of the reference list is by {word}")
    assert f"“{word}”" in told("", f"'{word}' may be a misread arrow")
    assert str(number) in told("", f"{number} sessions in all, not in a period")


def test_what_a_sentence_names_is_named_in_chinese_too() -> None:
    assert told("value-derived", "dose: computed from what is printed") == "剂量：由印出的内容推算"
    assert told("conflicting-values", "the row gives more than one session") == "此行有不止一个每次时长"


def test_a_sentence_that_is_not_listed_falls_back_on_its_code_and_one_of_nobody_stays() -> None:
    assert told("name-unread", "brand new words") == told("name-unread", "others")
    assert told("brand-new", "brand new words") == "brand new words"


def test_what_is_said_of_a_whole_document_is_explained_in_chinese() -> None:
    assert len(issued()) > 12
    assert {code for code in issued() if warned(f"{code}: page 3") == f"{code}: page 3"} == set()
    assert warned("page-unread: page 3").endswith("：page 3")
