"""How well junk is told from text: `python -m tests.bench.garble`. Prints Markdown.

The lines of the sample corpus's born files are text; those of the layers under its scans that no born line resembles
are junk. Each line is judged alone. The pipeline's judgement stands beside that of a language identifier.
"""

from __future__ import annotations

from pathlib import Path

import pdfplumber
from rapidfuzz import fuzz

from pipeline.evaluate.garble import LabelledLine, garble_score, identifier_score

CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus"
ALIKE = 60.0  # per cent of a line's characters, in order
SHORTEST = 8


def lines_of(path: Path) -> list[str]:
    with pdfplumber.open(path) as pdf:
        found = [line["text"].strip() for page in pdf.pages for line in page.extract_text_lines(return_chars=False)]
    return [text for text in found if len(text) >= SHORTEST]


def labelled() -> list[LabelledLine]:
    found: list[tuple[str, bool]] = []
    for hybrid in sorted(CORPUS.glob("*-hybrid.pdf")):
        real = lines_of(hybrid.with_name(hybrid.name.replace("-hybrid", "-born")))
        found += [(text, True) for text in real]
        junk = (text for text in lines_of(hybrid) if max(fuzz.ratio(text, line) for line in real) < ALIKE)
        found += [(text, False) for text in junk]
    return [LabelledLine(text, readable, block) for block, (text, readable) in enumerate(found)]


def main() -> None:
    lines = labelled()
    scores = {"pipeline": garble_score(lines), "langdetect alone": identifier_score(lines)}
    first = scores["pipeline"]
    print(f"{first.junk} lines of junk, {first.readable} that can be read.\n")
    print("| judge | junk that is marked | readable lines that are marked |\n| --- | --- | --- |")
    for name, score in scores.items():
        print(f"| {name} | {share(score.recall)} | {share(score.false_alarms)} |")


def share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


if __name__ == "__main__":
    main()
