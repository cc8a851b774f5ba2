"""Loading the engines reports to nobody."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys, threading
def heard(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        print("connects:", args)
sys.addaudithook(heard)
import pipeline.runs.warm
from pipeline.adapters.engines import load_engines
load_engines()
print(threading.active_count(), sorted(name for name in sys.modules if name.startswith("openvino_telemetry")))
"""


def test_loading_a_worker_connects_to_nothing_and_starts_no_thread() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["1 ['openvino_telemetry']"], done.stdout
