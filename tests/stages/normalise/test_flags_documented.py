"""docs/flags.md is complete."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(
    r"""(?:\bFlag|\bflag)\(\s*"([a-z]+(?:-[a-z]+)+)"|doubt="([a-z]+(?:-[a-z]+)+)"|flags=\(\S*?"([a-z]+(?:-[a-z]+)+)"\)"""
)


def documented() -> set[str]:
    return set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "flags.md").read_text("utf-8"), re.MULTILINE))


def raised() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for groups in CODE.findall(path.read_text("utf-8")):
            found |= {code for code in groups if code}
    return found


def test_every_code_that_the_pipeline_raises_is_documented() -> None:
    assert raised() - documented() == set()


def test_every_entry_says_what_it_means_and_what_to_do() -> None:
    rows = re.findall(r"^\| `[a-z-]+` \|(.*)\|(.*)\|$", (ROOT / "docs" / "flags.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len(documented())
    assert all(len(meaning.strip()) > 10 and len(action.strip()) > 5 for meaning, action in rows)
