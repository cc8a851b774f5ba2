"""A FHIR R5 bundle: a Citation for each document, an Evidence for each study, checked by the fhir.resources models.

Everything is a draft taken from a review's table: no certainty is claimed, and a study whose record has flags says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from fhir.resources.bundle import BundleEntry
from fhir.resources.citation import Citation
from fhir.resources.evidence import Evidence
from pydantic import ValidationError

from pipeline.errors import OutputError
from pipeline.publish.contract import EffectOut, OutcomeOut, RecordOut, TermValue
from pipeline.publish.database.outputs import Content, contents
from pipeline.publish.exports.tidy import new_file

Node: TypeAlias = dict[str, Any]

_ROLE = "http://terminology.hl7.org/CodeSystem/variable-role"
_RECORD = "urn:review-evidence:record"
_DOCUMENT = "urn:review-evidence:sha256"
# what reviews print → code and display of the statistic types of FHIR R5
_STATISTICS = {
    "MD": ("0000457", "Mean Difference"), "WMD": ("0000457", "Mean Difference"),
    "SMD": ("0000100", "Standardized Mean Difference"), "OR": ("C16932", "Odds Ratio"),
    "RR": ("C93152", "Relative Risk"), "HR": ("C93150", "Hazard Ratio"), "RD": ("0000424", "Risk Difference"),
}  # fmt: skip
_STATISTIC_SYSTEM = "http://terminology.hl7.org/CodeSystem/statistic-type"


def write(outputs: Path, to: Path) -> int:
    """A collection bundle at `to`, written entry by entry; how many resources.

    Raises OutputError where a resource breaks the model of FHIR R5.
    """
    count = 0
    with new_file(to) as draft, draft.open("wb") as out:
        out.write(b'{"resourceType": "Bundle", "type": "collection", "entry": [')
        for entry in _entries(outputs):
            out.write((b",\n " if count else b"\n ") + entry)
            count += 1
        out.write(b"\n]}\n")
    return count


def _entries(outputs: Path) -> Iterator[bytes]:
    for content in contents(outputs):
        yield _entry(f"urn:sha256:{content.head.sha256}", _citation(content), Citation)
        for line in content.lines:
            yield _entry(f"urn:uuid:{line.record.record_id}", _evidence(line.record, content), Evidence)


def _entry(url: str, resource: Node, model: type[Citation] | type[Evidence]) -> bytes:
    try:
        checked = BundleEntry(fullUrl=url, resource=model.model_validate(resource))
    except ValidationError as error:
        raise OutputError(f"{url} is no valid {model.__name__} of FHIR R5: {error}") from error
    return checked.model_dump_json(exclude_none=True).encode()


def _without_nothing(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, [], {}, "")}


def _citation(content: Content) -> Node:
    head = content.head
    titles = [_titled(text, language) for text, language in ((head.title.en, "en"), (head.title.zh, "zh")) if text]
    abstracts = [
        _titled(text, language) for text, language in ((head.abstract.en, "en"), (head.abstract.zh, "zh")) if text
    ]
    names = head.authors.en or head.authors.zh
    doi = [{"system": "https://doi.org", "value": head.doi}] if head.doi else []
    artifact = _without_nothing(
        {
            "identifier": doi,
            "title": titles,
            "abstract": abstracts,
            "contributorship": {"summary": [{"value": ", ".join(names)}]} if names else None,
        }
    )
    return _without_nothing(
        {
            "resourceType": "Citation",
            "status": "draft",
            "identifier": [{"system": _DOCUMENT, "value": head.sha256}],
            "title": head.title.en or head.title.zh or head.document_id,
            "citedArtifact": artifact,
        }
    )


def _titled(text: str, language: str) -> Node:
    return {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]}, "text": text}


def _evidence(record: RecordOut, content: Content) -> Node:
    needs_review = [f"{f.code} {f.path}: {f.message}" for f in record.flags]
    return _without_nothing(
        {
            "resourceType": "Evidence",
            "status": "draft",
            "identifier": [{"system": _RECORD, "value": record.record_id}],
            "title": record.study.label,
            "description": f"As table {record.table_id} of the review {content.entry.document_id} reports it.",
            "citeAsReference": {"reference": f"urn:sha256:{content.head.sha256}"},
            "variableDefinition": _variables(record),
            "statistic": [s for o in record.outcomes if (s := _statistic(o)) is not None],
            "studyDesign": [{"text": record.study.design}] if record.study.design else [],
            "note": [{"text": said} for said in needs_review],
        }
    )


def _variables(record: RecordOut) -> list[Node]:
    """Population, exposure, comparator and measured variables; the population at least, as the model asks for one."""
    condition = _name(record.population.condition)
    found = [_variable("population", condition or "not reported")]
    if record.intervention.as_reported:
        parts = msgspec.to_builtins(record.intervention)
        found.append(_variable("exposure", record.intervention.as_reported, _programme(parts)))
    if record.comparator:
        found.append(_variable("referenceExposure", record.comparator))
    for outcome in record.outcomes:
        measure = _name(outcome.measure)
        if measure:
            found.append(_variable("measuredVariable", measure, f"direction: {outcome.direction}"))
    return found


def _variable(role: str, description: str, note: str | None = None) -> Node:
    node: Node = {"description": description, "variableRole": {"coding": [{"system": _ROLE, "code": role}]}}
    return node if note is None else {**node, "note": [{"text": note}]}


def _programme(parts: Any) -> str:
    """Duration and components as JSON, in the contract's words: FHIR has no place for a training programme."""
    return msgspec.json.encode({"duration": parts["duration"], "components": parts["components"]}).decode()


def _name(term: TermValue | None) -> str | None:
    return None if term is None else term.as_reported or term.en or term.zh


def _statistic(outcome: OutcomeOut) -> Node | None:
    effect = outcome.effect
    if effect is None or effect.value is None:
        return None
    known = _STATISTICS.get(effect.measure or "")
    kind: Node | None = {"text": effect.measure} if effect.measure else None
    if kind is not None and known is not None:
        kind["coding"] = [{"system": _STATISTIC_SYSTEM, "code": known[0], "display": known[1]}]
    return _without_nothing(
        {
            "description": _name(outcome.measure),
            "statisticType": kind,
            "quantity": {"value": effect.value},
            "attributeEstimate": _interval(effect),
            "note": [{"text": f"p {effect.p}"}] if effect.p else [],
        }
    )


def _interval(effect: EffectOut) -> list[Node]:
    """The confidence interval, where both bounds are known."""
    if effect.ci_low is None or effect.ci_high is None:
        return []
    low, high = {"value": effect.ci_low}, {"value": effect.ci_high}
    return [{"type": {"text": "Confidence interval"}, "range": {"low": low, "high": high}}]
