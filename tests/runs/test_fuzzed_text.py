"""Whatever lies in a dump, a corrections file or a name: reading it ends in values or in an error of this package."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import flow
from pipeline.adapters.opening import open_source
from pipeline.audit.corrections import Correction, load_corrections
from pipeline.errors import InputError
from pipeline.ports import Engines
from pipeline.runs.code import digest
from pipeline.runs.inputs import Hashes, identified, listed
from pipeline.runs.printable import printable
from pipeline.settings import Settings

PIECES = st.sampled_from(
    [
        "Table 1 ",
        "表1 ",
        "Study ",
        "HAMED 2014[24] ",
        "3 times/W ",
        "每周3次 ",
        "Pain ↓ ",
        "60-135 min ",
        "\n",
        "\n\n",
        "|",
        "\t",
    ]
)
DUMPS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)
LINES = (
    "[[correction]]", "[correction]", 'record = "a"', 'path = "/study/year"', 'path = "x"', "read = 2014", 'value = ""',
    'who = "me"', "when = 2026-01-31", "when = 1", 'why = "seen"', "why = []", "= =", "\x00",
)  # fmt: skip
TOML = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)


@given(DUMPS)
@settings(max_examples=25, deadline=None)
def test_any_dump_is_understood_or_refused(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "dump.txt"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            with open_source(path) as opened:
                transcript = flow.read(opened, engines=Engines(), settings=Settings())
        except InputError:
            return
        flow.understand(transcript, settings=Settings())


@given(st.one_of(TOML, st.text(max_size=80)))
@settings(max_examples=100, deadline=None)
def test_any_corrections_file_is_read_or_refused(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.corrections.toml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            found = load_corrections(path)
        except InputError as error:
            assert path.name in str(error)
            return
        assert all(isinstance(one, Correction) for one in found)


@given(st.text(max_size=60))
def test_what_is_printed_is_one_line_without_control_characters(text: str) -> None:
    said = printable(text)
    assert len(said.splitlines()) <= 1
    assert said.isprintable() or any(c.isspace() for c in said)
    said.encode("utf-8")


@given(st.binary(min_size=1, max_size=40).filter(lambda b: not set(b) & set(b"/\x00") and b not in (b".", b"..")))
@settings(max_examples=30, deadline=None)
def test_a_file_of_any_name_has_a_name_that_json_can_hold(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / (raw + b".txt").decode("utf-8", "surrogateescape")
        path.write_text("x")
        (one,) = identified(listed([path]), hashes=Hashes(Path(folder) / "hashes"))
        one.shown.encode("utf-8")
        assert one.document_id


@given(st.lists(st.text(max_size=5), max_size=5), st.lists(st.text(max_size=5), max_size=5))
def test_different_parts_have_different_digests(left: list[str], right: list[str]) -> None:
    if not any("\ud800" <= c <= "\udfff" for text in (*left, *right) for c in text):
        assert (digest(*left) == digest(*right)) == (left == right)
