"""Inputs that are what they say, and those that are not."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.adapters.opening import identify, open_source, slug
from pipeline.errors import EmptyFile, Encrypted, InputError, NotAFile, TooLarge, WrongType
from pipeline.settings import ExtractSettings


def blank_pdf(pages: int = 1, **how: Any) -> bytes:
    target = BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(200, 100))
        pdf.save(target, **how)
    return target.getvalue()


def opened_pages(path: Path) -> int:
    with open_source(path) as opened:
        assert opened.text_layer is not None
        return opened.text_layer.page_count


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("empty.pdf", b"", EmptyFile, "no bytes"),
        ("spaces.txt", b" \n\t \n", EmptyFile, "white space"),
        ("text.pdf", b"This is a text file.\n", WrongType, "its bytes are text"),
        ("image.pdf", b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, WrongType, "a PNG image"),
        ("paper.docx", b"PK\x03\x04", WrongType, "suffix"),
        ("broken.pdf", b"%PDF-1.7\nnothing else", WrongType, "cannot be read"),
        ("locked.pdf", blank_pdf(encryption=pikepdf.Encryption(owner="o", user="u")), Encrypted, "password"),
    ],
)
def test_bad_input_gets_one_line_with_its_name_and_reason(
    name: str, data: bytes, error: type[InputError], says: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error) as caught, open_source(path):
        pass
    message = str(caught.value)
    assert name in message and says in message and "\n" not in message


def test_a_folder_a_pipe_and_a_dangling_link_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "nowhere")
    for name in ("folder.pdf", "pipe.pdf", "link.pdf"):
        with pytest.raises(NotAFile), open_source(tmp_path / name):
            pass


def test_more_pages_than_allowed_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(blank_pdf(4))
    with pytest.raises(TooLarge, match="4 pages"), open_source(path, ExtractSettings(max_pages=3)):
        pass


def test_a_pdf_with_an_owner_password_only_is_read(tmp_path: Path) -> None:
    path = tmp_path / "owned.pdf"
    path.write_bytes(blank_pdf(2, encryption=pikepdf.Encryption(owner="o", user="")))
    assert opened_pages(path) == 2


def test_a_pdf_without_its_cross_reference_table_is_read_whole(tmp_path: Path) -> None:
    data = blank_pdf(3, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    path = tmp_path / "cut.pdf"
    path.write_bytes(data[: data.rindex(b"xref\n0")])
    assert opened_pages(path) == 3


def test_a_page_image_has_a_renderer_and_no_text_layer(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    Image.new("L", (400, 300), 255).save(path, dpi=(200, 200))
    with open_source(path) as opened:
        assert opened.text_layer is None and opened.renderer is not None
        assert opened.renderer.size(1) == pytest.approx((144, 108), abs=0.1)


def test_the_digest_is_of_the_bytes_and_the_id_of_the_name(tmp_path: Path) -> None:
    path = tmp_path / "综述 (2).txt"
    path.write_bytes(b"abc")
    source, _ = identify(path)
    assert source.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert source.document_id == "综述-2"


@given(st.text(max_size=200))
def test_a_slug_is_a_safe_name_and_stays_itself(stem: str) -> None:
    made = slug(stem)
    assert made and "/" not in made and not made.startswith(".") and len(made) <= 120
    assert slug(made) == made
