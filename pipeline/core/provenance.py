"""Where a value comes from, what was done to it, and what a reviewer should know about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from pipeline.core.geometry import Box

T = TypeVar("T")
Severity = Literal["info", "warning", "error"]

TEXT_LAYER = "text-layer"
RAPIDOCR = "ocr:rapidocr"
TESSERACT = "ocr:tesseract"
TEXT_FILE = "text-file"


@dataclass(frozen=True, slots=True)
class Reading:
    """One witness's reading of some ink. confidence: 0..1."""

    source: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a text on its way to a value: the rule that made it, before and after."""

    stage: str
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The ink that a value was read from.

    page: from 1. box: points, None in a text dump. line: 1-based line of a text dump, else None. raw: the text that
    was read (a whole cell or line); span: the half-open range of `raw` that says it. confidence: 0..1.
    rule: the dotted name of the rule that read it, such as `study.author-year`.
    """

    page: int
    raw: str
    source: str
    rule: str
    span: tuple[int, int] | None = None
    confidence: float = 1.0
    box: Box | None = None
    line: int | None = None
    table_id: str | None = None
    row: int | None = None
    col: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt: a code of docs/flags.md, a sentence, and the values that were considered."""

    code: str
    message: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """Anything a reviewer should know about a document: errors are data."""

    code: str
    message: str
    severity: Severity = "warning"
    page: int | None = None
    box: Box | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """A value with the ink it was read from. `value` None with a flag is an honest "unknown".

    Raises ValueError where a value has no evidence: a value without a source is a rumour.
    """

    value: T | None
    evidence: tuple[Evidence, ...]
    flags: tuple[Flag, ...] = ()
    rivals: tuple[Reading, ...] = ()
    steps: tuple[Step, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"the value {self.value!r} has no evidence")
        for before, after in zip(self.steps, self.steps[1:], strict=False):
            if before.after != after.before:
                raise ValueError(
                    f"steps do not chain: {before.rule} left {before.after!r}, {after.rule} took {after.before!r}"
                )
