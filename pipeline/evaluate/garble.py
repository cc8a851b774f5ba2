"""How well junk is told from text, line by line, beside what a language identifier alone would say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from langdetect import DetectorFactory, LangDetectException, detect_langs

from pipeline.stages.separate.garble import marks, noise_runs

DetectorFactory.seed = 0


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A printed line and whether anybody can read it. block: lines of one block are judged together."""

    text: str
    readable: bool
    block: int = 0


@dataclass(frozen=True, slots=True)
class GarbleScore:
    """junk, readable: lines of each. found: junk lines marked. wrongly: readable lines marked."""

    junk: int
    found: int
    readable: int
    wrongly: int

    @property
    def recall(self) -> float | None:
        """Share of the junk that is marked, None where there is none."""
        return self.found / self.junk if self.junk else None

    @property
    def false_alarms(self) -> float | None:
        """Share of the readable lines that are marked, None where there are none."""
        return self.wrongly / self.readable if self.readable else None


def garble_score(lines: Sequence[LabelledLine]) -> GarbleScore:
    """The score of the separate stage's own marks."""
    return _scored(lines, _unread)


def identifier_score(lines: Sequence[LabelledLine]) -> GarbleScore:
    """The score of langdetect alone: a line is junk where it is sure of neither English nor Chinese."""
    return _scored(lines, lambda texts: [_foreign(text) for text in texts])


def _scored(lines: Sequence[LabelledLine], judge: Callable[[Sequence[str]], Sequence[bool]]) -> GarbleScore:
    blocks: dict[int, list[LabelledLine]] = {}
    for line in lines:
        blocks.setdefault(line.block, []).append(line)
    verdicts = [
        (line.readable, marked)
        for block in blocks.values()
        for line, marked in zip(block, judge([line.text for line in block]), strict=True)
    ]
    junk = [marked for readable, marked in verdicts if not readable]
    good = [marked for readable, marked in verdicts if readable]
    return GarbleScore(len(junk), sum(junk), len(good), sum(good))


def _unread(texts: Sequence[str]) -> list[bool]:
    """Lines marked as a whole, or with more than half of their ink in scraps that are."""
    covered = (sum(_ink(text[a:b]) for a, b in noise_runs(text)) * 2 > _ink(text) for text in texts)
    return [why is not None or most for why, most in zip(marks(texts), covered, strict=True)]


def _ink(text: str) -> int:
    return len("".join(text.split()))


def _foreign(text: str) -> bool:
    try:
        best = detect_langs(text)[0]
    except LangDetectException:
        return True
    return not (best.lang in ("en", "zh-cn", "zh-tw") and best.prob > 0.9)
