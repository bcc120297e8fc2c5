"""Load management: what makes a setpoint count as the load, and what counts without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.exceeded import exceeded
from evsite.codebook.editions import section
from evsite.codebook.formulas import exceeds, minimum_ocpd_a
from evsite.model.finding import Severity
from evsite.rules.minimums import J1772_MINIMUM_A
from evsite.rules.registry import Example, Problem, rule
from evsite.rules.snippets import circuit, group, site, stations
from evsite.toml_text import assignment
from evsite.words import amps, amps_at_most, count, kva, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.finding import Path
    from evsite.model.site import Group

_EVSE_FLOOR_VA = 7200.0


def _managed(keys: str, nec: int = 2023) -> str:
    return site(
        circuit(breaker="100 A", more="count = 20")
        + stations("80 A", more="count = 20\ndisconnect = true")
        + group("EV1", f'on = "EV1"\nlimit = "320 A"\n{keys}'),
        nec=nec,
        site_keys='emergency_shutoff_distance = "50 ft"\nemergency_shutoff_in_sight = true',
    )


def _declared(
    survey: Survey, value: Callable[[Group], object], key: str, what: str, bad: str, severity: Severity, remedy: str
) -> Iterator[Problem]:
    """A problem for each group that denies something, and one "not checked" for all that do not say."""
    silent = []
    for item in survey.relied_on:
        said = value(item)
        if said is None:
            silent.append(item)
        elif said is False or said == "none":
            yield Problem(f"group {item.name}: {bad}", (*item.path, key), severity=severity, remedy=remedy)
    if silent:
        yield Problem(
            f"not checked: {what} needs {key} on {names([item.name for item in silent])}",
            silent[0].path,
            anchor="header",
            severity=Severity.INFO,
            remedy=remedy,
        )


@rule(
    "EV311",
    "load-management-not-listed",
    "load management that a feeder relies on is listed",
    Severity.WARNING,
    asks="2023: listed as a complete system, kit or component. 2026: what is relied on against overload is "
    "listed as a power "
    "control system (PCS), and an error where that is not declared.",
    why="The setpoint stands in for a breaker: it has to be as dependable as one.",
    topics=("ems-article", "ems-load"),
    inputs=("groups.*.listing",),
    failing=(
        Example(_managed('listing = "none"')),
        Example(_managed('listing = "ems"', 2026), 2026),
        Example(_managed("", 2026), 2026),
        Example(_managed("")),
    ),
    passing=(
        *(Example(_managed('listing = "ems"', edition), edition) for edition in (2017, 2020, 2023)),
        Example(_managed('listing = "pcs"', 2026), 2026),
    ),
)
def load_management_not_listed(survey: Survey) -> Iterator[Problem]:
    """Groups that something relies on and that are not listed."""
    edition = survey.site.nec
    wanted = "pcs" if edition >= 2026 else "ems"

    def listed(item: Group) -> object:
        listing = item.table.listing
        # from 2026 on a feeder that fits only by its load management stands or falls with the listing
        return False if edition >= 2026 and listing != "pcs" else listing

    what = "declared to be listed as a power control system" if edition >= 2026 else "listed"
    severity = Severity.ERROR if edition >= 2026 else Severity.WARNING
    yield from _declared(
        survey,
        listed,
        "listing",
        "the listing of the load management",
        f"its load management is not {what}",
        severity,
        assignment("listing", wanted),
    )


@rule(
    "EV312",
    "load-management-unrestricted",
    "only qualified people can change a setpoint",
    Severity.WARNING,
    asks="Settings are behind a sealable or tool-opened cover, a locked door, a password, or protected software.",
    why="A limit that anybody can raise is no limit.",
    topics=("ems-limits",),
    inputs=("groups.*.restricted_access",),
    failing=(Example(_managed("restricted_access = false")), Example(_managed(""))),
    passing=Example(_managed("restricted_access = true")),
)
def load_management_unrestricted(survey: Survey) -> Iterator[Problem]:
    """Groups whose settings anybody can change."""
    yield from _declared(
        survey,
        lambda item: item.table.restricted_access,
        "restricted_access",
        "whether settings are restricted",
        "anybody can change its settings",
        Severity.WARNING,
        "restricted_access = true",
    )


@rule(
    "EV313",
    "load-management-fails-unsafe",
    "a fault of the load management leaves the current within the limit",
    Severity.WARNING,
    asks="On a malfunction the system brings the current back inside the limit, or stops it.",
    why="Stations that lose contact go on drawing something; what they fall back to has to fit.",
    topics=("ems-limits",),
    inputs=("groups.*.fails_safe",),
    failing=(Example(_managed("fails_safe = false")), Example(_managed(""))),
    passing=Example(_managed("fails_safe = true")),
)
def load_management_fails_unsafe(survey: Survey) -> Iterator[Problem]:
    """Groups that let go when something fails."""
    yield from _declared(
        survey,
        lambda item: item.table.fails_safe,
        "fails_safe",
        "what happens when it fails",
        "a fault may leave the current above the limit",
        Severity.WARNING,
        "fails_safe = true",
    )


@rule(
    "EV315",
    "load-management-duties",
    "load management leaves emergency controls alone, and its loads are posted",
    Severity.INFO,
    asks="The system overrides no shed controls of fire pumps, emergency, legally required standby or critical "
    "operations power, cuts no elevators or hazardous-area ventilation, and a directory of its loads is posted.",
    why="What saves lives must not wait for a car, and who works there must see what a controller may switch.",
    topics=("ems-limits", "ems-directory"),
    inputs=("groups.*.keeps_shed_controls", "groups.*.directory"),
    failing=(
        Example(_managed("keeps_shed_controls = false\ndirectory = true")),
        Example(_managed("keeps_shed_controls = true\ndirectory = false")),
        Example(_managed("")),
    ),
    passing=Example(_managed("keeps_shed_controls = true\ndirectory = true")),
)
def load_management_duties(survey: Survey) -> Iterator[Problem]:
    """Groups whose load management overrides shed controls, or whose loads are not posted, or that do not say."""
    yield from _declared(
        survey,
        lambda item: item.table.keeps_shed_controls,
        "keeps_shed_controls",
        "whether emergency controls come first",
        "may override the shed controls of emergency systems",
        Severity.INFO,
        "keeps_shed_controls = true",
    )
    yield from _declared(
        survey,
        lambda item: item.table.directory,
        "directory",
        "whether the controlled loads are posted",
        "no directory of its loads is posted",
        Severity.INFO,
        "directory = true",
    )


def _least(current: str, nec: int = 2026) -> str:
    return site(
        circuit(breaker="60 A")
        + stations("48 A", 'circuit = "C"', "count = 4")
        + group("C", 'on = "C"\nlimit = "24 A"\nlisting = "pcs"')
        + f'[loads.Light]\non = "C"\ncurrent = "{current}"\n',
        nec=nec,
        site_keys='emergency_shutoff_distance = "50 ft"\nemergency_shutoff_in_sight = true',
    )


@rule(
    "EV123",
    "least-operating-load",
    "other load and the least currents of all ports fit together (2026)",
    Severity.WARNING,
    asks="2026: where load that is not controlled hangs on the same equipment, that load plus the least operating "
    "current of every controlled port fits, besides the setpoint.",
    why="A controller may be unable to go lower than the least current of what it controls.",
    topics=("least-operating",),
    guide="NEC 2026, calculation with power control systems (none before)",
    inputs=("stations.*.min_current", "loads.*", "site.nec"),
    failing=Example(_least("25 A"), 2026),
    passing=(Example(_least("24 A"), 2026), Example(_least("25 A", 2023), 2023)),
)
def least_operating_load(survey: Survey) -> Iterator[Problem]:
    """Equipment that other load and ports at their least can overload."""
    if survey.site.nec < 2026:
        return
    least_a = {
        name: 0.0 if port.dc else port.min_a or J1772_MINIMUM_A if name in survey.managed_ports else port.max_a
        for name, port in survey.site.ports.items()
    }
    for item in exceeded(survey.network, least_a, survey.managed_ports, groups=False):
        limit = item.limit
        if limit.scope not in survey.other:
            continue
        fewer = int(len(item.ports) * limit.value / item.total * (1 + 1e-9))
        most = f"at most {count(fewer, 'port')} there, or " if fewer and item.straight else ""
        yield Problem(
            f"{limit.name}: {count(len(item.ports), 'port')} at their least draw {amps(item.total)}, "
            f"{amps_at_most(limit.value)} is left beside the other load",
            limit.path,
            remedy=f"{most}other load that leaves {amps(item.total)}",
            notes=("the exact inequality of 120.7 was not read: verify it in the adopted text",),
        )


@rule(
    "EV314",
    "adjusted-rating-not-in-edition",
    "a setting below the nameplate counts only where the edition says so",
    Severity.WARNING,
    asks="2017: the nameplate counts, unless it was changed. 2020: for fixed equipment with restricted access. "
    "From 2023: with "
    "restricted access, and a new label.",
    why="What is set low today can be set high tomorrow.",
    topics=("adjustable-rating", "evse-continuous"),
    inputs=("stations.*.setting", "stations.*.model", "circuits.*.breaker", "site.nec"),
    failing=Example(site(circuit(breaker="40 A") + stations("80 A", more='setting = "32 A"'), nec=2017), 2017),
    passing=(
        Example(site(circuit(breaker="100 A") + stations("80 A", more="disconnect = true"), nec=2017), 2017),
        Example(site(circuit(breaker="40 A") + stations("80 A", more='setting = "32 A"')), 2023),
    ),
)
def adjusted_rating_not_in_edition(survey: Survey) -> Iterator[Problem]:
    """Stations that pass only by their setting, under the 2017 edition."""
    if section("adjustable-rating", survey.site.nec) is not None:
        return
    families: dict[tuple[Path, float, float, float], list[str]] = {}
    for item in survey.site.circuits.values():
        for station in survey.stations_on_circuit[item.name]:
            nameplate_a = max(port.rated_a for port in station.ports)
            set_a = max(port.max_a for port in station.ports)
            if exceeds(nameplate_a, set_a) and exceeds(minimum_ocpd_a(nameplate_a), item.breaker_a):
                key = (station.path, nameplate_a, set_a, item.breaker_a)
                families.setdefault(key, []).append(station.name)
    for (path, nameplate_a, set_a, breaker_a), who in families.items():
        yield Problem(
            f"{names(dict.fromkeys(who))}: {amps(nameplate_a)} by nameplate, set to {amps(set_a)} to pass on "
            f"{amps(breaker_a)}; "
            "the 2017 edition counts the nameplate",
            (*path, "setting"),
            remedy=f"a nameplate of {amps(set_a)}, or a breaker of {amps(minimum_ocpd_a(nameplate_a))}",
        )


@rule(
    "EV121",
    "evse-load-value",
    "the calculated load of small stations is 7,200 VA each (2023)",
    Severity.WARNING,
    asks="2023: outside load management each station counts the greater of 7,200 VA and its nameplate in the "
    "calculation of "
    "feeder and service. 2026: the nameplate, 7,200 VA only where it is unknown. Before 2023: the nameplate.",
    why="The sum that a plan reviewer expects is larger than the stations' own.",
    topics=("evse-load-value",),
    guide="NEC, calculated load of electric vehicle supply equipment (none before 2023)",
    inputs=("stations.*.max_current", "site.nec", "groups.*"),
    failing=Example(site(circuit(breaker="20 A") + stations("16 A"))),
    passing=(
        Example(site(circuit(breaker="20 A") + stations("16 A"), nec=2026), 2026),
        Example(site(circuit(breaker="20 A") + stations("16 A"), nec=2020), 2020),
        Example(site(circuit(breaker="50 A") + stations("40 A"))),
    ),
)
def evse_load_value(survey: Survey) -> Iterator[Problem]:
    """Unmanaged stations below the floor of the 2023 load calculation."""
    if survey.site.nec != 2023:
        return
    small = []
    for station in survey.site.stations.values():
        if any(port.name in survey.managed_ports for port in station.ports) or not station.circuits:
            continue
        nameplate_va = 1000 * sum(port.rated_a * port.input_kw_per_a for port in station.ports)
        if exceeds(_EVSE_FLOOR_VA, nameplate_va):
            small.append((station, nameplate_va))
    if small:
        total_kva = len(small) * _EVSE_FLOOR_VA / 1000
        own_kva = sum(value for _, value in small) / 1000
        yield Problem(
            f"{names([station.name for station, _ in small])}: {count(len(small), 'station')} of {kva(own_kva)} "
            f"in all count "
            f"{kva(total_kva)} in the load calculation",
            small[0][0].path,
            anchor="header",
            remedy=f"plan the feeder and service for {kva(total_kva)}, or put them under load management",
        )
