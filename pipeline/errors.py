"""What can go wrong, as one tree. Messages say what was seen, where, and what would be valid.

PipelineError
├── InputError          the file cannot be read as what it claims to be
│   ├── NotAFile        a folder, device, socket or dangling link
│   ├── EmptyFile
│   ├── WrongType       the bytes are not what the name says
│   ├── Encrypted
│   └── TooLarge        over a page, pixel or byte limit
├── EngineMissing       an outside program or model is not installed
├── SettingsError       a setting has a value outside its range
└── OutputError         the output folder cannot be used
"""

from __future__ import annotations


class PipelineError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(PipelineError):
    """The file cannot be read as what it claims to be."""


class NotAFile(InputError):
    """A folder, device, socket or dangling link where a file should be."""


class EmptyFile(InputError):
    """A file of no bytes or only white space."""


class WrongType(InputError):
    """The bytes are not what the name says."""


class Encrypted(InputError):
    """A PDF that needs a password."""


class TooLarge(InputError):
    """Over a limit on pages, pixels or bytes."""


class EngineMissing(PipelineError):
    """An outside program or model is not installed."""


class SettingsError(PipelineError):
    """A setting has a value outside its range."""


class OutputError(PipelineError):
    """The output folder cannot be used."""
