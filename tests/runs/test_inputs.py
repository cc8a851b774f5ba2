"""Which files are read, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import NotAFile
from pipeline.runs.inputs import Hashes, identified, listed, slug


@given(st.text(max_size=200))
def test_a_slug_is_a_safe_folder_name(stem: str) -> None:
    name = slug(stem)
    assert name
    assert len(name) <= 80
    assert not set(name) & set('/\\\0\n\r\t :*?"<>|')
    assert not name.startswith((".", "-"))
    assert slug(name) == name


def test_chinese_letters_stay_in_a_slug() -> None:
    assert slug("运动 与 疼痛（2026）") == "运动-与-疼痛-2026"


def test_a_folder_is_searched_and_its_other_files_are_left(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.TXT", "notes.md", ".hidden.pdf", "gold/x.txt", "sub/c.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [p.name for p in listed([tmp_path])] == ["a.TXT", "b.pdf", "c.png"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "sub" / "a.txt").write_text("x")
    assert [p.name for p in listed([tmp_path])] == ["a.txt"]


def test_a_place_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotAFile, match=r"nothing\.pdf"):
        listed([tmp_path / "nothing.pdf"])


def test_two_inputs_of_one_name_get_ids_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(b"pdf")
    (tmp_path / "one.txt").write_bytes(b"text")
    (tmp_path / "two.txt").write_bytes(b"other")
    inputs = identified(listed([tmp_path]), hashes=Hashes(tmp_path / "hashes.json"))
    ids = {i.path.name: i.document_id for i in inputs}
    assert ids["two.txt"] == "two"
    assert ids["one.pdf"].startswith("one-")
    assert len(ids["one.pdf"]) == len("one-") + 8
    assert ids["one.pdf"] != ids["one.txt"]


def test_a_changed_file_is_hashed_again(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    hashes = Hashes(tmp_path / "hashes.json")
    before = hashes.of(path)
    hashes.keep()
    path.write_text("another")
    assert Hashes(tmp_path / "hashes.json").of(path) != before


def test_a_damaged_memory_of_hashes_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "hashes.json").write_text("{broken")
    path = tmp_path / "a.txt"
    path.write_text("one")
    assert Hashes(tmp_path / "hashes.json").of(path)[1] == len("one")
