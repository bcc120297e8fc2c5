"""The sections of a site file that hold tables by name: their classes, and the names that a thing may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile.tables.equipment import CircuitTable, PanelTable, SupplyTable
from evsite.sitefile.tables.fleets import FleetTable
from evsite.sitefile.tables.sharing import GroupTable, LoadTable
from evsite.sitefile.tables.site import JurisdictionTable
from evsite.sitefile.tables.stations import CatalogTable, StationTable
from evsite.sitefile.value_types import MAX_NAME
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.sitefile.tables.base import Table

SECTIONS: dict[str, type[Table]] = {
    "supplies": SupplyTable,
    "panels": PanelTable,
    "circuits": CircuitTable,
    "stations": StationTable,
    "groups": GroupTable,
    "loads": LoadTable,
    "fleets": FleetTable,
    "catalog": CatalogTable,
    "profiles": JurisdictionTable,
}
"""The sections of named tables, with what their tables hold."""
_NOT_IN_NAMES = ".,=\"'[]"


def example_name(section: str) -> str:
    """What an example calls a thing of a section."""
    return {"supplies": "T1", "panels": "P1", "circuits": "C1", "stations": "S1", "groups": "G1"}.get(section, "X1")


def wrong_in_name(name: str) -> str:
    """Why a name cannot be used; empty for one that can."""
    if not name.strip():
        return "a name is empty"
    if len(name) > MAX_NAME:
        return f"a name of {len(name):,} characters is too long, expected at most {MAX_NAME}"
    if name != name.strip():
        return f"the name '{shown(name)}' begins or ends with a space"
    odd = next((letter for letter in name if letter in _NOT_IN_NAMES or not letter.isprintable()), None)
    if odd is None:
        return ""
    what = f"'{odd}'" if odd.isprintable() else f"U+{ord(odd):04X}"
    return f"the name '{shown(name)}' has {what} in it, expected letters, digits, spaces, '-', '_' and the like"


def usable_name(name: str) -> str:
    """A name that can be used, as near to another one as it can be."""
    plain = "".join("-" if letter in _NOT_IN_NAMES or not letter.isprintable() else letter for letter in name)
    return plain[:MAX_NAME].strip() or "-"


def is_usable_name(name: str) -> bool:
    """Whether a name can be that of a thing."""
    return not wrong_in_name(name)
