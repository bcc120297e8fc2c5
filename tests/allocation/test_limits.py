"""Limits that random sites hit too rarely, each with the case that once was wrong or easily could be."""

import math

import pytest
from stepped_sites import panel

import evsite
from evsite.allocation.allocator import Allocator
from evsite.sitefile.loading import loads

ROOT3 = math.sqrt(3)


def amps(text, occupied=None):
    """Equal shares, by port."""
    allocator = Allocator(loads(text))
    shares = allocator.shares(allocator.moment(occupied)).current_a
    return dict(zip(allocator.network.ports, shares.tolist(), strict=True))


def station(name, phases, feeder="U", **more):
    """One station on one circuit."""
    extra = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return f"""
        [circuits.C{name}]
        panel = "{feeder}"
        breaker = "100 A"
        phases = "{phases}"
        [stations.{name}]
        circuit = "C{name}"
        {extra or 'max_current = "80 A"'}
    """


def supply(system="208Y/120", rating="400 A", kind="service", **more):
    """The supply U."""
    extra = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return f'[supplies.U]\nkind = "{kind}"\nrating = "{rating}"\nsystem = "{system}"\n{extra}\n'


def test_a_group_of_members_holds_on_legs_that_its_first_member_is_not_on():
    part = '[panels.P]\nfed_from = "U"\nphases = "AB"\n' + station("S", "AB", "P")
    group = '[groups.G]\nmembers = ["S", "T", "V"]\nlimit = "40 A"\n'
    shares = amps(supply() + part + station("T", "CA") + station("V", "BC") + group, ["T.1", "V.1"])
    # on line C the two meet at 60 degrees
    assert shares["T.1"] == shares["V.1"] == pytest.approx(40 / ROOT3)


@pytest.mark.parametrize("phases", ["", 'phases = "AB"'])
def test_a_single_phase_transformer_may_be_fed_from_two_legs(phases):
    below = f'[supplies.T]\nkind = "transformer"\nrating = "10 kVA"\nsystem = "240/120"\nfed_from = "U"\n{phases}\n'
    shares = amps(supply("240/120", "20 A") + below + station("S", "AB", "T") + station("V", "A", "T"))
    # the load to neutral counts half on the primary side: x + x / 2 = 16 A
    assert shares["S.1"] * 240 == pytest.approx(shares["V.1"] * 120) == pytest.approx(16 * 240 / 2)


def test_other_load_on_one_line_leaves_what_the_whole_transformer_has_left():
    load = '[loads.L]\non = "U"\ncurrent = "15 A"\nphases = "A"\n[loads.M]\non = "U"\ncurrent = "4 A"\n'
    shares = amps(supply(rating="5 kVA", kind="transformer") + station("S", "BC") + station("V", "BC") + load)
    left_kva = 5 - 15 * 0.120 - 4 * 0.208 * ROOT3
    assert shares["S.1"] == shares["V.1"] == pytest.approx(left_kva / 0.208 / 2)


def test_power_counts_at_the_nominal_voltage_to_neutral():
    # 600 / sqrt(3) is 346.4 V, less than the nominal 347 V
    site = supply("600Y/347", "50 kVA", kind="transformer") + station("S", "A") + station("T", "B") + station("V", "C")
    assert amps(site)["S.1"] == pytest.approx(50 / 3 / 0.347)


def test_other_load_between_a_line_and_the_mid_point_of_a_delta_loads_two_primary_lines():
    below = (
        '[supplies.T]\nkind = "transformer"\nrating = "100 kVA"\nsystem = "240/120 high-leg delta"\nfed_from = "U"\n'
    )
    load = '[loads.L]\non = "T"\ncurrent = "40 A"\nphases = "A"\ncontinuous = true\n'
    shares = amps(supply("480Y/277", "75 A") + below + station("S", "BC", "T") + load)
    # line C of the service: 60 A for continuous load, 40 / 2 * 240 / 480 = 10 A of it for the load
    assert shares["S.1"] == pytest.approx(80)
    shares = amps(supply("480Y/277", "25 A") + below + station("S", "BC", "T") + load)
    assert shares["S.1"] == pytest.approx((20 - 10) * 2)


@pytest.mark.parametrize(
    ("ab", "bc", "ca"), [(1, 0, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1), (2, 0, 1), (2, 1, 0), (3, 1, 2)]
)
def test_a_primary_line_carries_the_difference_of_two_secondary_lines(ab, bc, ca):
    """Line A: |ab<30 + 2 ca<-30 + bc<-90| over the turns ratio, B and C likewise; the worst of all smaller draws."""
    text = supply(rating="20 kVA", kind="transformer", primary="480 delta")
    counts = {"AB": ab, "BC": bc, "CA": ca}
    for pair, count in counts.items():
        for number in range(count):
            text += station(f"{pair}{number}_", pair)
    shares = amps(text)
    ratio = 480 / (208 / ROOT3)
    x = {pair: sum(value for name, value in shares.items() if name.startswith(pair)) for pair in counts}
    limit = 20_000 / ROOT3 / 480
    worst = 0.0
    for first, twice, last in (("AB", "CA", "BC"), ("BC", "AB", "CA"), ("CA", "BC", "AB")):
        # 30, -30 and -90 degrees; the outer two stand 120 degrees apart, so one of them may be better off without
        for a in (0, x[first]):
            for b in (0, x[last]):
                real = (a + 2 * x[twice]) * ROOT3 / 2
                worst = max(worst, math.hypot(real, (a - 2 * x[twice]) / 2 - b) / ratio)
    secondary = 20_000 / ROOT3 / 208
    lines = [
        math.sqrt(x[one] ** 2 + x[other] ** 2 + x[one] * x[other])
        for one, other in (("AB", "CA"), ("AB", "BC"), ("BC", "CA"))
    ]
    assert worst <= limit * (1 + 1e-9)
    assert max(lines) <= secondary * (1 + 1e-9)
    full = math.isclose(worst, limit, rel_tol=1e-9) or math.isclose(max(lines), secondary, rel_tol=1e-9)
    assert full or all(value == 80 for value in shares.values())


def test_a_vehicle_that_lowers_another_line_may_stop_and_nothing_is_exceeded():
    """On primary line A ports on CA and on BC stand 120 degrees apart: what fits is each pair without the other."""
    below = '[supplies.T]\nkind = "transformer"\nrating = "150 kVA"\nsystem = "208Y/120"\nfed_from = "U"\n'
    stations = station("S", "CA", "T") + station("V", "CA", "T") + station("W", "BC", "T")
    load = '[loads.L]\non = "U"\ncurrent = "60 A"\nphases = "A"\n'
    shares = amps(supply("480Y/277", "100 A") + below + stations + load)
    ratio = 480 / (208 / ROOT3)
    left_a = 100 * 0.8 - 60
    assert shares["S.1"] == shares["V.1"] == pytest.approx(left_a * ratio / 2)
    assert shares["W.1"] == pytest.approx(left_a * ratio)


@pytest.mark.parametrize("most_a", [40.4, 40 * (1 + 1e-6)])
def test_a_limit_that_ports_can_exceed_by_little_holds(most_a):
    site = evsite.loads(panel("80 A", ("S", 2, "AB", f'max_current = "{most_a} A"')))
    assert [share.current_a for share in evsite.allocate(site).shares] == pytest.approx([40, 40], rel=1e-9)
