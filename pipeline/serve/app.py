"""The application: the files of an output folder, and two things a page can ask for: save a correction, accept."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from pipeline.audit.corrections import (
    WHOLE,
    Correction,
    append_correction,
    beside,
    load_corrections,
    withdraw_correction,
)
from pipeline.audit.deciding import decided
from pipeline.audit.entries import as_read
from pipeline.audit.shapes import NEW
from pipeline.audit.snapshots import accept
from pipeline.audit.trees import Json, Record
from pipeline.errors import PipelineError
from pipeline.runs.corpus import manifest
from pipeline.serve.gate import Gate

MOST_BYTES = 1 << 16  # of a request
MOST_TEXT = 2000
FILE_MODE = '<meta name="pipeline-mode" content="file">'
SERVED_MODE = '<meta name="pipeline-mode" content="served">'


class Refused(PipelineError):
    """A request that cannot be done; the message goes back to the page."""


@dataclass(frozen=True, slots=True)
class Said:
    """A correction as a page sends it. when and accepted are the page's own business."""

    record: str
    path: str
    read: Json
    value: Json
    who: str
    why: str
    when: str | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The body of a request to save or (`withdraw`) take back a correction."""

    document: str
    correction: Said
    withdraw: bool = False


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The body of a request to accept documents into the baseline."""

    documents: tuple[str, ...]


def build_app(out: Path, baseline: Path, *, token: str, port: int) -> Starlette:
    """The application for the output folder `out`. token: first part of every path. port: the one it will listen on."""
    root = out.resolve()
    handlers = _Handlers(root, baseline)
    routes = [
        Route(f"/{token}/api/corrections", _guarded(handlers.correct), methods=["POST"]),
        Route(f"/{token}/api/accept", _guarded(handlers.accept), methods=["POST"]),
        Route(f"/{token}/{{path:path}}", handlers.file, methods=["GET"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Gate, token=token, port=port)])


_Handler = Callable[[Request], Awaitable[Response]]


def _guarded(handler: _Handler) -> _Handler:
    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except (PipelineError, msgspec.DecodeError) as error:
            return PlainTextResponse(str(error), status_code=409 if isinstance(error, PipelineError) else 400)

    return guarded


async def _body(request: Request) -> bytes:
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            raise Refused(f"a request may have {MOST_BYTES} bytes at most")
    return data


class _Handlers:
    """What the routes do. root: the output folder, resolved."""

    def __init__(self, root: Path, baseline: Path) -> None:
        self._root = root
        self._baseline = baseline

    async def file(self, request: Request) -> Response:
        """A file of the output folder; pages are told that they are served. Nothing hidden, nothing outside."""
        wanted = request.path_params["path"] or "index.html"
        place = (self._root / wanted).resolve()
        hidden = any(part.startswith(".") for part in Path(wanted).parts)
        if hidden or not place.is_relative_to(self._root) or not place.is_file():
            return PlainTextResponse("no such page", status_code=404)
        if place.suffix == ".html":
            return HTMLResponse(place.read_text("utf-8").replace(FILE_MODE, SERVED_MODE, 1))
        return FileResponse(place)

    async def correct(self, request: Request) -> Response:
        said = msgspec.json.decode(await _body(request), type=Decision)
        one = said.correction
        if not one.who.strip() or not one.why.strip() or max(len(one.who), len(one.why)) > MOST_TEXT:
            raise Refused("a correction needs a name and a reason")
        record, source = self._record(said.document, one.record)
        place = beside(source)
        made = _made(record, one, load_corrections(place), check=not said.withdraw)
        withdraw_correction(place, made)  # a decision made again replaces the former
        if not said.withdraw:
            append_correction(place, made)
        return JSONResponse({"saved": place.name, "read": made.read})

    def _record(self, document: str, record_id: str) -> tuple[Record, Path]:
        """The record as it lies in the outputs, and the file it was read from."""
        folder = (self._root / document).resolve()
        known = manifest(folder) if folder.parent == self._root else None
        if known is None:
            raise Refused(f"no document {document[:80]}")
        lines = (folder / "records.jsonl").read_bytes().splitlines()
        found = next((r for r in map(msgspec.json.decode, lines) if r["record_id"] == record_id), None)
        if found is None:
            raise Refused("the record is not there any more: load the page again")
        return found, Path(known.input)

    async def accept(self, request: Request) -> Response:
        said = msgspec.json.decode(await _body(request), type=Acceptance)
        if not said.documents:
            raise Refused("name the documents to accept")
        return JSONResponse({"accepted": accept(self._root, self._baseline, said.documents)})


def _made(record: Record, said: Said, earlier: Sequence[Correction], *, check: bool) -> Correction:
    """What the page says as a correction of the file. Raises Refused where the page is older than the outputs."""
    today = datetime.datetime.now(datetime.UTC).date()
    if said.path == WHOLE:
        return Correction(said.record, WHOLE, said.read, said.value, said.who, today, said.why)
    if not check:
        path = as_read(record, said.path)
        return Correction(said.record, path, said.read, said.value, said.who, today, said.why)
    made = decided(record, said.path, said.value, who=said.who, why=said.why, when=today, earlier=earlier)
    if not said.path.endswith(f"/{NEW}") and made.read not in (said.read, said.value):
        raise Refused("the value has changed since the page was made: load it again")
    return made
