"""The exports for reference managers, FHIR, annotation tools and archives, read back by other libraries."""

from __future__ import annotations

import json
from pathlib import Path

import rispy
from citeproc import Citation as CiteprocCitation
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from fhir.resources.bundle import Bundle
from rdflib import Graph, Namespace
from rdflib.namespace import RDF
from rocrate.rocrate import ROCrate
from sampling import Sample

from pipeline.publish.contract import RecordOut, ReferenceOut
from pipeline.publish.exports.formats import export
from pipeline.publish.exports.references import entries, parsed
from tests.publish.exports.conftest import FORMULA

OA = Namespace("http://www.w3.org/ns/oa#")
# the terms of the annotation context that the export uses, as its specification maps them to RDF
CONTEXT = {
    "oa": str(OA), "dcterms": "http://purl.org/dc/terms/", "as": "http://www.w3.org/ns/activitystreams#",
    "rdf": str(RDF), "id": {"@type": "@id", "@id": "@id"}, "type": {"@type": "@id", "@id": "@type"},
    "Annotation": "oa:Annotation", "AnnotationPage": "as:OrderedCollectionPage", "TextualBody": "oa:TextualBody",
    "FragmentSelector": "oa:FragmentSelector", "TextQuoteSelector": "oa:TextQuoteSelector",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "body": {"@type": "@id", "@id": "oa:hasBody"}, "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"}, "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "refinedBy": {"@type": "@id", "@id": "oa:refinedBy"}, "exact": "oa:exact", "value": "rdf:value",
    "conformsTo": {"@type": "@id", "@id": "dcterms:conformsTo"},
}  # fmt: skip


def test_ris_read_by_rispy_has_every_reference(sample: Sample, tmp_path: Path) -> None:
    count = export("ris", sample.out, tmp_path / "references.ris")
    read = rispy.loads((tmp_path / "references.ris").read_text("utf-8"))
    wanted = list(entries(sample.out))
    assert len(read) == len(wanted) == count > 40
    for one, entry in zip(read, wanted, strict=True):
        assert (one["id"], one["title"]) == (entry.id, " ".join(entry.title.split()))
        assert one.get("year") == (None if entry.year is None else str(entry.year))
        assert len(one.get("authors", [])) == len(entry.authors)
        assert " ".join(entry.text.split()) in one["notes"][0]
    assert sum(e.journal is not None for e in wanted) > len(wanted) // 2


def test_csl_json_read_by_citeproc_can_be_cited(sample: Sample, tmp_path: Path) -> None:
    export("csl-json", sample.out, tmp_path / "references.json")
    source = CiteProcJSON(json.loads((tmp_path / "references.json").read_text("utf-8")))
    entry = next(e for e in entries(sample.out) if e.journal is not None and e.authors[0].given)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(CiteprocCitation([CitationItem(entry.id)]))
    said = str(bibliography.bibliography()[0])
    assert str(entry.year) in said
    assert entry.authors[0].family in said
    assert len(source) == len(list(entries(sample.out)))


def test_a_reference_of_no_known_form_stays_whole() -> None:
    text = "World Health Organization guidance on something, Geneva"
    entry = parsed(ReferenceOut(3, text, None), document_id="d", name="d-3")
    assert (entry.title, entry.authors, entry.journal, entry.year) == (text, (), None, None)


def test_references_run_together_are_not_taken_for_one() -> None:
    text = "A B. One[J]. Pain, 2015, 3(1): 1-8. C D. Two[J]. Pain, 2016, 4(2): 77-84."
    assert parsed(ReferenceOut(1, text, None), document_id="d", name="d-1").journal is None


def test_a_chinese_reference_is_taken_apart() -> None:
    text = "白某, 丁某, 等. 膝骨关节炎的患病情况[J]. 虚构骨科杂志, 2014, 2(1): 5-9."
    entry = parsed(ReferenceOut(1, text, None), document_id="d", name="d-1")
    assert (entry.title, entry.journal, entry.year, entry.pages) == (
        "膝骨关节炎的患病情况",
        "虚构骨科杂志",
        2014,
        "5-9",
    )
    assert [n.family for n in entry.authors] == ["白某", "丁某"]
    assert entry.more_authors


def test_the_bundle_is_valid_fhir_r5_and_says_what_the_records_say(
    outputs: Path, written: tuple[RecordOut, ...], tmp_path: Path
) -> None:
    count = export("fhir", outputs, tmp_path / "bundle.json")
    bundle = Bundle.model_validate_json((tmp_path / "bundle.json").read_bytes())
    assert len(bundle.entry) == count == len(written) + 2
    evidence = {e.fullUrl: e.resource for e in bundle.entry if e.resource.get_resource_type() == "Evidence"}
    assert list(evidence) == [f"urn:uuid:{r.record_id}" for r in written]
    for record in written:
        found = evidence[f"urn:uuid:{record.record_id}"]
        assert found.title == record.study.label
        measured = [
            v.description for v in found.variableDefinition if v.variableRole.coding[0].code == "measuredVariable"
        ]
        assert measured == [o.measure.as_reported for o in record.outcomes]
        assert len(found.note or ()) == len(record.flags)
    first = evidence[f"urn:uuid:{written[0].record_id}"]
    assert float(first.statistic[0].quantity.value) == -1.25
    interval = first.statistic[0].attributeEstimate[0].range
    assert (float(interval.low.value), float(interval.high.value)) == (-2.0, -0.5)


def test_the_bundle_of_a_real_run_is_valid(sample: Sample, tmp_path: Path) -> None:
    export("fhir", sample.out, tmp_path / "bundle.json")
    assert Bundle.model_validate_json((tmp_path / "bundle.json").read_bytes()).type == "collection"


def test_every_value_has_an_annotation_with_page_box_and_quote(
    outputs: Path, written: tuple[RecordOut, ...], tmp_path: Path
) -> None:
    count = export("annotations", outputs, tmp_path / "annotations.jsonld")
    tree = json.loads((tmp_path / "annotations.jsonld").read_text("utf-8"))
    assert tree["@context"] == "http://www.w3.org/ns/anno.jsonld"
    graph = Graph().parse(data=json.dumps(tree | {"@context": CONTEXT}), format="json-ld")
    sources = [p for r in written for p in r.provenance]
    assert len(set(graph.subjects(RDF.type, OA.Annotation))) == count == len(sources)
    quotes = sorted(str(q) for q in graph.objects(None, OA.exact))
    assert quotes == sorted(p.raw for p in sources)
    places = {str(v) for s in graph.subjects(RDF.type, OA.FragmentSelector) for v in graph.objects(s, RDF.value)}
    assert "page=2&viewrect=10,20.25,50.5,9" in places
    assert "line=11,12" in places
    said = {str(v) for b in graph.subjects(RDF.type, OA.TextualBody) for v in graph.objects(b, RDF.value)}
    assert f"/comparator: {FORMULA}" in said
    assert "/population/sample_size/total: 40" in said


def test_the_crate_read_by_rocrate_lists_every_file_and_the_run(sample: Sample) -> None:
    export("ro-crate", sample.out, sample.out / "ro-crate-metadata.json")
    try:
        crate = ROCrate(sample.out)
        files = {e.id for e in crate.get_entities() if e.type == "File"}
        there = {p.relative_to(sample.out).as_posix() for p in sample.out.rglob("*") if p.is_file()}
        hidden = {n for n in there if n.startswith(".") or n == "ro-crate-metadata.json"}
        assert files == there - hidden
        run = crate.dereference("#run")
        assert run.type == "CreateAction"
        assert run["instrument"]["softwareVersion"] == sample.report.version
        assert len(run["object"]) == sum(i.status in ("ok", "partial") for i in sample.report.inputs)
    finally:
        (sample.out / "ro-crate-metadata.json").unlink()
