"""Building blocks of the schema: typed columns with comments, quantities with their checks, names of constraints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, comment: str, *, null: bool = True, key: bool = False) -> Column[Any]:
    return Column(name, Text, comment=comment, nullable=null and not key, primary_key=key)


def whole(name: str, comment: str, *, null: bool = True, key: bool = False) -> Column[Any]:
    # given by the loader, never by the engine: the same numbers on every engine
    return Column(name, Integer, comment=comment, nullable=null and not key, primary_key=key, autoincrement=False)


def number(name: str, comment: str, *, null: bool = True) -> Column[Any]:
    return Column(name, Double, comment=comment, nullable=null)


def truth(name: str, comment: str) -> Column[Any]:
    return Column(name, Boolean(create_constraint=False), comment=comment, nullable=False)


def json(name: str, comment: str, *, null: bool = False) -> Column[Any]:
    """JSON: text in SQLite, jsonb in PostgreSQL."""
    return Column(name, JSON(none_as_null=True).with_variant(JSONB(), "postgresql"), comment=comment, nullable=null)


def moment(name: str, comment: str, *, null: bool = True) -> Column[Any]:
    """A time in UTC: ISO 8601 text in SQLite, timestamptz in PostgreSQL."""
    return Column(name, Text().with_variant(TIMESTAMP(timezone=True), "postgresql"), comment=comment, nullable=null)


def link(name: str, target: str, comment: str, *, null: bool = True, key: bool = False) -> Column[Any]:
    return Column(
        name, Integer, ForeignKey(target), comment=comment, nullable=null and not key, primary_key=key,
        autoincrement=False,
    )  # fmt: skip


def quoted(values: Iterable[str]) -> str:
    return ", ".join("'" + v.replace("'", "''") + "'" for v in values)


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """`column` holds one of `values`, or nothing."""
    return CheckConstraint(f"{column} IN ({quoted(values)})", name=f"{column}_known")


def ordered(low: str, high: str) -> CheckConstraint:
    return CheckConstraint(f"{low} <= {high}", name=f"{low}_not_above_{high.rsplit('_', 1)[-1]}")


def box() -> list[Column[Any]]:
    """Where something stands on its page: x0, top, x1, bottom in points; null in a text dump."""
    edges = {"x0": "left", "top": "upper", "x1": "right", "bottom": "lower"}
    return [
        number(name, f"{edge} edge in points, from the top left corner of the page") for name, edge in edges.items()
    ]


def quantity(name: str, meaning: str, units: Iterable[str] = ()) -> list[Any]:
    """Columns `<name>_min`, `_max`, `_unit` with their checks: an open bound is null, a bound has a unit."""
    low, high, unit = f"{name}_min", f"{name}_max", f"{name}_unit"
    known = [one_of(unit, units)] if units else [CheckConstraint(f"{unit} <> ''", name=f"{unit}_said")]
    return [
        number(low, f"{meaning}: lower bound, null where open"),
        number(high, f"{meaning}: upper bound, null where open"),
        text(unit, f"{meaning}: UCUM unit"),
        ordered(low, high),
        CheckConstraint(f"{unit} IS NOT NULL OR ({low} IS NULL AND {high} IS NULL)", name=f"{name}_has_unit"),
        *known,
    ]
