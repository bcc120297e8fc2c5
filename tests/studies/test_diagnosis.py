"""What a diagnosis answers: every cause is there and is gone with the key that makes it, and stands for its ports."""

import pytest

import evsite
from evsite.rules.example_site import EXPRESS, SHARED, Example
from evsite.sitefile.document import LoadedSite
from evsite.studies.diagnosis import diagnose
from evsite.studies.diagnosis.case import case_of
from evsite.studies.diagnosis.diagnose import CAUSES
from evsite.studies.diagnosis.evidence import (
    Begins,
    BesideOffline,
    ChargingTimes,
    LeftByLoad,
    LimitAtTimes,
    PortFallback,
)
from evsite.studies.diagnosis.facts import EVERY_NUMBER, numbers_of_vehicles
from evsite.studies.diagnosis.results import SYMPTOMS

TWO = Example(str(SHARED)).edited("stations.S", count=2)
FOUR = TWO.edited("stations.S", count=4)
SCHEDULED = TWO.plus("""
[[groups.C.schedule]]
days = "Mon-Fri"
from = "12:00"
to = "18:00"
limit = "40 A"
""")
METERED = (
    TWO.edited("groups.C", on="EV1", limit="320 A")
    .edited("site", site_meter=True)
    .plus("""
[loads.Shop]
on = "EV1"
current = "250 A"
continuous = false
""")
)

UNREACHED = TWO.edited("groups.C", connectivity="poor").edited("stations.S", fallback="0 A")


def looked_at(example, **options):
    """The diagnosis of a site."""
    return diagnose(LoadedSite.of(evsite.loads(str(example))), **options)


def cause_of(example, symptom, name, **options):
    """One cause of a symptom; None where it is no question for the site."""
    (found,) = looked_at(example, symptoms=(symptom,), **options).symptoms
    return next((cause for cause in found.causes if cause.cause == name), None)


def answer(example, symptom, name, **options):
    found = cause_of(example, symptom, name, **options)
    return None if found is None else found.answer


@pytest.mark.parametrize(
    ("symptom", "cause", "with_it", "without_it"),
    [
        ("slow", "unreachable-stations", TWO.edited("groups.C", connectivity="poor"), TWO.without("groups.C")),
        ("slow", "oversubscription", SHARED, FOUR),
        ("slow", "shared-power", TWO, TWO.edited("stations.S", count=1)),
        ("slow", "limits-that-bind", TWO, TWO.edited("stations.S", count=1)),
        ("slow", "schedule", SCHEDULED, TWO),
        ("slow", "metered-load", METERED, METERED.without("site.site_meter")),
        ("slow", "power-select", FOUR.edited("stations.S", setting="64 A"), FOUR),
        ("slow", "vehicle", TWO, TWO.edited("stations.S", max_current="12 A")),
        ("zero", "below-1.5-kw", SHARED.edited("stations.S", count=12).edited("groups.C", min_current="6 A"), TWO),
        ("zero", "turns", SHARED.edited("stations.S", count=11), SHARED.edited("stations.S", count=10)),
        ("zero", "no-power", TWO.edited("groups.C", limit="5 A"), TWO),
        ("zero", "first-come", TWO.edited("groups.C", policy="fcfs"), TWO),
        ("zero", "schedule", SCHEDULED.edited("groups.C.schedule.0", limit="0 A"), SCHEDULED),
        ("zero", "metered-load", METERED.edited("loads.Shop", current="400 A"), METERED),
        ("zero", "unreachable-stations", UNREACHED, TWO),
        ("not-enabled", "unreachable-stations", TWO.edited("groups.C", connectivity="poor"), TWO.without("groups.C")),
        ("not-enabled", "plan", SCHEDULED.edited("site", plan="power"), SCHEDULED.edited("site", plan="enterprise")),
        ("not-enabled", "no-group", TWO.without("groups.C"), TWO),
        ("not-enabled", "names", EXPRESS.plus('[groups."a/b"]\non = "EV1"'), EXPRESS.plus("[groups.a]\non = 'EV1'")),
    ],
)  # fmt: skip
def test_a_cause_is_there_with_what_makes_it_and_gone_without(symptom, cause, with_it, without_it):
    assert answer(with_it, symptom, cause) == "yes"
    assert answer(without_it, symptom, cause) in {"no", None}


def test_what_no_file_can_show_is_to_be_checked_on_site():
    found = {each.symptom: {cause.cause for cause in each.having("check-on-site")} for each in looked_at(TWO).symptoms}
    assert found["slow"] == {"unreachable-stations", "station-setting"}
    assert {"vehicle-full", "vehicle-overheated", "breaker"} <= found["zero"]
    assert {"unreachable-stations", "group-setup", "organization-properties", "as-built"} <= found["not-enabled"]
    model = cause_of(TWO, "not-enabled", "unsupported-stations")
    assert (model.answer, model.evidence[0].model) == ("check-on-site", None)
    assert answer(EXPRESS.plus('[groups.a]\non = "EV1"'), "not-enabled", "unsupported-stations") == "no"


def test_causes_that_a_site_has_come_first_and_every_symptom_that_is_asked_about_is_answered():
    found = looked_at(SHARED)
    assert tuple(each.symptom for each in found.symptoms) == SYMPTOMS == tuple(CAUSES)
    for each in found.symptoms:
        answers = [cause.answer for cause in each.causes]
        assert answers == sorted(answers, key=["yes", "check-on-site", "no"].index)
        assert len({cause.cause for cause in each.causes}) == len(each.causes)
    assert [each.symptom for each in looked_at(SHARED, symptoms=("zero",)).symptoms] == ["zero"]


def test_a_window_of_zero_is_no_lower_limit_and_a_lower_limit_shuts_nobody_out():
    shut = SCHEDULED.edited("groups.C.schedule.0", limit="0 A")
    assert answer(shut, "slow", "schedule") == "no"
    (window,) = cause_of(shut, "zero", "schedule").evidence
    assert isinstance(window, LimitAtTimes)
    assert (window.limit_a, window.current_a, window.verdict) == (0, 0, "no charging")
    (lower,) = cause_of(SCHEDULED, "slow", "schedule").evidence
    assert (lower.limit_a, lower.current_a) == (40, 20)


def test_ports_that_charge_at_some_times_only_give_nothing_at_others():
    times = '[{ days = "Mon-Fri", from = "20:00", to = "24:00" }]'
    text = str(TWO).replace("[stations.S]", f"[stations.S]\ncharging = {times}")
    (found,) = cause_of(text, "zero", "schedule").evidence
    assert isinstance(found, ChargingTimes)
    assert (found.ports, len(found.charging)) == (("S1.1", "S2.1"), 5)


def test_load_that_leaves_nothing_at_times_is_reported_with_the_hours():
    profile = """
[[loads.Shop.profile]]
days = "Mon"
from = "08:00"
to = "10:00"
current = "400 A"
"""
    found = cause_of(METERED.plus(profile), "zero", "metered-load").evidence
    (left,) = [each for each in found if isinstance(each, LeftByLoad)]
    assert (left.left_a, left.nothing_left) == (0, ((8 * 60, 10 * 60),))


def test_a_station_out_of_reach_leaves_others_less_than_they_are_sure_of_otherwise():
    ten = SHARED.edited("stations.S", count=10)
    found = cause_of(ten, "slow", "unreachable-stations")
    fallback, beside = found.evidence
    assert isinstance(fallback, PortFallback)
    assert fallback.current_a == pytest.approx(1800 / 208)
    assert isinstance(beside, BesideOffline)
    assert (beside.current_a, beside.guaranteed_current_a) == (0, pytest.approx(8))
    assert [each.code for each in found.remedies] == ["EV409"]
    assert "9 ports" in found.remedies[0].remedy


def test_a_limit_begins_to_bind_where_one_vehicle_less_gets_more():
    (limit,) = cause_of(FOUR, "slow", "limits-that-bind").evidence
    assert (limit.worst, limit.balanced, limit.limit_a) == (Begins(2, 1), Begins(2, 1), 80)
    wide = FOUR.edited("stations.S", max_current="24 A")
    (limit,) = cause_of(wide, "slow", "limits-that-bind").evidence
    assert limit.worst == Begins(4, 3)  # 3 x 24 A fit 80 A


def test_on_a_large_site_a_limit_begins_to_bind_between_two_numbers_that_were_looked_at():
    assert numbers_of_vehicles(EVERY_NUMBER) == list(range(1, EVERY_NUMBER + 1))
    some = numbers_of_vehicles(10_000)
    assert (some[0], some[-1]) == (1, 10_000)
    assert len(some) < 30
    large = SHARED.edited("stations.S", count=70).edited("groups.C", limit="80 A")
    (limit,) = cause_of(large.edited("stations.S", max_current="16 A"), "slow", "limits-that-bind").evidence
    assert limit.worst.not_yet_at < 6 <= limit.worst.vehicles  # 5 x 16 A fit 80 A


def test_a_port_in_no_group_is_promised_nothing_and_shares_with_nobody():
    alone = FOUR.without("groups.C")
    assert answer(alone, "slow", "shared-power") == "no"
    assert answer(alone, "slow", "limits-that-bind") == "no"
    assert answer(alone, "zero", "breaker") == "yes"
    assert {each.cause for each in looked_at(alone).symptoms[2].causes} == {"no-group", "names"}


def test_the_jumper_shares_its_feed_without_any_group():
    text = str(TWO.without("groups.C").edited("stations.S", ports=2, count=1, jumper=True))
    (feed,) = cause_of(text, "slow", "jumper").evidence
    assert (feed.total_a, feed.each_a) == (80, 40)
    assert answer(text, "slow", "shared-power") == "yes"
    assert (feed.holds, feed.own_a, feed.own_breaker_a) == (True, 80, 100)
    held = str(TWO.edited("stations.S", ports=2, count=1, jumper=True).edited("groups.C", limit="30 A"))
    assert not cause_of(held, "slow", "jumper").evidence[0].holds


def test_power_select_names_the_breaker_for_all_that_a_port_is_built_for():
    (below,) = cause_of(str(FOUR.edited("stations.S", setting="64 A")), "slow", "power-select").evidence
    assert (below.max_a, below.rated_a, below.breaker_a) == (64, 80, 100)


def test_an_empty_site_has_nothing_to_check_and_no_cause():
    found = looked_at(
        '[site]\nname = "Empty"\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "100 A"\nsystem = "240/120"\n'
    )
    assert {cause.answer for each in found.symptoms for cause in each.causes} == {"no"}  # fmt: skip


def test_some_ports_are_answered_for_with_their_own_figures_and_findings_alone():
    text = (
        str(SHARED)
        + """
[circuits.D]
panel = "EV1"
breaker = "40 A"
[stations.T]
ports = 1
max_current = "32 A"
circuits = "D"
"""
    )
    assert answer(text, "slow", "oversubscription", ports=["T.1"]) == "no"
    assert answer(text, "slow", "oversubscription", ports=["S1.1"]) == "yes"
    assert answer(text, "not-enabled", "no-group", ports=["T.1"]) == "yes"
    assert answer(text, "not-enabled", "no-group", ports=["S1.1"]) == "no"
    about = {name: looked_at(text, ports=[name]) for name in ("T.1", "S1.1")}
    codes = {
        name: {each.code for symptom in found.symptoms for cause in symptom.causes for each in cause.remedies}
        for name, found in about.items()
    }
    assert "EV410" in codes["S1.1"]
    assert not codes["T.1"] & {"EV406", "EV410", "EV421"}
    (setting,) = cause_of(text, "slow", "station-setting", ports=["T.1"]).evidence
    assert (setting.stations, setting.breaker_a, setting.max_a) == (("T",), 40, 32)


def test_the_port_of_a_case_is_in_use_also_where_it_is_not_named_among_those_in_use():
    site = evsite.loads(str(FOUR))
    asked = {"accept_a": {}, "order": (), "at": None, "offline": (), "loads": {}}
    case = case_of(site, ["S1.1"], occupied=["S2.1"], **asked)
    assert case.in_use == 2
    assert [(share.port, share.current_a) for share in case.shares] == [("S1.1", 40)]
