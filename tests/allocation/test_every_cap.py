"""Every kind of cap alone on a small site: what it leaves to two vehicles, from its own arithmetic."""

import math

import pytest

from evsite.allocation.api import allocate
from evsite.model.limit_id import POWER_SELECT, LimitId
from evsite.sitefile.loading import loads

ROOT3 = math.sqrt(3)
LEGS = ("A", "B", "C")


def supply(rating="2000 A", kind="service", more="", name="U"):
    """A supply of 208Y/120."""
    return f'[supplies.{name}]\nkind = "{kind}"\nrating = "{rating}"\nsystem = "208Y/120"\n{more}\n'


def panel(main, name="P"):
    """A panel under the supply."""
    return f'[panels.{name}]\nfed_from = "U"\nmain = "{main}"\n'


def pair(phases, feeder="U", name="S", more='max_current = "80 A"'):
    """Two stations with a circuit each."""
    return f"""
        [circuits.C{name}]
        panel = "{feeder}"
        count = 2
        breaker = "100 A"
        phases = "{phases}"
        [stations.{name}]
        count = 2
        circuits = "C{name}"
        {more}
    """


def together(breaker, more=""):
    """Two stations on one circuit."""
    return f"""
        [circuits.C]
        panel = "U"
        breaker = "{breaker}"
        phases = "AB"
        [stations.S]
        count = 2
        max_current = "80 A"
        circuit = "C"
        {more}
    """


def load(node, current, phases=""):
    """An uncontrolled load, continuous."""
    return f'[loads.L]\non = "{node}"\ncurrent = "{current}"\n' + (f'phases = "{phases}"\n' if phases else "")


def given(text, **moment):
    """Amperes by port, and the limits that stop somebody."""
    answer = allocate(loads("[site]\nnec = 2023\n" + text), **moment)
    assert not answer.slots
    return {share.port: share.current_a for share in answer.shares}, {share.limited_by for share in answer.shares}


def both(amps):
    return pytest.approx({"S1.1": amps, "S2.1": amps}, rel=1e-12)


# --- what each conductor carries, on the leg that is loaded ---


@pytest.mark.parametrize("leg", LEGS)
@pytest.mark.parametrize(
    ("above", "limit"),
    [
        # 80 % of 25 A for two ports to neutral
        (supply("25 A"), LimitId("service", "U")),
        (supply() + panel("25 A"), LimitId("panel", "P")),
        # a winding carries its rating: 7.2053 kVA over sqrt(3) times 208 V are 20 A
        (supply(f"{20 * 208 * ROOT3 / 1000} kVA", "transformer"), LimitId("transformer", "U", "secondary")),
        (supply() + panel("200 A") + '[groups.G]\non = "P"\nlimit = "20 A"\n', LimitId("group", "G")),
        (supply() + '[groups.G]\nmembers = ["S"]\nlimit = "20 A"\n', LimitId("group", "G")),
    ],
    ids=["service", "main", "secondary", "group on a panel", "group of members"],
)
def test_each_leg_is_held_by_itself(above, limit, leg):
    amps, stopped = given(above + pair(f"{leg}N", "P" if "panels" in above else "U"))
    assert amps == both(10)
    assert {by.limit for by in stopped} == {LimitId(limit.kind, limit.owner, limit.side, leg)}


@pytest.mark.parametrize(("phases", "line"), [("AB", "A"), ("BC", "B"), ("CA", "C")])
def test_each_primary_line_is_held_by_itself(phases, line):
    # through a delta-wye one primary line carries both lines of a pair: 2 x over 480 / (208 / sqrt(3)). 20 kVA are
    # 24.06 A at 480 V, and leave 20,000 / (2 * 208) = 48.08 A, of the 55.5 A of a secondary line
    amps, stopped = given(supply("20 kVA", "transformer", 'primary = "480 delta"') + pair(phases))
    assert amps == both(20_000 / (2 * 208) / 2)
    assert {by.limit for by in stopped} == {LimitId("transformer", "U", "primary", line)}


def test_a_breaker_carries_80_percent_of_its_rating():
    amps, stopped = given(supply() + together("50 A"))
    assert amps == both(20)
    assert {by.limit for by in stopped} == {LimitId("circuit", "C")}


# --- what other loads leave of each ---


@pytest.mark.parametrize(
    "text",
    [
        # 80 % of 50 A less 10 A for two: 15 A
        supply() + together("50 A", load("C", "10 A")),
        supply() + panel("50 A") + pair("AB", "P") + load("P", "10 A"),
        supply("50 A") + pair("AB") + load("U", "10 A"),
        # what hangs further down counts further up
        supply() + panel("50 A") + panel("2000 A", "Q").replace('"U"', '"P"') + pair("AB", "P") + load("Q", "10 A"),
        # a winding of 40 A
        supply(f"{40 * 208 * ROOT3 / 1000} kVA", "transformer") + pair("AB") + load("U", "10 A"),
    ],
    ids=["circuit", "main", "service", "a panel below", "secondary"],
)
def test_what_other_load_leaves_is_shared(text):
    assert given(text)[0] == both(15)


def test_what_other_load_leaves_of_a_primary_line_is_shared():
    # 10 A on all secondary lines are 10 * 208 / 480 = 4.33 A on the primary; a pair puts 2 x / (480 * sqrt(3) / 208)
    # on line A, and 24.06 - 4.33 A are left there: 39.42 A, of the 45.5 A that are left of a secondary line
    text = supply("20 kVA", "transformer", 'primary = "480 delta"') + pair("AB") + load("U", "10 A", "ABC")
    left_a = 20_000 / 480 / ROOT3 - 10 * 208 / 480
    amps, stopped = given(text)
    assert amps == both(left_a * 480 * ROOT3 / 208 / 2 / 2)
    assert {by.limit for by in stopped} == {LimitId("transformer", "U", "primary", "A")}


@pytest.mark.parametrize("leg", LEGS)
def test_what_a_meter_sees_is_taken_off_the_limit_of_a_group(leg):
    group = '[groups.G]\non = "P"\nlimit = "50 A"\nsite_meter = true\n'
    amps, _ = given(supply() + panel("200 A") + pair(f"{leg}N", "P") + group + load("P", "20 A", f"{leg}N"))
    assert amps == both(15)


def test_what_a_meter_sees_is_taken_off_the_limit_of_a_group_on_a_circuit():
    group = '[groups.G]\non = "C"\nlimit = "40 A"\nsite_meter = true\n'
    assert given(supply() + together("100 A", load("C", "10 A") + group))[0] == both(15)


def test_what_a_meter_sees_is_taken_off_a_limit_in_kilowatts():
    # 10 A at 208 V between A and B are 2.08 kVA; 8.32 kW less that for two at 208 V
    group = '[groups.G]\non = "P"\nlimit = "8.32 kW"\nsite_meter = true\n'
    amps, _ = given(supply() + panel("200 A") + pair("AB", "P") + group + load("P", "10 A", "AB"))
    assert amps == both((8.32 - 2.08) / 0.208 / 2)


# --- what a port and its vehicle take ---


def test_a_port_gives_no_more_than_it_is_rated_for():
    assert given(supply() + pair("AB", more='max_current = "32 A"'))[0] == both(32)


def test_a_station_that_is_set_lower_gives_no_more_than_that():
    amps, stopped = given(supply() + pair("AB", more='max_current = "32 A"\nsetting = "20 A"'))
    assert amps == both(20)
    assert stopped == {POWER_SELECT}
    # also where its vehicle accepts more, and where others leave it more
    more = '[groups.G]\nmembers = ["S"]\nlimit = "60 A"\n'
    text = supply() + pair("AB", more='max_current = "32 A"\nsetting = "20 A"') + more
    assert given(text, accept_a={"S1.1": 30, "S2.1": 30})[0] == both(20)


def test_a_station_that_is_set_below_the_minimum_charges_with_all_that_it_has():
    text = (
        supply()
        + pair("AB", more='max_current = "16 A"\nsetting = "6 A"')
        + '[groups.G]\nmembers = ["S"]\nlimit = "20 A"\n'
    )
    assert given(text)[0] == both(6)


def test_a_vehicle_gets_no_more_than_it_accepts_and_the_rest_goes_to_the_other():
    amps, _ = given(supply() + together("50 A"), accept_a={"S1.1": 13})
    assert amps == pytest.approx({"S1.1": 13, "S2.1": 27})


def test_the_ports_of_a_jumpered_station_share_one_feed():
    # set for a 30 A breaker the maker's pair draws 24 A, one car or two, of the 32 A that the 40 A breaker carries
    text = """
        [circuits.C]
        panel = "U"
        breaker = "40 A"
        phases = "AB"
        [stations.S]
        model = "CT4021"
        setting = "24 A"
        circuits = "C"
        jumper = true
    """
    amps, stopped = given(supply() + text)
    assert amps == pytest.approx({"S.1": 12, "S.2": 12})
    assert {by.limit for by in stopped} == {LimitId("jumper", "S")}
    assert given(supply() + text, occupied=["S.2"])[0] == {"S.1": 0, "S.2": 24}


def test_a_fallback_is_reserved_before_anything_is_shared():
    text = together("50 A", '[groups.G]\non = "C"\n').replace("count = 2", 'count = 3\nfallback = "12 A"')
    amps, _ = given(supply() + text, offline=["S3.1"])
    # 40 A less 12 A for the other two
    assert amps == pytest.approx({"S1.1": 14, "S2.1": 14, "S3.1": 12})


def test_the_window_that_holds_sets_the_limit():
    group = (
        '[groups.G]\non = "C"\nlimit = "40 A"\n[[groups.G.schedule]]\nfrom = "08:00"\nto = "12:00"\nlimit = "24 A"\n'
    )
    text = supply() + together("100 A", group)
    found = {at: given(text, at=at)[0]["S1.1"] for at in ("Mon 07:59", "Mon 08:00", "Mon 11:59", "Mon 12:00")}
    assert found == pytest.approx({"Mon 07:59": 20, "Mon 08:00": 12, "Mon 11:59": 12, "Mon 12:00": 20})


# --- what is left is filled level by level ---


def test_what_one_limit_keeps_from_its_ports_goes_to_the_next_and_again_to_the_next():
    """Three circuits under 80 A: 8 A a port on the first, 12 A on the second, and the rest to the third."""
    banks = "".join(
        f"""
        [circuits.C{name}]
        panel = "P"
        breaker = "{breaker} A"
        phases = "AB"
        [stations.{name}]
        count = 2
        max_current = "80 A"
        circuit = "C{name}"
        """
        for name, breaker in (("S", 20), ("T", 30), ("V", 200))
    )
    amps, stopped = given(supply() + panel("100 A") + banks)
    assert amps == pytest.approx({"S1.1": 8, "S2.1": 8, "T1.1": 12, "T2.1": 12, "V1.1": 20, "V2.1": 20})
    assert {by.limit for by in stopped} == {
        LimitId("circuit", "CS"),
        LimitId("circuit", "CT"),
        LimitId("panel", "P", leg="A"),
    }


@pytest.mark.parametrize("order", [("S1.1", "S2.1", "S3.1"), ("S3.1", "S1.1", "S2.1")])
def test_who_comes_first_is_served_first_and_who_is_left_with_less_than_the_minimum_waits(order):
    text = supply() + together("50 A", '[groups.G]\non = "C"\npolicy = "fcfs"\n').replace("count = 2", "count = 3")
    accept_a = dict.fromkeys(order, 20.0) | {order[1]: 15.0}
    # 20, 15, and of the 40 A 5 A are left, below 8 A
    assert given(text, order=order, accept_a=accept_a)[0] == pytest.approx(dict(zip(order, (20, 15, 0), strict=True)))
