"""Which source files and term lists a part of the package is made of: its imports, followed to the end."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

_FROM = re.compile(r"^from\s+(pipeline[\w.]*)\s+import\s+(\([^)]*\)|[^\n#]+)", re.MULTILINE)
_IMPORT = re.compile(r"^import\s+(pipeline[\w.]*)", re.MULTILINE)
_TERM_LIST = re.compile(r"""\bload\(\s*(?:["']([\w-]+)["'])?""")
_DATA_NAME = re.compile(r"""["']([\w-]+\.(?:txt|toml))["']""")
_LEXICON = "lexicon"


def digest(*parts: str | bytes) -> str:
    """A SHA-256 over parts that cannot run into one another."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


class Sources:
    """The source files of the package under `package`, each read and searched once."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._read: dict[Path, bytes] = {}
        self._imports: dict[Path, frozenset[str]] = {}
        self._places: dict[str, Path | None] = {}

    def version(self, roots: Iterable[str]) -> str:
        """One hash of all that the modules `roots` (`pipeline.x.y`) are made of, wherever the package lies."""
        modules = self.modules(roots)
        every = sorted({*modules, *self._data(modules)})
        return digest(*(p for path in every for p in (path.relative_to(self._package).as_posix(), self._bytes(path))))

    def modules(self, roots: Iterable[str]) -> frozenset[Path]:
        """The files of the modules `roots` and of every module of the package that they import, near or far."""
        waiting = [name for root in roots for name in _with_parents(root)]
        seen: set[str] = set()
        found: set[Path] = set()
        while waiting:
            name = waiting.pop()
            path = None if name in seen else self._file(name)
            seen.add(name)
            if path is not None:
                found.add(path)
                waiting += [up for said in self._imported(path) for up in _with_parents(said)]
        return frozenset(found)

    def _file(self, module: str) -> Path | None:
        if module not in self._places:
            place = self._package.joinpath(*module.split(".")[1:])
            both = (place / "__init__.py", place.with_suffix(".py"))
            self._places[module] = next((path for path in both if path.is_file()), None)
        return self._places[module]

    def _bytes(self, path: Path) -> bytes:
        if path not in self._read:
            self._read[path] = path.read_bytes()
        return self._read[path]

    def _imported(self, path: Path) -> frozenset[str]:
        if path not in self._imports:
            self._imports[path] = _imported(self._bytes(path).decode("utf-8"))
        return self._imports[path]

    def _data(self, modules: Iterable[Path]) -> set[Path]:
        """Files that are no code: term lists that are asked for by name, all of them where a name is worked out at run
        time; and whatever else lies in a module's folder or below it in a folder without code."""
        lexicon = self._package / _LEXICON
        found: set[Path] = set()
        for path in modules:
            text = self._bytes(path).decode("utf-8")
            asked = set(_TERM_LIST.findall(text)) if path.parent != lexicon else set()
            found |= set(lexicon.glob("*.toml")) if "" in asked else {lexicon / f"{name}.toml" for name in asked}
            found |= {lexicon / name for name in _DATA_NAME.findall(text)}
        for folder in {path.parent for path in modules} - {lexicon, self._package}:
            places = [folder, *(p for p in folder.iterdir() if p.is_dir() and not any(p.glob("*.py")))]
            found |= {p for place in places for p in place.iterdir() if p.is_file() and p.suffix not in (".py", ".pyc")}
        return {path for path in found if path.is_file()}


def _imported(text: str) -> frozenset[str]:
    """The modules of the package that a source text imports; an imported name may be a module of its own."""
    names = set(_IMPORT.findall(text))
    for module, imported in _FROM.findall(text):
        inner = (name.split() for name in imported.strip("()").split(","))
        names |= {module, *(f"{module}.{words[0]}" for words in inner if words)}
    return frozenset(names)


def _with_parents(module: str) -> list[str]:
    """The packages that a module lies in, itself last. The top one holds nothing but the version and shortcuts."""
    parts = module.split(".")
    return [".".join(parts[:n]) for n in range(2, len(parts) + 1)]
