"""Which fleet a row belongs to: one of the site file, or one that is assumed where the file has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.fleets import Fleet
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.wording import shown
from evsite.words import listed

if TYPE_CHECKING:
    from evsite.model.site import Site

UNNAMED = "vehicles"
"""What a fleet is called that nothing names."""


class FleetNameError(ValueError):
    """Raised where a row names no fleet that there is; `missing` where it names none at all."""

    def __init__(self, message: str, way: str, *, missing: bool = False) -> None:
        self.way = way
        self.missing = missing
        super().__init__(message)


class FleetNames:
    """Finds the fleets of rows.

    Attributes
    ----------
    assumed
        Fleets that the site file does not have, by name; there are some only where it has none.
    """

    def __init__(self, site: Site) -> None:
        self._known = site.fleets
        self._folded = {name.casefold(): fleet for name, fleet in site.fleets.items()}
        self._nearest = Nearest()
        self.assumed: dict[str, Fleet] = {}

    def find(self, name: str) -> Fleet:
        """The fleet of a name, whatever its case; the only one where the name is empty.

        Raises
        ------
        FleetNameError
            There is none, or nothing says which of several.
        """
        if not self._known:
            return self.assumed.setdefault(name or UNNAMED, Fleet(name or UNNAMED, 1))
        if not name:
            if len(self._known) == 1:
                return next(iter(self._known.values()))
            fleets = listed([f"'{shown(each)}'" for each in list(self._known)[:6]])
            raise FleetNameError("nothing says which fleet the vehicle belongs to", f"expected {fleets}", missing=True)
        fleet = self._known.get(name) or self._folded.get(name.casefold())
        if fleet is None:
            near = self._nearest(name, self._known)
            fleets = listed([shown(each) for each in list(self._known)[:6]], "and")
            way = f"did you mean '{shown(near)}'?" if near else f"fleets of the site file are {fleets}"
            raise FleetNameError(f"no fleet is called '{shown(name)}'", way)
        return fleet

    def note(self) -> str | None:
        """That fleets were assumed; None where none was."""
        if not self.assumed:
            return None
        names = listed([shown(name) for name in list(self.assumed)[:6]], "and")
        which = f"fleet {names} is" if len(self.assumed) == 1 else f"fleets {names} are"
        return (
            f"the site file has no fleets: {which} of rank 1, ready by departure; "
            "[fleets.NAME] tables say ranks, intents and targets"
        )
