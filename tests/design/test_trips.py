"""Trips of fleets: what a file says is what is read, and everything that is wrong with it is told at its place."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.model.fleets import ON_BOARD_EFFICIENCY
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.sitefile.trips.loading import load_trips
from evsite.sitefile.trips.needs import NeedCells, NeedError, need_of
from evsite.sitefile.trips.rows import TripFilesError

TOP = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1600 A"
system = "480Y/277"
[supplies.T]
kind = "service"
rating = "400 A"
system = "208Y/120"
[circuits.D]
panel = "U"
count = 3
breaker = "100 A"
poles = 3
[circuits.L]
panel = "T"
breaker = "40 A"
phases = "AB"
[stations.D]
model = "cpe250"
count = 3
circuits = "D"
[stations.L]
max_current = "32 A"
circuit = "L"
"""
FLEETS = """
[fleets.Trucks]
rank = 1
target_soc = "95 %"
ports = ["D1", "D2"]
[fleets."Yard Tractors"]
rank = 2
intent = "asap"
target_soc = 0.8
efficiency = "90 %"
"""
SITE = evsite.loads(TOP + FLEETS)
PLAIN = evsite.loads(TOP)
TITLES = "vehicle,fleet,port,arrive,depart,soc,target_soc,battery_kwh,max_kw"
PACIFIC = "America/Los_Angeles"


@pytest.fixture(name="read")
def reader(tmp_path):
    """Reads texts as trip files."""

    def read(*texts, site=SITE, **options):
        paths = []
        for number, text in enumerate(texts, 1):
            path = tmp_path / f"trips{number}.csv"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return load_trips(paths, site, **options)

    return read


@pytest.fixture(name="problems")
def refusals(read):
    """Reads texts that are refused; gives line, column, code, message and way out of each problem."""

    def problems(*texts, **options):
        with pytest.raises(TripFilesError) as caught:
            read(*texts, **options)
        return [
            (found.span.line, found.span.column, found.code, found.message, str(found.remedy))
            for error in caught.value.errors
            for found in error.findings
        ]

    return problems


def lines(titles, *rows):
    return "\n".join([titles, *rows]) + "\n"


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_row_of_the_guide_s_box_truck(read):
    text = lines(TITLES, "B12,Box Trucks,D1.1,2026-03-02 17:40,2026-03-03 05:30,38 %,95 %,226,150")
    found = read(text.replace("Box Trucks", "Trucks"), zone=PACIFIC)
    (trip,) = found.trips
    assert (trip.name, trip.vehicle, trip.fleet, trip.port, trip.line) == ("line 2", "B12", "Trucks", "D1.1", 2)
    assert found.calendar.show(trip.arrive_s) == "2026-03-02 17:40"
    assert found.calendar.show(trip.depart_s) == "2026-03-03 05:30"
    assert found.calendar.show(0) == "2026-03-02 00:00"
    assert trip.need_kwh == pytest.approx((0.95 - 0.38) * 226)
    assert (trip.soc, trip.target_soc, trip.battery_kwh, trip.max_kw) == (0.38, 0.95, 226.0, 150.0)
    assert trip.over_target_kwh == 0.0


def test_trips_stand_in_the_order_of_the_file_and_fleets_by_rank(read):
    rows = (
        "Y,Yard Tractors,,2026-03-03 06:00,2026-03-03 07:00,20 %,,100,",
        "A,Trucks,,2026-03-02 06:00,2026-03-02 07:00,20 %,,100,",
    )
    found = read(lines(TITLES, *rows), zone=PACIFIC)
    assert [trip.vehicle for trip in found.trips] == ["Y", "A"]
    assert [fleet.name for fleet in found.fleets] == ["Trucks", "Yard Tractors"]
    assert [trip.need_kwh for trip in found.trips] == pytest.approx([60.0, 75.0])


@pytest.mark.parametrize(
    ("titles", "cells", "need_kwh"),
    [
        ("energy_kwh", "44.5", 44.5),
        ("Energy (Wh)", "44500", 44.5),
        ("energy", "44.5 kWh", 44.5),
        ("soc,target_soc,battery_kwh", "38 %,95 %,200", 114.0),
        ("soc,target_soc,battery_kwh", "0.38,0.95,200", 114.0),
        ("SOC (%),target soc percent,Battery Capacity (kWh)", "38,95,200", 114.0),
        ("soc,battery", "20 %,100 kWh", 75.0),
        ("soc,target_soc,battery_kwh", "90 %,80 %,200", 0.0),
        ("miles", "60", 20.0),
        ("trip length (km)", "96.56064", 20.0),
        ("miles,mi_per_kwh", "60,1.5", 40.0),
        ("miles,mi_per_kwh,soc,battery_kwh", "60,1.5,25 %,100", 15.0),
        ("miles,mi_per_kwh,soc,battery_kwh,reserve", "60,1.5,25 %,100,20 %", 35.0),
        ("miles,mi_per_kwh,soc,battery_kwh,reserve", "60,1.5,90 %,100,20 %", 0.0),
    ],
)
def test_a_need_is_said_in_any_of_its_ways(read, titles, cells, need_kwh):
    text = lines(f"vehicle,fleet,arrive,depart,{titles}", f"A,Trucks,2026-03-02 17:40,2026-03-03 05:30,{cells}")
    assert read(text, zone=PACIFIC).trips[0].need_kwh == pytest.approx(need_kwh)


@pytest.mark.parametrize(
    ("titles", "cells", "need_kwh", "over_kwh"),
    [
        ("soc,target_soc,battery_kwh", "50 %,110 %,200", 100.0, 20.0),
        ("energy_kwh,soc,battery_kwh", "150,50 %,200", 100.0, 50.0),
        ("energy_kwh,battery_kwh", "250,200", 200.0, 50.0),
        ("miles,mi_per_kwh,battery_kwh", "500,2,200", 200.0, 50.0),
        ("miles,mi_per_kwh,soc,battery_kwh", "500,2,50 %,200", 100.0, 50.0),
    ],
)
def test_what_a_battery_does_not_take_is_kept_apart(read, titles, cells, need_kwh, over_kwh):
    text = lines(f"vehicle,fleet,arrive,depart,{titles}", f"A,Trucks,2026-03-02 17:40,2026-03-03 05:30,{cells}")
    (trip,) = read(text, zone=PACIFIC).trips
    assert (trip.need_kwh, trip.over_target_kwh) == pytest.approx((need_kwh, over_kwh))
    assert trip.target_soc is None or trip.target_soc <= 1


SHARES = st.one_of(st.none(), st.floats(0, 1))
AMOUNTS = st.one_of(st.none(), st.floats(0.1, 1_000))


@pytest.mark.slow
@settings(max_examples=examples(200), deadline=None)
@given(AMOUNTS, SHARES, st.one_of(st.none(), st.floats(0, 10)), AMOUNTS, AMOUNTS, AMOUNTS, SHARES, SHARES)
def test_a_need_is_never_negative_and_never_more_than_the_battery_has_room_for(
    energy, soc, target, battery, miles, per_kwh, reserve, usual
):
    try:
        need = need_of(NeedCells(energy, soc, target, battery, miles, per_kwh, reserve), usual, 3.0)
    except NeedError:
        return
    assert need.need_kwh >= 0
    assert need.over_kwh >= 0
    if battery is not None:
        assert need.need_kwh <= (1 - (soc or 0)) * battery * (1 + 1e-12)
    if energy is not None:
        assert need.need_kwh + need.over_kwh == pytest.approx(energy)


def test_efficiency_is_that_of_the_row_the_fleet_the_station_or_assumed(read):
    titles = "vehicle,fleet,port,arrive,depart,energy_kwh,efficiency"
    when = "2026-03-02 17:40,2026-03-03 05:30,10"
    rows = (f"A,Trucks,D1,{when},88 %", f"B,Trucks,D2,{when},", f"C,Yard Tractors,D3,{when},")
    found = read(lines(titles, *rows), zone=PACIFIC)
    port = SITE.ports["D2.1"]
    assert [trip.efficiency for trip in found.trips] == [0.88, port.output_kw_per_a / port.input_kw_per_a, 0.9]
    assert [note for note in found.notes if "assumed" in note] == [
        "assumed efficiency: 94 % for 1 trip, by the losses of the DC station; give a column efficiency"
    ]
    plain = read(lines(titles, f"A,,L,{when},", f"B,,,{when},"), site=PLAIN, zone=PACIFIC)
    # the second may come to any port: the lowest counts
    assert [trip.efficiency for trip in plain.trips] == [ON_BOARD_EFFICIENCY] * 2
    assert any("the lowest of the ports that the fleet may use" in note for note in plain.notes)


def test_a_file_of_a_site_without_fleets_has_them_of_rank_1_and_says_so(read):
    titles = "vehicle,fleet,arrive,depart,energy_kwh"
    when = "2026-03-02 17:40,2026-03-03 05:30,10"
    found = read(lines(titles, f"A,Vans,{when}", f"B,,{when}"), site=PLAIN, zone=PACIFIC)
    assert [(fleet.name, fleet.rank, fleet.intent) for fleet in found.fleets] == [
        ("Vans", 1, "by-departure"),
        ("vehicles", 1, "by-departure"),
    ]
    assert any("[fleets.NAME] tables say ranks" in note for note in found.notes)


def test_columns_are_named_where_titles_are_others(read):
    text = lines("Bus;Plug in;Out;Want;Driver", "7;2026-03-02 17:40;2026-03-03 05:30;12;x")
    named = 'vehicle=Bus,arrive="Plug in",depart=Out,energy_kwh=Want'
    (trip,) = read(text, site=PLAIN, zone=PACIFIC, columns=named).trips
    assert (trip.vehicle, trip.need_kwh) == ("7", 12.0)
    with pytest.raises(SessionOptionError, match="no column holds 'plate'"):
        read(text, columns="plate=Bus")


def test_a_title_that_means_nothing_is_told_and_not_read(read):
    text = lines("vehicle,arrive,depart,energy_kwh,route", "A,2026-03-02 17:40,2026-03-03 05:30,12,north")
    assert "columns that are not read: route" in read(text, site=PLAIN, zone=PACIFIC).notes


def test_a_row_with_fewer_values_than_titles_is_told(read):
    text = lines("vehicle,arrive,depart,energy_kwh,port", "A,2026-03-02 17:40,2026-03-03 05:30,12")
    told = "1 row has fewer values than there are titles, the first is line 2: the rest is empty"
    assert told in read(text, site=PLAIN, zone=PACIFIC).notes


def test_several_files_and_packed_ones_are_one_list(tmp_path):
    when = "2026-03-02 17:40-08:00,2026-03-03 05:30-08:00,12"
    (tmp_path / "a.csv").write_text(f"vehicle,arrive,depart,energy_kwh\nA,{when}\n", encoding="utf-8")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(f"vehicle,arrive,depart,energy_kwh\nB,{when}\n".encode()))
    found = load_trips([tmp_path / "a.csv", tmp_path / "b.csv.gz"], PLAIN)
    assert [trip.name for trip in found.trips] == ["a.csv line 2", "b.csv.gz line 2"]


# --- clocks -----------------------------------------------------------------------------------------------------------


def stays_h(found):
    return [(trip.depart_s - trip.arrive_s) / 3600 for trip in found.trips]


@pytest.mark.parametrize(
    ("arrive", "depart", "hours"),
    [
        ("2026-03-02 17:40", "2026-03-03 05:30", 11 + 5 / 6),
        ("2026-03-02 17:40", "05:30", 11 + 5 / 6),
        ("2026-03-02 17:40", "Wed 05:30", 35 + 5 / 6),
        ("2026-03-02 17:40:30", "2026-03-02 17:41:00", 1 / 120),
        ("2026-03-02T17:40:00-08:00", "2026-03-03T02:40:00Z", 1.0),
        ("3/14/2026 5:00 PM", "3/15/2026 5:00 AM", 12.0),
        ("Mon 17:40", "05:30", 11 + 5 / 6),
        ("Mon 17:40", "Sat 17:40", 120.0),
        ("Sun 22:00", "Mon 06:00", 8.0),
        ("Mon 5:40 PM", "Tue 05:30:30", 11 + 5 / 6 + 1 / 120),
    ],
)
def test_moments_are_dates_days_of_a_week_or_times(read, arrive, depart, hours):
    text = lines("vehicle,arrive,depart,energy_kwh", f"A,{arrive},{depart},12")
    zone = None if arrive[0].isalpha() or "T" in arrive else "-08:00"
    assert stays_h(read(text, site=PLAIN, zone=zone)) == pytest.approx([hours])


def test_a_night_in_which_the_clock_changes_lasts_as_long_as_it_does(read):
    rows = ("A,2026-03-07 22:00,2026-03-08 06:00,9", "B,2026-10-31 22:00,2026-11-01 06:00,9")
    found = read(lines("vehicle,arrive,depart,energy_kwh", *rows), site=PLAIN, zone=PACIFIC)
    assert stays_h(found) == [7.0, 9.0]
    assert found.calendar.show(found.trips[0].depart_s) == "2026-03-08 06:00"


REPEATING = lines(
    "vehicle,arrive,depart,days,energy_kwh",
    "A,17:40,05:30,Mon-Fri,12",
    "B,Sat 09:00,Sun 09:00,,20",
    "C,06:00,14:00,Sun,9",
)


def test_rows_repeat_by_days_in_a_week_without_dates(read):
    found = read(REPEATING, site=PLAIN)
    assert not found.calendar.dated
    assert [trip.name for trip in found.trips] == [
        *(f"line 2, {day}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")),
        "line 3, Sat",
        "line 4, Sun",
    ]
    assert [found.calendar.show(trip.arrive_s) for trip in found.trips][-2:] == ["Sat 09:00", "Sun 06:00"]
    two = read(REPEATING, site=PLAIN, until="week 3 Mon 00:00")
    assert len(two.trips) == 14
    assert two.trips[5].name == "line 2, Mon of week 2"
    late = read(REPEATING, site=PLAIN, since="Sat 00:00")
    assert [trip.vehicle for trip in late.trips] == ["B", "C"]
    assert late.left_out[0].count == 5


def test_rows_repeat_by_dates_from_a_day_on(read):
    found = read(REPEATING, site=PLAIN, since="2026-03-06", until="2026-03-09", zone=PACIFIC)
    shown = [
        (trip.name, found.calendar.show(trip.arrive_s), found.calendar.show(trip.depart_s)) for trip in found.trips
    ]
    assert shown == [
        ("line 2, 2026-03-06", "2026-03-06 17:40", "2026-03-07 05:30"),
        ("line 3, 2026-03-07", "2026-03-07 09:00", "2026-03-08 09:00"),
        ("line 4, 2026-03-08", "2026-03-08 06:00", "2026-03-08 14:00"),
    ]
    # the clock is put forward in the night to Sunday, 2026-03-08
    assert stays_h(found) == [11 + 5 / 6, 23.0, 8.0]
    week = read(REPEATING, site=PLAIN, since="2026-03-06", zone=PACIFIC)
    assert len(week.trips) == 7


def test_what_is_outside_of_the_time_asked_for_is_counted(read):
    rows = (f"A,2026-03-0{day} 17:40,2026-03-0{day + 1} 05:30,12" for day in (2, 3, 4))
    text = lines("vehicle,arrive,depart,energy_kwh", *rows)
    found = read(text, site=PLAIN, zone=PACIFIC, since="2026-03-03", until="2026-03-04 12:00")
    assert [trip.line for trip in found.trips] == [3]
    assert [each.count for each in found.left_out] == [1, 1]
    with pytest.raises(SessionOptionError, match="no trip comes in the time that is asked for; they come from"):
        read(text, site=PLAIN, zone=PACIFIC, since="2027-01-01")


def test_a_time_in_which_no_trip_repeats_is_told(read):
    text = lines("vehicle,days,arrive,depart,energy_kwh", "A,Mon-Fri,17:40,05:30,12")
    # a Saturday
    with pytest.raises(SessionOptionError, match="no vehicle comes in the time that is asked for") as caught:
        read(text, site=PLAIN, since="2026-03-07", until="2026-03-08", zone=PACIFIC)
    assert caught.value.option == "since"


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_everything_wrong_with_a_file_is_told_in_one_run(problems):
    text = lines(
        TITLES,
        "B12,Trukcs,D9.1,2026-03-02 17:40,2026-03-02 05:30,38 %,95 %,226,150",
        "B13,Trucks,D3.1,2026-03-02 17:40,,0.38,-5 %,226,0",
        ",Trucks,D1,2026-13-02 17:40,2026-03-02 05:30,20 %,,100,",
        "B14,,D1,2026-03-02 17:40,2026-03-03 05:30,38,,100,",
    )
    found = problems(text, zone=PACIFIC)
    assert [each[:3] for each in found] == [
        (2, 5, "EV020"),
        (2, 12, "EV020"),
        (2, 34, "EV014"),
        (3, 12, "EV015"),
        (3, 34, "EV011"),
        (3, 40, "EV013"),
        (3, 49, "EV013"),
        (4, 1, "EV011"),
        (4, 12, "EV014"),
        (5, 5, "EV011"),
        (5, 43, "EV014"),
    ]
    told = {each[:2]: each[3:] for each in found}
    assert told[2, 5] == ("no fleet is called 'Trukcs'", "did you mean 'Trucks'?")
    assert told[2, 12] == ("no port is called 'D9.1'", "did you mean 'D3.1'?")
    assert told[2, 34][0] == "leaves at 2026-03-02 05:30, before it comes at 2026-03-02 17:40"
    assert told[3, 12] == (
        "port D3.1 is none of those that fleet 'Trucks' may use",
        "it may use D1.1 and D2.1",
    )
    assert told[5, 5][1] == "expected 'Trucks' or 'Yard Tractors'"
    assert "expected a share like 0.38, or a percentage like 38 %" in told[5, 43][0]


ROW = "A,Trucks,D1,2026-03-02 17:40,2026-03-03 05:30"
START = "vehicle,fleet,port,arrive,depart"


@pytest.mark.parametrize(
    ("titles", "cells", "column", "code", "message"),
    [
        ("soc", "", 1, "EV011", "nothing says what the vehicle needs: energy_kwh, miles, or soc with battery_kwh"),
        ("soc", "20 %", 47, "EV011", "soc needs battery_kwh beside it"),
        ("battery_kwh", "100", 47, "EV011", "battery_kwh needs soc beside it"),
        ("target_soc", "80 %", 47, "EV011", "target_soc needs soc and battery_kwh beside it"),
        ("energy_kwh,miles", "20,60", 50, "EV015", "energy_kwh and miles both say what the vehicle needs"),
        ("energy_kwh,target_soc", "20,80 %", 50, "EV015", "energy_kwh and target_soc both say"),
        ("miles,reserve", "60,20 %", 50, "EV011", "a reserve is left over after a trip: it needs miles, soc"),
        ("energy_kwh", "-5", 47, "EV013", "energy"),
        ("energy_kwh", "twelve", 47, "EV013", "energy"),
        ("energy_kwh", "1e400", 47, "EV013", "energy"),
        ("energy_kwh", "9999999", 47, "EV013", "expected the energy of one vehicle"),
        ("energy_kwh", "12 kW", 47, "EV013", "expected an energy"),
        ("soc,battery_kwh", "101 %,100", 47, "EV014", "expected a share like 0.38 or 38 %, from 0 % to 100 %"),
        ("soc,battery_kwh,target_soc", "1 %,100,1100 %", 55, "EV014", "from 0 % to 1000 %"),
        ("energy_kwh,efficiency", "9,0", 49, "EV014", "efficiency: found 0, expected"),
        ("energy_kwh,max_kw", "9,50 A", 49, "EV013", "expected a power"),
        ("miles", "60 kWh", 47, "EV013", "expected a distance"),
        ("miles", "60000", 47, "EV013", "is more than 10,000"),
        (
            "energy_kwh,days",
            "9,Mon-Fri",
            49,
            "EV015",
            "days repeat a time of day, and the arrival",
        ),
    ],
)
def test_a_row_that_says_too_little_too_much_or_nonsense(problems, titles, cells, column, code, message):
    ((line, place, known, told, _),) = problems(lines(f"{START},{titles}", f"{ROW},{cells}"), zone=PACIFIC)
    assert (line, place, known) == (2, column, code)
    assert message in told


@pytest.mark.parametrize(
    ("arrive", "depart", "days", "message"),
    [
        ("17:40", "05:30", "", "a time of day needs a date before it, a day like Mon, or a column days"),
        ("Mon 17:40", "05:30", "Tue", "a day of the week and days both say when the vehicle comes"),
        ("17:40", "Tue 05:30", "Mon-Fri", "'Tue 05:30' is one day, and the vehicle comes on several"),
        ("17:40", "2026-03-02 05:30", "Mon", "as when it leaves, expected like 05:30"),
        ("17:40", "17:40", "Mon", "17:40 is when the vehicle comes"),
        ("17:40", "05:30", "someday", "cannot read 'someday' as days"),
        ("Mon 25:00", "05:30", "", "as a date and a time"),
        ("2026-03-02", "2026-03-03", "", "has no time of day"),
        ("2026-03-02 17:40", "never", "", "depart: cannot read 'never'"),
        ("2026-03-02 17:40", "2026-03-02 17:40", "", "leaves at 2026-03-02 17:40, when it comes"),
        ("2026-03-02 17:40", "2062-03-02 17:40", "", "stays for 13149 days, expected at most 366"),
        ("3/4/2026 17:40", "3/5/2026 05:30", "", "day and month of '3/4/2026 17:40' cannot be told apart"),
        ("", "", "", "the row does not say when the vehicle comes"),
    ],
)
def test_moments_that_are_none(problems, arrive, depart, days, message):
    text = lines("vehicle,arrive,depart,days,energy_kwh", f"A,{arrive},{depart},{days},12")
    zone = None if "Mon" in arrive + days or "some" in days or arrive == "17:40" else PACIFIC
    assert any(message in found[3] for found in problems(text, site=PLAIN, zone=zone))


@pytest.mark.parametrize(("order", "first"), [("month-first", "2026-03-04"), ("day-first", "2026-04-03")])
def test_the_order_of_day_and_month_can_be_said(read, order, first):
    text = lines("vehicle,arrive,depart,energy_kwh", "A,3/4/2026 17:40,3/5/2026 05:30,12")
    assert read(text, site=PLAIN, zone=PACIFIC, date_order=order).calendar.show(0) == f"{first} 00:00"


def test_moments_without_a_zone_are_refused_with_what_would_say_it(problems):
    ((line, column, _, message, way),) = problems(lines(f"{START},energy_kwh", f"{ROW},12"))
    assert (line, column) == (2, 13)
    assert message == "2 moments without zone or offset, the first in line 2"
    assert "--zone America/Los_Angeles" in way


def test_two_vehicles_at_one_port_and_one_at_two_are_told_with_both_lines(problems):
    rows = (
        "A,Trucks,D1,2026-03-02 17:40,2026-03-03 05:30,4",
        "B,Trucks,D1.1,2026-03-02 18:40,2026-03-03 04:30,5",
        "A,Trucks,D2,2026-03-02 20:40,2026-03-03 05:00,5",
        "C,Trucks,D1,2026-03-03 05:00,2026-03-03 05:31,5",
        "D,Trucks,D1,2026-03-03 05:31,2026-03-03 06:00,5",
    )
    assert [each[:4] for each in problems(lines(f"{START},energy_kwh", *rows), zone=PACIFIC)] == [
        (3, 10, "EV015", "port D1.1 is taken until 2026-03-03 05:30 by A (line 2)"),
        (4, 13, "EV015", "A is still there at D1.1 until 2026-03-03 05:30 (line 2)"),
        (5, 10, "EV015", "port D1.1 is taken until 2026-03-03 05:30 by A (line 2)"),
    ]


def test_rows_that_meet_every_week_are_told_once(problems):
    text = lines("vehicle,port,arrive,depart,days,energy_kwh", "A,D1,17:40,05:30,daily,9", "B,D1,18:00,19:00,Mon-Fri,9")
    assert [each[:2] for each in problems(text, site=PLAIN)] == [(3, 3)]


@pytest.mark.parametrize(
    ("titles", "code", "message", "way"),
    [
        ("vehicle,arrive,energy_kwh", "EV011", "no column is called 'depart'", "--columns depart=TITLE"),
        ("vehicle,arive,depart,energy_kwh", "EV010", "unknown title 'arive'", "did you mean 'arrive'?"),
        ("vehicle,arrive,depart,leave,energy_kwh", "EV021", "two columns say 'depart'", "keep one of them"),
        ("vehicle,arrive,depart,energy", "EV013", "the numbers under 'energy' have no unit", "energy (kWh)"),
        ("vehicle,arrive,depart,trip_length", "EV013", "the numbers under 'trip_length' have no unit", "(mi)"),
        ("vehicle,arrive,depart,soc", "EV013", "the numbers under 'soc' are above 1 and have no unit", "soc (%)"),
    ],
)
def test_titles_that_say_too_little(problems, titles, code, message, way):
    row = "A,2026-03-02 17:40,2026-03-03 05:30,38,38,38"
    text = lines(titles, ",".join(row.split(",")[: len(titles.split(","))]))
    found = problems(text, site=PLAIN, zone=PACIFIC)
    assert any(each[2] == code and message in each[3] and way in each[4] for each in found), found


def test_files_that_are_none(problems, tmp_path):
    assert problems("", site=PLAIN)[0][3].startswith("the file is empty, expected a line of titles like vehicle,")
    assert problems(lines(START), site=PLAIN)[0][3] == "the file has no trips under its titles"
    with pytest.raises(TripFilesError, match="no such file"):
        load_trips(tmp_path / "none.csv", PLAIN)
    (tmp_path / "site.toml").write_text(TOP, encoding="utf-8")
    with pytest.raises(TripFilesError, match="the file is no table"):
        load_trips(tmp_path / "site.toml", PLAIN)
    with pytest.raises(SessionOptionError, match="no file of trips"):
        load_trips([], PLAIN)
    bare = evsite.loads(TOP.partition("[stations.D]")[0])
    with pytest.raises(SessionOptionError, match="the site has no ports"):
        load_trips(tmp_path / "none.csv", bare)


def test_problems_of_several_files_are_told_at_once(problems):
    when = "2026-03-02 17:40-08:00,2026-03-03 05:30-08:00"
    texts = (lines("vehicle,port,arrive,depart,energy_kwh", f"{port},{port},{when},9") for port in ("X1", "X2"))
    assert [each[3] for each in problems(*texts, site=PLAIN)] == ["no port is called 'X1'", "no port is called 'X2'"]


def test_days_of_a_week_beside_dates_need_a_first_day(problems, read):
    text = lines("vehicle,arrive,depart,energy_kwh", "A,Mon 17:40,05:30,9", "B,2026-03-03 06:00,2026-03-03 07:00,9")
    ((line, _, code, message, way),) = problems(text, site=PLAIN, zone=PACIFIC)
    assert (line, code) == (2, "EV015")
    assert "nothing says from which day on" in message
    assert "--since" in way
    found = read(text, site=PLAIN, zone=PACIFIC, since="2026-03-02")
    assert [found.calendar.show(trip.arrive_s) for trip in found.trips] == ["2026-03-02 17:40", "2026-03-03 06:00"]


def test_rows_that_repeat_too_often_are_refused(read):
    rows = (f"{number},17:40,05:30,daily,9" for number in range(50))
    text = lines("vehicle,arrive,depart,days,energy_kwh", *rows)
    with pytest.raises(SessionOptionError, match="expected at most 100,000"):
        read(text, site=PLAIN, since="2026-03-02", until="2036-03-02", zone=PACIFIC)


CELLS = st.one_of(
    st.sampled_from(["", "-", "A", "D1", "Trucks", "17:40", "Mon 17:40", "24:00", "Mon-Fri", "38 %", "0.5"]),
    st.sampled_from(
        ["2026-03-02 17:40-08:00", "2026-03-03 05:30Z", "1e999", "nan", "-1", "9" * 20, '"', "\t", "\u0968"]
    ),
    st.text(max_size=8),
)


@pytest.mark.slow
@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=10), min_size=1, max_size=5), st.booleans())
def test_any_file_is_read_or_refused_with_a_place(tmp_path_factory, rows, zoned):
    path = tmp_path_factory.mktemp("trips") / "t.csv"
    titles = f"{TITLES},days"
    path.write_text(lines(titles, *(",".join(row) for row in rows)), encoding="utf-8", errors="replace")
    try:
        found = load_trips(path, SITE, zone=PACIFIC if zoned else None)
    except SessionOptionError:
        return
    except TripFilesError as error:
        refused = error.findings
    else:
        refused = []
        assert all(trip.depart_s > trip.arrive_s >= 0 and trip.need_kwh >= 0 for trip in found.trips)
    assert all(each.span is not None and each.span.line >= 1 for each in refused)
