"""Published cases that depend on the time, on other load, or on stations that cannot be reached."""

import pytest

import evsite
from evsite.model.limit_id import LimitId

OFFICE_WEEK = """
[site]
nec = 2023

[supplies.T1]
kind = "transformer"
rating = "75 kVA"
system = "208Y/120"

[circuits.C]
panel = "T1"
count = 4
breaker = "80 A"
phases = "ABC"

[stations.S]
max_power = "20 kW"
count = 4
circuits = "C"

[groups.G]
on = "T1"
limit = "60 kW"
"""
WINDOWS = [
    ("Mon-Fri", "00:00", "06:00", 40),
    ("Mon-Fri", "06:00", "12:00", 20),
    ("Mon-Fri", "12:00", "18:00", 0),
    ("Mon-Fri", "18:00", "24:00", 20),
    ("Sat-Sun", "00:00", "24:00", 40),
]


def scheduled():
    """The office of the vendor guide's example on time of use."""
    return OFFICE_WEEK + "".join(
        f'\n[[groups.G.schedule]]\ndays = "{days}"\nfrom = "{start}"\nto = "{end}"\nlimit = "{limit} kW"\n'
        for days, start, end, limit in WINDOWS
    )


def power_kw(allocation):
    return sum(share.power_kw for share in allocation.shares)


@pytest.mark.parametrize(
    ("at", "limit_kw"),
    [
        ("Mon 05:59", 40),
        ("Mon 06:00", 20),
        ("Wed 12:00", 0),
        ("Fri 17:59", 0),
        ("Fri 18:00", 20),
        ("Sat 13:00", 40),
        ("Sun 23:59", 40),
    ],
)
def test_the_office_week_of_the_guide(at, limit_kw):
    allocation = evsite.allocate(evsite.loads(scheduled()), at=at)
    assert power_kw(allocation) == pytest.approx(limit_kw, rel=1e-9, abs=1e-12)
    group = next(use for use in allocation.limits if use.limit == LimitId("group", "G"))
    assert group.limit_kw == limit_kw


def test_without_a_moment_the_fixed_limit_holds():
    assert power_kw(evsite.allocate(evsite.loads(scheduled()))) == pytest.approx(60)


METERED = """
[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "2000 A"
system = "480Y/277"

[circuits.C]
panel = "U"
count = 6
breaker = "200 A"
phases = "ABC"

[stations.S]
max_power = "100 kW"
count = 6
circuits = "C"

[groups.G]
on = "U"
limit = "500 kW"
site_meter = true
"""


@pytest.mark.parametrize(("load_kw", "left_kw"), [(200, 300), (400, 100), (600, 0)])
def test_a_ceiling_of_500_kw_less_the_load_of_the_site(load_kw, left_kw):
    allocation = evsite.allocate(evsite.loads(METERED), loads={"U": f"{load_kw} kW"})
    group = next(use for use in allocation.limits if use.limit == LimitId("group", "G"))
    assert group.limit_kw == pytest.approx(left_kw, abs=1e-9)
    assert power_kw(allocation) == pytest.approx(left_kw, abs=1e-9)


MIXED = """
[site]
nec = 2023

[stations.AC]
type = "ac"
max_current = "32 A"
voltage = "208 V"
count = 5
fallback = "1.8 kW"

[stations.Small]
max_power = "62.5 kW"
count = 2

[stations.Large]
max_power = "125 kW"

[groups.G]
members = ["AC", "Small", "Large"]
limit = "100 kW"
"""


@pytest.mark.parametrize("given", [True, False])
def test_dc_falls_back_to_its_part_of_what_ac_leaves(given):
    text = MIXED if given else MIXED.replace('fallback = "1.8 kW"\n', "")
    site = evsite.loads(text)
    kw = {share.port: share.power_kw for share in evsite.allocate(site, offline=site.ports).shares}
    assert [kw[name] for name in ("Small1.1", "Small2.1", "Large.1")] == pytest.approx([22.75, 22.75, 45.5])
    assert [kw[f"AC{number}.1"] for number in range(1, 6)] == pytest.approx([1.8] * 5)
    assert sum(kw.values()) == pytest.approx(100)


ONE_CIRCUIT = """
[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "200 A"
system = "120/208 single-phase"

[panels.P]
fed_from = "U"
main = "200 A"

[circuits.C]
panel = "P"
breaker = "100 A"

[stations.S]
max_current = "80 A"
count = 10
circuit = "C"
disconnect = true

[groups.G]
on = "C"
"""


def test_ten_fallbacks_of_1_8_kw_do_not_fit_a_circuit_of_100_a():
    site = evsite.loads(ONE_CIRCUIT)
    use = next(use for use in evsite.allocate(site, offline=site.ports).limits if use.limit == LimitId("group", "G"))
    assert use.load_a == pytest.approx(86.538, abs=5e-4)
    assert use.limit_a == 80
    assert use.fullness > 1
    found = [finding for finding in evsite.check(site).findings if finding.code == "EV409"]
    assert "86.5 A" in found[0].message
    assert "80 A" in found[0].message


def test_nine_fallbacks_fit_and_are_raised_to_what_is_safe():
    site = evsite.loads(ONE_CIRCUIT.replace("count = 10", "count = 9"))
    use = next(use for use in evsite.allocate(site, offline=site.ports).limits if use.limit == LimitId("group", "G"))
    assert use.load_a == pytest.approx(80)
    assert 9 * 1800 / 208 < 80
    assert "EV409" not in {finding.code for finding in evsite.check(site).findings}
