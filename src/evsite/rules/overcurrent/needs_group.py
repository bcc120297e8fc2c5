"""EV403 needs-group."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.example_site import ONE_STATION, SHARED_CIRCUIT, TWENTY_CIRCUITS, site
from evsite.rules.overcurrent.overloads import any_device, overload_problems
from evsite.rules.rule import GUIDE, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Devices that their ports overload and that no group protects."""
    return overload_problems(analysis, frozenset({"unmanaged", "below"}), any_device)


PASSING = TWENTY_CIRCUITS.replace("disconnect = true\n", "").replace('limit = "320 A"\n', "")
PASSING_2 = ONE_STATION.replace('breaker = "40 A"', 'breaker = "100 A"').replace(
    'max_current = "32 A"\ncircuits = "C"\n',
    'max_current = "80 A"\ncircuit = "C"\ncount = 10\n\n[groups.C]\non = "C"\nlimit = "80 A"\n',
)

RULE = Rule(
    code="EV403",
    name="needs-group",
    title="equipment that its ports can overload has a group",
    severity=Severity.ERROR,
    asks=(
        "Where the ports below a breaker, a main or a service can draw more than it may carry, a group on it "
        "limits them. A group further down counts with its limit, a group further up does not count."
    ),
    why=(
        "Only a load-management system, or smaller equipment, may lower the load of charging: there is no demand "
        "factor."
    ),
    topics=("ems-load", "evse-overcurrent", "feeder-rating"),
    guide=f"{GUIDE}, Benefits of Power Sharing",
    inputs=("groups.*.on", "groups.*.limit", "circuits.*.breaker", "panels.*.main", "supplies.*.rating"),
    failing=(
        site(TWENTY_CIRCUITS.replace('disconnect = true\n\n[groups.EV1]\non = "EV1"\nlimit = "320 A"\n', "")),
        site(
            SHARED_CIRCUIT.replace(
                'count = 5\ndisconnect = true\n\n[groups.C]\non = "C"\npolicy = "equal"\nlimit = "80 A"\n',
                "count = 10\n",
            )
        ),
    ),
    passing=(site(PASSING), site(PASSING_2)),
    check=check,
)
