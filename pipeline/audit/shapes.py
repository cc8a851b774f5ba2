"""What may stand at a place of a record: its type in the contract, what is left out of it filled in, what cannot be."""

from __future__ import annotations

from dataclasses import is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from pipeline.audit.trees import Json, steps
from pipeline.publish.contract import QuantityOut, RecordOut
from pipeline.publish.units import UNITS

NEW = "-"  # the last step of a pointer to an entry that a list does not have yet (RFC 6902)


@cache
def kind_at(pointer: str) -> Any:
    """The contract's type of what stands at `pointer` in a record; None where no record has such a place."""
    kind: Any = RecordOut
    for step in steps(pointer):
        kind = _member(_bare(kind), step)
        if kind is None:
            return None
    return kind


def is_entry(pointer: str) -> bool:
    """Whether `pointer` names an entry of a list: it can be taken out, and more can be put after it."""
    parent, _, last = pointer.rpartition("/")
    return (last.isdigit() or last == NEW) and get_origin(_bare(kind_at(parent))) is tuple


def is_quantity(pointer: str) -> bool:
    """Whether a quantity, with bounds and a unit, stands at `pointer`."""
    return _bare(kind_at(pointer)) is QuantityOut


def fitted(value: Json, pointer: str) -> Json:
    """`value` with what it leaves out filled in as missing, where it may stand at `pointer`.

    A place that the contract does not know takes anything. Raises ValueError with what is wrong.
    """
    kind = kind_at(pointer)
    if kind is None:
        return value
    whole = _completed(value, kind)
    _check_unit(whole, pointer)
    try:
        msgspec.convert(whole, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    return whole


def _check_unit(value: Json, pointer: str) -> None:
    """Raises ValueError for a unit that the evidence database would not take; an added part may hold several."""
    if isinstance(value, dict):
        for name, child in value.items():
            _check_unit(child, f"{pointer}/{name}")
        return
    *_, field, last = ("", *steps(pointer))
    known = UNITS.get(field) if last == "unit" else None
    if known is not None and value is not None and value not in known:
        raise ValueError(f"{value!r} is no unit of {field}; known are {', '.join(known)}")


def blank(kind: Any) -> Json:
    """A value of the type that says nothing: null where it may be, else the emptiest there is."""
    if _nullable(kind):
        return None
    if get_origin(kind) is tuple:
        return []
    if get_origin(kind) is Literal:
        return "unknown" if "unknown" in get_args(kind) else get_args(kind)[0]
    return {name: blank(child) for name, child in _members(kind).items()} if is_dataclass(kind) else ""


def _completed(value: Json, kind: Any) -> Json:
    kind = _bare(kind)
    if isinstance(value, dict) and is_dataclass(kind):
        known = _members(kind)
        if strange := sorted(set(value) - set(known)):
            raise ValueError(f"{', '.join(strange)} is not known here; known are {', '.join(known)}")
        whole = {n: _completed(value[n], child) if n in value else blank(child) for n, child in known.items()}
        low, high = whole.get("min"), whole.get("max")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            raise ValueError(f"the bounds {low:g} and {high:g} are the wrong way round")
        return whole
    if isinstance(value, list) and get_origin(kind) is tuple:
        return [_completed(child, get_args(kind)[0]) for child in value]
    return value


def _members(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _nullable(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind)


def _bare(kind: Any) -> Any:
    """`X` of `X | None`; a union of numbers stays one."""
    rest = [k for k in get_args(kind) if k is not NoneType] if _nullable(kind) else []
    return rest[0] if len(rest) == 1 else kind


def _member(kind: Any, step: str) -> Any:
    """The type of a member, None where there is none of this name."""
    origin = get_origin(kind)
    if origin is tuple:
        entry = step.isdigit() or step == NEW
        return get_args(kind)[0] if entry and get_args(kind)[-1] is Ellipsis else None
    if origin is dict:
        return get_args(kind)[1]
    return _members(kind).get(step) if is_dataclass(kind) else None
