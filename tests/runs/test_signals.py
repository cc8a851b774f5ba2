"""Where a signal may end a run: it breaks into nothing that holds a lock."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from pipeline.runs.signals import ENDINGS, terminating, told, unhurried


@pytest.mark.parametrize("number", ENDINGS)
def test_a_signal_is_told_instead_of_breaking_in(number: signal.Signals) -> None:
    heard: list[bool] = []
    before = signal.getsignal(number)
    with told(lambda: heard.append(True)):
        os.kill(os.getpid(), number)
        assert heard == [True]
    assert signal.getsignal(number) is before


def test_what_a_shell_has_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        heard: list[bool] = []
        with told(lambda: heard.append(True)):
            os.kill(os.getpid(), signal.SIGHUP)
        assert heard == []
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_closed_terminal_ends_a_run_as_ctrl_c_does() -> None:
    with pytest.raises(KeyboardInterrupt), terminating():
        os.kill(os.getpid(), signal.SIGHUP)


def test_a_report_is_not_cut_short() -> None:
    with unhurried():
        os.kill(os.getpid(), signal.SIGTERM)


def test_outside_the_main_thread_signals_are_the_callers() -> None:
    before = [signal.getsignal(n) for n in ENDINGS]
    seen: list[bool] = []

    def work() -> None:
        with terminating(), told(lambda: None), unhurried():
            seen.append([signal.getsignal(n) for n in ENDINGS] == before)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]
