"""Fixed currents of ports against every limit above them, phase by phase: what no policy can hold back any more.

On a conductor whose loads point within 90 degrees of each other all of them together are the most. On a transformer's
primary line some alone can be more than all: there the sets of `phasors.worst_case_subsets` are looked at, among which
is the worst of all subsets. So what fits here fits whichever port draws, and however little of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.network.phasors import worst_case_subsets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from evsite.network.compile import Network
    from evsite.network.port_terms import Terms


class LimitTotal(NamedTuple):
    """The most that its ports put on a limit when each draws its current or nothing, in the unit of the limit."""

    limit: int
    """Its number."""
    total: float
    straight: bool
    """Whether all of them add up in one direction, so that the total goes with their number."""


def most_on_limits(
    network: Network, amps: Mapping[str, float], among: Collection[str] | None = None
) -> list[LimitTotal]:
    """For every limit the most that ports put on it, in its own unit, each of which would draw so much by itself.

    With `among`, for the limits over these ports, of which the others draw nothing.
    """
    directions = _directions_of_all(network, amps) if among is None else _directions_of(network, amps, among)
    result = []
    for index in sorted(directions):
        phasors = [coefficient * total for coefficient, total in directions[index].items() if total]
        if len(phasors) == 1:
            result.append(LimitTotal(index, abs(phasors[0]), straight=True))
            continue
        sets = worst_case_subsets(phasors) if phasors else []
        total = max((abs(sum([phasors[number] for number in chosen])) for chosen in sets), default=0.0)
        result.append(LimitTotal(index, total, straight=False))
    return result


_Directions = dict[int, dict[complex, float]]
"""By the number of a limit, the current of its ports for each phasor that an ampere of one puts on it [A]."""


def _directions_of_all(network: Network, amps: Mapping[str, float]) -> _Directions:
    stations, ports = network.site.stations, network.site.ports
    jumpered = {name for name, port in ports.items() if stations[port.station].jumper_total_a is not None}
    found = _directions_of(network, amps, [name for name in network.ports if name in jumpered])
    for index in range(len(network.limits)):
        found.setdefault(index, {})
    drawn_a = [0.0 if name in jumpered else amps[name] for name in network.ports]
    for (own, _), current_a in zip(network.parts, drawn_a, strict=True):
        _add(found, own, current_a)
    for above, numbers in network.ways:
        _add(found, above, sum([drawn_a[number] for number in numbers]))
    return found


def _directions_of(network: Network, amps: Mapping[str, float], among: Iterable[str]) -> _Directions:
    found: _Directions = {}
    jumpered: dict[tuple[str, int, complex], float] = {}
    for name in among:
        terms = network.terms[network.position[name]]
        station = network.site.stations[network.site.ports[name].station]
        if station.jumper_total_a is None:
            _add(found, terms, amps[name])
            continue
        for index, coefficient in terms:
            key = station.name, index, coefficient
            jumpered[key] = jumpered.get(key, 0.0) + amps[name]
    for (name, index, coefficient), together_a in jumpered.items():
        total_a = network.site.stations[name].jumper_total_a
        assert total_a is not None
        _add(found, [(index, coefficient)], min(together_a, total_a))
    return found


def _add(directions: _Directions, terms: Terms, current_a: float) -> None:
    for index, coefficient in terms:
        at = directions.setdefault(index, {})
        at[coefficient] = at.get(coefficient, 0.0) + current_a
