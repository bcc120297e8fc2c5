"""Markdown for editors, or the same as plain text for those that show none."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINK = re.compile(r"(?<!\\)\[((?:[^\]\\]|\\.)*)\]\([^)]*\)")
_MARK = re.compile(r"\\([^\sA-Za-z0-9])|\*\*|`")


def content(markdown: str, formats: Sequence[types.MarkupKind] | None) -> types.MarkupContent:
    """A text as an editor takes it.

    Parameters
    ----------
    markdown
        The text: paragraphs, lists, links, code and bold letters.
    formats
        What the editor can show; None where it does not say.
    """
    if formats and types.MarkupKind.Markdown in formats:
        return types.MarkupContent(types.MarkupKind.Markdown, markdown)
    bare = _MARK.sub(lambda found: found[1] or "", _LINK.sub(r"\1", markdown))
    return types.MarkupContent(types.MarkupKind.PlainText, html.unescape(bare))
