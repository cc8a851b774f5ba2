"""Reads content streams: pdfminer's interpreter, its tokens found by one regular expression.

pdfminer goes through a stream with a small state machine, which is most of the time of a born page. What this reader
does not know (inline images, broken tokens) it leaves to pdfminer's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT

NUMBER, OPERATOR, PLAIN, OPEN, CLOSE, NAME, HEX, ESCAPED, DICT, END_DICT, NOTHING = range(1, 12)
TOKEN = re.compile(
    rb"""([-+]?(?:\d+\.?\d*|\.\d+))
    |([A-Za-z][^\#/%\[\]()<>{}\s\x00]*|['"])
    |\(([^()\\]*)\)
    |(\[)
    |(\])
    |/([^/%\[\]()<>{}\s\x00]*)
    |<([0-9A-Fa-f\s]*)>
    |\(((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))*+)\)
    |(<<)
    |(>>)
    |(%[^\r\n]*|[\s\x00]+)
    |(.)""",
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
CONTROLS = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r", b"\n": b"", b"\r": b"", b"\r\n": b""}
METHODS = {b"'": "_q", b'"': "_w"}
CONSTANTS = {b"true": True, b"false": False}
LARGEST = 16 << 20  # bytes; pdfminer's reader holds one token at a time
LONGEST_NUMBER = 400  # digits; Python makes no integer of some thousands
LEFT_TO_PDFMINER = frozenset({b"BI", b"null"})


class UnusualContent(Exception):
    """Something in a content stream that only pdfminer's own parser reads."""


class ContentInterpreter(PDFPageInterpreter):
    """pdfminer's interpreter with a reader of its own for the streams' tokens."""

    def execute(self, streams: Sequence[object]) -> None:
        """Draw what the streams say, in order. A stream that is being drawn already is left out."""
        found = [stream_value(one) for one in streams]
        usual = [s for s in found if s.objid is not None and s.objid not in self.parent_stream_ids]
        try:
            tokens = tokens_of(b"\n".join(s.get_data() for s in usual))
        except UnusualContent:
            super().execute(streams)
            return
        self.stream_ids.clear()
        self.stream_ids.update(s.objid for s in usual if s.objid is not None)
        self._draw(tokens)

    def _draw(self, tokens: Sequence[Any]) -> None:
        """Call the method of each operator with what stands before it, as many as it takes."""
        methods: dict[bytes, tuple[Any, int] | None] = {}
        for token in tokens:
            if type(token) is not Operator:
                self.argstack.append(token)
                continue
            if token.name not in methods:
                methods[token.name] = self._method(token.name)
            known = methods[token.name]
            if known is None:
                continue
            method, count = known
            if not count:
                method()
                continue
            arguments = self.argstack[-count:]
            del self.argstack[-count:]
            if len(arguments) == count:
                method(*arguments)

    def _method(self, operator: bytes) -> tuple[Any, int] | None:
        """The method that draws an operator and how many operands it takes; None where there is none."""
        name = METHODS.get(operator) or operator.decode("latin-1").replace("*", "_a")
        method = getattr(self, f"do_{name}", None)
        return None if method is None else (method, method.__code__.co_argcount - 1)


class Operator:
    """An operator of a content stream, one object for each name."""

    __slots__ = ("name",)

    def __init__(self, name: bytes) -> None:
        self.name = name


def _number(text: bytes) -> int | float:
    """The number that digits stand for; raises UnusualContent on more digits than Python takes."""
    if len(text) > LONGEST_NUMBER:
        raise UnusualContent
    return float(text) if b"." in text else int(text)


def tokens_of(data: bytes) -> list[Any]:
    """Operands (numbers, bytes, names, lists, dicts) and operators in order.

    Raises UnusualContent where a token is none of the usual ones, brackets do not match or the data is very large.
    """
    if len(data) > LARGEST:
        raise UnusualContent
    top: list[Any] = []
    out = top
    outer: list[list[Any]] = []
    operators: dict[bytes, Operator] = {}
    for match in TOKEN.finditer(data):
        kind = match.lastindex
        if kind == NOTHING:
            continue
        text = match[kind or 0]
        if kind == NUMBER:
            out.append(_number(text))
        elif kind == PLAIN:
            out.append(text)
        elif kind == OPERATOR:
            out.append(operators.get(text) or _operator(text, operators, nested=out is not top))
        elif kind in (OPEN, DICT):
            outer.append(out)
            out = []
        elif kind in (CLOSE, END_DICT):
            if not outer:
                raise UnusualContent
            made: Any = out if kind == CLOSE else _dictionary(out)
            out = outer.pop()
            out.append(made)
        elif kind == NAME:
            out.append(LIT(_name(text)))
        elif kind == HEX:
            digits = b"".join(text.split()).decode("ascii")
            out.append(bytes.fromhex(digits + "0" * (len(digits) % 2)))
        elif kind == ESCAPED:
            out.append(ESCAPE.sub(_unescaped, text))
        else:
            raise UnusualContent
    if outer:
        raise UnusualContent
    return top


def _operator(text: bytes, known: dict[bytes, Operator], *, nested: bool) -> Any:
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text in LEFT_TO_PDFMINER or nested:
        raise UnusualContent
    return known.setdefault(text, Operator(text))


def _dictionary(items: Sequence[Any]) -> dict[Any, Any]:
    if len(items) % 2:
        raise UnusualContent
    return {getattr(key, "name", key): value for key, value in zip(items[::2], items[1::2], strict=True)}


def _name(text: bytes) -> str | bytes:
    plain = NAME_ESCAPE.sub(lambda m: bytes((int(m[1], 16),)), text) if b"#" in text else text
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return plain


def _unescaped(match: re.Match[bytes]) -> bytes:
    """What an escape in a literal string stands for; a backslash before any other character goes."""
    text = match[1]
    if text[:1].isdigit() and text[0] < 0x38:
        return bytes((int(text, 8) & 0xFF,))
    return CONTROLS.get(text, text)
