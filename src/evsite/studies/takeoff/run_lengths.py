"""Home runs with their feet: one for each port, one for each station, and as the site has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.model.site import Site, Station
    from evsite.studies.takeoff.runs import RunTakeoff, Use

Arrangement = Literal["a run for each port", "a run for each station", "as in the site file"]


@dataclass(frozen=True, slots=True)
class RunLengths:
    """Home runs in one arrangement, each as long as the circuit of its port is, and with its conductors.

    Lengths are those of the runs alone, without tails and waste; they leave out `unknown_runs`, whose length or
    conductors are not known.
    """

    arrangement: Arrangement
    runs: int
    phase_ft: float
    """Length of all phase and neutral conductors."""
    ground_ft: float
    raceway_ft: float
    """Length of all raceways or cables."""
    unknown_runs: int


def run_lengths(site: Site, runs: Iterable[RunTakeoff]) -> tuple[RunLengths, ...]:
    """The home runs of a site in three arrangements; none where no station is on a circuit.

    Vendor guide, "Power Sharing Through the Panel" and "Power Sharing Jumper". A DC station with one feed for all
    of its ports has one run in each of them.
    """
    by_circuit = {node: run for run in runs if run.kind == "circuit" for node in run.nodes}
    wired = [station for station in site.stations.values() if station.circuits]
    if not wired:
        return ()
    each_port = [circuit for station in wired for circuit in _dedicated(station)]
    each_station = [station.circuits[0] for station in wired]
    own = list(dict.fromkeys(circuit for station in wired for circuit in station.circuits))
    return (
        _lengths("a run for each port", each_port, by_circuit),
        _lengths("a run for each station", each_station, by_circuit),
        _lengths("as in the site file", own, by_circuit),
    )


def _dedicated(station: Station) -> list[str]:
    """The circuits of a station if each of its ports had one of its own."""
    cabinet = station.jumper and station.ports[0].dc
    return [port.circuit for port in station.ports[: 1 if cabinet else None] if port.circuit is not None]


def _lengths(arrangement: Arrangement, circuits: Sequence[str], runs: dict[str, RunTakeoff]) -> RunLengths:
    live: frozenset[Use] = frozenset({"phase", "neutral"})
    phase_ft = ground_ft = raceway_ft = 0.0
    unknown = 0
    for circuit in circuits:
        run = runs[circuit]
        if run.sized is None or run.length_ft is None:
            unknown += 1
            continue
        phase_ft += run.length_ft * sum(wires.number for wires in run.sized.wires if wires.use in live)
        ground_ft += run.length_ft * sum(wires.number for wires in run.sized.wires if wires.use not in live)
        raceway_ft += run.length_ft * run.sized.sets
    return RunLengths(arrangement, len(circuits), phase_ft, ground_ft, raceway_ft, unknown)
