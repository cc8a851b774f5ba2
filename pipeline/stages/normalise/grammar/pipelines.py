"""The two blank spaCy pipelines, English and Chinese, with a ruler over the term lists; made once a process."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language
from spacy.pipeline import EntityRuler
from spacy.tokens import Doc

from pipeline.stages.normalise.grammar.lexicon import Phrase, kind_phrases, measure_phrases
from pipeline.stages.normalise.grammar.tokens import RunTokenizer, fold, has_chinese


@cache
def pipeline(language: str) -> tuple[Language, EntityRuler]:
    """`en` or `zh`. The ruler's entities carry the class of a term as label and its meaning as id, longest first."""
    nlp = spacy.blank(language)
    nlp.tokenizer = RunTokenizer(nlp.vocab)
    ruler = EntityRuler(nlp, phrase_matcher_attr="LOWER")
    seen: set[tuple[str, ...]] = set()
    patterns = []
    for phrase in (*measure_phrases(language), *kind_phrases(language)):
        pattern = _pattern(phrase)
        key = (
            tuple(map(str, pattern["pattern"]))
            if isinstance(pattern["pattern"], list)
            else (fold(phrase.text).lower(),)
        )
        if key not in seen:
            seen.add(key)
            patterns.append(pattern)
    ruler.add_patterns(patterns)
    return nlp, ruler


def _pattern(phrase: Phrase) -> dict[str, str | list[dict[str, object]]]:
    if phrase.ending:
        shape: str | list[dict[str, object]] = [{"LOWER": {"REGEX": rf"^[a-z]{{2,}}{phrase.text}e?s?$"}}]
    else:
        shape = fold(phrase.text)
    return {"label": phrase.label, "id": phrase.id, "pattern": shape}


def read(text: str) -> Doc:
    """The lexemes of `text`; offsets of the document are offsets of `text`."""
    nlp, ruler = pipeline("zh" if has_chinese(text) else "en")
    return ruler(nlp.make_doc(fold(text)))
