"""A correction as a person makes it, of what the outputs show, checked before it is written down."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from pipeline.audit.corrections import Correction, about_study, apply_corrections
from pipeline.audit.entries import as_read, places
from pipeline.audit.shapes import NEW, kind_at
from pipeline.audit.trees import DERIVED, Json, Record, at, escaped, steps
from pipeline.errors import InputError


def decided(
    record: Record,
    path: str,
    value: Json,
    *,
    who: str,
    why: str,
    when: datetime.date,
    earlier: Sequence[Correction] = (),
) -> Correction:
    """The correction that makes `value` of what stands at `path` in a record of the outputs.

    path: a JSON Pointer; one that ends in `-` adds an entry to a list. earlier: what the corrections file holds so far.
    Raises InputError where the record has no such place, CorrectionError where the value cannot stand there.
    """
    parent, _, last = path.rpartition("/")
    place = parent if last == NEW else path
    try:
        now = at(record, place)
    except ValueError as error:
        raise InputError(str(error)) from error
    except KeyError as error:
        raise InputError(f"the record has nothing at {place}; {_near(record, place)}") from error
    if not about_study(place) or kind_at(place) is None:
        raise InputError(f"{place or 'the whole record'} is no value of the study that can be corrected")
    one = Correction(record["record_id"], path, len(now) if last == NEW else now, value, who, when, why)
    apply_corrections(record, (one,))
    filed = as_read(record, path)
    if last != NEW:
        return replace(one, path=filed)
    waiting = [c.read for c in earlier if (c.record, c.path) == (one.record, filed) and isinstance(c.read, int)]
    return replace(one, path=filed, read=max([places(record, parent), *(n + 1 for n in waiting)]))


def _near(record: Record, path: str) -> str:
    """What there is where the path leaves the record."""
    here, known = record, ""
    for step in steps(path):
        try:
            here = at(here, f"/{escaped(step)}")
        except KeyError:
            break
        known += f"/{escaped(step)}"
    if isinstance(here, list):
        return f"{known} has {len(here)} entries, numbered from 0; {known}/{NEW} adds one"
    names = [name for name in here if known or name not in DERIVED] if isinstance(here, dict) else ()
    return f"{known or 'it'} has {', '.join(names) or 'no parts'}"
