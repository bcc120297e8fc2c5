"""What every document starts with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evsite._version import __version__

FORMAT_VERSION: Literal["2.0"] = "2.0"
"""Keys are only ever added within one major version."""


@dataclass(frozen=True, slots=True)
class Tool:
    """The program that wrote a document."""

    name: str = "evsite"
    version: str = __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every document starts with."""

    format_version: Literal["2.0"] = FORMAT_VERSION
    tool: Tool = Tool()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Head):
    """A document about one file; `file` is None where it is about none."""

    file: str | None = None
