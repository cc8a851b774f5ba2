"""JSON trees addressed by JSON Pointers (RFC 6901): what stands there, copies with something else there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Json: TypeAlias = Any


def escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def steps(pointer: str) -> list[str]:
    """The members a pointer names, from the root. Raises ValueError for what is no pointer."""
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is no JSON Pointer: it starts with /")
    return [s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]


def at(tree: Json, pointer: str) -> Json:
    """What stands at `pointer`. Raises KeyError, with the pointer, where it leads nowhere."""
    here = tree
    for step in steps(pointer):
        try:
            here = here[int(step)] if isinstance(here, list) else here[step]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise KeyError(pointer) from error
    return here


def with_value(tree: Json, pointer: str, value: Json) -> Json:
    """A copy of `tree` with `value` at `pointer`; only what lies on the way is copied. Raises KeyError as `at` does."""
    return _with(tree, steps(pointer), value, pointer)


def _with(tree: Json, way: list[str], value: Json, pointer: str) -> Json:
    if not way:
        return value
    step, rest = way[0], way[1:]
    if isinstance(tree, list) and step.isdigit() and int(step) < len(tree):
        i = int(step)
        return [*tree[:i], _with(tree[i], rest, value, pointer), *tree[i + 1 :]]
    if isinstance(tree, dict) and step in tree:
        return {**tree, step: _with(tree[step], rest, value, pointer)}
    raise KeyError(pointer)


def leaves(tree: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every non-null scalar with its pointer, in the order of the tree."""
    if isinstance(tree, dict):
        for name, child in tree.items():
            yield from leaves(child, f"{pointer}/{escaped(name)}")
    elif isinstance(tree, list):
        for i, child in enumerate(tree):
            yield from leaves(child, f"{pointer}/{i}")
    elif tree is not None:
        yield pointer, tree


def covers(place: str, pointer: str) -> bool:
    """Whether `pointer` is `place` or lies below it. The root covers everything."""
    return pointer == place or pointer.startswith(place.rstrip("/") + "/")
