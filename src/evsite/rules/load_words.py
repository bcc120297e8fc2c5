"""Other load in words: what counts as continuous because the site file does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.words import listed

if TYPE_CHECKING:
    from evsite.analysis.site_loads import SiteLoads

_MOST_NAMES = 3


def continuous_notes(loads: SiteLoads, node: str) -> tuple[str, ...]:
    """Which loads at a node or below it count at 125 % because nothing is stated; nothing where there is none."""
    found = loads.taken_as_continuous.get(node, [])
    if not found:
        return ()
    shown = found if len(found) <= _MOST_NAMES else [*found[: _MOST_NAMES - 1], f"{len(found) - _MOST_NAMES + 1} more"]
    one = len(found) == 1
    who, if_not = ("counts", "it is not") if one else ("count", "they are not")
    return (f"{listed(shown, 'and')} {who} as continuous (125 %): say continuous = false if {if_not}",)
