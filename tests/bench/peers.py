"""Other readers of born-digital pages, in an environment of their own: only a bench installs them."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = Path(sys.prefix) / "peers"
PATIENCE = 300.0
# Both print the processor seconds of the second of two rounds over the files of the command line.
_ROUNDS = """
import sys, time, warnings
warnings.simplefilter("ignore")
for _ in range(2):
    start = time.process_time()
    for path in sys.argv[1:]:
        {work}
print(time.process_time() - start)
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A package of the index, what it is asked to do, and the program that does it."""

    package: str
    does: str
    program: str


PEERS = (
    Peer(
        "docling-parse",
        "characters by docling-parse",
        "from docling_parse.pdf_parser import DoclingPdfParser\n"
        + _ROUNDS.format(work="sum(len(page.char_cells) for _, page in DoclingPdfParser().load(path).iterate_pages())"),
    ),
    Peer(
        "camelot-py",
        "tables by camelot (hybrid)",
        "import camelot\n" + _ROUNDS.format(work="camelot.read_pdf(path, pages='all', flavor='hybrid')"),
    ),
)


def peer_rows(files: Sequence[Path], pages: int) -> tuple[tuple[str, str, str], ...]:
    """A row a peer: processor time a page, or why there is none."""
    return tuple((f"{pages} born pages: {peer.does}", _measured(peer, files, pages), "") for peer in PEERS)


def _measured(peer: Peer, files: Sequence[Path], pages: int) -> str:
    try:
        python = _installed(peer.package)
        command = [python, "-c", peer.program, *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines() or ["no reason given"]
        return f"not measured: {said[-1][:80]}"
    return f"{1000 * float(done.stdout.split()[-1]) / pages:.0f} ms a page"


def _installed(package: str) -> Path:
    """The Python of the peers' environment, with `package` in it. Raises SubprocessError where it does not install."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.is_file():
        venv.create(ENVIRONMENT, with_pip=True)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
    subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    return python
