"""Names for records that stay when rows are found, split or merged later."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence

from pipeline.core.studies import Study
from pipeline.stages.normalise.names import name_key

_NAMESPACE = uuid.UUID("6f1f3c7e-5f0b-5a53-9d0e-2c7a4f1b8e90")


def record_ids(sha256: str, ordinal: int, studies: Sequence[tuple[Study, int]]) -> tuple[str, ...]:
    """One UUIDv5 a study (with its table row): of the document, the table's ordinal and who and when the study is.

    Two studies of one author and year are told apart by a counter in their order.
    """
    seen: Counter[str] = Counter()
    out: list[str] = []
    for study, row in studies:
        name = _identity(study, row)
        seen[name] += 1
        repeat = "" if seen[name] == 1 else f"/{seen[name]}"
        out.append(str(uuid.uuid5(_NAMESPACE, f"{sha256}/{ordinal}/{name}{repeat}")))
    return tuple(out)


def _identity(study: Study, row: int) -> str:
    author = study.first_author.value if study.first_author is not None else None
    year = study.year.value if study.year is not None else None
    if author and year:
        return f"{name_key(author)}:{year}"
    if study.citations:
        return f"citation:{study.citations[0].value}"
    return f"row:{row}"
