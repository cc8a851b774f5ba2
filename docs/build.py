"""Bring the generated parts of the documents up to date: `make docs`.

    python docs/build.py

Schemas come from the types, the README's tables from docs/accuracy.md and docs/performance.md, the arithmetic of
docs/scale.md from the measurements in docs/bench.json, the tour's list from the import contract. A test says when one
of them is stale.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# part of the README → the headings of its page whose tables are shown
SHOWN = {
    "accuracy": ("Sample corpus against its gold",),
    "performance": ("Born-digital pages", "Scanned pages"),
}
# What docs/scale.md assumes of papers, machines and prices; all else is measured.
PAPERS = (10_000, 100_000, 1_000_000)
PAGES, SCANNED, CORES, CORE_HOUR = 10, 0.2, 64, 0.04
NEEDED = ("born_page_s", "scan_page_s", "output_mb_page", "no_op_s", "no_op_documents", "worker_mb")


def between(text: str, name: str, content: str) -> str:
    """`text` with what stands between <!-- name --> and <!-- /name --> replaced by `content`."""
    return re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: m[1] + content + m[2], text, flags=re.DOTALL)


def tables_of(page: Path, headings: tuple[str, ...]) -> str:
    """The first Markdown table under each of the headings, as one; a sentence where none has been measured."""
    text = page.read_text("utf-8") if page.is_file() else ""
    found = [re.search(rf"^## {re.escape(h)}\n(?:(?!^\|).*\n)*?((?:^\|.*\n)+)", text, re.MULTILINE) for h in headings]
    tables = [match[1].splitlines(keepends=True) for match in found if match]
    if not tables:
        return "Not measured yet: `make bench`.\n\n"
    head, *rest = tables
    rows = [line for table in rest if table[0] == head[0] for line in table[2:]]
    return "".join([*head, *rows]) + "\n"


def layers() -> str:
    """The import order of pyproject.toml, top first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    names = [layer.replace("pipeline.", "") for layer in contracts[0]["layers"]]
    return "".join(f"{i}. `{name}`\n" for i, name in enumerate(names, start=1))


def figures() -> dict[str, float]:
    """Every number that `make bench` has measured, by name."""
    place = ROOT / "docs" / "bench.json"
    parts = json.loads(place.read_text("utf-8"))["parts"] if place.is_file() else {}
    return {name: value for part in parts.values() for name, value in part["figures"].items()}


def cost(measured: Mapping[str, float]) -> str:
    """The arithmetic of docs/scale.md, or what has to be measured first."""
    missing = [name for name in NEEDED if name not in measured]
    if missing:
        return f"Not measured yet: {', '.join(missing)} (`make bench`).\n"
    born, scan = measured["born_page_s"], measured["scan_page_s"]
    hours_a_paper = PAGES * ((1 - SCANNED) * born + SCANNED * scan) / 3600
    idle = 1000 * measured["no_op_s"] / measured["no_op_documents"]
    lines = [
        f"Measured by `make bench` ([performance.md](performance.md)): a born page costs {born:.2f} s of one core, all "
        f"files and the database included, a scanned page {scan:.1f} s (both recognisers and the checks); a worker "
        f"holds up to {measured['worker_mb'] / 1000:.1f} GB; outputs take {measured['output_mb_page']:.2f} MB a page; "
        f"a run with nothing to do costs {idle:.1f} ms a document.",
        "",
        f"For {PAGES} pages a paper, {SCANNED:.0%} of the papers scans, at {CORE_HOUR} a core hour (2 GB with it):",
        "",
        f"| papers | core hours | on {CORES} cores | cost | outputs |",
        "| --- | --- | --- | --- | --- |",
    ]
    for papers in PAPERS:
        hours = papers * hours_a_paper
        elapsed = hours / CORES
        time = f"{elapsed:.1f} h" if elapsed < 48 else f"{elapsed / 24:.1f} days"
        size = papers * PAGES * measured["output_mb_page"] / 1000
        shown = f"{size:.0f} GB" if size < 1000 else f"{size / 1000:.1f} TB"
        lines.append(f"| {papers:,} | {hours:,.0f} | {time} | {hours * CORE_HOUR:,.0f} | {shown} |")
    return "\n".join(lines) + "\n"


def generated() -> dict[Path, str]:
    """Every page with generated parts, as it should read."""
    docs = ROOT / "docs"
    tables = {name: tables_of(docs / f"{name}.md", headings) for name, headings in SHOWN.items()}
    pages: dict[Path, str] = {}
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        for part, table in tables.items():
            text = between(text, part, table)
        pages[ROOT / name] = text
    pages[docs / "scale.md"] = between((docs / "scale.md").read_text("utf-8"), "cost", cost(figures()))
    pages[docs / "tour.md"] = between((docs / "tour.md").read_text("utf-8"), "layers", layers())
    return pages


def main() -> None:
    for path, text in generated().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
