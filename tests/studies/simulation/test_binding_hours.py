"""Hours in which limits keep somebody from more, where the lines of one panel share no vehicle."""

import pytest

import evsite
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.simulate import SIMULATED_NAMES, simulate

H = 3600.0
WEEK = Calendar(4 * 86_400, UTC_ZONE, dated=False)
SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "240/120"
[panels.P]
fed_from = "U"
main = "50 A"
[circuits.A]
panel = "P"
count = 3
breaker = "40 A"
phases = "AN"
[stations.A]
count = 3
max_current = "16 A"
circuits = "A"
{steps}
[circuits.B]
panel = "P"
count = 3
breaker = "40 A"
phases = "BN"
[stations.B]
count = 3
max_current = "16 A"
circuits = "B"
[groups.G]
on = "P"
limit = "40 A"
"""


def played(policy, steps, from_h):
    """Three vehicles on each line, which has 40 A of the 48 A that they take: from 0 to 2 h, and for 2 h from then."""
    site = evsite.loads(SITE.format(steps=steps))
    stays = [(0.0 if name.startswith("A") else from_h, name) for name in site.ports]
    sessions = tuple(Session(name, come_h * H, name, (come_h + 2) * H) for come_h, name in stays)
    return simulate(site, SessionSet(sessions, WEEK), policies=[policy]).runs[0]


@pytest.mark.parametrize("policy", [*SIMULATED_NAMES, AS_DESIGNED])
@pytest.mark.parametrize("steps", ["", 'current_step = "1 A"'])
@pytest.mark.parametrize(("from_h", "bound_h"), [(0, 2), (0.5, 2.5), (2, 4), (3, 4)])
def test_hours_in_which_two_lines_are_full_count_once_for_the_panel(policy, steps, from_h, bound_h):
    run = played(policy, steps, from_h)
    (bound,) = {each.bound_h for each in run.bound}
    assert bound == pytest.approx(bound_h)
    by_line = {limit.limit.leg: limit.bound_h for limit in run.limits if limit.bound_h}
    assert by_line == pytest.approx({"A": 2, "B": 2})
