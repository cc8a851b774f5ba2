"""Who is at work in an output folder: workers of a killed run live on for a moment, and the next run waits for them."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from pipeline.errors import OutputError

PRESENCE = "working"  # file in the state folder that every worker holds, shared, for its life
_POLL_SECONDS = 0.05


def appear(state: Path) -> None:
    """Hold the presence file under `state` until this process ends, however it ends."""
    state.mkdir(parents=True, exist_ok=True)
    fcntl.flock(os.open(state / PRESENCE, os.O_RDWR | os.O_CREAT, 0o644), fcntl.LOCK_SH)


def wait_alone(state: Path, *, seconds: float = 30.0) -> None:
    """Return once no worker holds the presence file under `state`.

    Raises OutputError where one still does after `seconds`: it could write a document after the new run has.
    """
    end = time.monotonic() + seconds
    with (state / PRESENCE).open("a") as held:
        while not _taken(held.fileno()):
            if time.monotonic() > end:
                raise OutputError(
                    f"{state.parent}: a worker of a run that was killed is still at work here; "
                    f"end it (fuser {state / PRESENCE} names it) or wait, then run again"
                )
            time.sleep(_POLL_SECONDS)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
