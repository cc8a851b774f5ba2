"""Where tables without all their rules begin and end: odd first header lines, repeated headers, shaded rows."""

from __future__ import annotations

from dataclasses import replace

from drawn import line, page

from pipeline.core.geometry import Box
from pipeline.core.words import Page, Region, Rule, Shade, Word
from pipeline.stages.extract.layout import lay_out


def regions(*pages: Page, kind: str = "table") -> list[Region]:
    return [r for p in lay_out(pages) for r in p.regions if r.kind == kind]


def texts(region: Region) -> list[str]:
    return [one.text for one in region.lines]


def row(y: float, *cells: str, xs: tuple[float, ...] = (60.0, 170.0, 270.0, 370.0, 470.0)) -> list[Word]:
    return [w for x, cell in zip(xs, cells, strict=False) if cell for w in line(x, y, cell, 8.0)]


def bold(words: list[Word]) -> list[Word]:
    return [replace(w, bold=True) for w in words]


CAPTION = line(180, 100, "Table 1. Summary of clinical studies of the programme")
BODY = [row(152 + 16 * k, f"Sato {2001 + k}", "RCT", str(20 + k), "Usual care", "0.03") for k in range(6)]


def test_a_header_whose_highest_line_is_one_text_is_the_tables_whole() -> None:
    top, head = (
        bold(row(122, "", "", "", "", "P value")),
        bold(row(132, "Study", "Design", "n", "Control", "(two-sided)")),
    )
    (table,) = regions(page(CAPTION, top, head, *BODY))
    assert len(table.lines) == 8
    assert texts(table)[0] == "P value"


def test_rows_of_many_wrapped_lines_are_a_table_where_every_column_stays_white() -> None:
    head = row(122, "Study", "Design", "n", "Control", "P")
    wraps = [
        line(370, 152 + 24 * k + d, text, 8.0) for k in range(6) for d, text in ((-6, "Stretching"), (6, "at home"))
    ]
    body = [row(152 + 24 * k, f"Sato {2001 + k}", "RCT", str(20 + k), "", "0.03") for k in range(6)]
    (table,) = regions(page(CAPTION, head, *body, *wraps))
    assert len(table.lines) == 19


def test_rows_set_wide_apart_under_a_caption_belong_to_the_table_whose_columns_they_keep() -> None:
    head = row(122, "Study", "Design", "n", "Control", "P")
    body = [row(152 + 28 * k, f"Sato {2001 + k}", "RCT", str(20 + k), "Usual care", "0.03") for k in range(5)]
    (table,) = regions(page(CAPTION, head, *body))
    assert len(table.lines) == 6


def test_a_header_that_comes_back_on_each_page_is_no_running_head() -> None:
    pages = []
    for number in (1, 2, 3):
        running, head = line(200, 30, "Sato et al. Exercise therapy"), row(66, "Study", "Design", "n", "Control", "P")
        body = [
            row(86 + 16 * k, f"Wu {1980 + 9 * number + k}", "RCT", str(7 * k + number), "None", "0.3") for k in range(9)
        ]
        rules = [Box(58, y - 0.25, 520, y + 0.25) for y in (60, 80, 236)]
        pages.append(page(running, head, *body, number=number, rules=rules))
    assert [texts(t)[0] for t in regions(*pages)] == ["Study Design n Control P"] * 3


def test_rows_that_only_shading_tells_apart_are_a_table() -> None:
    names = ["Onset of pain", "Site of pain", "Course", "Relief", "Former care", "Present care"]
    body = [
        [*line(60, 150 + 16 * k, name), *line(260, 150 + 16 * k, "as the patient says")] for k, name in enumerate(names)
    ]
    striped = replace(
        page(*body), shades=tuple(Shade(Box(56, 148 + 32 * k, 500, 163 + 32 * k), "0.9") for k in range(3))
    )
    assert regions(page(*body)) == []
    (table,) = regions(striped)
    assert len(table.lines) == 6


def test_rules_that_stop_short_of_a_group_column_bound_no_table_of_their_own() -> None:
    xs = (60.0, 120.0, 220.0, 320.0, 420.0)
    head = row(106, "Kind", "Study", "n", "Control", "P", xs=xs)
    body = [row(126 + 20 * k, "", f"Wu {1990 + k}", str(20 + k), "None", "0.3", xs=xs) for k in range(6)]
    kinds = [row(146, "Aerobic", xs=xs), row(206, "Balance", xs=xs)]
    across = [Box(56, y - 0.25, 500, y + 0.25) for y in (100, 120, 180, 242)]
    short = [Box(116, y - 0.25, 500, y + 0.25) for y in (140, 160, 200, 220)]
    after = [line(60, 262 + 12 * k, "Exercise eased pain", 9.0) for k in range(3)]
    made = page(head, *body, *kinds, *after)
    made = replace(made, rules=tuple(Rule(b, horizontal=True) for b in (*across, *short)))
    (table,) = regions(made)
    assert table.box is not None
    assert (round(table.box.top), round(table.box.bottom), round(table.box.x0)) == (100, 242, 56)


def test_a_raised_number_belongs_to_the_line_below_it_not_to_the_note_above() -> None:
    note = line(
        60, 700, "Note: GAD65: glutamic acid decarboxylase 65; NGF: nerve growth factor in the spinal cord", 8.0
    )
    left, right = (
        line(60, 712, "The rats ran for eight weeks", 9.0),
        line(320, 712, "Sato K. Running and pain. J Pain", 9.0),
    )
    mark = Word("[9]", Box(308, 709, 317, 715), "text-layer", size=6.0, raised=True)
    (found,) = [r for r in lay_out([page(note, left, right, [mark])])[0].regions if "glutamic" in " ".join(texts(r))]
    assert "[9]" not in " ".join(texts(found)).split("factor")[0]
