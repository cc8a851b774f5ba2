"""The intervention of a row: types, duration and components, every value with its ink."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import Component, Intervention, Quantity
from pipeline.stages.normalise.aliases import aliases_of
from pipeline.stages.normalise.components import component, flag, flagged, near_miss, quantity_field
from pipeline.stages.normalise.grammar.tokens import fold
from pipeline.stages.normalise.heard import Heard, Leftover, heard, in_order, leftovers
from pipeline.stages.normalise.parts import Part, reported
from pipeline.stages.normalise.row import FieldCell, RowContext, evidence_of
from pipeline.stages.normalise.sharing import Draft, Share, naming_cells, shared_out

_NAMING = ("intervention", "type")
_SLOTS = {
    "duration": ("session", "frequency", "dose"),
    "frequency": ("frequency", "session", "sets", "dose"),
    "session": ("session", "frequency", "sets", "dose"),
    "dose": ("dose", "frequency", "session"),
}  # fmt: skip


def read_intervention(cells: Sequence[FieldCell], context: RowContext) -> Intervention:
    """What a row's cells say of the intervention: intervention, type, duration, volume, frequency, session, dose and
    intensity columns, any of which may be missing or say nothing.

    A value that is not sure carries a flag; what could not be placed stands as a flag on an empty field near it.
    """
    told = in_order(cells)
    aliases = aliases_of(context.legend)
    said = heard(told, aliases)
    share = shared_out(told, [h for h in said if h.measure.kind != "duration"], context)
    components = tuple(component(draft) for draft in share.drafts)
    asides = (
        Leftover(h.cell, h.measure.start, h.measure.end) for h in said if h.measure.kind == "duration" and _aside(h)
    )
    lost = _joined([*_unread(share), *asides, *leftovers(told, aliases)])
    return Intervention(
        as_reported=_as_reported(told),
        types=tuple(_types(share, components)),
        duration=quantity_field([h for h in said if h.measure.kind == "duration" and not _aside(h)], "duration"),
        components=_with_lost(components, share.drafts, lost),
    )


def _as_reported(cells: Sequence[FieldCell]) -> Field[str] | None:
    cell = next(iter(naming_cells(cells)), None)
    if cell is None:
        return None
    start, end = reported(cell)
    evidence = evidence_of(cell.cell, (start, end), "intervention.as-reported", table_id=cell.table_id)
    return Field(cell.text[start:end], (evidence,))


def _types(share: Share, components: Sequence[Component]) -> Iterator[Field[str]]:
    """Each type once, in the order in which the parts are named; then what only a dose tells."""
    seen: set[str] = set()
    for part in share.parts:
        for field in _types_of(part):
            if field.value is not None and field.value not in seen:
                seen.add(field.value)
                yield field
    for draft, made in zip(share.drafts, components, strict=False):
        found = made.type
        unnamed = not draft.whole_of and (draft.part is None or draft.part.kind is None)
        if unnamed and found is not None and found.value and found.value not in seen:
            seen.add(found.value)
            yield found


def _types_of(part: Part) -> Iterator[Field[str]]:
    """The types that the words of a part say: its kind's, and those of further words that say more."""
    if part.kind is None or part.typed_by is not None:
        return
    table = part.cell.table_id
    said = False
    for mention in part.mentions:
        if part.kind.name == "hiit" and mention.kind.name == "walking":
            continue  # the treadmill that the intervals are run on
        if mention.kind == part.kind or not mention.kind.weak:
            said = True
            ink = evidence_of(part.cell.cell, (mention.start, mention.end), "intervention.type", table_id=table)
            yield from (Field(name, (ink,), near_miss(mention)) for name in mention.kind.types)
    if not said:
        ink = evidence_of(part.cell.cell, part.span, "intervention.type-expanded", table_id=table)
        yield from (Field(name, (ink,)) for name in part.kind.types)


def _aside(one: Heard) -> bool:
    """A stretch of time in a bracket of another column is one of its parts: `10 m/min (前2周)`."""
    before = fold(one.cell.text[: one.measure.start])
    return one.cell.field not in (*_NAMING, "duration", "volume") and before.count("(") > before.count(")")


def _unread(share: Share) -> Iterator[Leftover]:
    for draft in share.drafts:
        for one in draft.heard:
            if one.measure.kind == "unread" or (one.measure.kind == "alone" and _counts(one)):
                yield Leftover(one.cell, one.measure.start, one.measure.end)
    for one in share.unplaced:
        yield Leftover(one.cell, one.measure.start, one.measure.end)


def _joined(pieces: Sequence[Leftover]) -> list[Leftover]:
    """The pieces in order, those that only a blank or a sign parts as one (`10-14 mission`)."""
    found: list[Leftover] = []
    for piece in sorted(set(pieces), key=lambda p: (p.cell.cell.col, p.start, p.end)):
        before = found[-1] if found else None
        if before is not None and before.cell is piece.cell and not _said(piece.cell.text[before.end : piece.start]):
            found[-1] = replace(before, end=max(before.end, piece.end))
        else:
            found.append(piece)
    return found


def _said(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _counts(one: Heard) -> bool:
    """Whether a number without a unit is missed: one that names a strain (`35624`) is not."""
    value = one.measure.quantity.max if one.measure.quantity is not None else None
    return one.cell.field not in _NAMING or value is None or value >= 1e6


def _with_lost(
    components: tuple[Component, ...], drafts: Sequence[Draft], lost: Sequence[Leftover]
) -> tuple[Component, ...]:
    """The components, with a flag on an empty field for every piece of text that was not understood."""
    made = list(components)
    for piece in lost:
        index = next((i for i, d in enumerate(drafts) if any(_holds(h, piece) for h in d.heard)), 0)
        if not made:
            made.append(Component())
        words = piece.cell.text[piece.start : piece.end]
        ink = evidence_of(
            piece.cell.cell, (piece.start, piece.end), "intervention.unread", table_id=piece.cell.table_id
        )
        doubt = flag("unparsed-text", f"'{words}' in the column '{piece.cell.header_text}' was not understood")
        made[index] = _noted(made[index], piece.cell.field, ink, doubt)
    return tuple(made)


def _holds(one: Heard, piece: Leftover) -> bool:
    return one.cell is piece.cell and one.measure.start <= piece.end and piece.start <= one.measure.end + 1


def _noted(one: Component, column: str, ink: Evidence, doubt: Flag) -> Component:
    """The component with the flag on its first empty field that the column could have filled."""
    held: dict[str, Field[Quantity] | None] = {
        "session": one.session,
        "frequency": one.frequency,
        "sets": one.sets,
        "repetitions": one.repetitions,
        "dose": one.dose,
    }
    for slot in (*_SLOTS.get(column, ()), *held):
        before = held[slot]
        if before is None or before.value is None:
            held[slot] = flagged(before or Field(None, (ink,)), doubt)
            return replace(
                one, session=held["session"], frequency=held["frequency"], sets=held["sets"],
                repetitions=held["repetitions"], dose=held["dose"],
            )  # fmt: skip
    return one
