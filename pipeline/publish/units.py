"""The UCUM units that the evidence database takes, by kind of quantity; doses and intensities have any unit."""

from __future__ import annotations

TIMES = ("s", "min", "h", "d", "wk", "mo", "a")
PERIODS = ("h", "d", "wk", "mo", "a")
SPANS = (*TIMES, "{session}", "{course}", "{cycle}")
RATES = (
    "/s",
    "/min",
    *(f"/{p}" for p in PERIODS),
    "/{cycle}",
    "Hz",
    "kHz",
)  # a stimulus is given so many times a second
SESSIONS = (*TIMES, *(f"{t}/{p}" for t in ("s", "min", "h") for p in ("d", "wk", "mo")))
COUNT = ("1",)

# field of the record → the units it may have
UNITS = {
    "age": SPANS, "duration": SPANS, "follow_up": SPANS, "frequency": RATES, "session": SESSIONS, "sets": COUNT,
    "repetitions": COUNT,
}  # fmt: skip
