"""W3C Web Annotations: every value of every record at its place on the page: page, box and quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.publish.contract import ProvenanceOut, RecordOut
from pipeline.publish.database.outputs import contents
from pipeline.publish.exports.tidy import new_file

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PDF = "http://tools.ietf.org/rfc/rfc3778"
_TEXT = "http://tools.ietf.org/rfc/rfc5147"


def write(outputs: Path, to: Path) -> int:
    """An AnnotationPage at `to`, written as it is made; how many annotations."""
    count = 0
    with new_file(to) as draft, draft.open("wb") as out:
        out.write(f'{{"@context": "{CONTEXT}",\n "type": "AnnotationPage",\n "items": ['.encode())
        for content in contents(outputs):
            for line in content.lines:
                for one in of_record(line.record, sha256=content.head.sha256, media_type=content.head.media_type):
                    out.write((b",\n  " if count else b"\n  ") + msgspec.json.encode(one))
                    count += 1
        out.write(b"\n ]}\n")
    return count


def of_record(record: RecordOut, *, sha256: str, media_type: str) -> Iterator[dict[str, Any]]:
    """One annotation a source of a value: its body is the value, its target the ink."""
    tree = msgspec.to_builtins(record)
    for n, source in enumerate(record.provenance):
        yield {
            "id": f"urn:uuid:{record.record_id}#{n}",
            "type": "Annotation",
            "motivation": "describing",
            "body": {
                "type": "TextualBody",
                "value": f"{source.path}: {_said(tree, source.path)}",
                "format": "text/plain",
                "purpose": "describing",
            },
            "target": {
                "source": {"id": f"urn:sha256:{sha256}", "type": "Text", "format": media_type},
                "selector": _selector(source),
            },
        }


def _selector(source: ProvenanceOut) -> dict[str, Any]:
    """Page and box in points from the top left (a line in a text dump), refined by the text that was read there."""
    quote = {"type": "TextQuoteSelector", "exact": source.raw}
    if source.line is not None:
        place = {"type": "FragmentSelector", "conformsTo": _TEXT, "value": f"line={source.line - 1},{source.line}"}
    else:
        area = ""
        if source.bbox is not None:
            x0, top, x1, bottom = source.bbox
            area = f"&viewrect={x0:g},{top:g},{round(x1 - x0, 2):g},{round(bottom - top, 2):g}"
        place = {"type": "FragmentSelector", "conformsTo": _PDF, "value": f"page={source.page}{area}"}
    return {**place, "refinedBy": quote}


def _said(tree: Any, path: str) -> str:
    """The value at `path` as text."""
    for step in path.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        try:
            tree = tree[int(name)] if isinstance(tree, list | tuple) and re.fullmatch(r"\d+", name) else tree[name]
        except (KeyError, IndexError, TypeError):
            return ""
    return tree if isinstance(tree, str) else msgspec.json.encode(tree).decode()
