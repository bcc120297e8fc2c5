"""Names of two designs in few words, in the order of their sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.names import positions, ranges
from evsite.studies.comparison.design_matching import things_of
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.studies.comparison.design_results import ThingKind

_PLURALS = {"supply": "supplies"}


class DesignNames:
    """Names of things of two sites, for people."""

    def __init__(self, before: Site, after: Site) -> None:
        self._sites = (before, after)
        self._known: dict[tuple[int, ThingKind], dict[str, int]] = {}

    def _order(self, side: int, kind: ThingKind) -> dict[str, int]:
        if (side, kind) not in self._known:
            self._known[side, kind] = positions(things_of(self._sites[side], kind))
        return self._known[side, kind]

    def has(self, kind: ThingKind, name: str) -> bool:
        """Whether one of the sites has a thing of this kind and name."""
        return any(name in things_of(site, kind) for site in self._sites)

    def few(self, kind: ThingKind, names: Sequence[str], *, before: bool = False) -> str:
        """Names as runs of neighbours: "C1 to C20".

        Parameters
        ----------
        kind
            What they are.
        names
            The names, in any order.
        before
            Whether they are those of the first site; otherwise of the second, as far as they are there.
        """
        after = self._order(1, kind)
        order = self._order(0, kind) if before or any(name not in after for name in names) else after
        listed = sorted(names, key=lambda name: order.get(name, len(order)))
        return ranges(listed, order)

    def counted(self, kind: ThingKind, names: Sequence[str]) -> str:
        """Names with how many there are: "S1.1 to S2.2, 4 ports"."""
        words = self.few(kind, names)
        return f"{words}, {count(len(names), kind)}" if len(names) > 1 else words

    def of_kind(self, kind: ThingKind, names: Sequence[str], *, before: bool = False) -> str:
        """Names after what they are: "circuits C1 to C20"."""
        return f"{kind_words(kind, len(names))} {self.few(kind, names, before=before)}"


def kind_words(kind: str, number: int) -> str:
    """What so many things of a kind are called."""
    return kind if number == 1 else _PLURALS.get(kind, f"{kind}s")
