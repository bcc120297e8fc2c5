"""The service level of a simulation: figures by hand, sums that agree, and a clock that is put forward and back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.model.sessions import Session, SessionSet
from evsite.studies.service.power_profile import power_profile
from evsite.studies.service.results import FullSpeed, Interval, Quantiles
from evsite.studies.service.service_level import service_level, service_report
from evsite.studies.service.session_service import session_service
from evsite.studies.service.tallies import ratios_by_day
from evsite.studies.simulation.results import PowerCurve, SessionOutcome
from service_samples import CURVE, DAY, HOUR, OUTCOMES, SESSIONS, UNDATED, dated, fcfs_run, result, run


def level(**changes):
    return service_level(run(**changes), result().sessions)


def test_sums_by_hand():
    tally = level().tally
    assert (tally.sessions, tally.stated, tally.can_be_full, tally.full, tally.unstated) == (5, 4, 3, 1, 1)
    assert (tally.wanted_kwh, tally.possible_kwh, tally.energy_kwh) == (95, 85, 60)
    assert (tally.unstated_possible_kwh, tally.unstated_energy_kwh, tally.total_energy_kwh) == (25, 12, 72)
    assert (tally.unserved_kwh, tally.unserved_beyond_physics_kwh) == (35, 25)
    assert tally.full_of_stated == 1 / 4
    assert tally.full_of_possible == 1 / 3
    assert tally.energy_of_wanted == 60 / 95
    assert tally.energy_of_possible == 60 / 85
    assert tally.unstated_of_possible == 12 / 25


def test_quantiles_are_numpys_linear_ones():
    found = level()
    # 0, 10, 12, 20, 30 kWh: ranks 0.2, 2 and 3.8
    assert vars_of(found.session_energy) == pytest.approx((2.0, 12.0, 28.0))
    # 0, 1/3, 3/4, 1: ranks 0.15, 1.5 and 2.85
    assert vars_of(found.served) == pytest.approx((0.05, (1 / 3 + 3 / 4) / 2, 0.9625))
    assert found.served_counts == (1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1)


def vars_of(quantiles: Quantiles):
    return quantiles.p5, quantiles.p50, quantiles.p95


def test_times_by_hand():
    found = level()
    assert found.plugged_in == 4
    assert (found.ports.waited, found.ports.gave_up) == (1, 1)
    # 0, 0, 0 and 0.5 h for those that plug in
    assert hours_of(found.ports.wait) == pytest.approx((0.125, 0.425, 0.5))
    # 0, 0.25, 0.5, 1 h
    assert hours_of(found.unpowered) == pytest.approx((0.4375, 0.925, 1.0))
    assert found.longest_unpowered_h == 0.75
    # A full at 11 instead of 10; C could have been at 13 and left at 17; E at 10:30 and gave up at 11
    assert hours_of(found.late) == pytest.approx((5.5 / 3, 3.7, 4.0))


@pytest.mark.parametrize(
    ("session", "until_s", "late_h"),
    [
        (Session("A", 8 * HOUR, None, leave_s=12 * HOUR, energy_kwh=20), None, 2),
        (Session("A", 8 * HOUR, None, leave_s=12 * HOUR, energy_kwh=20), 11 * HOUR, 1),
        (Session("A", 8 * HOUR, None, stay_s=5 * HOUR, energy_kwh=20), None, 3),
        (Session("A", 8 * HOUR, None, energy_kwh=20), None, None),
    ],
)
def test_who_finds_no_port_is_late_to_when_it_would_have_left(session, until_s, late_h):
    turned_away = SessionOutcome(0, None, None, 8 * HOUR, 20.0, 20.0, 0.0, None, 10 * HOUR)
    found = session_service(session, turned_away, until_s)
    assert (found.can_be_full, found.full, found.waited_h, found.late_h) == (True, False, 0, late_h)


def hours_of(durations):
    return durations.mean_h, durations.p95_h, durations.longest_h


def test_power_by_hand():
    power = level().power
    assert power.supply_kwh == pytest.approx(72)
    assert power.mean_kw == pytest.approx(72 / 33)
    assert (power.peak_kw, power.peak_s) == (12.0, 8 * HOUR)
    assert power.load_factor == pytest.approx(72 / 33 / 12)
    nine = power.by_hour[9]  # 9:00 to 10:00: 6 + 4 kWh on Monday, 6 on Tuesday
    assert (nine.energy_kwh, nine.mean_kw, nine.peak_kw) == pytest.approx((16, 8, 12))
    three = power.by_hour[3]  # one night alone
    assert (three.energy_kwh, three.mean_kw, three.peak_kw) == (0, 0, 0)
    monday, tuesday, wednesday = power.by_weekday[:3]
    assert (monday.energy_kwh, monday.mean_kw) == pytest.approx((30, 30 / 16))
    assert (tuesday.energy_kwh, tuesday.mean_kw) == pytest.approx((42, 42 / 17))
    assert (wednesday.energy_kwh, wednesday.mean_kw, wednesday.peak_kw) == (0, None, None)


def test_by_arrival():
    found = level()
    assert [hour for hour, tally in enumerate(found.by_arrival_hour) if tally.sessions] == [8, 9, 10]
    assert found.by_arrival_hour[8].energy_kwh == 30
    assert [tally.sessions for tally in found.by_arrival_weekday] == [2, 3, 0, 0, 0, 0, 0]
    assert [(day.day, day.label, day.date) for day in found.by_day] == [
        (0, "2024-06-03", "2024-06-03"),
        (1, "2024-06-04", "2024-06-04"),
    ]
    assert found.worst_day.label == "2024-06-04"  # 30 of 45 kWh against 30 of 40
    assert found.by_month == ()


def test_months_are_told_apart_by_the_clock_on_the_wall():
    # in Los Angeles it is still June on the first, at 23:00; in UTC it is July
    sessions = (Session("a", 23 * HOUR, energy_kwh=1), Session("b", 25 * HOUR, energy_kwh=1))
    outcomes = [SessionOutcome(n, "S1.1", s.arrive_s, s.arrive_s, 1, 0, 0, None, None) for n, s in enumerate(sessions)]
    found = service_level(run(outcomes=outcomes), SessionSet(sessions, dated("2024-06-30")))
    assert [(month.month, month.tally.sessions) for month in found.by_month] == [("2024-06", 1), ("2024-07", 1)]


def test_without_dates_days_are_weekdays():
    sessions = tuple(replace(s, arrive_s=s.arrive_s + 6 * DAY) for s in SESSIONS)
    found = service_level(run(), SessionSet(sessions, UNDATED))
    assert [(day.label, day.date) for day in found.by_day] == [("Sun", None), ("week 2 Mon", None)]
    assert found.by_month == ()


def test_the_limit_that_binds_for_longest_comes_first():
    assert [limit.bound_h for limit in level().limits] == [2.25, 0.0]


def test_what_the_file_says_was_delivered_stands_beside_what_the_same_sessions_get():
    recorded = level().recorded
    assert (recorded.sessions, recorded.recorded_kwh, recorded.energy_kwh) == (2, 24, 30)
    assert service_level(run(), SessionSet((replace(SESSIONS[2]),) * 5, dated())).recorded is None


def test_sessions_that_state_no_energy_alone_are_judged_by_what_was_possible():
    sessions = tuple(replace(session, energy_kwh=None) for session in SESSIONS)
    outcomes = [replace(outcome, wanted_kwh=None, full_s=None) for outcome in OUTCOMES]
    found = service_level(run(outcomes=outcomes), SessionSet(sessions, dated()))
    assert found.tally.full_of_possible is None
    assert found.tally.energy_of_wanted is None
    assert found.tally.unstated_of_possible == 72 / 110
    assert (found.served, found.late) == (None, None)
    assert sum(found.served_counts) == 0
    assert found.worst_day.label == "2024-06-04"


def test_no_sessions_are_no_error():
    power = PowerCurve(np.zeros(0), np.zeros(0), 0.0)
    found = service_level(run(outcomes=(), power=power), SessionSet((), dated()))
    assert found.tally.sessions == 0
    assert (found.session_energy, found.ports.wait, found.worst_day, found.power.load_factor) == (None,) * 4


def test_one_part_in_a_billion_is_enough_to_be_full():
    almost = [replace(OUTCOMES[0], energy_kwh=20 * (1 - 5e-10), full_s=None), *OUTCOMES[1:]]
    assert level(outcomes=almost).tally.full == 1
    short = [replace(OUTCOMES[0], energy_kwh=20 * (1 - 5e-9), full_s=None), *OUTCOMES[1:]]
    assert level(outcomes=short).tally.full == 0


def test_the_bound_is_told_only_where_it_is_the_same_for_all():
    assert service_report(result()).possible == FullSpeed(3, 85.0, 25.0)
    other = [replace(OUTCOMES[0], possible_kwh=19.0, possible_full_s=None), *OUTCOMES[1:]]
    assert service_report(result(run(), run(outcomes=other))).possible is None


def test_days_are_given_to_the_bootstrap():
    by_day = level().by_day
    parts = {name: (list(part), list(whole)) for name, (part, whole) in ratios_by_day(by_day).items()}
    assert parts == {
        "full_of_stated": ([1, 0], [2, 2]),
        "full_of_possible": ([1, 0], [1, 2]),
        "energy_of_wanted": ([30, 30], [50, 45]),
        "energy_of_possible": ([30, 30], [40, 45]),
    }


def test_intervals_are_those_of_the_function_that_is_given():
    def least_and_most(parts, wholes):
        ratios = parts / wholes
        return float(ratios.min()), float(ratios.max())

    report = service_report(result(), interval=least_and_most)
    assert report.policies[0].intervals["energy_of_possible"] == Interval(30 / 45, 30 / 40)
    assert service_report(result(), interval=lambda *_: None).policies[0].intervals == {}


# --- what holds for any sessions --------------------------------------------------------------------------------------


@st.composite
def simulations(draw):
    """Sessions of some days with outcomes that could be."""
    sessions, outcomes = [], []
    for number in range(draw(st.integers(1, 12))):
        arrive_s = draw(st.integers(0, 5 * 86400))
        stay_s = draw(st.integers(1, 86400))
        stated = draw(st.booleans())
        at_full_speed = draw(st.floats(0, 80))
        wanted = draw(st.floats(0, 80)) if stated else None
        possible = at_full_speed if wanted is None else min(wanted, at_full_speed)
        energy = possible * draw(st.sampled_from([0.0, 0.3, 0.999999, 1.0]))
        plugged = energy > 0 or draw(st.booleans())
        full = wanted is not None and energy >= wanted
        sessions.append(Session(f"v{number}", float(arrive_s), leave_s=float(arrive_s + stay_s), energy_kwh=wanted))
        outcomes.append(
            SessionOutcome(
                number,
                "S1.1" if plugged else None,
                float(arrive_s) if plugged else None,
                float(arrive_s + stay_s),
                wanted,
                possible,
                energy,
                float(arrive_s + stay_s) if full else None,
                arrive_s + stay_s / 2 if wanted is not None and possible >= wanted else None,
                draw(st.floats(0, 3)),
            )
        )
    return sessions, outcomes


@given(simulations())
def test_sums_and_shares_of_any_sessions(simulation):
    sessions, outcomes = simulation
    found = service_level(run(outcomes=outcomes), SessionSet(tuple(sessions), dated("2024-11-01")))
    tally = found.tally
    for share in (tally.full_of_stated, tally.full_of_possible, tally.energy_of_wanted, tally.energy_of_possible):
        assert share is None or 0 <= share <= 1
    assert tally.full <= tally.can_be_full <= tally.stated <= tally.sessions == tally.stated + tally.unstated
    assert tally.energy_kwh <= tally.possible_kwh * (1 + 1e-9) <= tally.wanted_kwh * (1 + 2e-9)
    assert tally.total_energy_kwh == pytest.approx(sum(outcome.energy_kwh for outcome in outcomes), rel=1e-12)
    assert sum(found.served_counts) == tally.stated
    for parts in (found.by_arrival_hour, found.by_arrival_weekday, [day.tally for day in found.by_day]):
        for name in ("sessions", "stated", "can_be_full", "full", "wanted_kwh", "possible_kwh", "energy_kwh"):
            assert sum(getattr(part, name) for part in parts) == pytest.approx(getattr(tally, name), rel=1e-9)
    for quantiles in filter(None, (found.session_energy, found.served)):
        assert 0 <= quantiles.p5 <= quantiles.p50 <= quantiles.p95
    if found.late is not None:
        assert 0 <= found.late.mean_h <= found.late.longest_h


@given(simulations())
def test_names_change_nothing(simulation):
    sessions, outcomes = simulation
    found = service_level(run(outcomes=outcomes), SessionSet(tuple(sessions), dated()))
    renamed = [replace(session, name="group", port="primary") for session in sessions]
    again = [replace(each, port=each.port and "secondary B") for each in outcomes]
    assert service_level(run(outcomes=again), SessionSet(tuple(renamed), dated())) == found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("origin", "zone"),
    [
        ("2024-03-09", "America/Los_Angeles"),  # forward on the 10th
        ("2024-11-02", "America/Los_Angeles"),  # back on the 3rd
        ("2024-04-06", "Australia/Lord_Howe"),  # by half an hour
        ("2024-06-01", "Asia/Kathmandu"),  # three quarters of an hour beside the hours of UTC
    ],
)
def test_power_by_the_clock_on_the_wall_agrees_with_minutes_counted_one_by_one(origin, zone):
    calendar = dated(origin, zone)
    generator = np.random.default_rng(7)
    starts = np.sort(generator.choice(np.arange(100, 4000), 60, replace=False)) * 60.0
    power = generator.uniform(0, 50, 60) * generator.integers(0, 2, 60)
    end_s = 4100 * 60.0
    profile = power_profile(PowerCurve(starts, power, end_s), calendar, starts[0])
    hours, days, highest = np.zeros(24), np.zeros(7), np.zeros(24)
    lengths = np.zeros(24)
    for minute in range(int(starts[0] // 60), 4100):
        now = power[np.searchsorted(starts, minute * 60.0, side="right") - 1]
        local = calendar.local(minute * 60.0)
        hours[local.hour] += now / 60
        lengths[local.hour] += 1 / 60
        days[local.weekday()] += now / 60
        highest[local.hour] = max(highest[local.hour], now)
    assert [each.energy_kwh for each in profile.by_hour] == pytest.approx(hours)
    assert [each.energy_kwh for each in profile.by_weekday] == pytest.approx(days)
    assert [each.mean_kw for each in profile.by_hour] == pytest.approx(hours / lengths)
    assert [each.peak_kw for each in profile.by_hour] == pytest.approx(highest)
    assert sum(each.energy_kwh for each in profile.by_hour) == pytest.approx(profile.supply_kwh)


def test_fractions_of_seconds_are_not_lost():
    curve = PowerCurve(np.array([0.25, 3599.5]), np.array([3.6, 7.2]), 3600.75)
    profile = power_profile(curve, dated(), 0.25)
    # 3599.25 s of 3.6 kW, and 0.5 s of 7.2 kW, before one o'clock
    assert profile.by_hour[0].energy_kwh == pytest.approx((3599.25 * 3.6 + 0.5 * 7.2) / 3600, rel=1e-12)
    assert profile.by_hour[1].energy_kwh == pytest.approx(0.75 * 7.2 / 3600, rel=1e-12)


def test_power_before_the_first_arrival_is_none():
    profile = power_profile(CURVE, dated(), 33 * HOUR)
    assert profile.supply_kwh == pytest.approx(42)
    assert profile.peak_kw == 6


def test_under_another_policy_other_drivers_gain():
    found = service_level(fcfs_run(), result().sessions)
    assert found.tally.energy_kwh == 60
    assert found.worst_day.tally.energy_of_possible == 20 / 45
