"""Panels of a regular installation: what they are rated for, their spaces, and what is no longer known of them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from evsite.codebook.equipment_sizes import usual_panel_spaces
from evsite.sitefile.resolve.spaces import Filler
from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.model.distribution import Panel

Tables = dict[str, Any]
_OF_THE_OLD = ("interrupting", "available_fault", "gfpe", "arc_reduction", "rated_100_percent")
"""What a file says of equipment that a larger one takes the place of; nothing is known of that."""


def spaces_for(panel: Panel, fixed: Sequence[tuple[int, ...]], poles: Sequence[int]) -> int:
    """The smallest usual number of spaces that takes the breakers of a panel, and no fewer than there are.

    Parameters
    ----------
    panel
        The panel of the site.
    fixed
        Spaces that breakers have by the file.
    poles
        Poles of the other breakers.
    """
    own = panel.spaces if panel.spaces_given else 0
    sizes = [own, *(size for size in usual_panel_spaces() if size > own)] if own else list(usual_panel_spaces())
    needed = sum(poles) + sum(map(len, fixed))
    sizes += [needed + more + needed % 2 for more in (0, 4, 8, needed)]
    for size in sizes:
        if all(spaces[-1] <= size for spaces in fixed) and _takes(panel, size, fixed, poles):
            return size
    return sizes[-1]


def _takes(panel: Panel, size: int, fixed: Iterable[tuple[int, ...]], poles: Iterable[int]) -> bool:
    filler = Filler(size, panel.system)
    for spaces in fixed:
        filler.reserve(spaces)
    return all(filler.place(each) is not None for each in poles)


def rate(table: Tables, rating_a: float) -> None:
    """Give a panel a rating, under the keys that its file rates it with; a main and a bus where there are none."""
    feeder = table.get("feeder")
    starts = isinstance(feeder, dict) and "breaker" in feeder
    if "main" in table or not starts:
        table["main"] = amps(rating_a)
    table["bus"] = amps(rating_a)
    if isinstance(feeder, dict):
        if starts or feeder.pop("tap", False):
            feeder["breaker"] = amps(rating_a)
        feeder.pop("spaces", None)
        feeder.pop("leaves_enclosure", None)
        feeder.pop("interrupting", None)
    renew(table)


def renew(table: Tables) -> None:
    """Forget what the file says of equipment that a larger one takes the place of."""
    for key in _OF_THE_OLD:
        if key != "available_fault" or table.get("kind") != "service":
            table.pop(key, None)
    if table.get("status") == "existing":
        table["status"] = "new"


def forget_fault_current(table: Tables) -> None:
    """A larger transformer lets more current flow into a fault: what was known of that holds no longer."""
    for key in ("interrupting", "available_fault"):
        table.pop(key, None)
    if isinstance(table.get("feeder"), dict):
        table["feeder"].pop("interrupting", None)


def another(table: Tables) -> Tables:
    """A further panel like one of the file."""
    made = copy.deepcopy(table)
    for key in ("meter", "meter_status", "dwelling_unit"):
        made.pop(key, None)
    if "status" in made:
        made["status"] = "new"
    if isinstance(made.get("feeder"), dict):
        made["feeder"].pop("spaces", None)
    return made
