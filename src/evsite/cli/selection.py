"""The words of `evsite allocate`: ports by name, by station, by family or by group, and what vehicles accept."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from evsite.model.policy import PolicyName
    from evsite.model.site import Site
    from evsite.model.vehicles import Mix


class Selection:
    """Names of a site as the command line takes them; what cannot be used is gathered in `problems`."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.problems: list[str] = []
        self._sets = named_ports(site)

    def ports(self, option: str, text: str) -> tuple[str, ...]:
        """The ports of a list like "S1,S3.2", in its order and each once; "all" for every port."""
        chosen: dict[str, None] = {}
        terms = [term.strip() for term in text.split(",")]
        for term in filter(None, terms):
            chosen.update(dict.fromkeys(self._ports_of(option, term)))
        if not any(terms):
            self.problems.append(f"{option}: names no port; use names like S1.1, S1 (all ports of a station) or all")
        return tuple(chosen)

    def _ports_of(self, option: str, term: str) -> tuple[str, ...]:
        if term == "all":
            return tuple(self.site.ports)
        if term in self._sets:
            return self._sets[term]
        near = _nearest(term, self._sets)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {_examples(self.site.ports)}"
        self.problems.append(f"{option}: no port, station or group {term!r}; {hint}")
        return ()

    def accepts(self, option: str, texts: Iterable[str]) -> dict[str, float]:
        """What vehicles accept, in amperes by port, from texts like "S1.1=32A,S2=24 A" or "32 A" for every port.

        A later text beats an earlier one. For a DC port kilowatts are taken too, for an AC port the name of a vehicle:
        "S1.1=Bolt EV".
        """
        accepted: dict[str, float] = {}
        for item in (item.strip() for text in texts for item in text.split(",")):
            if not item:
                continue
            names, equals, quantity = item.rpartition("=")
            ports = self._ports_of(option, names.strip()) if equals else tuple(self.site.ports)
            accepted.update(self._amperes(option, item, quantity.strip(), ports))
        return accepted

    def _amperes(self, option: str, item: str, quantity: str, ports: Iterable[str]) -> dict[str, float]:
        from evsite.sitefile.quantities import QuantityError, read_quantity

        try:
            value = read_quantity(quantity, "current").value
        except QuantityError as error:
            in_kw = self._from_kw(quantity, ports)
            if in_kw is not None:
                return in_kw
            return self._of_vehicle(option, item, quantity, ports, error)
        if value < 0:
            self.problems.append(f"{option} {item}: found a negative current, expected 0 A or more")
        return dict.fromkeys(ports, value)

    def _from_kw(self, quantity: str, ports: Iterable[str]) -> dict[str, float] | None:
        """A power that DC vehicles accept, as input amperes; None where it is no power or a port is not DC."""
        from evsite.sitefile.quantities import QuantityError, read_quantity

        chosen = [self.site.ports[name] for name in ports]
        try:
            power_kw = read_quantity(quantity, "power").value
        except QuantityError:
            return None
        if power_kw < 0 or not chosen or not all(port.dc for port in chosen):
            return None
        return {port.name: power_kw / port.output_kw_per_a for port in chosen}

    def _of_vehicle(
        self, option: str, item: str, name: str, ports: Iterable[str], otherwise: ValueError
    ) -> dict[str, float]:
        """What a vehicle takes at each of some AC ports [A]; `otherwise` is what is wrong with it as a quantity."""
        from evsite.model.vehicles import VehicleError, find_vehicle

        chosen = [self.site.ports[port] for port in ports]
        try:
            vehicle = find_vehicle(name)
        except VehicleError as error:
            named = name[:1].isalpha()
            self.problems.append(f"{option} {item}: {f'{error}; or amperes, like 32 A' if named else otherwise}")
            return {}
        if any(port.dc for port in chosen):
            self.problems.append(f"{option} {item}: what vehicles take is listed for AC alone; give a DC port its kW")
            return {}
        return {port.name: vehicle.accept_a(port.voltage_v) for port in chosen}

    def loads(self, option: str, texts: Iterable[str]) -> dict[str, str]:
        """Uncontrolled loads by node, from texts like 'T1=200 kW'; the quantities are read to see that they can be."""
        from evsite.allocation.api import LOAD_UNITS
        from evsite.sitefile.quantities import QuantityError, read_quantity

        nodes = named_nodes(self.site)
        loads: dict[str, str] = {}
        for item in (item.strip() for text in texts for item in text.split(",") if item.strip()):
            name, _, quantity = (part.strip() for part in item.partition("="))
            if name not in nodes:
                near = _nearest(name, nodes)
                hint = f"did you mean {' or '.join(near)}?" if near else f"there are {_examples(nodes)}"
                self.problems.append(f'{option}: no supply, panel or circuit {name!r} (as in T1="200 kW"); {hint}')
                continue
            try:
                if read_quantity(quantity, LOAD_UNITS).value < 0:
                    self.problems.append(f"{option} {item}: found a negative load, expected 0 or more")
            except QuantityError as error:
                self.problems.append(f"{option} {item}: {error}")
            loads[name] = quantity
        return loads

    def moment(self, option: str, text: str | None) -> str | None:
        """A moment of the week as it was given, once it is known that it can be read."""
        from evsite.model.week import WeekError, read_moment

        if text is not None:
            try:
                read_moment(text)
            except WeekError as error:
                self.problems.append(f"{option}: {error}")
        return text

    def policy(self, option: str, text: str | None) -> PolicyName | None:
        """A policy by one of its names."""
        from evsite.model.policy import POLICY_NAMES, read_policy

        found = None if text is None else read_policy(text)
        if text is not None and found is None:
            self.problems.append(
                f"{option}: found {text!r}, expected {', '.join(POLICY_NAMES)}, or what the guide calls them"
            )
        return found


def mix_of(option: str, text: str | None) -> Mix | None:
    """The mix of vehicles that an option asks for; one that cannot be read is wrong usage."""
    from evsite.cli.console import refuse
    from evsite.model.vehicles import VehicleError, read_mix

    try:
        return None if text is None else read_mix(text)
    except VehicleError as error:
        refuse([f"{option}: {error}"])


def named_ports(site: Site) -> dict[str, tuple[str, ...]]:
    """Ports by every name that stands for some: groups, station families, stations, ports (these win)."""
    sets: dict[str, tuple[str, ...]] = {group.name: group.ports for group in site.groups.values()}
    families: dict[str, list[str]] = {}
    for station in site.stations.values():
        families.setdefault(str(station.path[1]), []).extend(port.name for port in station.ports)
    sets.update({name: tuple(ports) for name, ports in families.items()})
    sets.update({name: tuple(port.name for port in station.ports) for name, station in site.stations.items()})
    sets.update({name: (name,) for name in site.ports})
    return sets


def named_nodes(site: Site) -> tuple[str, ...]:
    """Every name that stands for a node: supplies, panels and circuits."""
    return tuple({**site.supplies, **site.panels, **site.circuits})


def _nearest(term: str, known: Collection[str]) -> list[str]:
    folded = {name.casefold(): name for name in reversed(tuple(known))}
    if term.casefold() in folded:
        return [folded[term.casefold()]]
    return get_close_matches(term, known, 2, 0.6)


def _examples(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed) if len(listed) <= 4 else f"{listed[0]}, {listed[1]} ... {listed[-1]}"
