"""Sessions that are made up do what those of the garage did, and never change for a seed.

`arrivals_seen.json` holds figures of the sessions themselves (5 %, quartiles and 95 %, means, rank correlations), which
tools/fit_arrivals.py takes from the recorded sessions beside the fit: ACN-Data of 2019, as `evsite/data/arrivals.toml`
says.
"""

import json
from functools import cache
from pathlib import Path
from statistics import fmean, pvariance

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.codebook.tables import rows
from evsite.metering.zones import find_zone
from evsite.studies.arrivals import profiles, sessions
from evsite.studies.arrivals.profiles import arrival_profiles
from evsite.studies.arrivals.request import MOST_VISITS, ArrivalsError
from evsite.studies.arrivals.sessions import synthetic_sessions

SEEN = json.loads((Path(__file__).parent / "arrivals_seen.json").read_text(encoding="utf-8"))
WEEKDAYS = {"Mon-Thu": range(4), "Fri": range(4, 5), "Sat-Sun": range(5, 7)}
WORKING_DAYS = [(profile, kind) for profile in SEEN for kind in ("Mon-Thu", "Fri")]
EVERY_DAY = [(profile, kind) for profile in SEEN for kind in WEEKDAYS]
WEEKS = 104
PACIFIC = find_zone("America/Los_Angeles")


@cache
def site(application="", station='max_current = "32 A"'):
    """Ten ports on a panel."""
    return evsite.loads(f"""
[site]
nec = 2023
{f'application = "{application}"' if application else ""}
[supplies.T]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"
[panels.P]
fed_from = "T"
main = "400 A"
[circuits.C]
panel = "P"
count = 10
breaker = "40 A"
[stations.S]
count = 10
circuits = "C"
{station}
""")


def made(profile="workplace", *, drivers=40, days=14, seed=1, **more):
    return synthetic_sessions(site(), profile, drivers=drivers, days=days, seed=seed, **more)


@cache
def many(profile, energy="asked"):
    """Two years, by columns: weekday, arrival, stay, energy; with as many drivers as the garage had for certain."""
    found = made(profile, drivers=arrival_profiles()[profile].busiest_day, days=7 * WEEKS, energy=energy).sessions
    arrive_s, leave_s, energy_kwh = (
        np.array([getattr(each, name) for each in found]) for name in ("arrive_s", "leave_s", "energy_kwh")
    )
    day = (arrive_s // 86_400).astype(int)
    return day, arrive_s % 86_400 / 3600, (leave_s - arrive_s) / 3600, energy_kwh


def of_kind(profile, kind, energy="asked"):
    day, arrival_h, stay_h, energy_kwh = many(profile, energy)
    chosen = np.isin(day % 7, WEEKDAYS[kind])
    return arrival_h[chosen], stay_h[chosen], energy_kwh[chosen]


def quantiles(values):
    return np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))


def rank_correlation(first, second):
    places = [np.argsort(np.argsort(each, kind="stable"), kind="stable") for each in (first, second)]
    return np.corrcoef(*places)[0, 1]


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "kind"), EVERY_DAY)
def test_drivers_arrive_when_they_did(profile, kind):
    arrival_h, _, _ = of_kind(profile, kind)
    expected = SEEN[profile][kind]["arrival_h"]
    assert quantiles(arrival_h)[1:4] == pytest.approx(expected[1:4], abs=0.2)
    assert quantiles(arrival_h)[[0, 4]] == pytest.approx([expected[0], expected[4]], abs=0.6)


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "kind"), WORKING_DAYS)
def test_drivers_stay_as_long_as_they_did(profile, kind):
    arrival_h, stay_h, _ = of_kind(profile, kind)
    expected = SEEN[profile][kind]
    assert quantiles(stay_h)[:4] == pytest.approx(expected["stay_h"][:4], rel=0.03, abs=0.1)
    assert quantiles(stay_h)[4] == pytest.approx(expected["stay_h"][4], rel=0.12)
    assert stay_h.mean() == pytest.approx(expected["mean_stay_h"], rel=0.015)
    assert quantiles(arrival_h + stay_h)[1:4] == pytest.approx(expected["leave_h"][1:4], abs=0.6)


@pytest.mark.slow
@pytest.mark.parametrize("energy", ["asked", "delivered"])
@pytest.mark.parametrize(("profile", "kind"), WORKING_DAYS)
def test_drivers_want_what_they_did(profile, kind, energy):
    _, _, energy_kwh = of_kind(profile, kind, energy)
    expected = SEEN[profile][kind]
    assert quantiles(energy_kwh)[1:4] == pytest.approx(expected[f"{energy}_kwh"][1:4], rel=0.07)
    assert quantiles(energy_kwh)[4] == pytest.approx(expected[f"{energy}_kwh"][4], rel=0.14)
    mean = energy_kwh.mean() / expected[f"mean_{energy}_kwh"]
    # what is asked for is never less than it was, so that no site looks better for it
    assert (1.0 if energy == "asked" else 0.98) <= mean <= 1.025


@pytest.mark.slow
@pytest.mark.parametrize("profile", SEEN)
def test_weekends_are_those_of_the_few_sessions_that_there_are(profile):
    _, stay_h, energy_kwh = of_kind(profile, "Sat-Sun")
    expected = SEEN[profile]["Sat-Sun"]
    assert quantiles(stay_h)[1:4] == pytest.approx(expected["stay_h"][1:4], rel=0.1)
    assert stay_h.mean() == pytest.approx(expected["mean_stay_h"], rel=0.07)
    assert 0.98 <= energy_kwh.mean() / expected["mean_asked_kwh"] <= 1.1


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "kind"), EVERY_DAY)
def test_who_comes_late_stays_less_long_and_who_stays_long_wants_more(profile, kind):
    arrival_h, stay_h, energy_kwh = of_kind(profile, kind)
    expected = SEEN[profile][kind]
    assert rank_correlation(arrival_h, stay_h) == pytest.approx(expected["rank_correlation_arrival_stay"], abs=0.05)
    assert rank_correlation(stay_h, energy_kwh) == pytest.approx(expected["rank_correlation_stay_asked"], abs=0.07)
    assert rank_correlation(arrival_h, energy_kwh) == pytest.approx(
        expected["rank_correlation_arrival_asked"], abs=0.07
    )


@pytest.mark.slow
@pytest.mark.parametrize("profile", SEEN)
def test_days_are_as_busy_and_differ_as_they_did(profile):
    day, *_ = many(profile)
    number = np.bincount(day, minlength=7 * WEEKS).reshape(-1, 7)
    # the mean of so many days is off by at most three standard errors
    expected, spread = np.array(SEEN[profile]["mean_sessions"]), np.array(SEEN[profile]["sd_sessions"])
    assert (np.abs(number.mean(axis=0) - expected) <= 3 * np.maximum(spread, 1) / WEEKS**0.5).all()
    assert number.std(axis=0) == pytest.approx(spread, rel=0.3)


@pytest.mark.slow
@pytest.mark.parametrize("profile", SEEN)
def test_as_many_vehicles_are_there_at_once(profile):
    """Of the garages: the median day from Monday to Thursday; at JPL no more than its 52 ports could be."""
    found = arrival_profiles()[profile]
    played = made(profile, drivers=found.busiest_day, days=7 * 26).sessions
    changes = sorted([(each.arrive_s, 1) for each in played] + [(each.leave_s, -1) for each in played])
    there, most = 0, {}
    for at_s, change in changes:
        there += change
        most[at_s // 86_400] = max(most.get(at_s // 86_400, 0), there)
    middle = np.median([most[day] for day in range(7 * 26) if day % 7 < 4])
    assert found.most_at_once <= middle <= found.most_at_once + 3


def cells(line):
    return [cell.strip() for cell in line.strip("| \n").split("|")]


def numbers(cell):
    return [float(each) for each in cell.split("/")]


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "kind"), EVERY_DAY)
def test_the_page_says_how_well_it_fits(profile, kind):
    page = (Path(__file__).parents[2] / "docs" / "arrivals.md").read_text(encoding="utf-8")
    (row,) = [cells(line) for line in page.splitlines() if line.startswith(f"| `{profile}`, {kind} |")]
    arrival_h, stay_h, asked_kwh = of_kind(profile, kind)
    _, _, delivered_kwh = of_kind(profile, kind, "delivered")
    seen = SEEN[profile][kind]
    told = [
        (seen["arrival_h"][1:4], quantiles(arrival_h)[1:4]),
        (seen["stay_h"][1:4], quantiles(stay_h)[1:4]),
        ([seen["mean_asked_kwh"]], [asked_kwh.mean()]),
        ([seen["mean_delivered_kwh"]], [delivered_kwh.mean()]),
    ]
    assert list(map(numbers, row[1:])) == [
        [pytest.approx(float(each), abs=0.0501) for each in values] for pair in told for values in pair
    ]


@pytest.mark.slow
def test_a_current_serves_as_many_sessions_of_the_workplace_as_the_table_says():
    """Shares that a constant current serves on weekdays at JPL, taken from the same records by other code."""
    day, _, stay_h, energy_kwh = many("workplace", "delivered")
    weekday = day % 7 < 5
    assert np.median(stay_h[weekday]) == pytest.approx(8.4, abs=0.15)
    assert np.median(energy_kwh[weekday]) == pytest.approx(11.7, rel=0.03)
    for row in rows("sessions_served"):
        if row["garage"] == "JPL":
            possible_kwh = float(row["current_a"]) * float(row["voltage_v"]) / 1000 * stay_h
            served = 100 * (possible_kwh >= energy_kwh)[weekday].mean()
            assert served == pytest.approx(float(row["served_percent"]), abs=3), row


@pytest.mark.parametrize("profile", SEEN)
@pytest.mark.parametrize("weekday", range(7))
def test_shares_and_chance_together_vary_as_the_days_did(profile, weekday):
    """By the law of total variance; days that vary less than drivers by chance alone are left without more."""
    found = arrival_profiles()[profile]
    number, shares, seen = found.busiest_day, found.shares(weekday), found.sessions_by_day[weekday]
    assert number * fmean(shares) == pytest.approx(fmean(seen))
    assert all(0 <= share <= 1 for share in shares)
    in_all = number**2 * pvariance(shares) + number * fmean(share * (1 - share) for share in shares)
    by_chance = number * fmean(shares) * (1 - fmean(shares))
    assert in_all == pytest.approx(max(pvariance(seen), by_chance))
    assert fmean(seen) == pytest.approx(SEEN[profile]["mean_sessions"][weekday], abs=5e-4)


@pytest.mark.parametrize("profile", SEEN)
def test_the_data_file_holds_rising_means_and_is_small(profile):
    assert profiles._FILE.stat().st_size < 60_000
    found = arrival_profiles()[profile]
    for kind in found.kinds:
        assert list(kind.arrival_min) == sorted(kind.arrival_min)
        assert len(kind.arrival_min) % len(kind.stay_min) == 0
        for table in (kind.stay_min, kind.typed_kwh, kind.delivered_kwh):
            assert len({len(row) for row in table}) == 1
            assert all(list(row) == sorted(row) and row[0] > 0 for row in table)
            assert len(table) % len(kind.stay_min) == 0
        assert len(kind.typed_kwh) == len(kind.delivered_kwh)
        pairs = zip(kind.typed_kwh, kind.delivered_kwh, strict=True)
        assert all(sum(typed) >= sum(delivered) for typed, delivered in pairs)


@settings(max_examples=examples(50))
@given(st.lists(st.floats(0, 100), min_size=2, max_size=12))
def test_the_mean_between_the_means_of_parts_is_theirs(values):
    steps = 200 * len(values)
    level = (np.arange(steps) + 0.5) / steps
    drawn = sessions._between(np.array([values]), np.zeros(steps, np.int64), level)
    assert drawn.mean() == pytest.approx(fmean(values), abs=1e-9)
    assert min(values) <= drawn.min() + 1e-12
    assert drawn.max() <= max(values) + 1e-12


def told(found, number):
    return [(each.name, each.arrive_s, each.leave_s, each.energy_kwh) for each in found.sessions[:number]]


def test_a_seed_gives_the_same_sessions_on_every_machine():
    assert told(made(drivers=120, days=30), 3) == FIRST_OF_SEED_1
    assert len(made(drivers=120, days=30).sessions) == 2219
    assert made() == made()
    assert made(seed=2).sessions != made().sessions


FIRST_OF_SEED_1 = [
    ("day 1 driver 20", 17850.0, 25251.0, 13.683),
    ("day 1 driver 44", 18068.0, 54010.0, 13.756),
    ("day 1 driver 99", 18966.0, 54836.0, 20.241),
]


@settings(max_examples=examples(30))
@given(
    st.sampled_from(sorted(SEEN)), st.integers(1, 30), st.integers(0, 20), st.integers(1, 9), st.integers(0, 9),
    st.integers(0, 2**64), st.sampled_from([None, "2026-02-27", "2026-10-30"]),
)  # fmt: skip
def test_more_days_and_more_drivers_only_add(profile, drivers, more_drivers, days, more_days, seed, start):
    def asked(drivers, days):
        zone = None if start is None else PACIFIC
        return made(profile, drivers=drivers, days=days, seed=seed, start=start, zone=zone)

    few, many = asked(drivers, days), asked(drivers + more_drivers, days + more_days)
    kept = [each for each in many.sessions if by_name(each)[0] <= days and by_name(each)[1] <= drivers]
    assert list(few.sessions) == kept
    for each in many.sessions:
        stay_s = each.leave_s - each.arrive_s
        assert each.arrive_s >= 0
        assert stay_s >= 60
        assert 0 < each.energy_kwh <= 32 * 0.208 * stay_s / 3600
        assert (each.port, each.stay_s, each.accept_a, each.arrive_s % 1) == (None, None, 32, 0)
        assert many.calendar.day(each.arrive_s) == by_name(each)[0] - 1
    arrivals = [each.arrive_s for each in many.sessions]
    assert arrivals == sorted(arrivals)
    assert len({each.name for each in many.sessions}) == len(many.sessions)


def by_name(session):
    """Day and driver."""
    _, day, _, driver = session.name.split()
    return int(day), int(driver)


def test_dates_change_no_draw_and_the_clock_on_the_wall_decides():
    """2026-03-02 is a Monday, and clocks are put forward on the 8th."""
    plain, dated = made(drivers=80), made(drivers=80, start="2026-03-02", zone=PACIFIC)
    assert (plain.calendar.dated, dated.calendar.dated) == (False, True)
    assert plain.calendar.show(0) == "Mon 00:00"
    assert dated.calendar.show(0) == "2026-03-02 00:00"
    assert made(drivers=80, start="2026-03-02", zone="America/Los_Angeles").sessions == dated.sessions
    pairs = list(zip(plain.sessions, dated.sessions, strict=True))
    assert len({pair[0].arrive_s - pair[1].arrive_s for pair in pairs}) == 2
    for one, other in pairs:
        assert (one.name, one.energy_kwh) == (other.name, other.energy_kwh)
        assert other.leave_s - other.arrive_s == one.leave_s - one.arrive_s
        assert dated.calendar.local(other.arrive_s).time() == plain.calendar.local(one.arrive_s).time()


def test_a_day_that_begins_at_one_keeps_its_times():
    """Clocks in Havana are put forward at midnight, 2026-03-08, a Sunday."""
    found = made(drivers=86, days=3, start="2026-03-08", zone=find_zone("America/Havana"))
    usual = made(drivers=86, days=3, start="2026-03-15", zone=find_zone("America/Havana"))
    assert found.calendar.show(0) == "2026-03-08 01:00"
    assert [each.arrive_s + 3600 for each in found.sessions] == [each.arrive_s for each in usual.sessions]


def test_a_list_that_starts_on_a_saturday_has_a_weekend_first():
    found = made(drivers=86, days=3, start="2026-06-06", zone=PACIFIC)
    number = np.bincount([found.calendar.day(each.arrive_s) for each in found.sessions], minlength=3)
    assert number[0] < 40
    assert number[1] < 40
    assert number[2] > 55


@pytest.mark.parametrize(
    ("asked", "declared", "profile"),
    [
        ("workplace", "", "workplace"),
        ("Office", "hotel", "workplace"),
        ("all-day-parking", "", "workplace"),
        ("CAMPUS", "", "campus"),
        (None, "all-day-parking", "workplace"),
        (None, "office", "workplace"),
    ],
)
def test_an_application_means_a_profile_where_one_fits(asked, declared, profile):
    found = synthetic_sessions(site(declared), asked, drivers=9, days=7, seed=3)
    assert found.sessions == made(profile, drivers=9, days=7, seed=3).sessions


def refused(asked, declared="", **more):
    with pytest.raises(ArrivalsError) as caught:
        synthetic_sessions(site(declared), asked, **({"drivers": 5, "days": 5, "seed": 0} | more))
    return [(problem.about, problem.message) for problem in caught.value.problems]


OFFERED = (
    "there is 'workplace' (JPL, a workplace, for all-day parking) and 'campus' (Caltech, a campus with employees,"
    " students and visitors)"
)


def test_what_no_sessions_are_known_of_is_refused_by_name():
    way_out = f"{OFFERED}; or give a file of sessions"
    assert refused("motel") == [("profile", f"no sessions are known of a hotel; {way_out}")]
    assert refused(None, "fleet") == [("profile", f"no sessions are known of a fleet; {way_out}")]
    assert refused("airport") == [("profile", f"no sessions are known of long-term parking; {way_out}")]
    assert refused(None) == [("profile", f"no profile is given, and the site no application; {OFFERED}")]
    assert refused("wrk\x1b") == [("profile", f"no profile is called 'wrk\\u001b'; {OFFERED}")]


def test_all_that_is_wrong_is_said_at_once():
    found = refused("", drivers=0, days=-3, seed=-1, start="June 1", ports=0, energy="typed")
    assert found == [
        ("profile", f"no profile is called ''; {OFFERED}"),
        ("start", "'June 1' is no date; expected a date from 1970 to 2100 like \"2026-06-01\""),
        ("drivers", "drivers is 0; expected a whole number from 1 up"),
        ("days", "days is -3; expected a whole number from 1 up"),
        ("seed", "seed is -1; expected a whole number from 0 up"),
        ("ports", "ports is 0; expected a whole number from 1 up"),
        ("energy", "energy is 'typed'; expected 'asked' or 'delivered'"),
    ]


def test_dates_need_a_zone_and_lists_an_end():
    assert refused("campus", start="2026-06-01") == [("zone", 'dates need a time zone, like "America/Los_Angeles"')]
    assert refused("campus", zone=PACIFIC) == [
        ("zone", "sessions without a start have days of a week, which go by no zone")
    ]
    assert refused("campus", start="2500-01-01", zone=PACIFIC)[0][1].startswith("'2500-01-01' is out of range")
    ((about, message),) = refused("campus", drivers=MOST_VISITS // 10 + 1, days=10)
    assert about == "days"
    assert message == "50,001 drivers on 10 days are too many; expected at most 500,000 days of drivers"


def test_notes_say_the_source_what_a_driver_is_and_what_is_wanted():
    notes = made(drivers=120, days=30).notes
    text = "\n".join(notes)
    assert "CC BY 4.0" in text
    assert "11,498 sessions of 2019 at JPL" in text
    assert notes[0].startswith("2,219 sessions are made up by the profile 'workplace', seed 1")
    assert notes[1].startswith("120 drivers come at most once a day each: 85 % of them on the mean day")
    assert "12 drivers for each port, and 1.65 in the garage; all ports of the garage were taken" in text
    assert "at most what 32 A at 208 V gives in the stay" in text
    assert "on average 22.9 kWh asked for, 15 kWh delivered" in text
    assert "shares served are on the low side" in text
    assert "shares served are on the high side" in "\n".join(made(energy="delivered").notes)
    assert "3 drivers for each port" in "\n".join(made(drivers=120, ports=40).notes)
    assert "the garage had free ports on working days" in "\n".join(made("campus").notes)


@pytest.mark.parametrize(
    ("drivers", "ports", "told"),
    [
        (10, 10, "1 driver for each port"),
        (15, 10, "1.5 drivers for each port"),
        (5, 10, "0.5 drivers for each port"),
        (1, 10, "1 driver comes at most once a day"),
        (2, 10, "2 drivers come at most once a day"),
    ],
)
def test_notes_count_one_driver_as_one(drivers, ports, told):
    assert told in "\n".join(made(drivers=drivers, ports=ports).notes)


def test_notes_say_where_the_site_is_another_one():
    other = synthetic_sessions(site("hotel"), "campus", drivers=3, days=1, seed=0).notes
    assert any(note.startswith("the site file says a hotel; these are sessions of Caltech") for note in other)
    assert not any(note.startswith("the site file says") for note in made().notes)


def test_the_mean_share_is_that_of_the_days():
    found = arrival_profiles()["workplace"]
    number = [each for weekday in found.sessions_by_day[:4] for each in weekday]
    assert found.busiest_day == 86
    assert found.usual_share == pytest.approx(fmean(number) / 86)
