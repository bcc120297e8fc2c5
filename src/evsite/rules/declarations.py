"""Rules that ask for a declaration alone, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rules.declaration import Declaration, group_rule, station_rule, supply_rule
from evsite.rules.example_site import SINGLE, TRANSFORMER

if TYPE_CHECKING:
    from evsite.model.distribution import Supply
    from evsite.model.site import Site

_BEFORE = (2020, 2017)
_FROM = (2023, 2026)
_ADVICE = "engineering: load management that replaces a device (no section of the NEC before 2023)"


def _serves_dwellings(site: Site, supply: Supply) -> bool:
    return supply.kind == "service" and site.settings.dwelling is not None and site.nec >= 2020


def _serves_one_or_two_families(site: Site, supply: Supply) -> bool:
    return _serves_dwellings(site, supply) and site.settings.one_or_two_family is True


def _is_transformer_of_the_site(_site: Site, supply: Supply) -> bool:
    return supply.kind == "transformer" and supply.fed_from is not None


_HOUSE = SINGLE.edited("site", dwelling="one-family")
_OWN_TRANSFORMER = TRANSFORMER.edited("supplies.U", fed_from="Main").plus("""
[supplies.Utility]
kind = "service"
rating = "400 A"
system = "480Y/277"

[panels.Main]
fed_from = "Utility"
main = "400 A"
bus = "400 A"
""")

DECLARATIONS = (
    supply_rule(
        Declaration(
            key="surge_protection",
            good=True,
            message="no surge protection",
            unknown="whether there is surge protection",
        ),
        _serves_dwellings,
        _HOUSE,
        others=(SINGLE, _HOUSE.edited("site", nec=2017)),
        code="EV128",
        name="no-surge-protection",
        title="a service of dwellings has surge protection",
        fails="no surge protection",
        severity=Severity.INFO,
        asks="From 2020 a service of dwellings has a surge-protective device. Asked where the site says `dwelling`.",
        why="Surges reach the electronics of chargers and of the house by the service.",
        topics=("surge-protection",),
        otherwise="NEC 2020, surge protection of dwellings (none before)",
    ),
    supply_rule(
        Declaration(
            key="emergency_disconnect",
            good=True,
            message="no emergency disconnect outdoors",
            unknown="whether there is an emergency disconnect",
        ),
        _serves_one_or_two_families,
        _HOUSE,
        others=(SINGLE, _HOUSE.edited("site", nec=2017), _HOUSE.edited("site", dwelling="multifamily")),
        code="EV129",
        name="no-emergency-disconnect",
        title="a one- or two-family dwelling can be switched off outside",
        fails="no emergency disconnect outdoors",
        severity=Severity.INFO,
        asks=(
            "From 2020 the service of a one- or two-family dwelling has an emergency disconnect outdoors, readily "
            "accessible. Asked where the site says `dwelling`."
        ),
        why="Firefighters switch off a house before they enter it.",
        topics=("emergency-disconnect",),
        otherwise="NEC 2020, emergency disconnects of dwellings (none before)",
    ),
    supply_rule(
        Declaration(
            key="primary_disconnect",
            good=True,
            message="no means to disconnect it in sight, or lockable with its place marked on it",
            unknown="whether there is a means to disconnect the transformer",
        ),
        _is_transformer_of_the_site,
        _OWN_TRANSFORMER,
        others=(TRANSFORMER, SINGLE),
        code="EV130",
        name="transformer-without-disconnect",
        title="a transformer can be disconnected in sight, or lockable",
        fails="transformer without disconnect in sight",
        severity=Severity.INFO,
        asks=(
            "A transformer that the site feeds has a means to disconnect its primary, in sight, or elsewhere, lockable "
            "and with its place marked on the transformer."
        ),
        why="Those who work on it have to know that it stays switched off.",
        topics=("transformer-disconnect",),
    ),
    station_rule(
        Declaration(key="listed", good=True, message="not listed", beside="with a listed station"),
        code="EV306",
        name="station-not-listed",
        title="charging equipment is listed",
        fails="station not listed",
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
        fails="several sources",
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
        fails="station that feeds power back",
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
            editions=(2023,),
        ),
        Declaration(
            key="listing",
            good="ems",
            denied=("none",),
            message="its load management is not listed",
            editions=_BEFORE,
            severity=Severity.INFO,
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
        fails="load management not declared as listed",
        severity=Severity.WARNING,
        asks=(
            "Advice before 2023, which no section asks for. 2023: listed as a complete system, kit or component. "
            "2026: what is relied on against overload is listed "
            "as a power control system (PCS), and an error where that is not declared."
        ),
        why="The setpoint replaces a breaker: it has to be as dependable as one.",
        topics=("ems-listing",),
        otherwise=_ADVICE,
    ),
    group_rule(
        Declaration(
            key="restricted_access",
            good=True,
            message="anybody can change its settings",
            unknown="whether settings are restricted",
            editions=_FROM,
        ),
        Declaration(
            key="restricted_access",
            good=True,
            message="anybody can change its settings",
            editions=_BEFORE,
            severity=Severity.INFO,
        ),
        code="EV312",
        name="load-management-unrestricted",
        title="only qualified people can change a setpoint",
        fails="setpoint open to anybody",
        severity=Severity.WARNING,
        asks="Settings are behind a sealable or tool-opened cover, a locked door, a password, or protected software.",
        why="A limit that anybody can raise is no limit.",
        topics=("ems-settings",),
        otherwise=_ADVICE,
    ),
    group_rule(
        Declaration(
            key="fails_safe",
            good=True,
            message="a fault may leave the current above the limit",
            unknown="what happens when it fails",
            editions=_FROM,
        ),
        Declaration(
            key="fails_safe",
            good=True,
            message="a fault may leave the current above the limit",
            editions=_BEFORE,
            severity=Severity.INFO,
        ),
        code="EV313",
        name="load-management-fails-unsafe",
        title="a fault of the load management keeps the limit",
        fails="load management not fail-safe",
        severity=Severity.WARNING,
        asks="On a malfunction the system brings the current back inside the limit, or stops it.",
        why="Stations that lose contact go on drawing something; what they fall back to has to fit.",
        topics=("ems-malfunction",),
        otherwise=_ADVICE,
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
        fails="duty of load management not met",
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
