"""What a run costs before it reads a page: `python -m tests.bench.startup [--quick]` prints it as Markdown."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.measuring import Part, cost, in_turn, pipeline, quick

DOCUMENTS = 1000


def main(*, documents: int = DOCUMENTS) -> Part:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder, out = Path(name) / "notes", Path(name) / "out"
        folder.mkdir()
        for n in range(documents):
            (folder / f"note-{n:04}.txt").write_text(f"Title {n}\n\nExercise and pain.\n\n运动与疼痛。\n", "utf-8")
        first = cost(lambda: pipeline("run", folder, "--out", out))
        found = in_turn({"help": lambda: pipeline("--help"), "again": lambda: pipeline("run", folder, "--out", out)},
                        rounds=5)  # fmt: skip
    rows = (
        ("`pipeline --help`", str(found["help"]), "0.3 s"),
        (f"a run with nothing to do over {documents} documents", str(found["again"]), "2 s"),
        ("the smallest document, all its files written", f"{1000 * first.cpu / documents:.0f} ms processor", ""),
    )
    return Part(rows, {"help_s": found["help"].wall, "no_op_s": found["again"].wall, "no_op_documents": documents})


if __name__ == "__main__":
    print(main(documents=100 if quick() else DOCUMENTS).markdown())
