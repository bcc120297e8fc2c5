"""Local minimums: what the profiles that a site names ask of every port, with everything in use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evsite.codebook.formulas import exceeds
from evsite.codebook.profiles import Profile, profiles
from evsite.model.finding import Label, Severity
from evsite.rules.minimums import by_holder, holder_anchor, shared, ways_up
from evsite.rules.registry import Example, Problem, rule
from evsite.rules.snippets import circuit, site, stations
from evsite.toml_text import assignment, header
from evsite.words import amount, amps, count, kw, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.site import Port
    from evsite.sitefile.tables import JurisdictionTable

_GUIDE = "the adopted local code, by the profile that the site names"
_INPUTS = ("site.profile", "profiles.*")


def _own(keys: str, ports: int = 5, more: str = "") -> str:
    return shared(ports, site_keys='profile = "here"') + f"{more}\n[profiles.here]\n{keys}\n"


def own_profile(name: str, table: JurisdictionTable) -> Profile:
    """A profile of the site file; what it leaves out, a named one of the same name gives."""
    start = profiles().get(name, Profile(name, name, "", "", "site-file"))
    power = table.min_power
    quantities = {
        "min_power_kw": power if power is not None and power.unit == "kW" else None,
        "min_power_kva": power if power is not None and power.unit == "kVA" else None,
        "min_current_a": table.min_current,
        "single_vehicle_min_current_a": table.single_vehicle_min_current,
        "min_energy_kwh": table.min_energy,
        "hours": table.hours,
        "min_circuit_a": table.min_circuit,
        "exempt_spaces_percent": table.exempt_spaces_percent,
    }
    numbers: dict[str, Any] = {key: item.value for key, item in quantities.items() if item is not None}
    source = table.source or f"{header('profiles', name)} of the site file"
    return replace(start, source=source, mark="site-file", **numbers)


def chosen(survey: Survey) -> list[Profile]:
    """The profiles that a site names, as far as they exist."""
    found = []
    for name in survey.site.table.profile or ():
        own = survey.site.profiles.get(name)
        profile = profiles().get(name) if own is None else own_profile(name, own)
        if profile is not None:
            found.append(profile)
    return found


def _said(profile: Profile) -> tuple[str, ...]:
    return () if profile.seen else (f"{profile.id} is from general knowledge: verify the adopted text",)


def _label(profile: Profile) -> tuple[Label, ...]:
    return (Label(("site", "profile"), f"{profile.id} asks for it"),)


@rule(
    "EV501",
    "unknown-profile",
    "the profiles that a site names exist",
    Severity.ERROR,
    asks="Every name in profile is that of a named profile, or of a [profiles.NAME] table.",
    why="A misspelt jurisdiction would ask for nothing.",
    guide=_GUIDE,
    inputs=_INPUTS,
    failing=Example(shared(5, site_keys='profile = "menlo-prak"')),
    passing=(Example(shared(5, site_keys='profile = "menlo-park"')), Example(_own('min_power = "3 kW"'))),
)
def unknown_profile(survey: Survey) -> Iterator[Problem]:
    """Profiles that nobody knows."""
    known = [*survey.site.profiles, *profiles()]
    for name in survey.site.table.profile or ():
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1, 0.6)
            yield Problem(
                f"no profile is called '{name}'",
                ("site", "profile"),
                remedy=assignment("profile", near[0]) if near else "`evsite rules --profiles` lists them all",
            )


def _below(
    survey: Survey, profile: Profile, least_a: Callable[[Port], float], asked: str, severity: Severity
) -> Iterator[Problem]:
    """Ports that get less than a profile asks for, by what holds them there."""
    short = [port for port in survey.site.ports.values() if exceeds(least_a(port), survey.lowest_a[port.name])]
    for item, ports in by_holder(survey, short):
        worst = min(ports, key=lambda port: survey.lowest_a[port.name] / least_a(port))
        got_a, needed_a = survey.lowest_a[worst.name], least_a(worst)
        first_come = not got_a and item is not None and item.group is not None and item.group.policy == "fcfs"
        raised = ways_up(survey, item.group, got_a, needed_a) if item else f"ports of at least {amps(needed_a)}"
        yield Problem(
            f"{item.title if item else names(dict.fromkeys(port.station for port in ports))}: with everything in use "
            f"{count(len(ports), 'port')} {'is' if len(ports) == 1 else 'are'} sure of {amps(got_a)} "
            f"({kw(got_a * worst.output_kw_per_a)} at {amount(worst.voltage_v)} V), "
            f"{profile.id} asks for {f'{asked} ({amps(needed_a)})' if asked else amps(needed_a)}",
            item.path if item else survey.station_of(worst).path,
            anchor=holder_anchor(item) if item else "header",
            # a floor that no occupancy is known to reach is not proof enough for an error
            severity=severity if survey.floors[worst.name].exact else Severity.WARNING,
            source=profile.source,
            remedy='policy = "equal", which leaves something for everybody' if first_come else raised,
            labels=_label(profile),
            notes=_said(profile),
        )


def _severity(profile: Profile, *, number_seen: bool = False) -> Severity:
    """Errors only for what the user states, and for the numbers in kW or kVA that were read in a source."""
    return Severity.ERROR if profile.mark == "site-file" or (number_seen and profile.seen) else Severity.WARNING


@rule(
    "EV502",
    "local-minimum-power",
    "every port gets the power that the jurisdiction asks for",
    Severity.ERROR,
    asks="With everything in use each port is sure of min_power, at its own voltage and under the lowest limit of "
    "any schedule in which it charges at all.",
    why="Several jurisdictions set a floor under managed charging; in amperes it is more at 208 V than at 240 V.",
    guide=_GUIDE,
    inputs=(*_INPUTS, "groups.*.limit"),
    failing=(
        Example(shared(6, site_keys='profile = "menlo-park"')),
        Example(shared(6, site_keys='profile = ["nyc-ll55-2024", "colorado-crs"]')),
        Example(shared(6, site_keys='profile = "calgreen-2022-nonres"')),
        Example(_own('min_power = "3.4 kW"')),
    ),
    passing=(
        Example(shared(5, site_keys='profile = "menlo-park"')),
        Example(shared(5, site_keys='profile = ["nyc-ll55-2024", "calgreen-2022-nonres"]')),
        Example(_own('min_power = "3.3 kW"')),
    ),
)
def local_minimum_power(survey: Survey) -> Iterator[Problem]:
    """Ports below the power of a profile."""
    for profile in chosen(survey):
        severity = _severity(profile, number_seen=True)
        if profile.min_power_kw is not None:
            yield from _below(survey, profile, _by_output(profile.min_power_kw), kw(profile.min_power_kw), severity)
        if profile.min_power_kva is not None:
            asked = f"{amount(profile.min_power_kva)} kVA"
            yield from _below(survey, profile, _by_input(profile.min_power_kva), asked, severity)


def _by_output(least_kw: float) -> Callable[[Port], float]:
    """The current at which a port delivers a power [A]."""
    return lambda port: least_kw / port.output_kw_per_a


def _by_input(least_kva: float) -> Callable[[Port], float]:
    """The current at which a port draws a power [A]."""
    return lambda port: least_kva / port.input_kw_per_a


@rule(
    "EV503",
    "local-minimum-current",
    "every port gets the current that the jurisdiction asks for",
    Severity.ERROR,
    asks="With everything in use each port is sure of min_current.",
    why="A floor in amperes is the same at every voltage.",
    guide=_GUIDE,
    inputs=(*_INPUTS, "groups.*.limit"),
    failing=Example(_own('min_current = "16.1 A"')),
    passing=Example(_own('min_current = "16 A"')),
)
def local_minimum_current(survey: Survey) -> Iterator[Problem]:
    """Ports below the current of a profile."""
    for profile in chosen(survey):
        if profile.min_current_a is not None:
            yield from _below(survey, profile, _fixed(profile.min_current_a), "", _severity(profile))


def _fixed(least_a: float) -> Callable[[Port], float]:
    """The same current for every port [A]."""
    return lambda _: least_a


@rule(
    "EV504",
    "local-minimum-energy",
    "every vehicle gets the energy that the jurisdiction asks for in the hours it gives",
    Severity.ERROR,
    asks="With everything in use each port is sure of min_energy within hours.",
    why="What a driver needs is energy by the morning, not power at any moment.",
    guide=_GUIDE,
    inputs=(*_INPUTS, "groups.*.limit"),
    failing=(
        Example(shared(12, site_keys='profile = "bc-typical"')),
        Example(_own('min_energy = "27 kWh"\nhours = "8 h"')),
    ),
    passing=(
        Example(shared(11, site_keys='profile = "bc-typical"')),
        Example(_own('min_energy = "26.6 kWh"\nhours = "8 h"')),
    ),
)
def local_minimum_energy(survey: Survey) -> Iterator[Problem]:
    """Ports that deliver less than the energy of a profile in its hours."""
    for profile in chosen(survey):
        if profile.min_energy_kwh is None:
            continue
        if not profile.hours:
            yield Problem(
                f"not checked: the {amount(profile.min_energy_kwh)} kWh of {profile.id} needs hours",
                ("profiles", profile.id),
                anchor="header",
                severity=Severity.INFO,
            )
            continue
        mean_kw = profile.min_energy_kwh / profile.hours
        asked = f"{amount(profile.min_energy_kwh)} kWh in {amount(profile.hours)} h"
        yield from _below(survey, profile, _by_output(mean_kw), asked, _severity(profile))


@rule(
    "EV505",
    "local-single-vehicle",
    "a vehicle that is alone gets the current that the jurisdiction asks for",
    Severity.ERROR,
    asks="A port that is in use alone can give single_vehicle_min_current.",
    why="Load management is to share what there is, not to keep everybody slow.",
    guide=_GUIDE,
    inputs=(*_INPUTS, "stations.*.max_current", "groups.*.limit"),
    failing=(
        Example(site(circuit() + stations("24 A"), site_keys='profile = "calgreen-2022-nonres"')),
        Example(_own('single_vehicle_min_current = "81 A"')),
    ),
    passing=(
        Example(site(circuit() + stations("32 A"), site_keys='profile = "calgreen-2022-nonres"')),
        Example(_own('single_vehicle_min_current = "80 A"')),
    ),
)
def local_single_vehicle(survey: Survey) -> Iterator[Problem]:
    """Ports that give less than a profile asks even to a vehicle alone."""
    for profile in chosen(survey):
        least_a = profile.single_vehicle_min_current_a
        if least_a is None:
            continue
        families: dict[object, list[Port]] = {}
        for port in survey.site.ports.values():
            if exceeds(least_a, survey.alone_a[port.name]):
                key = (survey.station_of(port).path, round(survey.alone_a[port.name], 6))
                families.setdefault(key, []).append(port)
        for ports in families.values():
            got_a = survey.alone_a[ports[0].name]
            yield Problem(
                f"{names(port.name for port in ports)}: a vehicle alone gets {amps(got_a)}, {profile.id} asks for "
                f"{amps(least_a)}",
                survey.station_of(ports[0]).path,
                anchor="header",
                severity=_severity(profile),
                source=profile.source,
                remedy=f"stations and limits of at least {amps(least_a)}",
                labels=_label(profile),
                notes=_said(profile),
            )


@rule(
    "EV506",
    "local-circuit",
    "charging circuits are as large as the jurisdiction asks",
    Severity.ERROR,
    asks="The breaker of every circuit with a port is at least min_circuit.",
    why="An EV ready space is defined by its circuit in many codes.",
    guide=_GUIDE,
    inputs=(*_INPUTS, "circuits.*.breaker"),
    failing=(
        Example(site(circuit(breaker="30 A") + stations("24 A"), site_keys='profile = "oregon"')),
        Example(_own('min_circuit = "101 A"')),
    ),
    passing=(
        Example(site(circuit(breaker="40 A") + stations("24 A"), site_keys='profile = "oregon"')),
        Example(_own('min_circuit = "100 A"')),
    ),
)
def local_circuit(survey: Survey) -> Iterator[Problem]:
    """Circuits below the least of a profile."""
    for profile in chosen(survey):
        least_a = profile.min_circuit_a
        if least_a is None:
            continue
        families: dict[object, list[str]] = {}
        for name, ports in survey.ports_on_circuit.items():
            item = survey.site.circuits[name]
            if ports and exceeds(least_a, item.breaker_a):
                families.setdefault(item.path, []).append(name)
        for listed in families.values():
            item = survey.site.circuits[listed[0]]
            yield Problem(
                f"{names(listed)}: {amps(item.breaker_a)} breaker, {profile.id} asks for circuits of at least "
                f"{amps(least_a)}",
                (*item.path, "breaker"),
                severity=_severity(profile),
                source=profile.source,
                remedy=assignment("breaker", amps(least_a)),
                labels=_label(profile),
                notes=_said(profile),
            )


def _exempt(alone: int) -> str:
    return (
        circuit("D", "40 A", f"count = {alone}")
        + f'[stations.E]\nmax_current = "32 A"\ncount = {alone}\ncircuits = "D"\n'
    )


@rule(
    "EV507",
    "local-exempt-spaces",
    "as many ports share with nobody as the jurisdiction asks",
    Severity.ERROR,
    asks="At least exempt_spaces_percent of the ports are in no power-sharing group.",
    why="Some drivers cannot wait: a share of the spaces keeps full power at any time.",
    guide=_GUIDE,
    inputs=(*_INPUTS, "groups.*"),
    failing=(
        Example(shared(5, site_keys='profile = "new-westminster"')),
        Example(_own('exempt_spaces_percent = "17 %"', more=_exempt(1))),
    ),
    passing=(
        Example(shared(5, site_keys='profile = "new-westminster"') + _exempt(1)),
        Example(_own('exempt_spaces_percent = "16 %"', more=_exempt(1))),
    ),
)
def local_exempt_spaces(survey: Survey) -> Iterator[Problem]:
    """Sites with fewer unshared ports than a profile asks for."""
    total = len(survey.site.ports)
    alone = total - len(survey.managed_ports)
    for profile in chosen(survey):
        percent = profile.exempt_spaces_percent
        if percent is None or not total or not exceeds(percent / 100 * total, alone):
            continue
        needed = next(number for number in range(total + 1) if not exceeds(percent / 100 * total, number))
        yield Problem(
            f"{alone} of {count(total, 'port')} {'shares' if alone == 1 else 'share'} with nobody, {profile.id} asks "
            f"for {amount(percent)} %",
            ("site", "profile"),
            severity=_severity(profile),
            source=profile.source,
            remedy=f"{count(needed, 'port')} outside of all groups, each on a circuit of its own",
            notes=_said(profile),
        )


@rule(
    "EV508",
    "local-not-checked",
    "what a profile asks for beyond the site file is checked by hand",
    Severity.INFO,
    asks="Percentages of spaces, marking and the like are compared with the adopted text.",
    why="A site file says nothing about them, and silence would look like a pass.",
    guide=_GUIDE,
    inputs=_INPUTS,
    failing=Example(shared(5, site_keys='profile = "seattle"')),
    passing=Example(shared(5, site_keys='profile = "colorado-crs"')),
)
def local_not_checked(survey: Survey) -> Iterator[Problem]:
    """What profiles ask for that cannot be tested, and profiles that ask for nothing at all."""
    for profile in chosen(survey):
        numbers = (
            profile.min_power_kw,
            profile.min_power_kva,
            profile.min_current_a,
            profile.single_vehicle_min_current_a,
            profile.min_energy_kwh,
            profile.min_circuit_a,
            profile.exempt_spaces_percent,
        )
        if profile.unchecked or all(number is None for number in numbers):
            yield Problem(
                f"not checked: {profile.id}: {profile.unchecked or 'it asks for nothing that can be tested'}",
                ("site", "profile"),
                source=profile.source,
                remedy="verify the adopted text",
            )
