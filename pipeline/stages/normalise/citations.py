"""Citations and authors held against the reference list and the order of the table: confirmed, disputed or restored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.provenance import TEXT_FILE, Evidence, Field, Flag
from pipeline.stages.normalise.names import same_person, same_script
from pipeline.stages.normalise.references import Entry, agrees, matching
from pipeline.stages.normalise.row import evidence_of
from pipeline.stages.normalise.study import StudyCell

_LIST = 5
_INFERRED = "citation-inferred"
_DISPUTED = "reference-disagrees"


@dataclass(frozen=True, slots=True)
class Run:
    """A guess at the citations of a table whose marks are ruined: the number of its first row, and how well it fits."""

    first: int
    score: int
    strong: int


def resolved(studies: Sequence[StudyCell], references: Mapping[int, Entry], table_id: str) -> tuple[StudyCell, ...]:
    """The studies of a table in order, each held against the reference list; lost citation numbers restored."""
    trusted = _mostly_right(studies, references)
    known = [_checked(study, references, trusted=trusted) for study in studies]
    known = [_confirmed(study, references) for study in known]
    if all(study.citations for study in known):
        return tuple(known)
    by_list = [_from_list(study, references, table_id) for study in known]
    return tuple(_from_order(by_list, table_id))


def _mostly_right(studies: Sequence[StudyCell], references: Mapping[int, Entry]) -> bool:
    """Whether most cited studies are where the reference list says: then one that is not has been misread."""
    cited = [(study, references.get(n)) for study in studies if (n := _only(study)) is not None]
    held = [entry is not None and agrees(entry, _author(study), _year(study)) for study, entry in cited]
    return len(held) >= 3 and sum(held) >= 0.6 * len(held)


def _author(study: StudyCell) -> str | None:
    return study.author.value if study.author else None


def _year(study: StudyCell) -> int | None:
    return study.year.value if study.year else None


def _checked(study: StudyCell, references: Mapping[int, Entry], *, trusted: bool) -> StudyCell:
    """A cited study, flagged where its entry of the reference list says another author or year."""
    if len(study.citations) != 1 or not references:
        return study
    number = study.citations[0].value
    entry = references.get(number) if number is not None else None
    author, year = _author(study), _year(study)
    if entry is None or author is None or entry.author is None or not same_script(author, entry.author):
        return study
    others = [e for e in matching(dict(references), author, year) if e.number != number]
    alike, dated = same_person(author, entry.author), year is None or year in entry.years
    if alike < 0.6 and (others or trusted):
        flag = _flag(f"entry {number} is by {entry.author}", *(str(e.number) for e in others))
        doubted = replace(study, citations=(replace(study.citations[0], flags=(flag,)),))
        return (
            doubted if others or study.author is None else replace(doubted, author=replace(study.author, flags=(flag,)))
        )
    if 0.6 <= alike < 1.0:
        flag = _flag(f"entry {number} of the reference list is by {entry.author}", entry.author)
        study = replace(study, author=replace(study.author, flags=(flag,)) if study.author else None)
        study = replace(study, label=replace(study.label, flags=(flag,)))
    if alike >= 0.6 and not dated and entry.years and study.year:
        years = tuple(str(y) for y in entry.years)
        flag = _flag(f"entry {number} of the reference list is of {', '.join(years)}", *years)
        study = replace(study, year=replace(study.year, flags=(flag,)), label=replace(study.label, flags=(flag,)))
    return study


def _confirmed(study: StudyCell, references: Mapping[int, Entry]) -> StudyCell:
    """A study of a text dump, whose letters have no other witness, flagged where no entry is by its author."""
    author = _author(study)
    if study.cell.source != TEXT_FILE or author is None or study.author is None or study.author.flags:
        return study
    if sum(1 for entry in references.values() if entry.author is not None) < _LIST:
        return study
    alike = max((same_person(author, e.author) for e in references.values() if e.author is not None), default=0.0)
    if alike == 1.0:
        return study
    near = tuple(e.author for e in references.values() if e.author is not None and same_person(author, e.author) >= 0.6)
    flag = Flag("name-unconfirmed", f"no entry of the reference list is by {author}", tuple(dict.fromkeys(near)))
    label = replace(study.label, flags=(*study.label.flags, flag))
    return replace(study, author=replace(study.author, flags=(flag,)), label=label)


def _flag(message: str, *candidates: str) -> Flag:
    return Flag(_DISPUTED, message, tuple(candidates))


def _from_list(study: StudyCell, references: Mapping[int, Entry], table_id: str) -> StudyCell:
    """A study without a readable citation, with the number of the one entry by its author of its year."""
    if study.citations or not references:
        return study
    found = matching(dict(references), _author(study), _year(study))
    if len(found) != 1:
        return study
    message = f"no readable citation mark; entry {found[0].number} of the reference list is by this author of this year"
    return _cited(study, found[0].number, message, "study.citation.reference-list", table_id)


def _cited(study: StudyCell, number: int, message: str, rule: str, table_id: str) -> StudyCell:
    ink = _ink(study, rule, table_id)
    flag = Flag(_INFERRED, message, (str(number),))
    return replace(study, citations=(Field(value=number, evidence=(ink,), flags=(flag,)),))


def _ink(study: StudyCell, rule: str, table_id: str) -> Evidence:
    return evidence_of(study.cell, study.tail_span, rule, table_id=table_id, confidence=0.6)


def _from_order(studies: Sequence[StudyCell], table_id: str) -> list[StudyCell]:
    """Missing numbers from neighbours that count up one a row, or from the ruins of the marks of the whole table."""
    if any(study.citations for study in studies):
        return [_between(studies, i, table_id) for i in range(len(studies))]
    run = _run(studies)
    if run is None:
        return list(studies)
    message = "citation mark unreadable; the marks of the table fit numbers counting up from {} in its first row"
    return [
        _cited(study, run.first + i, message.format(run.first), "study.citation.order", table_id)
        for i, study in enumerate(studies)
    ]


def _between(studies: Sequence[StudyCell], i: int, table_id: str) -> StudyCell:
    """A study between two cited ones whose numbers leave room for exactly the rows between them."""
    study = studies[i]
    if study.citations:
        return study
    before = next(((j, _only(studies[j])) for j in range(i - 1, -1, -1) if studies[j].citations), None)
    after = next(((j, _only(studies[j])) for j in range(i + 1, len(studies)) if studies[j].citations), None)
    guess = _guess(i, before, after, study.tail)
    if guess is None:
        return study
    message = "citation mark unreadable; its neighbours' numbers leave this one"
    return _cited(study, guess, message, "study.citation.order", table_id)


def _guess(
    i: int, before: tuple[int, int | None] | None, after: tuple[int, int | None] | None, tail: str
) -> int | None:
    """The number of row i between two numbered neighbours; at an end of the table only where the ruined mark agrees."""
    low = before[1] + i - before[0] if before and before[1] is not None else None
    high = after[1] - (after[0] - i) if after and after[1] is not None else None
    if low is not None and high is not None:
        return low if low == high else None
    one = low if low is not None else high
    return one if one is not None and one > 0 and fit(tail, one) >= 2 else None


def _only(study: StudyCell) -> int | None:
    return study.citations[0].value if len(study.citations) == 1 else None


def _run(studies: Sequence[StudyCell]) -> Run | None:
    """The best start of numbers counting up one a row, where it fits plainly better than any other."""
    if len(studies) < 3:
        return None
    runs: list[Run] = []
    for first in range(1, 300):
        fits = [fit(study.tail, first + i) for i, study in enumerate(studies)]
        runs.append(Run(first, sum(fits), sum(1 for f in fits if f >= 2)))
    runs.sort(key=lambda run: (-run.score, run.first))
    best, second = runs[0], runs[1]
    return best if best.strong >= 2 and best.score >= second.score + 2 else None


def fit(tail: str, number: int) -> int:
    """How well the ruins of a mark agree with a number: 3 it is the number, 2 an end is, 1 a part is."""
    digits = re.sub(r"\D", "", tail)
    wanted = str(number)
    if not digits or len(wanted) < 1:
        return 0
    if digits == wanted:
        return 3
    if len(wanted) > 1 and (digits.endswith(wanted) or digits.startswith(wanted)):
        return 2
    return 1 if wanted.startswith(digits) or wanted.endswith(digits) else 0
