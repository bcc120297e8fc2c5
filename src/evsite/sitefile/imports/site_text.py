"""The text of a site file that was put together, with comments on what its sources do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile.starter import SCHEMA_LINE
from evsite.toml_text import assignment, header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.sitefile.imports.draft import SiteDraft

_MOST_NOTES = 40
NOT_STATED = "not in what was imported"
_SITE = (f"name: {NOT_STATED}", f"nec: {NOT_STATED}: the edition of the NEC that is in force")


def site_text(draft: SiteDraft, sources: Sequence[str], notes: Sequence[str] = ()) -> str:
    """The text of a site file.

    Parameters
    ----------
    draft
        What is known of the site.
    sources
        The names of the files that it was read from.
    notes
        What was not read of them.
    """
    missing: dict[tuple[str, ...], list[str]] = {}
    for each in draft.missing():
        missing.setdefault(each.route, []).append(f"{each.key}: {NOT_STATED}: {each.says}")
    more = [f"and {len(notes) - _MOST_NOTES:,} more notes"] if len(notes) > _MOST_NOTES else []
    head = [f"Imported by evsite from {', '.join(sources)}.", *draft.heads, *notes[:_MOST_NOTES], *more]
    blocks = [[SCHEMA_LINE, *_comments(head)]]
    if ("site",) not in draft.tables:
        blocks.append(["[site]", *_comments(_SITE)])
    for route, keys in draft.ordered():
        block = [header(*route), *(assignment(key, stated.value) for key, stated in keys.items())]
        blocks.append([*block, *_comments([*missing.get(route, ()), *draft.remarks.get(route, ())])])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _comments(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield "# " + "".join(letter if letter.isprintable() else " " for letter in text)
