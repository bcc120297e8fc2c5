"""Work for a site of many parts that share no limit: it grows with the parts, not with their square."""

import pytest

import evsite
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.simulate import simulate
from executed_lines import Lines

WEEK = Calendar(4 * 86_400, UTC_ZONE, dated=False)


def paired_stations(pairs):
    return evsite.loads(
        f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{pairs * 800} A"\nsystem = "480Y/277"\n'
        f'[circuits.C]\npanel = "U"\ncount = {2 * pairs}\nbreaker = "150 A"\nphases = "ABC"\n'
        f'[stations.S]\nmodel = "CPE250"\ncount = {2 * pairs}\ncircuits = "C"\npaired = true\n[groups.G]\non = "U"\n'
    )


def lines(pairs, policy):
    """Lines executed by function for one vehicle at each pair, one after the other."""
    site = paired_stations(pairs)
    ports = list(site.ports)[::2]
    sessions = tuple(
        Session(port, 600.0 * place, port, 600.0 * place + 500, energy_kwh=1.0) for place, port in enumerate(ports)
    )
    with Lines() as found:
        simulate(site, SessionSet(sessions, WEEK), policies=[policy])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["equal", "round-robin", "llf"])
def test_no_function_looks_at_all_pairs_for_each(policy):
    few, many = lines(30, policy), lines(120, policy)
    grown = {name: (few[name], many[name]) for name in many if many[name] > 5 * few[name] + 500}
    assert not grown
