"""A charging network as the JSON that `ChargingNetwork.from_json` of acnportal reads, in the form of version 0.3.3.

After `ChargingNetwork._to_dict`, the classes of `acnsim/models/evse.py` and `BaseSimObj.to_json`
(https://github.com/zach401/acnportal): objects by id with their class and attributes, of which the network is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.json.writer import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.studies.acnportal.results import AcnEvse, AcnNetwork

VERSION = "0.3.3"
"""The version of acnportal whose form this is."""
_NETWORK = "network"
_MODULE = "acnportal.acnsim.models.evse"
_TOLERANCE_A, _TOLERANCE = 1e-5, 1e-7
"""What acnportal takes where nothing is said."""


def acnportal_document(network: AcnNetwork) -> dict[str, Any]:
    """The document of a network.

    Parameters
    ----------
    network
        The network.
    """
    ids = [f"evse-{place}" for place in range(1, len(network.evses) + 1)]
    objects: dict[str, Any] = {name: _evse(evse) for name, evse in zip(ids, network.evses, strict=True)}
    allowed = [_allowed(evse) for evse in network.evses]
    objects[_NETWORK] = {
        "class": "acnportal.acnsim.network.charging_network.ChargingNetwork",
        "attributes": {
            "violation_tolerance": _TOLERANCE_A,
            "relative_tolerance": _TOLERANCE,
            "constraint_matrix": list(_matrix(network)) or None,
            "magnitudes": [number(each.limit) for each in network.constraints],
            "_voltages": [number(evse.voltage_v) for evse in network.evses],
            "_phase_angles": [evse.angle_deg for evse in network.evses],
            "constraint_index": [each.name for each in network.constraints],
            "_station_ids_dict": {evse.name: place for place, evse in enumerate(network.evses)},
            "max_pilot_signals": [number(evse.max_a) for evse in network.evses],
            "min_pilot_signals": [_least(evse) for evse in network.evses],
            "is_continuous": [evse.steps_a is None for evse in network.evses],
            "_EVSEs": {evse.name: name for name, evse in zip(ids, network.evses, strict=True)},
            "allowable_rates": allowed,
        },
    }
    return {"id": _NETWORK, "context_dict": objects, "version": VERSION, "dependency_versions": {}}


def _evse(evse: AcnEvse) -> dict[str, Any]:
    own: dict[str, Any]
    if evse.steps_a is not None:
        kind, own = "FiniteRatesEVSE", {"allowable_rates": _allowed(evse)}
    elif evse.min_a > 0:
        kind, own = "DeadbandEVSE", {"_max_rate": number(evse.max_a), "_deadband_end": number(evse.min_a)}
    else:
        kind, own = "EVSE", {"_max_rate": number(evse.max_a), "_min_rate": 0}
    return {
        "class": f"{_MODULE}.{kind}",
        "attributes": {
            "_station_id": evse.name,
            "_current_pilot": 0,
            "is_continuous": evse.steps_a is None,
            "_ev": None,
            **own,
        },
    }


def _allowed(evse: AcnEvse) -> list[float | None]:
    """Currents that can be offered, or the ends of their range."""
    if evse.steps_a is not None:
        return [0.0, *map(number, evse.steps_a)]
    return [number(evse.min_a), number(evse.max_a)]


def _least(evse: AcnEvse) -> float | None:
    """The least current that the EVSE says it has: for a deadband it says 0."""
    return 0.0 if evse.steps_a is None else number(min(evse.steps_a, default=0.0))


def _matrix(network: AcnNetwork) -> Iterator[list[float]]:
    for each in network.constraints:
        row = [0.0] * len(network.evses)
        for place, coefficient in each.coefficients:
            row[place] = coefficient
        yield row
