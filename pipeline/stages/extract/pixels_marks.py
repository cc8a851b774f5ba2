"""Punctuation as printed: full width in Chinese, ASCII among Latin letters, whatever form the recogniser chose."""

from __future__ import annotations

import re

HALF = str.maketrans("，：；！？（）［］％＋－＝＜＞／　", ",:;!?()[]%+-=<>/ ")
FULL = str.maketrans(",:;!?", "，：；！？")
CJK = "\u4e00-\u9fff\u3400-\u4dbf"
BETWEEN_CHINESE = re.compile(rf"(?<=[{CJK}”》）])[,:;!?](?=[{CJK}“《（]|$)")
ROUND = re.compile(rf"\((?=[{CJK}])([^()]*)(?<=[{CJK}])\)")
LATIN_SIDE = re.compile(r"(?<=[A-Za-z0-9])[，：；（）％＋－＝＜＞／［］]|[，：；（）％＋－＝＜＞／［］](?=[A-Za-z0-9])")


def punctuated(text: str) -> str:
    """Text with its marks in the width of what stands beside them; text without Chinese is ASCII throughout."""
    if not re.search(f"[{CJK}]", text):
        return text.translate(HALF)
    latin = LATIN_SIDE.sub(lambda m: m.group().translate(HALF) if _latin_both(text, m.start()) else m.group(), text)
    return BETWEEN_CHINESE.sub(lambda m: m.group().translate(FULL), latin)


def _latin_both(text: str, at: int) -> bool:
    """Whether both neighbours of a mark are Latin letters, digits or marks."""
    sides = (text[at - 1] if at else "a", text[at + 1] if at + 1 < len(text) else "a")
    return all(c.isascii() for c in sides)
