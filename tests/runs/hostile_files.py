"""Files that are malformed, malicious, or merely odd, made from nothing: each ends in an error or a partial result."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image

CATALOG, TREE, PAGE, CONTENT = 1, 2, 3, 4
WORDS = b"BT /F1 12 Tf 72 700 Td (Exercise and pain) Tj ET"


def pdf(objects: Mapping[int, bytes], *, header: bytes = b"%PDF-1.7\n", trailer: bytes = b"", shift: int = 0) -> bytes:
    """A PDF of numbered objects. shift: how far its cross-reference table is off."""
    out, places = header, {}
    for number, body in objects.items():
        places[number] = len(out) + shift
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    top = max(objects)
    rows = b"".join(
        b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(1, top + 1)
    )
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (top + 1, rows)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (top + 1, trailer, len(out) + shift)
    return out + table + end


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def objects(content: bytes = WORDS, *, catalog: bytes = b"", box: bytes = b"0 0 612 792") -> dict[int, bytes]:
    """The objects of a one-page document."""
    return {
        CATALOG: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        TREE: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE: b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >> >>" % box,
        CONTENT: stream(content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


def _bomb() -> bytes:
    data = zlib.compress(zlib.compress(b" " * (1 << 28), 9), 9)
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    return pdf({**objects(), CONTENT: stream(data, filters)})


def _big_image() -> bytes:
    data = zlib.compress(b"\x00" * (50_000 * 50_000 // 8 // 64), 9)
    image = stream(data, b"/Type /XObject /Subtype /Image /Width 50000 /Height 50000 /BitsPerComponent 1 "
                         b"/ColorSpace /DeviceGray /Filter /FlateDecode")  # fmt: skip
    return pdf({**objects(b"q 612 0 0 792 0 0 cm /X1 Do Q"), 6: image})


def nested_forms() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X1 %d 0 R >> >>"
    calls = b"/X1 Do " * 10
    forms = {n: stream(calls, form % (n + 1)) for n in range(6, 26)}
    last = {26: stream(WORDS, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]")}
    return pdf(objects(b"/X1 Do") | forms | last)


def _locked(user: str) -> bytes:
    target = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(target, encryption=pikepdf.Encryption(owner="o", user=user))
    return target.getvalue()


def _one_bad_page(box: bytes, content: bytes) -> bytes:
    """Three pages of which the second is bad."""
    page = objects()[PAGE]
    kids = {TREE: b"<< /Type /Pages /Kids [3 0 R 7 0 R 9 0 R] /Count 3 >>"}
    bad = page.replace(b"0 0 612 792", box).replace(b"4 0 R", b"8 0 R")
    return pdf(objects() | kids | {7: bad, 8: content, 9: page})


def _deep(depth: int) -> bytes:
    return pdf(objects(b"[" * depth + b"]" * depth + b" TJ " + WORDS))


MADE: dict[str, Callable[[], bytes]] = {
    "xref-off.pdf": lambda: pdf(objects(), shift=7919),
    "xref-gone.pdf": lambda: pdf(objects()).split(b"xref")[0],
    "xref-loop.pdf": lambda: pdf(objects(), trailer=b"/Prev 9"),
    "tree-cycle.pdf": lambda: pdf({**objects(), TREE: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"}),
    "tree-parent.pdf": lambda: pdf({**objects(), PAGE: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}),
    "tree-count.pdf": lambda: pdf({**objects(), TREE: b"<< /Type /Pages /Kids [3 0 R] /Count 99999999 >>"}),
    "tree-empty.pdf": lambda: pdf({**objects(), TREE: b"<< /Type /Pages /Kids [] /Count 0 >>"}),
    "no-catalog.pdf": lambda: pdf({**objects(), CATALOG: b"null"}),
    "cut.pdf": lambda: pdf(objects())[:300],
    "header-only.pdf": lambda: b"%PDF-1.7\n",
    "rubbish.pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "bomb.pdf": _bomb,
    "big-image.pdf": _big_image,
    "wide-page.pdf": lambda: pdf(objects(box=b"0 0 1000000 1000000")),
    "one-wide-page.pdf": lambda: _one_bad_page(b"0 0 1000000 1000000", stream(WORDS)),
    "one-broken-page.pdf": lambda: _one_bad_page(b"0 0 612 792", stream(b"\x00\xff junk", b"/Filter /FlateDecode")),
    "no-page-box.pdf": lambda: pdf(objects(box=b"0 0 0 0")),
    "odd-box.pdf": lambda: pdf(objects(box=b"1e38 -1e38 /a null")),
    "many-objects.pdf": lambda: pdf(objects() | {n: b"<< /A %d >>" % n for n in range(7, 20_000)}),
    "encrypted.pdf": lambda: _locked("user"),
    "javascript.pdf": lambda: pdf(
        objects(catalog=b"/OpenAction << /S /JavaScript /JS (app.launchURL('http://192.0.2.1/')) >>")
    ),
    "launch.pdf": lambda: pdf(objects(catalog=b"/OpenAction << /S /Launch /F (/bin/true) >>")),
    "embedded.pdf": lambda: pdf(
        objects(catalog=b"/Names << /EmbeddedFiles << /Names [(../../escaped.txt) 7 0 R] >> >>")
        | {7: b"<< /Type /Filespec /F (../../escaped.txt) /EF << /F 8 0 R >> >>"}
        | {8: stream(b"outside", b"/Type /EmbeddedFile")}
    ),
    "xfa.pdf": lambda: pdf(
        objects(catalog=b"/AcroForm << /XFA 7 0 R /Fields [] >>")
        | {7: stream(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xdp>&e;</xdp>')}
    ),
    "remote-stream.pdf": lambda: pdf({**objects(), CONTENT: stream(b"", b"/F (http://192.0.2.1/x)")}),
    "bad-length.pdf": lambda: pdf({**objects(), CONTENT: b"<< /Length 99999999 >>\nstream\n" + WORDS + b"\nendstream"}),
    "deep.pdf": lambda: _deep(50_000),
    "unended.pdf": lambda: pdf(objects(b"BT /F1 12 Tf (Exercise")),
    "nested-forms.pdf": nested_forms,
    "numbers.pdf": lambda: pdf(objects(b"1e400 0 0 1e400 0 0 cm 9" + b"9" * 5000 + b" 0 Td " + WORDS)),
    "really-text.pdf": lambda: b"no PDF at all",
    "really-pdf.png": lambda: pdf(objects()),
    "really-pdf.txt": lambda: pdf(objects()),
    "empty.pdf": lambda: b"",
    "empty.txt": lambda: b"",
    "blank.txt": lambda: b" \n\t\n" * 100,
    "empty.tif": lambda: b"",
    "nul.txt": lambda: b"Table 1\x00\x00 Study\x00 Pain\n" * 50,
    "surrogates.txt": lambda: "Table 1 \ud800\udfff\udc80 Study\n".encode("utf-8", "surrogatepass") * 20,
    "utf16-surrogates.txt": lambda: b"\xff\xfe" + b"\x00\xd8A\x00\n\x00" * 200,
    "bidi.txt": lambda: ("Table 1 \u202eyduts\u202c \u2066\u200fpain\u2069\x1b[31m\x07\n" * 20).encode(),
    "formula.txt": lambda: b"Table 1. Studies\nStudy Pain\n=cmd|' /C calc'!A0 2014 @SUM(1) <script>alert(1)</script>\n",
    "long-line.txt": lambda: b"Pain and exercise 2014 " * 90_000,
    "combining.txt": lambda: ("a" + "\u0301" * 20_000 + "\n").encode(),
    "cut.png": lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x10\x00",
    "cut.jpg": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "cut.tif": lambda: b"II*\x00\x08\x00\x00\x00\xff\xff",
    "loop.tif": lambda: b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00",
}

ODD_NAMES = (
    "new\nline.txt",
    "quo\"te's.txt",
    "-rf.txt",
    "运动 疼痛.txt",
    "esc\x1b[31m.txt",
    "\u202ertl.txt",
    "$(touch x).txt",
)
ODD_BYTES = (b"latin-\xe9\xff.txt",)


def odd_images(folder: Path) -> tuple[Path, ...]:
    """Images that Pillow can make and few readers expect; broken ones beside them."""
    grey = np.full((200, 300), 255, np.uint8)
    grey[90:110, 40:260] = 0
    page = Image.fromarray(grey)
    page.convert("CMYK").save(folder / "cmyk.tif")
    page.convert("P").save(folder / "palette.png")
    page.convert("1").save(folder / "one-bit.tif")
    Image.fromarray(grey.astype(np.uint16) * 257).save(folder / "sixteen-bit.png")
    page.save(folder / "animated.png", save_all=True, append_images=[page.rotate(90), page])
    page.save(folder / "frames.tif", save_all=True, append_images=[page, page])
    data = (folder / "palette.png").read_bytes()
    (folder / "truncated.png").write_bytes(data[: len(data) // 2])
    header = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", (50_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00")
    (folder / "huge.png").write_bytes(header + _chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + _chunk(b"IEND", b""))
    return tuple(sorted(p for p in folder.iterdir() if p.suffix in (".png", ".tif", ".jpg")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def odd_places(folder: Path) -> None:
    """Links in a loop, to nowhere and upwards, a pipe, a folder named as a file, a file nobody may read."""
    (folder / "loop-a.pdf").symlink_to(folder / "loop-b.pdf")
    (folder / "loop-b.pdf").symlink_to(folder / "loop-a.pdf")
    (folder / "nowhere.pdf").symlink_to(folder / "missing.pdf")
    (folder / "up").symlink_to(folder)
    os.mkfifo(folder / "pipe.pdf")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "folder.pdf").mkdir()
    (folder / "locked.txt").write_text("secret")
    (folder / "locked.txt").chmod(0)


def odd_names(folder: Path) -> None:
    """Ordinary short texts under names that terminals, shells and JSON trip over."""
    for n, name in enumerate(ODD_NAMES):
        (folder / name).write_text(f"Exercise and pain, note {n}.\n", "utf-8")
    for n, raw in enumerate(ODD_BYTES):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + raw)).write_text(f"Exercise and sleep, note {n}.\n", "utf-8")


def make_all(folder: Path) -> None:
    """Every kind of hostile file under `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MADE.items():
        (folder / name).write_bytes(make())
    odd_images(folder)
    odd_places(folder)
    odd_names(folder)
