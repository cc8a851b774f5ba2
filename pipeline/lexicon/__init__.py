"""Term lists in both languages, as TOML files beside this one: add a term there, no code needs to change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> Mapping[str, Any]:
    """The parsed term list `<name>.toml`. Raises FileNotFoundError where there is none of that name."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
