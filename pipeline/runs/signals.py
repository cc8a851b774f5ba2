"""What ends a run from outside (Ctrl-C, SIGTERM, a closed terminal), and where it may do so."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeAlias

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_Handler: TypeAlias = Callable[[int, FrameType | None], object] | int | None


@contextmanager
def terminating() -> Iterator[None]:
    """SIGTERM and SIGHUP as KeyboardInterrupt, so that all end a run in the same clean way."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled(dict.fromkeys(ENDINGS[1:], stop)):
        yield


@contextmanager
def unhurried() -> Iterator[None]:
    """No signal cuts short the report of what is finished."""
    with _handled(dict.fromkeys(ENDINGS, signal.SIG_IGN)):
        yield


@contextmanager
def told(tell: Callable[[], None]) -> Iterator[None]:
    """A signal calls `tell` instead of breaking in anywhere.

    A pool's futures are locked by the thread that waits for them: an exception that breaks in between leaves a lock
    behind, and the pool's own threads would wait for it for ever. What is ignored stays ignored.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        tell()

    with _handled({number: stop for number in ENDINGS if signal.getsignal(number) is not signal.SIG_IGN}):
        yield


@contextmanager
def _handled(handlers: dict[signal.Signals, _Handler]) -> Iterator[None]:
    """The handlers set, and those before set again; outside the main thread the caller's signals are the caller's."""
    before: dict[signal.Signals, _Handler] = {}
    try:
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
