"""What the pipeline says about a doubt, in Chinese, with the values filled in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.pages.render import asset, plain

_SLOT = re.compile(r"\{(\w+)(?::(field|said))?\}")
_QUOTED = re.compile(r"(['\"])(.*)\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """An English sentence as a pattern with a group a value. kinds: of the values that are translated themselves."""

    pattern: re.Pattern[str]
    kinds: Mapping[str, str]
    chinese: str


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(asset("messages.toml"))
    return found


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """All sentences, those with most fixed words first: the others would take their words for values."""
    said = sorted(_texts()["said"].items(), key=lambda pair: -len(_SLOT.sub("", pair[0])))
    return tuple(
        _Sentence(_pattern(english), {name: kind for name, kind in _SLOT.findall(english) if kind}, chinese)
        for english, chinese in said
    )


def _pattern(english: str) -> re.Pattern[str]:
    parts, end = [], 0
    for slot in _SLOT.finditer(english):
        parts += [re.escape(english[end : slot.start()]), f"(?P<{slot[1]}>.+?)"]
        end = slot.end()
    return re.compile("".join((*parts, re.escape(english[end:]))), re.DOTALL)


def told(code: str, message: str) -> str:
    """A flag's `message` in Chinese; what its `code` means where its sentence is not listed, else the message itself.

    Values that the message quotes are filled in as they stand.
    """
    return _chinese(message) or _texts()["codes"].get(code, message)


def warned(warning: str) -> str:
    """A document's warning (`code: details`) with what its code means in Chinese, its details as they are."""
    code, _, details = warning.partition(": ")
    known = _texts()["documents"].get(code)
    return f"{known}：{details}" if known else warning


def _chinese(message: str) -> str | None:
    for sentence in _sentences():
        found = sentence.pattern.fullmatch(message)
        if found is not None:
            values = {name: _value(text, sentence.kinds.get(name)) for name, text in found.groupdict().items()}
            if None not in values.values():
                return _filled(sentence.chinese, values)
    return None


def _filled(chinese: str, values: Mapping[str, str | None]) -> str:
    return _SLOT.sub(lambda slot: values[slot[1]] or "", chinese)


def _value(text: str, kind: str | None) -> str | None:
    """A value as Chinese quotes it; a field's name, a sentence or a code in Chinese, None where it is neither."""
    if kind == "field":
        named = plain("fields", text, "zh")
        return None if named == text else named
    if kind == "said":
        return _chinese(text) or _texts()["codes"].get(text)
    quoted = _QUOTED.fullmatch(text)
    return text if quoted is None else f"“{quoted[2]}”"
