"""A load in a process of its own, to be killed: `python -m tests.bench.loader OUTPUTS TO BATCH`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from pipeline.publish.database.load import LoadOptions, load

FIXED = datetime(2026, 1, 1, tzinfo=UTC)  # one time for every load, so that whole databases can be compared

if __name__ == "__main__":
    print("begun", flush=True)
    load(Path(sys.argv[1]), sys.argv[2], options=LoadOptions(at=FIXED, batch=int(sys.argv[3])))
