"""What a line of a dump shows by its words alone: a caption's label, a heading's number, a legend, a name list."""

from __future__ import annotations

import re

TABLE_LABEL = re.compile(r"^\W{0,2}(?:Table|TABLE|Tab\.|Tabel)\s*(\d{1,2}|[IVX]{1,4})\b[.:]?\s*(.*)$")
TABLE_LABEL_ZH = re.compile(r"^\W{0,2}(?:续\s*)?表\s*(\d{1,2})(?!\s*[)）所显可])\s*(.*)$")
FIGURE_LABEL = re.compile(r"^\W{0,2}(?:Fig(?:ure|\.)?|FIG\.?)\s*\.?\s*(\d{1,2})\b[.:]?\s*(.*)$")
FIGURE_LABEL_ZH = re.compile(r"^\W{0,2}图\s*(\d{1,2})(?!\s*[)）所显可])\s*(.*)$")
CONTINUED = re.compile(r"continued|\bcont\.|续", re.IGNORECASE)
# what an English-only recogniser makes of 表1, 图1, 表2 …
GARBLED_LABEL = re.compile(r"^\W?(?:[A-Z]{1,2}[l1I2-9]|[RABEKAS]\d?|[A-Z]?\d{1,2})\s+\S")
_SAYS = re.compile(r"^(?:shows?|lists?|summari[sz]es?|presents?|gives?|and|is|are|provides?|reports?|,|\)|中|所示)\b")

_NUMBERED = re.compile(r"^(\d{1,2}(?:\s?\.\s?\d{1,2}){0,3})\.?\s+(\S.*)$")
_KNOWN_HEADING = re.compile(
    r"^(?:\d+\.?\s*)?(?:Introduction|Background|Methods?|Materials and methods|Results|Discussion|Conclusions?|"
    r"Outlook|Summary and outlook|Limitations|Acknowledge?ments?|Funding|Conflicts? of interest|引\s*言|前\s*言|"
    r"结\s*论|"
    r"讨\s*论|方\s*法|结\s*果|小\s*结|展\s*望|结\s*语|总结与展望)\s*$",
    re.IGNORECASE,
)
_REFERENCES = re.compile(r"(?:参\s*考\s*文\s*献|References?|REFERENCES|Bibliography|Literature cited)\W*$")
# readers lose an opening bracket or take it for another one
REFERENCE = re.compile(r"^[\[(（{|]?\s?(\d{1,3})\s?[\]］]\s*(.*)$")
_REFERENCE_LIKE = re.compile(
    r"\[J\]|\[M\]|\[D\]|(?:19|20)\d\d,\s*\d+\s*\(\d|;\s*\d+\(\d+\):\s*\d+|\d+-\s?\d+\.\s*$|doi\.org"
)

_OPENED = r"\s*[】\]］}]?\s*[:：.]?\s*(.*)$"
ABSTRACT = re.compile(r"^\W{0,2}(?:Abstract|ABSTRACT|Summary|SUMMARY|摘\s*要)" + _OPENED)
KEYWORDS = re.compile(
    r"^\W{0,2}(?:Key\s?-?words?|KEY\s?WORDS?|KEYWORDS|Index terms|关\s*键\s*词|关\s*键\s*字)" + _OPENED
)
_PLACE = re.compile(
    r"University|Hospital|Department|Institute|School of|College|Clinic|Laborator|Academy|Faculty|"
    r"Cent(?:er|re) (?:of|for)|大\s*学|医\s*院|学\s*院|研\s*究\s*所|教\s*研"
)
_PERSON = r"(?:[A-Z][A-Za-z'’-]+\.?\s){1,3}[A-Z][A-Za-z'’-]*"
_NAMES = re.compile(rf"^{_PERSON}[\W\d]*(?:(?:,|;|\band\b|&)\s*(?:and\s)?{_PERSON}[\W\d]*)*$")
_NAMES_ZH = re.compile(r"^(?:[\u4e00-\u9fff]\s?){2,4}\W*\d*(?:[，,、\s]+(?:[\u4e00-\u9fff]\s?){2,4}\W*\d*)*$")
_DOI = re.compile(r"\b(?:doi|DOI)\s*[:：]|doi\.org/")
_RUNNING = re.compile(
    r"\d{4}\s*年|第\s*\d+\s*[卷期]|\bVol\.?\s*\d|\bNo\.?\s*\d+\b.*\d{4}|ISSN|https?://|©|\(C\)|rights reserved|"
    r"收\s*稿\s*日\s*期|基\s*金\s*项\s*目|E-?mail|^\W*\d{1,4}\W*$|^\s*【?综\s*述"
)

# a bare number after the colon is a count (`T:40 C:40`), not what a short form stands for
LEGEND_ENTRY = re.compile(
    r"(?:^|[\s;；,，。.(:：])([A-Z0-9][A-Za-z0-9]*(?:[-/][A-Za-z0-9]+)*)\s?[:：=]\s?(?=\S)(?!\d+(?:[\s.,;，；)/]|[A-Z]:|$))"
)
# a short form has a digit or a second capital; one word with a colon may be a table's (`Volunt: heel`)
_ONE_ENTRY = re.compile(r"^(?=[A-Za-z0-9/-]*?(?:[A-Z][a-z/-]*[A-Z]|\d))[A-Z0-9][A-Za-z0-9/-]{1,9}\s?[:：]\s?\S+")
# what rows hold and an expansion does not: a name with a colon that the reader put there (`MULROY: SCI 3 times/W`)
_ROW_VALUE = re.compile(
    r"\d\s?(?:times?|min|wks?|weeks?|months?|W|mg|groups?|reps?|周|个月|次)\b|\(\d+\s?/\s?\d+\)|\d\s?%|[|↑↓]"
)
_NOTE_START = re.compile(
    r"^\W{0,2}(?:Notes?\b\s*[:：.]?|NOTE|Abbreviations?\b|Legend\b|Footnotes?\b|注\s*[:：]|备\s*注|说\s*明\s*[:：]|缩\s*写)"
)
_FOOTNOTE = re.compile(r"^(?:\*{1,3}|[†‡§#]|[a-e]\)|[①②③])\s?\S+(?:\s\S+){2,}|^\*?\s?P\s?[<＜]\s?0?\.0\d")
_STOP = re.compile(
    r"^(?:the|of|and|in|to|a|is|are|was|were|that|with|for|by|on|as|from|which|this|these|be|not|than|at|an|it|but|has|"
    r"have|had)$"
)
_END = re.compile(r"[.。!?！？:：;；]\W{0,3}$")


def caption(text: str) -> tuple[str, int | None] | None:
    """(`table` or `figure`, number) where the line is a caption with a readable label; prose that cites one is none."""
    for kind, patterns in (("table", (TABLE_LABEL, TABLE_LABEL_ZH)), ("figure", (FIGURE_LABEL, FIGURE_LABEL_ZH))):
        for pattern in patterns:
            found = pattern.match(text)
            if found and not _SAYS.match(found.group(2)):
                number = found.group(1)
                return kind, int(number) if number.isdigit() else None
    return None


def heading(text: str) -> bool:
    """A section's heading: a number and a few words, or a word that is always one."""
    if _KNOWN_HEADING.match(text):
        return True
    found = _NUMBERED.match(text)
    if not found or len(text) > 90 or text.rstrip().endswith((".", "。", ",", "，", ";", "；")):
        return False
    first, rest = found.group(2)[0], found.group(2)
    dotted = "." in found.group(1)
    short = len(rest.split()) <= 12
    opens = first.isupper() or first in "[(" or "\u4e00" <= first <= "\u9fff"
    return (
        short and int(found.group(1).split(".")[0]) <= 12 and (dotted or opens) and not re.search(r"\d{3}|[|%]", rest)
    )


def references_heading(text: str) -> bool:
    return len(text) < 50 and bool(_REFERENCES.search(text))


def reference_like(text: str) -> bool:
    return bool(_REFERENCE_LIKE.search(text))


def next_entry(before: str, text: str) -> bool:
    """Whether a line begins a reference whose number was lost: authors, after the pages that end the one before."""
    return bool(re.search(r"\d\s?[-–]\s?\d+\.?\s*$", before) and re.match(r"[A-Z]{2,}(?:\s[A-Z]{1,2})?\b,", text))


def affiliation(text: str) -> bool:
    return bool(_PLACE.search(text)) and bool(re.search(r"\d{5,6}|[,，]|^[(（1]", text))


def names(text: str) -> bool:
    """A list of two or more persons, or one with an author's mark."""
    bare = text.strip().rstrip("*✉ ")
    # two words, `and`, two words may be a title; a comma, a mark or a surname in capitals makes them persons
    several = bool(re.search(r"[,，;；、*✉]|\b[A-Z]{2,}\b", text))
    return len(bare) < 300 and (bool(_NAMES.match(bare)) or bool(_NAMES_ZH.match(bare))) and several


def running(text: str) -> bool:
    """Looks like a running head, foot or front-matter line (journal, volume, DOI, page number)."""
    return len(text) < 200 and bool(_RUNNING.search(text) or _DOI.search(text))


def legend_entries(text: str) -> int:
    """How many `SHORT:` a line defines."""
    return sum(1 for found in LEGEND_ENTRY.finditer(text) if any(c.isupper() for c in found.group(1)))


def note_start(text: str) -> bool:
    """The first line of the notes under a table."""
    return (
        bool(_NOTE_START.match(text) or _FOOTNOTE.match(text))
        or legend_entries(text) >= 2
        or (legend_entries(text) == 1 and bool(_ONE_ENTRY.match(text)) and not _ROW_VALUE.search(text))
    )


def prose(text: str) -> bool:
    """English running text: long, with many small words."""
    words = re.findall(r"[A-Za-z]+", text)
    small = sum(1 for w in words if _STOP.match(w))
    return len(words) >= 8 and small >= 0.2 * len(words)


def prose_zh(text: str) -> bool:
    """Chinese running text: mostly Chinese characters, and none of the counts and marks that fill a table."""
    wide = sum(1 for c in text if "\u4e00" <= c <= "\u9fff")
    return wide > 15 and wide > 0.6 * len(text) and not re.search(r"\d+\s?[(/]\s?\d+|[|↑↓]", text)


def term_list(text: str) -> bool:
    """Terms set apart by semicolons, without a full stop."""
    terms = re.split(r"[;；]", text)
    return len(terms) >= 3 and all(0 < len(t.split()) <= 6 for t in terms) and not re.search(r"[.。:：]", text)


def unfinished(text: str) -> bool:
    """The line does not end a sentence."""
    return not _END.search(text)


def letters(text: str) -> int:
    return sum(1 for c in text if c.isalpha())
