"""Dated sessions: instants by offset or zone, days of 23 and 25 hours, order, overlaps, what is left out."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from session_sites import FILES, read_text, site_with

from effort import examples
from evsite.metering.zones import RecordedZone
from evsite.model.finding import SiteFileError
from evsite.model.sessions import LeftOut
from evsite.sitefile.sessions.loading import load_sessions
from evsite.sitefile.sessions.named_columns import SessionOptionError

MIN, H, DAY = 60, 3600, 86_400
LA = "America/Los_Angeles"
HEAD = "port,time,leave\n"


def stays(found):
    return [session.leave_s - session.arrive_s for session in found.sessions]


def test_dates_without_zone_are_refused_and_read_with_one():
    site = site_with(["S1", "S2"])
    with pytest.raises(Exception, match="2 moments without zone or offset, the first in line 2") as caught:
        load_sessions(FILES / "dates.csv", site)
    assert "--zone America/Los_Angeles" in caught.value.findings[0].remedy
    found = load_sessions(FILES / "dates.csv", site, zone=LA)
    assert (found.sessions[0].arrive_s, found.sessions[0].leave_s) == (8 * H, 17 * H)
    assert found.calendar.show(found.sessions[0].arrive_s) == "2019-06-01 08:00"


@pytest.mark.parametrize(
    "text",
    [
        "2019-06-01 08:05:07-07:00",
        "2019-06-01T08:05:07-07:00",
        "2019-06-01T15:05:07Z",
        "2019-06-01T15:05:07.123456Z",
        "2019-06-01 08:05:07.9-0700",
        "6/13/2019 08:05:07 PDT",
        "13.6.2019 17:05:07+02:00",
        "20190601T080507-0700",
        "Jun 1 2019 8:05:07 AM PDT",
        "1559401507",
    ],
)
def test_one_instant_in_many_spellings(read, text):
    found = read(f"port,time\nS1.1,{text}\n")
    expected = datetime.fromisoformat("2019-06-01T08:05:07-07:00").timestamp() + (12 * DAY if "13" in text[:4] else 0)
    assert found.calendar.origin_s + found.sessions[0].arrive_s == expected
    assert ("fractions of a second are dropped" in found.notes) == ("." in text[-14:] and ":" in text)


def test_rows_with_fewer_values_than_titles_are_told(read):
    row = "S1.1,2019-06-01 08:05:00-07:00"
    assert not any("fewer" in note for note in read(f"port,time,leave\n{row},\n").notes)
    found = read(f"# drivers\nport,time,leave\n{row},2019-06-01 10:00:00-07:00\n{row.replace('08', '11')}\n")
    told = "1 row has fewer values than there are titles, the first is line 4: the rest is empty"
    assert told in found.notes
    assert found.sessions[1].leave_s is None
    told = "2 rows have fewer values than there are titles, the first is line 2: the rest is empty"
    assert told in read(f"port,time,leave\n{row}\n{row.replace('08', '11')}\n").notes


def test_the_first_day_begins_at_its_midnight(read):
    found = read(HEAD + "S1.1,2019-06-01 08:05:00-07:00,2019-06-02 07:00:00-07:00\n")
    assert found.calendar.show(0) == "2019-06-01 00:00"
    assert found.sessions[0].arrive_s == 8 * H + 5 * MIN
    assert found.calendar.zone.name == "-07:00"
    assert found.notes == ()


def test_a_night_of_the_change_has_23_hours_or_25(read):
    spring = read(HEAD + "S1.1,2019-03-09 12:00,2019-03-10 12:00\n", zone=LA)
    autumn = read(HEAD + "S1.1,2019-11-02 12:00,2019-11-03 12:00\n", zone=LA)
    usual = read(HEAD + "S1.1,2019-06-02 12:00,2019-06-03 12:00\n", zone=LA)
    assert [stays(each)[0] for each in (spring, autumn, usual)] == [23 * H, 25 * H, 24 * H]
    # a stay is elapsed time, whatever the clock on the wall does
    for day, shown in (("2019-03-09", "2019-03-10 13:00"), ("2019-11-02", "2019-11-03 11:00")):
        found = read(f"port,time,stay\nS1.1,{day} 12:00,24 h\n", zone=LA)
        session = found.sessions[0]
        assert found.calendar.show(session.arrive_s + session.stay_s) == shown


def test_offsets_in_rows_say_the_instants_through_the_change(read):
    text = HEAD + "S1.1,2019-11-02 12:00:00-07:00,2019-11-03 12:00:00-08:00\nS1.2,2019-11-04 01:00:00-08:00,\n"
    as_written, named = read(text), read(text, zone=LA)
    assert as_written.sessions == named.sessions
    assert stays_of_first(as_written) == 25 * H
    assert isinstance(as_written.calendar.zone, RecordedZone)
    assert "when the clock changed between two rows is not known" in as_written.notes[0]
    assert named.notes == ()
    for found in (as_written, named):
        assert found.calendar.show(found.sessions[1].arrive_s) == "2019-11-04 01:00"
        assert found.calendar.day(found.sessions[1].arrive_s) == 2


def stays_of_first(found):
    return found.sessions[0].leave_s - found.sessions[0].arrive_s


def test_hours_that_come_twice_or_never_are_counted(read):
    twice = read(HEAD + "S1.1,2019-11-03 01:40,2019-11-03 01:20\nS1.2,2019-11-03 01:10,2019-11-03 05:00\n", zone=LA)
    assert sorted(stays(twice)) == [40 * MIN, 4 * H + 50 * MIN]
    assert twice.notes[0].startswith("3 moments in the hour that comes twice")
    never = read(HEAD + "S1.1,2019-03-10 02:30,2019-03-10 04:30\n", zone=LA)
    assert stays(never) == [H]
    assert never.notes[0].startswith("1 moment in the hour that the clock skips")


def test_a_stay_from_the_hour_that_the_clock_skips_is_refused_with_the_time_that_the_file_has(problems):
    ((_, _, message, _),) = problems(HEAD + "S1.1,2019-03-10 02:59,2019-03-10 03:10\n", zone=LA)
    assert message == (
        "leaves at 2019-03-10 03:10, before it comes at 2019-03-10 03:59 "
        "(written as 02:59, in the hour that the clock skips)"
    )
    ((_, _, usual, _),) = problems(HEAD + "S1.1,2019-03-11 02:59,2019-03-11 02:10\n", zone=LA)
    assert usual == "leaves at 2019-03-11 02:10, before it comes at 2019-03-11 02:59"


@settings(max_examples=examples(60))
@given(
    st.integers(946_684_800, 2_051_222_400),
    st.integers(0, 40 * DAY),
    st.sampled_from([LA, "America/New_York", "UTC", "America/Phoenix", "-03:30", "Australia/Lord_Howe"]),
    st.booleans(),
)
def test_instants_survive_the_way_through_a_file(start, stay_s, zone, utc):
    rule = ZoneInfo(zone) if "/" in zone or zone == "UTC" else datetime.fromisoformat(f"2000-01-01T00:00{zone}").tzinfo
    moments = [datetime.fromtimestamp(each, UTC if utc else rule) for each in (start, start + stay_s)]
    text = HEAD + ",".join(["S1.1", *(each.isoformat(" ") for each in moments)]) + "\n"
    found = read_text(text, zone)
    session = found.sessions[0]
    assert found.calendar.origin_s + session.arrive_s == moments[0].timestamp()
    assert found.calendar.origin_s + session.leave_s == moments[1].timestamp()
    local = moments[0].astimezone(rule)
    assert found.calendar.local(session.arrive_s) == local.replace(tzinfo=None)
    assert found.calendar.day(session.arrive_s) == 0
    assert 0 <= session.arrive_s < 25 * H


def test_utc_is_said_and_a_zone_gives_local_days(read):
    text = HEAD + "S1.1,2019-06-02T02:00:00Z,2019-06-02T04:00:00Z\n"
    assert "times are UTC and no zone was said" in read(text).notes[0]
    local = read(text, zone=LA)
    assert local.calendar.show(local.sessions[0].arrive_s) == "2019-06-01 19:00"
    assert local.notes == ()
    other = read(text.replace("Z", "-04:00"), zone=LA)
    assert other.notes == ("2 moments with another offset than America/Los_Angeles has then: the instant counts",)


def test_clocks_of_several_zones_in_turns_are_refused(problems, read):
    rows = "".join(f"S1.1,2019-06-{day:02} 12:00:00-0{4 + 3 * (day % 2)}:00,\n" for day in range(1, 9))
    assert "several clocks in turns: -07:00, -04:00" in problems(HEAD + rows)[0][2]
    assert len(read(HEAD + rows, zone=LA).sessions) == 8


def test_some_rows_with_an_offset_and_some_without(problems, read):
    text = HEAD + "S1.1,2019-06-01 08:00:00-07:00,\nS1.2,2019-06-01 08:00:00,\n"
    assert problems(text)[0][:1] == ((3, 6),)
    assert [session.arrive_s for session in read(text, zone=LA).sessions] == [8 * H, 8 * H]


def test_rows_may_stand_in_any_order_and_those_at_once_stay_in_theirs(read):
    text = "port,time\nS1.1,2019-06-02 08:00Z\nS1.2,2019-06-01 08:00Z\nS2.1,2019-06-02 08:00Z\nS2.2,2019-06-01 07:00Z\n"
    found = read(text)
    assert [session.port for session in found.sessions] == ["S2.2", "S1.2", "S1.1", "S2.1"]
    assert "put in order of arrival: 2 rows came before the row above" in found.notes


def test_day_and_month_are_never_guessed(problems, read):
    assert "cannot be told apart" in problems("port,time\nS1.1,3/4/2019 08:00Z\n")[0][2]
    told = "port,time\nS1.1,3/4/2019 08:00Z\nS1.1,3/13/2019 08:00Z\n"
    assert read(told).calendar.show(0) == "2019-03-04 00:00"
    both = problems(told + "S1.1,13/3/2019 08:00Z\n")[0][2]
    assert "has the day first" in both


def test_the_order_of_day_and_month_can_be_said_and_is_held_against_the_dates(problems, read):
    open_order = "port,time\nS1.1,3/4/2019 08:00Z\n"
    assert read(open_order, date_order="month-first").calendar.show(0) == "2019-03-04 00:00"
    assert read(open_order, date_order="day-first").calendar.show(0) == "2019-04-03 00:00"
    told = "port,time\nS1.1,3/4/2019 08:00Z\nS1.1,3/13/2019 08:00Z\n"
    assert read(told, date_order="month-first").calendar.show(0) == "2019-03-04 00:00"
    assert "'3/13/2019 08:00Z' has the month first, not the other" in problems(told, date_order="day-first")[0][2]
    with pytest.raises(SessionOptionError, match="month-first or day-first"):
        read(open_order, date_order="mdy")


@pytest.mark.parametrize(
    "text",
    ["2026-02-29 08:00", "2026-06-01 25:00", "2026-06-01 08.00", "13/13/2026 08:00", "0001-01-01 00:00", "1.6.26 8h"],
)
def test_what_is_written_like_a_date_is_told_as_no_such_moment(problems, text):
    place, _, message, *_ = problems(f"{HEAD}S1.1,{text},2026-06-02 08:00\n", zone=LA)[0]
    assert (place, message.split("'")[1]) == ((2, 6), text)
    assert "as a date and a time, expected like 2019-06-01 08:05:00-07:00" in message


def test_a_departure_may_be_a_time_of_day(read, problems):
    text = HEAD + "S1.1,2019-06-01 20:00:00-07:00,06:30\nS1.2,2019-06-01 20:00:00-07:00,21:00\n"
    assert stays(read(text)) == [10.5 * H, H]
    assert "is when the vehicle comes" in problems(HEAD + "S1.1,2019-06-01 20:00:00-07:00,20:00\n")[0][2]
    assert "has no time of day" in problems(HEAD + "S1.1,2019-06-01 20:00:00-07:00,2019-06-02\n")[0][2]


def test_nobody_leaves_before_coming(problems, read):
    text = HEAD + "S1.1,2019-06-01 20:00Z,2019-06-01 19:59Z\nS1.2,2019-06-01 20:00Z,2019-06-01 20:00Z\n"
    assert problems(text)[0][0] == (2, 24)
    assert problems(text)[0][2] == "leaves at 2019-06-01 19:59, before it comes at 2019-06-01 20:00"
    found = read(text, bad_rows="skip")
    assert stays(found) == [0]
    assert found.left_out[0].count == 1
    assert "1 session of no length" in found.notes[-1]


def test_a_departure_and_a_stay_have_to_agree(problems, read):
    text = "port,time,leave,stay\nS1.1,2019-06-01 20:00Z,2019-06-01 22:00Z,{}\n"
    assert "which is not how long it stays" in problems(text.format("3 h"))[0][2]
    session = read(text.format("02:00:30")).sessions[0]
    assert (session.leave_s - session.arrive_s, session.stay_s) == (2 * H, None)


def test_rows_that_cannot_be_read_are_left_out_where_asked(problems, read):
    text = "port,time,energy\nS1.1,2019-06-01 20:00Z,5 kWh\nS1.2,2019-06-01 25:00Z,x\nS1.2,2019-06-01 20:00Z,-3 kWh\n"
    assert [place for place, *_ in problems(text)] == [(3, 6), (3, 24), (4, 24)]
    found = read(text, bad_rows="skip")
    assert len(found.sessions) == 1
    assert found.left_out[0].count == 2
    assert found.left_out[0].examples[0].startswith("line 3: arrival: cannot read")


def test_problems_of_a_long_file_are_counted_beyond_a_hundred(problems):
    found = problems("port,time,energy\n" + "S1.1,2019-06-01 20:00Z,x\n" * 500)
    assert len(found) == 101
    assert found[-1][2] == "400 more problems of this kind are not listed"


OVERLAPPING = HEAD + (
    "S1.1,2019-06-01 08:00Z,2019-06-01 12:00Z\n"
    "S1.1,2019-06-01 10:00Z,2019-06-01 14:00Z\n"
    "S1.1,2019-06-01 12:00Z,2019-06-01 13:00Z\n"
    "S1.2,2019-06-01 11:00Z,\n"
    "S1.2,2019-06-01 12:00Z,\n"
)


def test_vehicles_at_one_port_at_once_are_refused(problems):
    found = problems(OVERLAPPING)
    assert [place for place, *_ in found] == [(3, 1), (4, 1)]
    assert found[0][2] == "port S1.1 is taken until 2019-06-01 12:00 by the vehicle of 2019-06-01 08:00 (line 2)"


def test_the_next_arrival_may_end_a_stay(read):
    found = read(OVERLAPPING, overlaps="end-earlier")
    assert [(each.name, each.leave_s) for each in found.sessions if each.port == "S1.1"] == [
        ("line 2", 10 * H),
        ("line 3", 12 * H),
        ("line 4", 13 * H),
    ]
    assert [(each.count, each.examples) for each in found.left_out] == [(2, ("line 2 at S1.1", "line 3 at S1.1"))]
    stay = OVERLAPPING.replace("leave", "stay").replace(",2019-06-01 12:00Z\n", ",4 h\n", 1)
    stay = "\n".join(stay.split("\n")[:2]) + "\nS1.1,2019-06-01 09:00Z,\n"
    first = read(stay, overlaps="end-earlier").sessions[0]
    assert (first.leave_s, first.stay_s) == (9 * H, None)


def test_the_later_one_may_be_left_out(read):
    found = read(OVERLAPPING, overlaps="skip")
    assert [each.name for each in found.sessions] == ["line 2", "line 5", "line 4", "line 6"]
    (left,) = found.left_out
    assert left == LeftOut("at a port where another one still stands", 1, ("line 3 at S1.1",), left.files)


def test_what_is_wrong_with_rows_and_between_rows_is_told_in_one_run(problems):
    rows = (
        *("S1.1,2019-06-01 08:00Z,2019-06-01 12:00Z,5", "S1.1,2019-06-01 10:00Z,2019-06-01 13:00Z,5"),
        *("X9,2019-06-01 10:00Z,2019-06-01 13:00Z,5", "S2.1,2019-06-01 10:00Z,2019-06-01 09:00Z,5"),
        "S2.1,2019-06-02 10:00Z,2019-06-02 11:00Z,-5",
    )
    found = problems("port,time,leave,energy_kwh\n" + "\n".join(rows) + "\n")
    assert [place for place, *_ in found] == [(3, 1), (4, 1), (5, 24), (6, 42)]
    options = ("--overlaps end-earlier", "--unknown skip", "--bad-rows skip", "--bad-rows skip")
    assert [option in way for option, (*_, way) in zip(options, found, strict=True)] == [True] * 4


def test_a_column_without_a_unit_hides_nothing_else(problems):
    found = problems("port,time,energy\nS1.1,2019-06-01 08:00Z,-5\nX9,2019-06-01 10:00Z,7\n")
    assert [message for _, _, message, _ in found] == [
        "the numbers under 'energy' have no unit, like -5",
        "energy: '-5 kWh' is negative, expected an energy such as \"60 kWh\"",
        "no port is called 'X9'",
    ]


def test_the_date_that_may_be_two_days_is_pointed_at(problems):
    """Not the first date of the file, which is written as the help says."""
    ((place, _, message, _),) = problems(
        "port,time,leave\nS1.1,2019-06-01 08:00Z,2019-06-01 09:00Z\nS1.1,1/1/2020 08:00Z,3/4/2020 09:00Z\n"
    )
    assert (place, "'3/4/2020 09:00Z'" in message) == ((3, 22), True)


def test_stations_that_the_site_does_not_have(problems, read):
    names = ("X1", "S11.1", "X1", "S1", "S1.1")
    rows = "".join(f"{name},2019-06-01 08:00Z\n" for name in names)
    found = problems("port,time\n" + rows)
    assert [(place, message) for place, _, message, _ in found] == [
        ((2, 1), "no port is called 'X1' (2 sessions)"),
        ((3, 1), "no port is called 'S11.1'"),
        ((5, 1), "'S1' is a station of 2 ports, expected one of them"),
    ]
    assert found[1][3].endswith("--unknown skip, or did you mean 'S1.1'?")
    left = read("port,time\n" + rows, unknown="skip")
    assert [each.port for each in left.sessions] == ["S1.1"]
    (strange,) = left.left_out
    examples = ("2 at X1", "1 at S11.1", "1 at S1")
    assert strange == LeftOut("at a station that the site does not have", 4, examples, strange.files)
    assert [Path(file).suffix for file in strange.files] == [".csv"]


@pytest.mark.parametrize("since", [None, "2019-06-01"])
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("X1,2019-06-01 08:00Z,2019-06-01 09:00Z", "1 at a station that the site does not have"),
        ("S1.1,2019-06-01 08:00Z,2019-06-01 07:00Z", "1 cannot be read"),
    ],
)
def test_where_every_row_is_left_out_the_reasons_are_told(read, row, words, since):
    with pytest.raises(SessionOptionError, match=f"^no session is left: {words}") as caught:
        read(f"{HEAD}{row}\n", unknown="skip", bad_rows="skip", since=since)
    assert caught.value.option == "sessions"


def test_a_pool_looks_at_no_port(read, problems):
    found = read("port,time\nX1,2019-06-01 08:00Z\n,2019-06-01 09:00Z\n", pool=True)
    assert [each.port for each in found.sessions] == [None, None]
    assert any("the first port that is free" in note for note in found.notes)
    assert read("time,patience\nMon 08:00,30 min\n", pool=True).sessions[0].patience_s == 30 * MIN
    assert problems("port,time\n,2019-06-01 08:00Z\n")[0][2] == "line 2 has no port"
    assert problems("time\n2019-06-01 08:00Z\n")[0][2] == "no column is called 'port'"
    overlapping = read("time,leave\nMon 08:00,17:00\nMon 08:00,17:00\n", pool=True)
    assert len(overlapping.sessions) == 2


def test_from_when_until_when(read):
    rows = "".join(f"S1.1,2019-06-{day:02} 08:00:00-07:00,\n" for day in range(1, 11))
    found = read(HEAD + rows, since="2019-06-03", until="2019-06-05 08:00", zone=LA)
    assert [found.calendar.show(each.arrive_s) for each in found.sessions] == ["2019-06-03 08:00", "2019-06-04 08:00"]
    assert found.calendar.show(found.until_s) == "2019-06-05 08:00"
    assert [each.count for each in found.left_out] == [2, 6]
    assert [each.examples for each in found.left_out] == [("line 2", "line 3"), ("line 6", "line 7", "line 8")]
    week = read(
        "port,time\nS1.1,Mon 08:00\nS1.1,Tue 08:00\nS1.1,week 2 Wed 08:00\n",
        since="Tue 08:00",
        until="week 2 Mon 00:00",
    )
    assert [each.name for each in week.sessions] == ["line 3"]
    assert week.until_s == 7 * DAY
    for options, words in (
        ({"since": "2020-01-01"}, "they come from 2019-06-01 08:00 to 2019-06-10 08:00"),
        ({"since": "soon"}, "expected like 2019-06-01"),
        ({"until": "3/4/2019"}, "may be two days"),
        ({"since": "2019-06-02", "until": "2019-06-02"}, "is not after"),
    ):
        with pytest.raises(SessionOptionError, match=words):
            read(HEAD + rows, **options)
    with pytest.raises(SessionOptionError, match="expected like Mon 13:00"):
        read("port,time\nS1.1,Mon 08:00\n", since="2019-06-01")
    with pytest.raises(SessionOptionError, match="go by no zone"):
        read("port,time\nS1.1,Mon 08:00\n", zone=LA)


@pytest.mark.parametrize(
    ("title", "unit"),
    [("stay_min", "min"), ("stay_h", "h"), ("patience_min", "min"), ("energy_wh", "Wh"), ("accept_kw", "kW")],
)
@pytest.mark.parametrize("number", ["6", "6.5", "6.", ".5", "6e0", "+6", "1,000", "-6", "1e15"])
def test_a_number_is_read_in_the_unit_of_its_title_however_it_is_written(problems, read, title, unit, number):
    head = f'S1.1,2019-06-01 08:00Z,"{number}'
    bare, said = f'port,time,{title}\n{head}"\n', f'port,time,{title}\n{head} {unit}"\n'
    try:
        expected = read(said).sessions
    except SiteFileError:
        told = problems(bare)
        assert [message for _, _, message, _ in told] == [message for _, _, message, _ in problems(said)]
        assert "needs a unit" not in told[0][2]
    else:
        assert read(bare).sessions == expected


def test_a_row_that_is_refused_is_no_missing_row(problems):
    assert [name for _, name, _, _ in problems("port,time\nS1.1," + "x" * 100_001 + "\n")] == ["too-many"]
