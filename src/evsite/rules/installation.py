"""Article 625 and its neighbours where a station stands: shutoff, plugs, listing, cables, working space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import exceeds
from evsite.model.finding import Severity
from evsite.rules.disconnect import equipment_rating_a, to_ground_v
from evsite.rules.registry import Example, Problem, not_checked, rule
from evsite.rules.snippets import circuit, site, stations
from evsite.toml_text import assignment
from evsite.words import amount, amps, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.finding import Path
    from evsite.model.site import Station

_NEAREST_SHUTOFF_FT, _FURTHEST_SHUTOFF_FT = 20.0, 100.0
_LONGEST_CABLE_FT = 25.0
_CHARGING_RECEPTACLES_A = (30.0, 50.0, 60.0)
_LEAST_HEIGHT_FT = {False: 1.5, True: 2.0}
"""Least height of a coupler, indoors and outdoors [ft]."""


def _station(keys: str, *, current: str = "32 A", breaker: str = "40 A", nec: int = 2023, site_keys: str = "") -> str:
    return site(circuit(breaker=breaker) + stations(current, more=keys), nec=nec, site_keys=site_keys)


def by_table(survey: Survey, wrong: Callable[[Station], bool]) -> Iterator[tuple[Station, str]]:
    """The first station of each table that something is wrong with, and the names of all of them."""
    families: dict[Path, list[Station]] = {}
    for station in survey.site.stations.values():
        if wrong(station):
            families.setdefault(station.path, []).append(station)
    for items in families.values():
        yield items[0], names([item.name for item in items])


_SHUTOFF = 'emergency_shutoff_distance = "50 ft"\nemergency_shutoff_in_sight = true'


@rule(
    "EV303",
    "emergency-shutoff",
    "an emergency shutoff stands in sight, 20 ft to 100 ft from the stations (2026)",
    Severity.ERROR,
    asks="From 2026: an identified shutoff in sight of the stations, at least 20 ft and at most 100 ft away. Before, "
    "none is asked for; one that is planned and would not do is a warning.",
    why="Firefighters need to cut the power from a safe distance. An amendment under way may let the authority "
    "accept others.",
    topics=("emergency-shutoff", "disconnect"),
    inputs=("site.emergency_shutoff_distance", "site.emergency_shutoff_in_sight"),
    failing=(
        Example(_station("disconnect = true", nec=2026), 2026),
        Example(_station("disconnect = true", nec=2026, site_keys=_SHUTOFF.replace("50", "120")), 2026),
        Example(_station("disconnect = true", nec=2026, site_keys=_SHUTOFF.replace("50", "19.9")), 2026),
        Example(_station("disconnect = true", nec=2026, site_keys=_SHUTOFF.replace("true", "false")), 2026),
        Example(_station("disconnect = true", site_keys=_SHUTOFF.replace("50", "120")), 2023),
    ),
    passing=(
        Example(_station("disconnect = true", nec=2026, site_keys=_SHUTOFF), 2026),
        Example(_station("disconnect = true", nec=2026, site_keys=_SHUTOFF.replace("50", "20")), 2026),
        Example(_station("disconnect = true", nec=2026, site_keys=_SHUTOFF.replace("50", "100")), 2026),
        *(Example(_station("disconnect = true", nec=edition), edition) for edition in (2017, 2020, 2023)),
    ),
    guide="NEC 2026, emergency shutoff (none before)",
)
def emergency_shutoff(survey: Survey) -> Iterator[Problem]:
    """Sites under the 2026 edition without a proper emergency shutoff."""
    table = survey.site.table
    if not survey.site.stations:
        return
    asked_for = survey.site.nec >= 2026
    severity = None if asked_for else Severity.WARNING
    if table.emergency_shutoff_distance is None:
        if not asked_for:
            return
        yield Problem(
            "no emergency shutoff is declared; the 2026 edition asks for one, one- and two-family dwellings aside",
            ("site",),
            anchor="header",
            remedy='emergency_shutoff_distance = "50 ft" and emergency_shutoff_in_sight = true',
        )
        return
    distance_ft = table.emergency_shutoff_distance.value
    if exceeds(_NEAREST_SHUTOFF_FT, distance_ft) or exceeds(distance_ft, _FURTHEST_SHUTOFF_FT):
        yield Problem(
            f"the emergency shutoff is {distance_ft:g} ft away, expected 20 ft to 100 ft",
            ("site", "emergency_shutoff_distance"),
            severity=severity,
            remedy='emergency_shutoff_distance = "50 ft"',
        )
    if not table.emergency_shutoff_in_sight:
        yield Problem(
            "the emergency shutoff is not declared to be in sight of the stations",
            ("site", "emergency_shutoff_in_sight"),
            severity=severity,
            remedy="emergency_shutoff_in_sight = true",
        )


_PLUG = 'connection = "plug"\nreceptacle = "50 A"\n'


@rule(
    "EV304",
    "plug-too-small",
    "a station with a plug fits its receptacle",
    Severity.ERROR,
    asks="The station draws at most 80 % of the receptacle; the receptacle is at most 50 A until 2023, and 60 A "
    "from 2026.",
    why="A receptacle is loaded continuously like a breaker, and larger stations have to be wired in.",
    topics=("connection",),
    inputs=("stations.*.connection", "stations.*.receptacle"),
    failing=(
        Example(_station('connection = "plug"\nreceptacle = "30 A"')),
        *(
            Example(
                _station('connection = "plug"\nreceptacle = "60 A"', current="48 A", breaker="60 A", nec=edition),
                edition,
            )
            for edition in (2017, 2020, 2023)
        ),
        Example(_station('connection = "plug"\nreceptacle = "70 A"', current="48 A", breaker="60 A", nec=2026), 2026),
        Example(_station('connection = "plug"')),
    ),
    passing=(
        Example(_station('connection = "plug"\nreceptacle = "50 A"', current="40 A", breaker="50 A")),
        Example(_station('connection = "plug"\nreceptacle = "60 A"', current="48 A", breaker="60 A", nec=2026), 2026),
    ),
)
def plug_too_small(survey: Survey) -> Iterator[Problem]:
    """Stations whose plug does not fit their current."""
    largest_a = 60.0 if survey.site.nec >= 2026 else 50.0
    for station, who in by_table(survey, lambda item: item.table.connection == "plug"):
        receptacle = station.table.receptacle
        rated_a = equipment_rating_a(survey, station)
        if receptacle is None:
            yield Problem(
                f"not checked: whether the plug of {who} carries {amps(rated_a)} needs receptacle",
                station.path,
                anchor="header",
                severity=Severity.INFO,
            )
        elif exceeds(1.25 * rated_a, receptacle.value):
            yield Problem(
                f"{who}: {amps(rated_a)} on a {amps(receptacle.value)} receptacle, which carries "
                f"{amps(0.8 * receptacle.value)}",
                (*station.path, "receptacle"),
                remedy=f'{assignment("setting", amps(0.8 * receptacle.value))}, or connection = "hardwired"',
            )
        elif exceeds(receptacle.value, largest_a):
            yield Problem(
                f"{who}: a receptacle of {amps(receptacle.value)}, at most {amps(largest_a)}",
                (*station.path, "receptacle"),
                remedy=f'connection = "hardwired", or a {amps(largest_a)} receptacle and {amps(0.8 * largest_a)}',
            )


def _plugged(keys: str, nec: int = 2026, *, breaker: str = "50 A", receptacle: str = "50 A") -> str:
    return _station(
        f'connection = "plug"\nreceptacle = "{receptacle}"\ngfci = true\n{keys}'.rstrip(),
        breaker=breaker,
        nec=nec,
        site_keys=_SHUTOFF,
    )


@rule(
    "EV316",
    "receptacle-for-charging",
    "receptacles for charging are listed for it, and none of 50 A is on a 40 A circuit (2026)",
    Severity.ERROR,
    asks="2026: receptacles of 30, 50 and 60 A are listed for electric vehicle charging, and a 50 A one is not on a "
    "40 A circuit. Before, neither is asked for.",
    why="Ordinary receptacles have burnt under hours of full load, and a 50 A one invites a plug that draws 40 A.",
    topics=("connection",),
    inputs=("stations.*.receptacle", "stations.*.receptacle_listed", "circuits.*.breaker", "site.nec"),
    failing=(
        Example(_plugged("receptacle_listed = false"), 2026),
        Example(_plugged("receptacle_listed = true", breaker="40 A"), 2026),
        Example(_plugged(""), 2026),
    ),
    passing=(
        Example(_plugged("receptacle_listed = true"), 2026),
        Example(_plugged("receptacle_listed = true", breaker="60 A", receptacle="60 A"), 2026),
        *(Example(_plugged("receptacle_listed = false", edition, breaker="40 A"), edition) for edition in (2017, 2023)),
    ),
)
def receptacle_for_charging(survey: Survey) -> Iterator[Problem]:
    """Receptacles that the 2026 edition does not accept for charging, or that do not say."""
    if survey.site.nec < 2026:
        return
    for station, who in by_table(survey, lambda item: item.table.connection == "plug"):
        table = station.table
        if table.receptacle is None or table.receptacle.value not in _CHARGING_RECEPTACLES_A:
            continue
        if table.receptacle_listed is None:
            yield not_checked(
                "receptacle_listed", station.path, what=f"whether the receptacle of {who} is for charging"
            )
        elif not table.receptacle_listed:
            yield Problem(
                f"{who}: a receptacle of {amps(table.receptacle.value)} that is not listed for charging",
                (*station.path, "receptacle_listed"),
                remedy="receptacle_listed = true, with one that is listed",
            )
        breakers_a = {survey.site.circuits[name].breaker_a for name in station.circuits}
        if table.receptacle.value == 50.0 and 40.0 in breakers_a:
            yield Problem(
                f"{who}: a receptacle of 50 A on a circuit of 40 A",
                (*station.path, "receptacle"),
                remedy='breaker = "50 A" on its circuit, or connection = "hardwired"',
            )


@rule(
    "EV317",
    "gfci-breaker-on-hardwired",
    "a wired-in station is not on a ground-fault breaker that its maker forbids",
    Severity.WARNING,
    asks="A hardwired station on a breaker with ground-fault protection for people has a manual that allows it.",
    why="The station protects people itself; two devices in a row trip each other, and many manuals forbid it.",
    topics=("hardwired-protection", "listing-use"),
    inputs=("stations.*.gfci", "stations.*.gfci_allowed", "stations.*.connection"),
    failing=(Example(_station("gfci = true")), Example(_station("gfci = true\ngfci_allowed = false"))),
    passing=(
        Example(_station("gfci = true\ngfci_allowed = true")),
        Example(_station("gfci = false")),
        Example(_station('gfci = true\nconnection = "plug"\nreceptacle = "50 A"')),
    ),
)
def gfci_breaker_on_hardwired(survey: Survey) -> Iterator[Problem]:
    """Wired-in stations behind a second ground-fault protection."""

    def doubtful(station: Station) -> bool:
        table = station.table
        return table.gfci is True and table.connection != "plug" and not table.gfci_allowed

    for station, who in by_table(survey, doubtful):
        forbidden = station.table.gfci_allowed is False
        yield Problem(
            f"{who}: a breaker with ground-fault protection, "
            + ("which the manual forbids" if forbidden else "not declared whether the manual allows it"),
            (*station.path, "gfci"),
            remedy="gfci = false, with an ordinary breaker"
            + ("" if forbidden else "; or gfci_allowed = true where the manual says so"),
        )


@rule(
    "EV305",
    "receptacle-without-gfci",
    "receptacles for charging have ground-fault protection",
    Severity.ERROR,
    asks="2017: single-phase receptacles up to 150 V to ground and 50 A have it; from 2020 every receptacle for "
    "charging.",
    why="Plugs are handled wet; the station's own protection does not cover the receptacle.",
    topics=("receptacle-gfci",),
    inputs=("stations.*.connection", "stations.*.gfci"),
    failing=(
        *(Example(_station(_PLUG + "gfci = false", nec=edition), edition) for edition in (2017, 2020, 2023, 2026)),
        Example(_station(_PLUG.replace("50", "60") + "gfci = false", nec=2020), 2020),
        Example(_station(_PLUG)),
    ),
    passing=(
        *(Example(_station(_PLUG + "gfci = true", nec=edition), edition) for edition in (2017, 2020, 2023, 2026)),
        Example(_station(_PLUG.replace("50", "60") + "gfci = false", nec=2017), 2017),
    ),
)
def receptacle_without_gfci(survey: Survey) -> Iterator[Problem]:
    """Receptacles without ground-fault protection, or that do not say."""
    for station, who in by_table(survey, lambda item: item.table.connection == "plug" and not item.table.gfci):
        receptacle = station.table.receptacle
        large = receptacle is not None and exceeds(receptacle.value, 50)
        if survey.site.nec < 2020 and (large or exceeds(to_ground_v(survey, station), 150)):
            continue
        missing = station.table.gfci is False
        yield Problem(
            f"{who}: receptacle without ground-fault protection"
            if missing
            else f"{who}: ground-fault protection not declared",
            (*station.path, "gfci") if missing else station.path,
            anchor="value" if missing else "header",
            severity=None if missing and survey.site.nec < 2026 else Severity.WARNING,
            remedy="gfci = true, with a breaker or receptacle that has it",
        )


@rule(
    "EV306",
    "station-not-listed",
    "charging equipment is listed",
    Severity.ERROR,
    asks="Every station is listed.",
    why="An inspector accepts charging equipment by its listing.",
    topics=("evse-listed",),
    inputs=("stations.*.listed",),
    failing=Example(_station("listed = false")),
    passing=Example(_station("listed = true")),
)
def station_not_listed(survey: Survey) -> Iterator[Problem]:
    """Stations that are declared not to be listed."""
    for station, who in by_table(survey, lambda item: item.table.listed is False):
        yield Problem(f"{who}: not listed", (*station.path, "listed"), remedy="a listed station: listed = true")


@rule(
    "EV307",
    "cable-too-long",
    "a charging cable is at most 25 ft, or has a management system",
    Severity.WARNING,
    asks="The usable length of a cable is at most 25 ft unless a cable management system takes it up.",
    why="Longer cables lie where people walk and drive.",
    guide="NEC article 625, length of the output cable",
    inputs=("stations.*.cable_length", "stations.*.cable_management"),
    failing=Example(_station('cable_length = "30 ft"')),
    passing=(
        Example(_station('cable_length = "25 ft"')),
        Example(_station('cable_length = "30 ft"\ncable_management = true')),
    ),
)
def cable_too_long(survey: Survey) -> Iterator[Problem]:
    """Long cables that nothing takes up."""

    def is_long(station: Station) -> bool:
        length = station.table.cable_length
        return length is not None and exceeds(length.value, _LONGEST_CABLE_FT) and not station.table.cable_management

    for station, who in by_table(survey, is_long):
        assert station.table.cable_length is not None
        yield Problem(
            f"{who}: cable of {station.table.cable_length.value:g} ft, at most {_LONGEST_CABLE_FT:g} ft",
            (*station.path, "cable_length"),
            remedy='cable_length = "25 ft", or cable_management = true',
        )


@rule(
    "EV308",
    "several-sources",
    "a unit with more than one supply is identified for it",
    Severity.WARNING,
    asks="A station that is fed from more than one source is identified for that, and its disconnects say so.",
    why="Whoever opens one disconnect expects the unit to be dead.",
    topics=("multiple-supply",),
    inputs=("stations.*.dual_feed",),
    failing=Example(_station("dual_feed = true")),
    passing=Example(_station("dual_feed = false")),
)
def several_sources(survey: Survey) -> Iterator[Problem]:
    """Stations with more than one source."""
    for station, who in by_table(survey, lambda item: item.table.dual_feed is True):
        yield Problem(
            f"{who}: fed from more than one source",
            (*station.path, "dual_feed"),
            remedy="confirm that the unit is identified for it, or dual_feed = false",
        )


@rule(
    "EV309",
    "bidirectional",
    "stations that feed back are judged as sources too",
    Severity.WARNING,
    asks="A station that can feed power back is also checked as an interconnected source (articles 702, 705).",
    why="What feeds back adds to the bus; evsite counts it as load alone.",
    topics=("interactive",),
    inputs=("stations.*.bidirectional",),
    failing=Example(_station("bidirectional = true")),
    passing=Example(_station("bidirectional = false")),
)
def bidirectional(survey: Survey) -> Iterator[Problem]:
    """Stations that can feed back."""
    for station, who in by_table(survey, lambda item: item.table.bidirectional is True):
        yield Problem(
            f"{who}: can feed power back, which is not checked here",
            (*station.path, "bidirectional"),
            remedy="check 705.12 for the bus that it is on, or bidirectional = false",
        )


@rule(
    "EV318",
    "coupler-height",
    "a coupler is stored 18 in above the floor indoors, 24 in above the ground outdoors",
    Severity.WARNING,
    asks="The coupler hangs at least 18 in (1.5 ft) high indoors and 24 in (2 ft) high outdoors.",
    why="Fuel vapour, water and snow gather at the floor.",
    guide="NEC article 625, height of the coupler",
    inputs=("stations.*.coupler_height", "stations.*.outdoors"),
    failing=(
        Example(_station('coupler_height = "17 in"\noutdoors = false')),
        Example(_station('coupler_height = "23 in"\noutdoors = true')),
        Example(_station('coupler_height = "20 in"')),
    ),
    passing=(
        Example(_station('coupler_height = "18 in"\noutdoors = false')),
        Example(_station('coupler_height = "24 in"\noutdoors = true')),
        Example(_station('coupler_height = "24 in"')),
    ),
)
def coupler_height(survey: Survey) -> Iterator[Problem]:
    """Couplers that hang too low, or between the two heights without a word on where."""
    for station, who in by_table(survey, lambda item: item.table.coupler_height is not None):
        height = station.table.coupler_height
        assert height is not None
        outdoors = station.table.outdoors
        least_ft = _LEAST_HEIGHT_FT[bool(outdoors)]
        if exceeds(least_ft, height.value):
            yield Problem(
                f"{who}: the coupler hangs {amount(12 * height.value)} in high, at least {12 * least_ft:g} in "
                f"{'outdoors' if outdoors else 'indoors'}",
                (*station.path, "coupler_height"),
                remedy=assignment("coupler_height", f"{12 * _LEAST_HEIGHT_FT[outdoors is not False]:g} in"),
            )
        elif outdoors is None and exceeds(_LEAST_HEIGHT_FT[True], height.value):
            yield not_checked("outdoors", station.path, what=f"whether the coupler of {who} hangs high enough")


@rule(
    "EV319",
    "ventilation",
    "stations that are marked for it have ventilation indoors",
    Severity.WARNING,
    asks="A station that is marked as needing ventilation stands outdoors or in a place with mechanical ventilation.",
    why="Some batteries give off gas while they charge.",
    topics=("ventilation",),
    inputs=("stations.*.needs_ventilation", "stations.*.ventilated", "stations.*.outdoors"),
    failing=(
        Example(_station("needs_ventilation = true\nventilated = false")),
        Example(_station("needs_ventilation = true\noutdoors = false")),
    ),
    passing=(
        Example(_station("needs_ventilation = true\nventilated = true")),
        Example(_station("needs_ventilation = true\noutdoors = true")),
        Example(_station("needs_ventilation = false")),
    ),
)
def ventilation(survey: Survey) -> Iterator[Problem]:
    """Stations marked for ventilation where there is none, or none is declared."""

    def airless(station: Station) -> bool:
        table = station.table
        return table.needs_ventilation is True and not table.ventilated and not table.outdoors

    for station, who in by_table(survey, airless):
        said = "there is none" if station.table.ventilated is False else "not declared"
        yield Problem(
            f"{who}: marked as needing ventilation indoors, {said}",
            (*station.path, "needs_ventilation"),
            remedy="ventilated = true with mechanical ventilation, or outdoors = true",
        )


@rule(
    "EV310",
    "working-space",
    "there is room to work in front of a panel",
    Severity.WARNING,
    asks="3 ft up to 150 V to ground; 3, 3.5 or 4 ft above, by what is across the space.",
    why="Somebody who is pushed back by an arc needs somewhere to go.",
    topics=("working-space",),
    inputs=("panels.*.working_space", "panels.*.working_condition"),
    failing=Example(site(circuit() + stations()).replace('bus = "400 A"', 'bus = "400 A"\nworking_space = "2.5 ft"')),
    passing=Example(site(circuit() + stations()).replace('bus = "400 A"', 'bus = "400 A"\nworking_space = "3 ft"')),
)
def working_space(survey: Survey) -> Iterator[Problem]:
    """Panels with too little room in front of them."""
    for panel in survey.site.panels.values():
        given = panel.table.working_space
        if given is None:
            continue
        to_ground_v = max(panel.system.to_ground_v(leg) for leg in panel.system.legs)
        condition = panel.table.working_condition or 2
        needed_ft = {1: 3.0, 2: 3.5, 3: 4.0}[condition] if exceeds(to_ground_v, 150) else 3.0
        if exceeds(needed_ft, given.value):
            yield Problem(
                f"{panel.name}: {given.value:g} ft of working space at {to_ground_v:g} V to ground, at least "
                f"{needed_ft:g} ft",
                (*panel.path, "working_space"),
                remedy=assignment("working_space", f"{needed_ft:g} ft"),
            )
