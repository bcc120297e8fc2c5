"""Rules that ask for a declaration alone, one row each."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.declaration import Declaration, group_rule, station_rule

DECLARATIONS = (
    station_rule(
        Declaration(key="listed", good=True, message="not listed", beside="with a listed station"),
        code="EV306",
        name="station-not-listed",
        title="charging equipment is listed",
        severity=Severity.ERROR,
        asks="Every station is listed.",
        why="An inspector accepts charging equipment by its listing.",
        topics=("evse-listed",),
    ),
    station_rule(
        Declaration(
            key="dual_feed",
            good=False,
            denied=(True,),
            message="fed from more than one source",
            instead="confirm that the unit is identified for it",
        ),
        code="EV308",
        name="several-sources",
        title="a unit with more than one supply is identified for it",
        severity=Severity.WARNING,
        asks="A station that is fed from more than one source is identified for that, and its disconnects say so.",
        why="Whoever opens one disconnect expects the unit to be dead.",
        topics=("multiple-supply",),
    ),
    station_rule(
        Declaration(
            key="bidirectional",
            good=False,
            denied=(True,),
            message="can feed power back, which is not checked here",
            instead="check 705.12 for the bus that it is on",
        ),
        code="EV309",
        name="bidirectional",
        title="stations that feed back are judged as sources too",
        severity=Severity.WARNING,
        asks="A station that can feed power back is also checked as an interconnected source (articles 702, 705).",
        why="What feeds back adds to the bus; evsite counts it as load alone.",
        topics=("interactive",),
    ),
    group_rule(
        Declaration(
            key="listing",
            good="ems",
            denied=("none",),
            message="its load management is not listed",
            unknown="the listing of the load management",
            editions=(2023, 2020, 2017),
        ),
        # from 2026 on a feeder that fits only by its load management stands or falls with the listing
        Declaration(
            key="listing",
            good="pcs",
            denied=("ems", "none", None),
            message="its load management is not declared to be listed as a power control system",
            editions=(2026,),
            severity=Severity.ERROR,
        ),
        code="EV311",
        name="load-management-not-listed",
        title="load management that a feeder relies on is listed",
        severity=Severity.WARNING,
        asks=(
            "2023: listed as a complete system, kit or component. 2026: what is relied on against overload is listed "
            "as a power control system (PCS), and an error where that is not declared."
        ),
        why="The setpoint stands in for a breaker: it has to be as dependable as one.",
        topics=("ems-article", "ems-load"),
    ),
    group_rule(
        Declaration(
            key="restricted_access",
            good=True,
            message="anybody can change its settings",
            unknown="whether settings are restricted",
        ),
        code="EV312",
        name="load-management-unrestricted",
        title="only qualified people can change a setpoint",
        severity=Severity.WARNING,
        asks="Settings are behind a sealable or tool-opened cover, a locked door, a password, or protected software.",
        why="A limit that anybody can raise is no limit.",
        topics=("ems-limits",),
    ),
    group_rule(
        Declaration(
            key="fails_safe",
            good=True,
            message="a fault may leave the current above the limit",
            unknown="what happens when it fails",
        ),
        code="EV313",
        name="load-management-fails-unsafe",
        title="a fault of the load management keeps the limit",
        severity=Severity.WARNING,
        asks="On a malfunction the system brings the current back inside the limit, or stops it.",
        why="Stations that lose contact go on drawing something; what they fall back to has to fit.",
        topics=("ems-limits",),
    ),
    group_rule(
        Declaration(
            key="keeps_shed_controls",
            good=True,
            message="may override the shed controls of emergency systems",
            unknown="whether emergency controls come first",
        ),
        Declaration(
            key="directory",
            good=True,
            message="no directory of its loads is posted",
            unknown="whether the controlled loads are posted",
        ),
        code="EV315",
        name="load-management-duties",
        title="load management leaves emergency controls alone",
        severity=Severity.INFO,
        asks=(
            "The system overrides no shed controls of fire pumps, emergency, legally required standby or critical "
            "operations power, cuts no elevators or hazardous-area ventilation, and a directory of its loads is "
            "posted."
        ),
        why="What saves lives must not wait for a car, and who works there must see what a controller may switch.",
        topics=("ems-limits", "ems-directory"),
    ),
)
"""These rules, in the order of their codes."""
