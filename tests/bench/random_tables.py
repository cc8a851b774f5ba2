"""Random tables whose grid is known: typeset by typst with its own fonts, so that every machine prints the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typst

Kind = Literal["studies", "arms", "groups", "lab", "accounts", "form", "visits", "times"]
KINDS: tuple[Kind, ...] = ("studies", "arms", "groups", "lab", "accounts", "form", "visits", "times")

# fmt: off
_NAMES = ("Hartmann", "Okafor", "Lindqvist", "Moreau", "Sato", "Petrov", "Nguyen", "Baptiste", "Li", "Wu", "Rossi")
_VALUES: dict[str, Sequence[str]] = {
    "Population": ("T2DM", "DPN", "Knee OA", "Chronic low back pain", "Fibromyalgia", "Mild cognitive impairment"),
    "Sample size": ("41 (21/20)", "86", "120 (60/60)", "33/35", "152"),
    "Age, y": ("54.1±12.9", "66.0±8.3", "71.5±4.4", "48.7±10.0"),
    "Intervention": ("Tai Chi", "Aerobic exercise, moderate intensity, supervised by a physiotherapist",
                     "Resistance training and stretching", "rTMS, 10 Hz, 1500 pulses", "Usual diet plus metformin"),
    "Duration": ("8 wk", "12 wk", "24 wk", "6 mo"),
    "Frequency": ("3 times/W, 50 min/time", "5 times/W, 30 min/time", "2 times/W, 90 min/time"),
    "Effect (95% CI)": ("-1.35 (-6.29, -0.27)", "0.42 (0.10, 0.74)", "-3.13 (-4.65, -0.26)"),
    "Adverse events": ("None", "NR", "Nausea, 13%", "Mild soreness at the needle site in two patients", "Dizziness"),
}
_TESTS = (("Glucose", "mmol/L", "3.9-6.1"), ("Creatinine", "µmol/L", "44-106"), ("Haemoglobin", "g/L", "115-150"),
          ("Total cholesterol", "mmol/L", "<5.2"), ("ALT", "U/L", "7-40"), ("Potassium", "mmol/L", "3.5-5.3"))
_ACCOUNTS = ("Cash and cash equivalents", "Trade receivables", "Inventories", "Property, plant and equipment",
             "Goodwill", "Deferred tax assets", "Other non-current assets")
_PROCEDURES = ("Informed consent", "Medical history and physical examination by the trial physician", "Blood count",
               "Electrocardiogram", "Pain score", "Adverse events and changes of medication")
_GROUPS = ("Aerobic exercise", "Resistance training", "Mind-body practice", "Electrotherapy")
# fmt: on


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of the grid as it should be read."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A typeset table. source: typst; slots: its cells; header_rows of them are header."""

    source: str
    slots: tuple[Slot, ...]
    n_rows: int
    n_cols: int
    header_rows: int

    def save(self, folder: Path, name: str) -> Path:
        """The PDF in `folder`."""
        pdf = folder / f"{name}.pdf"
        pdf.write_bytes(typst.compile(self.source.encode(), ignore_system_fonts=True, format="pdf"))
        return pdf


def random_table(kind: Kind, seed: int) -> Made:
    """The table of one kind and number: the same number, the same table."""
    rng = random.Random(f"{kind}-{seed}")
    made = {"lab": _lab, "accounts": _accounts, "form": _form, "visits": _visits, "times": _times}.get(kind)
    slots = made(rng) if made else _studies(rng, kind)
    ruled = kind == "form"
    return _typeset(rng, slots, header_rows=2 if kind == "accounts" else 1, ruled=ruled, kind=kind)


def _studies(rng: random.Random, kind: Kind) -> list[Slot]:
    names = rng.sample(list(_VALUES), rng.randint(4, 6))
    out = [Slot(0, c, 1, 1, text) for c, text in enumerate(["Study", *names])]
    row = 1
    for number in range(rng.randint(5, 11)):
        if kind == "groups" and number % 3 == 0:
            out.append(Slot(row, 0, 1, len(names) + 1, _GROUPS[number // 3]))
            row += 1
        study = f"{rng.choice(_NAMES)} {rng.randint(1999, 2024)}[{number + 5}]"
        values = [rng.choice(_VALUES[name]) for name in names]
        arms = 2 if kind == "arms" and number % 2 else 1
        own = set(range(len(names) - 2, len(names) + 1)) if arms == 2 else set()
        for col, text in enumerate([study, *values]):
            out.append(Slot(row, col, 1 if col in own else arms, 1, text))
        if arms == 2:
            out += [Slot(row + 1, col, 1, 1, rng.choice(_VALUES[names[col - 1]])) for col in sorted(own)]
        row += arms
    return out


def _lab(rng: random.Random) -> list[Slot]:
    out = [Slot(0, c, 1, 1, text) for c, text in enumerate(("Test", "Result", "Unit", "Reference range", "Flag"))]
    for row, (name, unit, usual) in enumerate(rng.sample(_TESTS, 5), 1):
        for col, text in enumerate((name, f"{rng.uniform(1, 200):.1f}", unit, usual, rng.choice(("H", "L", "N")))):
            out.append(Slot(row, col, 1, 1, text))
    return out


def _accounts(rng: random.Random) -> list[Slot]:
    out = [Slot(0, 0, 2, 1, "Item"), Slot(0, 1, 1, 2, "Group"), Slot(0, 3, 1, 2, "Parent company")]
    out += [Slot(1, col, 1, 1, year) for col, year in enumerate(("2023", "2022", "2023", "2022"), 1)]
    for row, name in enumerate(rng.sample(_ACCOUNTS, 6), 2):
        figures = [f"{rng.randint(100, 99999):,}" if rng.random() < 0.85 else "-" for _ in range(4)]
        out += [Slot(row, col, 1, 1, text) for col, text in enumerate([name, *figures])]
    return out


def _form(rng: random.Random) -> list[Slot]:
    out = [Slot(0, 0, 1, 4, "Case report form")]
    labels = ("Name", "Sex", "Age", "Ward", "Diagnosis", "Bed", "Physician", "Date")
    for i in range(0, 8, 2):
        for k in (0, 1):
            value = rng.choice(("Petrov", "female", "47", "B-12", "type 2 diabetes", "2021-05-04"))
            out += [Slot(1 + i // 2, 2 * k, 1, 1, labels[i + k]), Slot(1 + i // 2, 2 * k + 1, 1, 1, value)]
    out += [Slot(5, 0, 1, 1, "Remarks"), Slot(5, 1, 1, 3, "Continues the treatment; next visit in four weeks.")]
    return out


def _visits(rng: random.Random) -> list[Slot]:
    """What is done when: ticks, and items that may run over two lines."""
    out = [Slot(0, c, 1, 1, text) for c, text in enumerate(("Procedure", "Start", "Week 4", "Week 8", "Follow-up"))]
    for row, name in enumerate(rng.sample(_PROCEDURES, 5), 1):
        ticks = sorted(rng.sample(range(1, 5), rng.randint(1, 4)))
        out += [Slot(row, 0, 1, 1, name), *(Slot(row, col, 1, 1, "×") for col in ticks)]
    return out


def _times(rng: random.Random) -> list[Slot]:
    """Outcomes with a row for each group: the outcome's cell spans them."""
    out = [Slot(0, c, 1, 1, text) for c, text in enumerate(("Outcome", "Group", "Before", "Week 4", "Week 8"))]
    row = 1
    for name in rng.sample(("Pain score", "Range of motion", "Walking distance", "Quality of life"), 3):
        groups = ("Exercise", "Control", "Sham")[: rng.randint(2, 3)]
        out.append(Slot(row, 0, len(groups), 1, name))
        for group in groups:
            values = [f"{rng.uniform(1, 90):.2f}±{rng.uniform(0, 9):.2f}" for _ in range(3)]
            out += [Slot(row, col, 1, 1, text) for col, text in enumerate([group, *values], 1)]
            row += 1
    return out


def _typeset(rng: random.Random, slots: Sequence[Slot], *, header_rows: int, ruled: bool, kind: Kind) -> Made:
    n_rows, n_cols = max(s.row + s.row_span for s in slots), max(s.col + s.col_span for s in slots)
    valign = rng.choice(("top", "horizon", "horizon"))
    halign = [rng.choice(("left", "center")) for _ in range(n_cols)]
    if kind in ("lab", "accounts"):
        halign = ["left", *("right" for _ in range(n_cols - 1))]
    cells = [_cell(s, bold=s.row < header_rows, spans=n_cols) for s in sorted(slots, key=lambda s: (s.row, s.col))]
    heads, body = cells[: sum(s.row < header_rows for s in slots)], cells[sum(s.row < header_rows for s in slots) :]
    widths = ["auto"] * n_cols if kind in ("lab", "accounts") else [f"{w:.2f}fr" for w in _widths(rng, slots, n_cols)]
    places = () if ruled else ((0, 1.0), (header_rows, 0.5), (n_rows, 1.0))
    rules = "".join(f"table.hline(y: {y}, stroke: {stroke}pt)," for y, stroke in places)
    under = "".join(
        f"table.hline(y: 1, start: {s.col}, end: {s.col + s.col_span}, stroke: 0.4pt),"
        for s in slots
        if s.row == 0 and s.col_span > 1 and not ruled
    )
    size, leading = rng.choice((7.0, 8.0, 9.0)), rng.uniform(0.4, 0.6)
    source = f"""#set page(paper: "a4", margin: 2cm)
#set text(font: "Libertinus Serif", size: 10pt, lang: "en")
{_PROSE}
#align(center)[Table 1. What the records of this review say]
#[#set text(size: {size}pt, hyphenate: false)
#set par(leading: {leading:.2f}em)
#align(center, table(columns: ({", ".join(widths)},), align: ({", ".join(f"{h} + {valign}" for h in halign)},),
 stroke: {"0.5pt" if ruled else "none"}, inset: (x: {rng.uniform(3, 5):.1f}pt, y: {rng.uniform(1.8, 4):.1f}pt),
 table.header({", ".join(heads)}), {under} {", ".join(body)}, {rules}))]
{_PROSE}
"""
    return Made(source, tuple(slots), n_rows, n_cols, header_rows)


_PROSE = "The trials enrolled adults and compared the programme with usual care over several weeks of treatment. " * 3


def _widths(rng: random.Random, slots: Sequence[Slot], n_cols: int) -> list[float]:
    longest = [max(len(s.text) for s in slots if s.col == c and s.col_span == 1) for c in range(n_cols)]
    return [float(max(6, min(n, 26)) ** 0.7 * rng.uniform(0.9, 1.2)) for n in longest]


def _cell(slot: Slot, *, bold: bool, spans: int) -> str:
    text, bracket, mark = slot.text.partition("[")
    inner = f'#"{text}"' + (f'#super("{bracket}{mark}")' if bracket else "")
    body = f"[*{inner}*]" if bold or slot.col_span == spans else f"[{inner}]"
    place = f"x: {slot.col}, y: {slot.row}"
    if slot.row_span == slot.col_span == 1:
        return f"table.cell({place}, {body})"
    align = ", align: center + horizon" if bold and slot.col_span > 1 else ""
    return f"table.cell({place}, rowspan: {slot.row_span}, colspan: {slot.col_span}{align}, {body})"
