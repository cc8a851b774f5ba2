"""Bring the generated parts of the documents up to date: `make docs`.

    python docs/build.py

Schemas come from the types, the README's tables from docs/accuracy.md and docs/performance.md, the
tour's list from the import contract. A test says when one of them is stale.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def between(text: str, name: str, content: str) -> str:
    """`text` with what stands between <!-- name --> and <!-- /name --> replaced by `content`."""
    return re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: m[1] + content + m[2], text, flags=re.DOTALL)


def first_table(page: Path) -> str:
    """The first Markdown table of a page, "" where there is no page or no table yet."""
    found = re.search(r"(?:^\|.*\n)+", page.read_text("utf-8"), re.MULTILINE) if page.is_file() else None
    return f"{found[0]}\n" if found else ""


def layers() -> str:
    """The import order of pyproject.toml, top first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    names = [layer.replace("pipeline.", "") for layer in contracts[0]["layers"]]
    return "".join(f"{i}. `{name}`\n" for i, name in enumerate(names, start=1))


def generated() -> dict[Path, str]:
    """Every page with generated parts, as it should read."""
    docs = ROOT / "docs"
    tables = {name: first_table(docs / f"{name}.md") for name in ("accuracy", "performance")}
    pages: dict[Path, str] = {}
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        for part, table in tables.items():
            text = between(text, part, table)
        pages[ROOT / name] = text
    pages[docs / "tour.md"] = between((docs / "tour.md").read_text("utf-8"), "layers", layers())
    return pages


def main() -> None:
    for path, text in generated().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
