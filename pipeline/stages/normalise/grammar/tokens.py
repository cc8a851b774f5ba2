"""Text to tokens: one tokenizer for both languages, on text folded so that offsets still count in the printed text."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from spacy.tokens import Doc
from spacy.vocab import Vocab

_SAME = {
    **dict.fromkeys("‐‑‒–—―−﹣－─⁃", "-"),
    **dict.fromkeys("∼～〜˜", "~"),
    **dict.fromkeys("＞﹥〉", ">"),
    **dict.fromkeys("＜﹤〈", "<"),
    **dict.fromkeys("⩾≧", "≥"),
    **dict.fromkeys("⩽≦", "≤"),
    **dict.fromkeys("╳✕✖＊*∗", "×"),
    **dict.fromkeys("∙•・‧⋅", "·"),
    **dict.fromkeys("，﹐", ","),
    **dict.fromkeys("；﹔", ";"),
    **dict.fromkeys("／∕⁄", "/"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f\u3000\t\n\r", " "),
    **dict.fromkeys("’‘", "'"),
    "µ": "μ",
    "㎎": "㎎",
}
_NUMBER = r"""
    (?:\d+(?:\.\d+)?\s?[×x]\s?)?10\[\d{1,2}\](?=[^,;]{0,16}?(?:cfu|afu|活菌|菌落))   # 1×10[9] CFU
  | \d+(?:\.\d+)?\s?[×x]\s?10(?:[5-9]|1[0-3])(?=[^,;]{0,16}?(?:cfu|afu|活菌|菌落))    # 1×109 CFU
  | (?:\d+(?:\.\d+)?\s?[×x]\s?)?10(?:[⁺⁻]?[⁰¹²³⁴-⁹]+|\^\s?-?\d+)   # 10⁹, 1.5×10⁹, 2 x 10^8
  | \d+(?:\.\d+)?\s?[万亿](?=\s?(?:i?u(?![a-z])|单位|国际单位|个|cfu))   # 80万U
  | \d+(?:\.\d+)?[Ee][+]?\d{1,2}(?![A-Za-z0-9])                  # 1e9
  | \d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)                           # 12,000
  | [1-9]\d{0,2}(?:\ 000)+(?!\d)                                 # 50 000
  | (?<![\d.])0,\d{1,3}(?!\d)                                    # 0,5: a decimal comma
  | \d+(?:\.\d+)?
  | (?<![\d.])\.\d+
"""
_TOKEN = re.compile(rf"(?P<number>{_NUMBER})|[^\W\d_]+(?:'[a-z]+)?|\s+|.", re.VERBOSE | re.DOTALL | re.IGNORECASE)
_CJK = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_RUNS = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[a-zA-ZÀ-ÿ']+|.", re.DOTALL)


def has_chinese(text: str) -> bool:
    return _CJK.search(text) is not None


def fold(text: str) -> str:
    """`text` in one spelling of dashes, tildes, signs and widths, character by character: offsets stay the same."""
    return "".join(_fold_char(c) for c in text)


@cache
def _fold_char(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if char in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻":
        return char
    flat = unicodedata.normalize("NFKC", char)
    return flat if len(flat) == 1 else char


class RunTokenizer:
    """Numbers, runs of letters, single Chinese characters and single signs; blanks are kept, so offsets are too.

    spaCy's English tokenizer keeps `30min/次` or `50%-60` in one piece, its Chinese one takes Latin words apart.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in pieces(text):
            if piece == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> RunTokenizer:
        return self


def pieces(text: str) -> list[str]:
    """The tokens of `text` and the blanks between them: joined they are `text` again."""
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if match.group("number") is not None:
            found.append(token)
        elif token.isspace():
            found.extend(token)
        elif len(token) > 1:
            found.extend(_RUNS.findall(token))
        else:
            found.append(token)
    return found
