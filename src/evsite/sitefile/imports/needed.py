"""The keys that tables of a site file need, as the models of the tables say it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from evsite.model.catalog import Catalog
from evsite.sitefile.table_models import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

_PORTS = "ports of each station, one vehicle each, or its model"
_PORTS_OF_MODEL = "ports of each station, one vehicle each; the catalogue does not say it of this model"
_SIZE = 'size of its phase conductors, like "3 AWG"'
_DRAWS = "most that a port may draw, or the model of the station"


def needed_keys(route: tuple[str, ...], keys: Mapping[str, object]) -> dict[str, str]:
    """The keys that a table needs, each with what it says.

    Parameters
    ----------
    route
        The table.
    keys
        What is stated in it: of a station that decides what else is needed.
    """
    if route[0] == "stations":
        needed = {}
        if "model" in keys and not model_ports(keys["model"]):
            needed["ports"] = _PORTS_OF_MODEL
        elif "model" not in keys:
            needed["ports"] = _PORTS
            if "max_power" not in keys:
                needed["max_current"] = _DRAWS
        if not keys.keys() & {"circuit", "circuits", "voltage"}:
            needed["circuit"] = "the circuit that it is on"
        return needed
    if route[-1] == "conductor":
        return {"size": _SIZE}
    return _required(route[0]) if len(route) == 2 and route[0] in SECTIONS else {}


def model_ports(stated: object) -> int | None:
    """The ports of a model by the catalogue; None for one that it does not have, or does not know the ports of."""
    found = _catalog().find(str(getattr(stated, "value", stated)))
    return None if found is None else found.ports


def is_known_model(stated: str) -> bool:
    """Whether the catalogue has a model."""
    return _catalog().find(stated) is not None


@cache
def _catalog() -> Catalog:
    return Catalog()


@cache
def _required(section: str) -> dict[str, str]:
    model = SECTIONS[section]
    return {name: field.description or "" for name, field in model.model_fields.items() if field.is_required()}
