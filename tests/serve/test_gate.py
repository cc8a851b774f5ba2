"""The server lets in its own pages on this computer, and nobody else."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import Sample
from starlette.testclient import TestClient

from pipeline.audit.corrections import beside, load_corrections
from pipeline.audit.trees import Record
from pipeline.serve.app import build_app
from pipeline.serve.gate import refusal

PORT, TOKEN, DOCUMENT = 8765, "a-token-that-nobody-guesses", "taichi-knee-born"
HERE = f"http://127.0.0.1:{PORT}"
OWN = {"origin": HERE, "sec-fetch-site": "same-origin"}


@pytest.fixture
def out(sample: Sample, tmp_path: Path) -> Path:
    """A copy of the sample's outputs whose document claims an input in a folder of its own."""
    copy = tmp_path / "outputs"
    shutil.copytree(sample.out, copy)
    place = copy / DOCUMENT / "manifest.json"
    known = msgspec.json.decode(place.read_bytes())
    place.write_bytes(msgspec.json.encode({**known, "input": str(tmp_path / "knee.pdf")}))
    return copy


@pytest.fixture
def client(out: Path, tmp_path: Path) -> TestClient:
    app = build_app(out, tmp_path / "accepted.jsonl", token=TOKEN, port=PORT)
    return TestClient(app, base_url=HERE)


def record(out: Path) -> Record:
    found: Record = msgspec.json.decode((out / DOCUMENT / "records.jsonl").read_bytes().splitlines()[0])
    return found


def body(out: Path, **changes: object) -> dict[str, object]:
    one = record(out)
    said = {"record": one["record_id"], "path": "/study/year", "read": one["study"]["year"], "value": 1999,
            "who": "mei", "why": "the page says so"}  # fmt: skip
    return {"document": DOCUMENT, "correction": {**said, **changes}}


def test_a_page_is_told_that_it_is_served_and_files_come_with_safe_headers(client: TestClient) -> None:
    answer = client.get(f"/{TOKEN}/{DOCUMENT}/audit.html")
    assert answer.status_code == 200
    assert 'content="served"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(f"/{TOKEN}/records.jsonl").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/index.html", "/wrong/index.html", f"/{TOKEN}x/index.html", f"/{TOKEN}/../../etc/passwd",
     f"/{TOKEN}/%2e%2e/%2e%2e/etc/passwd", f"/{TOKEN}/.pipeline/hashes.json", f"/{TOKEN}/{DOCUMENT}/../../knee.pdf"],
)  # fmt: skip
def test_without_the_token_or_outside_the_folder_there_is_nothing(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": f"evil.example:{PORT}"},
        {"host": "127.0.0.1:1"},
        {**OWN, "origin": "http://evil.example"},
        {**OWN, "origin": "null"},
        {**OWN, "sec-fetch-site": "cross-site"},
        {**OWN, "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "same-origin"},
        {**OWN, "content-type": "text/plain"},
    ],
)
def test_a_request_from_elsewhere_changes_nothing(
    client: TestClient, out: Path, tmp_path: Path, headers: dict[str, str]
) -> None:
    data = msgspec.json.encode(body(out))
    full = {"content-type": "application/json", **headers}
    assert client.post(f"/{TOKEN}/api/corrections", content=data, headers=full).status_code == 403
    assert not beside(tmp_path / "knee.pdf").exists()


@given(st.text(min_size=1, max_size=30))
def test_no_other_origin_and_no_other_host_is_let_in(name: str) -> None:
    good = {"host": f"127.0.0.1:{PORT}", "origin": HERE, "content-type": "application/json"}
    assert refusal("POST", good, PORT) is None
    assert refusal("POST", {**good, "origin": name}, PORT) is not None
    assert refusal("GET", {**good, "host": name}, PORT) is not None


def test_a_correction_is_saved_beside_the_input_and_made_again_replaces_itself(
    client: TestClient, out: Path, tmp_path: Path
) -> None:
    for value in (1998, 1999):
        answer = client.post(f"/{TOKEN}/api/corrections", json=body(out, value=value), headers=OWN)
        assert answer.status_code == 200, answer.text
    (one,) = load_corrections(beside(tmp_path / "knee.pdf"))
    assert (one.value, one.who, one.read) == (1999, "mei", record(out)["study"]["year"])
    client.post(f"/{TOKEN}/api/corrections", json={**body(out), "withdraw": True}, headers=OWN)
    assert load_corrections(beside(tmp_path / "knee.pdf")) == ()


@pytest.mark.parametrize(
    "changes",
    [{"read": 1}, {"path": "/study/yaer"}, {"value": "late"}, {"record": "none"}, {"who": " "}, {"why": "x" * 3000}],
)
def test_a_correction_that_cannot_stand_is_refused(
    client: TestClient, out: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    answer = client.post(f"/{TOKEN}/api/corrections", json=body(out, **changes), headers=OWN)
    assert answer.status_code == 409
    assert answer.text
    assert not load_corrections(beside(tmp_path / "knee.pdf"))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"document": 1}', b"\xff"])
def test_nonsense_is_refused(client: TestClient, data: bytes) -> None:
    headers = {**OWN, "content-type": "application/json"}
    assert client.post(f"/{TOKEN}/api/corrections", content=data, headers=headers).status_code == 400


def test_a_document_outside_the_folder_is_none(client: TestClient, out: Path) -> None:
    answer = client.post(
        f"/{TOKEN}/api/corrections", json={**body(out), "document": f"../outputs/{DOCUMENT}/.."}, headers=OWN
    )
    assert answer.status_code == 409


def test_accepting_a_document_writes_the_baseline(client: TestClient, tmp_path: Path) -> None:
    answer = client.post(f"/{TOKEN}/api/accept", json={"documents": [DOCUMENT]}, headers=OWN)
    assert answer.json() == {"accepted": 1}
    assert DOCUMENT in (tmp_path / "accepted.jsonl").read_text("utf-8")
    assert client.post(f"/{TOKEN}/api/accept", json={"documents": ["none"]}, headers=OWN).status_code == 409
