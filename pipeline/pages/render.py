"""Templates to pages: everything that comes from a document is escaped, everything a page needs is inside it."""

from __future__ import annotations

import base64
import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

LANGUAGES = ("en", "zh")


def asset(name: str) -> str:
    """The text of a file of this package's assets."""
    return (files(__package__) / "assets" / name).read_text("utf-8")


@cache
def interface() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The interface's texts: section → key → language → text. Sections: words, fields, flags, values."""
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(asset("interface.toml"))
    return found


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader(__package__, "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.policies["json.dumps_kwargs"] = {"sort_keys": False}  # the contract's order of keys
    made.globals.update(t=word, f=_field, v=_value, flag_words=_flag, plain=plain)
    return made


def plain(section: str, key: str, language: str = "en") -> str:
    """An interface text; a key without one stands for itself, spelt with spaces."""
    known = interface()[section].get(key)
    return known[language] if known else key.replace("_", " ")


@lru_cache(maxsize=4096)
def _switching(section: str, key: str) -> Markup:
    """A text that the page's language switch changes; what the lexicon lacks is a word of the document."""
    if key not in interface()[section]:
        return escape(plain(section, key))
    return Markup('<span data-t="{}.{}">{}</span>').format(section, key, plain(section, key))


def word(key: str) -> Markup:
    return _switching("words", key)


def _field(key: str) -> Markup:
    return _switching("fields", key)


def _value(key: str) -> Markup:
    return _switching("values", key)


def _flag(code: str) -> Markup:
    return _switching("flags", code)


def page(template: str, scripts: tuple[str, ...], **said: Any) -> str:
    """The page that `template` makes of `said`, with its style and scripts inside and everything else shut out.

    The content security policy names both by their hashes: no other script could run, whatever a document holds.
    """
    style = asset("page.css")
    script = "\n".join(asset(name) for name in ("common.js", *scripts))
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'"
    )
    text = _environment().get_template(template)
    # own files, not the document's: the only two places where markup is let through
    return text.render(style=Markup(style), script=Markup(script), policy=policy, words=interface(), **said)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
