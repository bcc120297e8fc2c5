"""The words of `evsite allocate`: ports by name, by station, by family or by group, and what vehicles accept."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from evsite.model.policy import POLICY_NAMES, read_policy
from evsite.model.vehicles import VehicleError, find_vehicle, names_a_vehicle, read_mix
from evsite.model.week import WeekError, read_moment
from evsite.sitefile.equipment_quantities import read_slot
from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from evsite.model.policy import PolicyName
    from evsite.model.quantity import Dimension
    from evsite.model.site import Port, Site
    from evsite.model.vehicles import Mix


class MomentOptions(NamedTuple):
    """One moment, as the options of a command show it and `allocate` takes it."""

    occupied: tuple[str, ...]
    accept_a: dict[str, float]
    order: tuple[str, ...]
    at: str | None
    offline: tuple[str, ...]
    loads: dict[str, str]


class Selection:
    """Names of a site as the command line takes them; what cannot be used is gathered in `problems`."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.problems: list[str] = []
        self._meanings = named_ports(site)
        self._meanings.setdefault("all", {})["every port"] = tuple(site.ports)

    def moment(
        self,
        occupied: str | None,
        accept: Iterable[str] | None,
        order: str | None,
        at: str | None,
        offline: str | None,
        loads: Iterable[str] | None,
    ) -> MomentOptions:
        """What the options of one moment say; ports are in use unless others are named."""
        return MomentOptions(
            tuple(self.site.ports) if occupied is None else self._ports("--occupied", occupied),
            self._accepts("--accept", accept or ()),
            () if order is None else self._ports("--order", order),
            self._time("--at", at),
            () if offline is None else self._ports("--offline", offline),
            self._loads("--load", loads or ()),
        )

    def ports(self, option: str, text: str | None) -> tuple[str, ...] | None:
        """The ports that an option names; None where it is not given."""
        return None if text is None else self._ports(option, text)

    def _ports(self, option: str, text: str) -> tuple[str, ...]:
        """The ports of a list like "S1,S3.2", in its order and each once; "all" for every port."""
        chosen: dict[str, None] = {}
        terms = [term.strip() for term in text.split(",")]
        for term in filter(None, terms):
            chosen.update(dict.fromkeys(self._ports_of(option, term)))
        if not any(terms):
            self.problems.append(f"{option}: names no port; use names like S1.1, S1 (all ports of a station) or all")
        return tuple(chosen)

    def _ports_of(self, option: str, term: str) -> tuple[str, ...]:
        meanings = self._meanings.get(term)
        if meanings is None:
            near = _nearest(term, self._meanings)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are {_examples(self.site.ports)}"
            self.problems.append(f"{option}: no port, station or group {term!r}; {hint}")
            return ()
        found = set(map(frozenset, meanings.values()))
        if len(found) > 1:
            ways = (
                f"{_examples(ports)} for {meaning}" for meaning, ports in meanings.items() if meaning != "every port"
            )
            message = f"{term!r} can be {' or '.join(meanings)} here; name the ports: {', '.join(ways)}"
            self.problems.append(f"{option}: {message}")
        return next(iter(meanings.values()))

    def _accepts(self, option: str, texts: Iterable[str]) -> dict[str, float]:
        """What vehicles accept, in amperes by port, from texts like "S1.1=32A,S2=24 A" or "32 A" for every port.

        A later text beats an earlier one. For a DC port kilowatts are taken too, for an AC port the name of a vehicle:
        "S1.1=Bolt EV".
        """
        accepted: dict[str, float] = {}
        for item in (item.strip() for text in texts for item in text.split(",") if item.strip()):
            names, equals, quantity = item.rpartition("=")
            ports = self._ports_of(option, names.strip()) if equals else tuple(self.site.ports)
            accepted.update(self._amperes(f"{option} {item}", quantity.strip(), ports))
        return accepted

    def _amperes(self, place: str, quantity: str, names: Iterable[str]) -> dict[str, float]:
        ports = [self.site.ports[name] for name in names]
        power_kw = read_option(place, quantity, "power", []) if all(port.dc for port in ports) else None
        if power_kw is not None:
            return {port.name: power_kw / port.output_kw_per_a for port in ports}
        if names_a_vehicle(quantity):
            return self._of_vehicle(place, quantity, ports)
        current_a = self.quantity(place, quantity, "current")
        return {} if current_a is None else dict.fromkeys((port.name for port in ports), current_a)

    def _of_vehicle(self, place: str, name: str, ports: Iterable[Port]) -> dict[str, float]:
        """What a vehicle takes at each of some AC ports [A]."""
        try:
            vehicle = find_vehicle(name)
        except VehicleError as error:
            self.problems.append(f"{place}: {error}; or amperes, like 32 A")
            return {}
        if any(port.dc for port in ports):
            self.problems.append(f"{place}: what vehicles take is listed for AC alone; give a DC port its kW")
            return {}
        return {port.name: vehicle.accept_a(port.voltage_v) for port in ports}

    def _loads(self, option: str, texts: Iterable[str]) -> dict[str, str]:
        """Uncontrolled loads by node, from texts like 'T1=200 kW'; the quantities are read to see that they can be."""
        from evsite.allocation.api import LOAD_UNITS

        nodes = named_nodes(self.site)
        loads: dict[str, str] = {}
        for item in (item.strip() for text in texts for item in text.split(",") if item.strip()):
            name, _, quantity = (part.strip() for part in item.partition("="))
            if name not in nodes:
                near = _nearest(name, nodes)
                hint = f"did you mean {' or '.join(near)}?" if near else f"there are {_examples(nodes)}"
                self.problems.append(f'{option}: no supply, panel or circuit {name!r} (as in T1="200 kW"); {hint}')
                continue
            self.quantity(f"{option} {item}", quantity, LOAD_UNITS)
            loads[name] = quantity
        return loads

    def quantity(
        self, option: str, text: str | None, dimension: Dimension | Iterable[Dimension], *, positive: bool = False
    ) -> float | None:
        """The value of a quantity; None where there is none, or none that can be read."""
        return read_option(option, text, dimension, self.problems, positive=positive)

    def slot_h(self, option: str, text: str | None) -> float | None:
        """The length of a turn [h]; None where there is none, or none that can be read."""
        try:
            return None if text is None else read_slot(text).value
        except QuantityError as error:
            self.problems.append(f"{option}: {error}")
            return None

    def _time(self, option: str, text: str | None) -> str | None:
        """A moment of the week as it was given, once it is known that it can be read."""
        if text is not None:
            try:
                read_moment(text)
            except WeekError as error:
                self.problems.append(f"{option}: {error}")
        return text

    def policy(self, option: str, text: str | None) -> PolicyName | None:
        """A policy by one of its names."""
        found = None if text is None else read_policy(text)
        if text is not None and found is None:
            self.problems.append(
                f"{option}: found {text!r}, expected {', '.join(POLICY_NAMES)}, or what the guide calls them"
            )
        return found


def mix_of(option: str, text: str | None) -> Mix | None:
    """The mix of vehicles that an option asks for; one that cannot be read is wrong usage."""
    from evsite.cli.console import refuse

    try:
        return None if text is None else read_mix(text)
    except VehicleError as error:
        refuse([f"{option}: {error}"])


def refuse_plot(*, plot: bool, format_given: str, others: Mapping[str, bool]) -> None:
    """End the command where charts were asked for together with what they do not show.

    Parameters
    ----------
    plot
        Whether charts were asked for.
    format_given
        What `--format` says.
    others
        Options that charts leave out, and whether each was given.
    """
    from evsite.cli.console import refuse

    given = [option for option, there in {"--format json": format_given == "json", **others}.items() if there]
    if plot and given:
        refuse([f"--plot: charts are text without {option}; leave one of the two out" for option in given])


def read_option(
    option: str,
    text: str | None,
    dimension: Dimension | Iterable[Dimension],
    problems: list[str],
    *,
    positive: bool = False,
) -> float | None:
    """The value of a quantity that an option may have; what is wrong with it is added to `problems`."""
    if text is None:
        return None
    try:
        return read_quantity(text, dimension, positive=positive).value
    except QuantityError as error:
        problems.append(f"{option}: {error}")
        return None


def named_ports(site: Site) -> dict[str, dict[str, tuple[str, ...]]]:
    """Ports by every name that stands for some: what the name can be ("the group"), and the ports of that."""
    sets: dict[str, dict[str, tuple[str, ...]]] = {name: {"the port": (name,)} for name in site.ports}
    families: dict[str, list[str]] = {}
    for name, station in site.stations.items():
        own = tuple(port.name for port in station.ports)
        sets.setdefault(name, {})["the station"] = own
        families.setdefault(str(station.path[1]), []).extend(own)
    for name, ports in families.items():
        if tuple(ports) != sets.get(name, {}).get("the station"):
            sets.setdefault(name, {})["the stations"] = tuple(ports)
    for name, group in site.groups.items():
        sets.setdefault(name, {})["the group"] = group.ports
    return sets


def named_nodes(site: Site) -> tuple[str, ...]:
    """Every name that stands for a node: supplies, panels and circuits."""
    return tuple({**site.supplies, **site.panels, **site.circuits})


def unknown_name(option: str, name: str, known: Collection[str], noun: str) -> str:
    """What is wrong with a name that is none of those that an option takes."""
    near = _nearest(name, known)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else f"there are {_examples(known)}" if known else "there is none"
    )
    return f"{option}: no {noun} {name!r}; {hint}"


def _nearest(term: str, known: Collection[str]) -> list[str]:
    folded = {name.casefold(): name for name in reversed(tuple(known))}
    if term.casefold() in folded:
        return [folded[term.casefold()]]
    return get_close_matches(term, known, 2, 0.6)


def _examples(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed) if len(listed) <= 4 else f"{listed[0]}, {listed[1]} ... {listed[-1]}"
