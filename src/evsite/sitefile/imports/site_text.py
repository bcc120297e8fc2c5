"""The text of a site file that was put together, with comments on what its sources do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile.starter import SCHEMA_LINE
from evsite.toml_text import assignment, header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.sitefile.imports.draft import SiteDraft

NOT_STATED = "not in what was imported"


def site_text(draft: SiteDraft, sources: list[str]) -> str:
    """The text of a site file.

    Parameters
    ----------
    draft
        What is known of the site.
    sources
        The names of the files that it was read from.
    """
    missing: dict[tuple[str, ...], list[str]] = {}
    for each in draft.missing():
        missing.setdefault(each.route, []).append(f"{each.key}: {NOT_STATED}: {each.says}")
    blocks = [[SCHEMA_LINE, *_comments([f"Imported by evsite from {', '.join(sources)}.", *draft.heads])]]
    for route, keys in draft.ordered():
        block = [header(*route), *(assignment(key, stated.value) for key, stated in keys.items())]
        blocks.append([*block, *_comments([*missing.get(route, ()), *draft.remarks.get(route, ())])])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _comments(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield "# " + "".join(letter if letter.isprintable() else " " for letter in text)
