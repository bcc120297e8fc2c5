"""Rated power as installed: what ports together can be fed, in every ratio and weight that speaks of rated power."""

import pytest

import evsite
from evsite.model.installed import installed_a

HEAD = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "208Y/120"\n'
YARD = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "480Y/277"\n'


def panel(stations, *, limit="320 A", policy="equal", more=""):
    return evsite.loads(
        f'{HEAD}[panels.P]\nfed_from = "U"\nmain = "400 A"\n[circuits.C]\npanel = "P"\ncount = 20\nbreaker = "100 A"\n'
        f'[stations.S]\nmodel = "CP6021B-80A"\ncircuits = "C"\n{stations}\n'
        f'[groups.P]\non = "P"\nlimit = "{limit}"\npolicy = "{policy}"\n{more}'
    )


def by_power(site):
    return evsite.report(site).groups[0].oversubscription.power


def test_a_jumpered_station_counts_once_at_its_feed():
    # ten feeds of 80 A at 208 V over 320 A of three phases: 10 x 80 / (sqrt(3) x 320)
    assert by_power(panel("count = 10\njumper = true")) == pytest.approx(800 / (3**0.5 * 320))
    assert by_power(panel("count = 10")) == pytest.approx(2 * 800 / (3**0.5 * 320))


def test_power_select_and_the_jumper_together():
    site = evsite.loads(
        f'{HEAD}[circuits.C]\npanel = "U"\ncount = 2\nbreaker = "40 A"\nphases = "AB"\n'
        '[stations.J]\nmodel = "CT4021"\ncircuits = ["C1"]\njumper = true\n'
        '[stations.H]\nmodel = "CPF50"\ncircuits = ["C2"]\n'
    )
    # a CT4021 on 40 A shares 32 A though a port alone stops at 30 A
    assert installed_a(site) == {"J.1": 16.0, "J.2": 16.0, "H.1": 32.0}


def test_ev410_judges_what_is_connected_as_installed():
    # 2.89:1 at two feeds a station would be 4.3:1 on 213 A, and is 2.2:1 with jumpers
    for stations, expected in (("count = 10", 1), ("count = 10\njumper = true", 0)):
        found = evsite.check(panel(stations, limit="213 A")).findings
        assert sum(finding.code == "EV410" for finding in found) == expected


def test_proportional_gives_a_jumpered_station_what_one_feed_gets():
    site = panel(
        "jumper = true",
        limit="60 A",
        policy="proportional",
        more='[stations.T]\nmodel = "CP6011B-80A"\ncircuits = "C"\n',
    )
    # three ports on two pairs: 1:1:2 by the feeds, not 1:1:1 by the ports
    shares = {share.port: share.current_a for share in evsite.allocate(site).shares}
    assert shares["S.1"] == pytest.approx(shares["S.2"])
    assert shares["T.1"] == pytest.approx(2 * shares["S.1"])


def test_a_cabinet_and_its_modules_count_for_what_feeds_them():
    text = (
        f'{YARD}[circuits.B]\npanel = "U"\nbreaker = "350 A"\npoles = 3\n'
        '[stations.B]\nmodel = "express-plus-block"\nports = 4\nmodules = {modules}\ncircuit = "B"\n'
        '[groups.G]\non = "U"\nlimit = "100 kW"\n'
    )
    for modules in (5, 3):
        assert by_power(evsite.loads(text.replace("{modules}", str(modules)))) == pytest.approx(
            modules * 40 / 100, rel=0.01
        )


def test_times_of_charging_change_nothing_that_is_rated():
    always = panel("count = 10\njumper = true")
    nights = panel(
        "count = 10\njumper = true", more='[[groups.P.charging]]\ndays = "Mon-Sun"\nfrom = "20:00"\nto = "24:00"\n'
    )
    from evsite.model.moments import site_at

    assert by_power(site_at(nights, 12 * 60)) == pytest.approx(by_power(always))
