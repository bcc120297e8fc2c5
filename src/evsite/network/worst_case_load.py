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
    limits: Iterable[int] = range(len(network.limits))
    drawn_a = [amps[name] for name in network.ports]
    if among is not None:
        among = frozenset(among)
        limits = sorted(network.limits_over(among))
        drawn_a = [each if name in among else 0.0 for name, each in zip(network.ports, drawn_a, strict=True)]
    directions = _directions(network, drawn_a)
    result = []
    for index in limits:
        phasors = [coefficient * total for coefficient, total in directions[index].items() if total]
        if len(phasors) == 1:
            result.append(LimitTotal(index, abs(phasors[0]), straight=True))
            continue
        sets = worst_case_subsets(phasors) if phasors else []
        total = max((abs(sum([phasors[number] for number in chosen])) for chosen in sets), default=0.0)
        result.append(LimitTotal(index, total, straight=False))
    return result


def _directions(network: Network, drawn_a: list[float]) -> list[dict[complex, float]]:
    """By limit, the current of all ports by the phasor of an ampere [A]; of a station no more than its jumper lets."""
    found: list[dict[complex, float]] = [{} for _ in network.limits]

    def add(terms: Terms, current_a: float) -> None:
        for index, coefficient in terms:
            at = found[index]
            at[coefficient] = at.get(coefficient, 0.0) + current_a

    stations, ports = network.site.stations, network.site.ports
    jumpered = dict.fromkeys(
        number for number, name in enumerate(network.ports) if stations[ports[name].station].jumper_total_a is not None
    )
    together_a: dict[tuple[str, int, complex], float] = {}
    for number in jumpered:
        station = ports[network.ports[number]].station
        for index, coefficient in network.terms[number]:
            key = station, index, coefficient
            together_a[key] = together_a.get(key, 0.0) + drawn_a[number]
    for (station, index, coefficient), current_a in together_a.items():
        most_a = stations[station].jumper_total_a
        assert most_a is not None
        add([(index, coefficient)], min(current_a, most_a))
    for number, (own, _) in enumerate(network.parts):
        if number not in jumpered:
            add(own, drawn_a[number])
    for above, numbers in network.ways:
        add(above, sum([drawn_a[number] for number in numbers if number not in jumpered]))
    return found
