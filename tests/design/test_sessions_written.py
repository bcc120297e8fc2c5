"""Sessions that people write: TOML and CSV say the same, and every slip is told at once at its place."""

import pytest
from session_sites import FILES, SITE, site_with

import evsite
from evsite.model.sessions import Session
from evsite.model.taper import Taper
from evsite.sitefile.sessions.loading import load_sessions
from evsite.sitefile.sessions.rows import SessionFilesError

MIN, H, DAY = 60, 3600, 86_400


def test_both_forms_say_the_same(read):
    csv = (
        "port,time,energy,accept,leave,taper_from,taper_to,taper\n"
        "S1.1,Tue 08:05,12 kWh,32 A,17:00,0.8,0.1,step\n"
        "S2.2,08:15,20 kWh,,,80 %,,\n"
    )
    toml = """
[scenario]
day = "Tue"
taper_from = 0.8
[[arrivals]]
name = "line 2"
port = "S1.1"
time = "08:05"
energy = "12 kWh"
accept = "32 A"
leave = "17:00"
taper_to = 0.1
taper = "step"
[[arrivals]]
name = "line 3"
port = "S2.2"
time = "Tue 08:15"
energy = "20 kWh"
"""
    assert read(csv).sessions == read(toml, "a.toml").sessions
    assert read(csv).sessions == (
        Session(
            "line 2",
            DAY + 485 * MIN,
            "S1.1",
            DAY + 17 * H,
            energy_kwh=12.0,
            accept_a=32.0,
            taper=Taper(0.8, 0.1, linear=False),
        ),
        Session("line 3", DAY + 495 * MIN, "S2.2", energy_kwh=20.0, taper=Taper(0.8, 0.2, linear=True)),
    )


def test_a_list_of_weekdays_begins_on_a_monday(read):
    found = read("port,time\nS1.1,Wed 08:00\n")
    assert not found.calendar.dated
    assert found.calendar.week_minute(found.sessions[0].arrive_s) == 2 * 1440 + 480
    assert found.calendar.week_minute(0) == 0
    assert found.calendar.show(found.sessions[0].arrive_s) == "Wed 08:00"


def test_settings_of_the_whole_file(read):
    text = '[scenario]\nslot = "10 min"\nuntil = "Tue 06:00"\n[[arrivals]]\nport = "S1.1"\ntime = "22:00"\n'
    found = read(text, "a.toml")
    assert (found.slot_h, found.until_s) == (1 / 6, 30 * H)
    assert [session.arrive_s for session in found.sessions] == [22 * H]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_as_programs_write_it(read, separator):
    text = "\ufeff" + separator.join(("Port", " time", "energy_kwh", "accept_kw")) + "\r\n\r\n# a remark\r\n"
    text += separator.join(('"S1.1"', '"Mon 08:00"', "12.5", "4.16")) + "\r\n"
    text += separator.join(("One", "9:00")) + "\r\n"
    first, second = read(text).sessions
    assert (first.port, first.arrive_s, first.energy_kwh) == ("S1.1", 8 * H, 12.5)
    assert first.accept_a == pytest.approx(20.0)
    assert (second.port, second.arrive_s, second.energy_kwh) == ("One.1", 9 * H, None)


def test_quoted_cells_may_hold_the_separator(read):
    assert read('port,time,energy\nS1.1,"Mon 08:00","1,200 Wh"\n').sessions[0].energy_kwh == pytest.approx(1.2)
    assert read('port\ttime\tname\tleave\nS1.1\tMon 08:00\t\t"17:00"\n').sessions[0].leave_s == 17 * H


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_values_may_go_over_lines(read, problems, end):
    head = 'note,time,"energy\n(kWh)",port\n'
    rows = '"a, ""b""\nc",2019-06-01 08:00Z,12,S1.1\n"\n\n",2019-06-01 09:00Z,"1\n",{}\n,2019-06-01 10:00Z,3,{}\n'
    named = "arrival=time,energy=energy (kWh),port=port,name=note"
    found = read((head + rows.format("S1.2", "S2.1")).replace("\n", end), columns=named).sessions
    assert [(each.port, each.energy_kwh) for each in found] == [("S1.1", 12), ("S1.2", 1), ("S2.1", 3)]
    assert found[0].name == 'a, "b" c'
    wrong = problems((head + rows.format("X1", "X2")).replace("\n", end), columns=named)
    # the port of the second row stands behind its energy, which ends on the next line
    assert [place for place, *_ in wrong] == [(8, 3), (9, 22)]


def test_a_mark_that_is_never_closed_swallows_no_rows(problems):
    rows = "".join(f"S1.1,2019-06-{day:02} 08:00Z,\n" for day in range(2, 30))
    ((place, _, message, _),) = problems(f'port,time,name\nS1.1,2019-06-01 08:00Z,"a\n{rows}')
    assert (place, message) == ((2, 24), "a quotation mark in the wrong place: quote a whole value")


def test_a_vehicle_of_the_list_is_what_it_accepts(read):
    bolt = read('[[arrivals]]\nport = "S1.1"\ntime = "08:00"\naccept = "Bolt EV"\n', "a.toml").sessions[0]
    dated = read("port,time,accept\nS1.1,2019-06-01 08:00Z,Bolt EV\n").sessions[0]
    assert bolt.accept_a == dated.accept_a == pytest.approx(32.0, rel=0.2)


def test_a_leave_is_the_next_such_moment(read):
    rows = "S1.1,Mon 22:00,06:30\nS2.1,22:20,Mon 21:00\nS2.2,22:30,Tue 01:00\nS1.2,22:40,week 3 Mon 07:00\n"
    leaves = [session.leave_s for session in read("port,time,leave\n" + rows).sessions]
    assert leaves == [DAY + 390 * MIN, 7 * DAY + 21 * H, DAY + H, 14 * DAY + 7 * H]


def test_arrivals_go_over_the_end_of_the_week_where_days_say_so(read):
    found = read("port,time\nS1.1,Sun 23:00\nS1.2,Mon 01:00\nS2.1,02:00\nS2.2,week 4 Tue 03:00\n").sessions
    assert [session.arrive_s for session in found] == [
        6 * DAY + 23 * H,
        7 * DAY + H,
        7 * DAY + 2 * H,
        3 * 7 * DAY + DAY + 3 * H,
    ]


def test_a_stay_may_be_longer_than_a_week(read):
    found = read("port,time,energy,stay\nS1.1,Mon 08:00,500 kWh,8 days\n").sessions[0]
    assert (found.leave_s, found.stay_s) == (None, 8 * DAY)


@pytest.mark.parametrize(
    ("text", "stay_s"),
    [
        ("3 h", 3 * H),
        ("90 min", 90 * MIN),
        ("1.5 h", 90 * MIN),
        ("8 days", 8 * DAY),
        ("01:30:00", 90 * MIN),
        ("1 h 30 min", 90 * MIN),
        ("1h30m", 90 * MIN),
        ("2 days 3 hours 5 minutes 6 seconds", 2 * 1440 * MIN + 185 * MIN + 6),
        ("150:00:01", 150 * H + 1),
        ("2 days 03:00:00", 2 * DAY + 3 * H),
        ("PT1H30M", 90 * MIN),
        ("P1DT2S", DAY + 2),
        ("45 s", 45),
        ("0 min", 0),
    ],
)
def test_how_a_stay_is_written(read, text, stay_s):
    assert read(f"port,time,stay\nS1.1,Mon 08:00,{text}\n").sessions[0].stay_s == stay_s
    assert read(f"port,time,stay\nS1.1,2019-06-01 08:00Z,{text}\n").sessions[0].stay_s == stay_s


@pytest.mark.parametrize("text", ["1:30", "3", "-1 h", "4000 days", "abc", "12 kWh"])
def test_what_is_no_stay(problems, text):
    for moment in ("Mon 08:00", "2019-06-01 08:00Z"):
        assert problems(f"port,time,stay\nS1.1,{moment},{text}\n")[0][1] in {"bad-quantity", "bad-value"}


def test_the_moment_of_arrival_is_no_departure(problems, read):
    text = (FILES / "zero_stay.csv").read_text(encoding="utf-8")
    place, name, message, way = problems(text, site=site_with(["S1", "S2"]))[0]
    assert (place, name) == ((2, 20), "bad-value")
    assert message == "leave: Mon 08:00 is when the vehicle comes"
    assert 'stay = "7 days"' in way
    assert 'stay = "24 h"' in problems("port,time,leave\nS1.1,08:00,08:00\n")[0][3]
    assert read("port,time,stay\nS1.1,Mon 08:00,0 h\n").notes == (
        "1 session of no length: the vehicle leaves in the second in which it comes, with nothing",
    )


def test_weekdays_alone_cannot_say_eight_days_and_dates_can(read):
    site = site_with(["S1", "S2"])
    short = load_sessions(FILES / "long_stay.csv", site).sessions[0]
    assert short.leave_s - short.arrive_s == 25 * H
    dated = read("port,time,energy,leave\nS1,2019-06-03 08:00,500 kWh,2019-06-11 09:00\n", zone="+00:00", site=site)
    assert dated.sessions[0].leave_s - dated.sessions[0].arrive_s == 8 * DAY + H
    near = load_sessions(FILES / "gap.csv", site).sessions
    assert near[1].arrive_s - near[0].arrive_s == 31.5 * H
    far = read("port,time,energy,leave\nS1,Wed 08:00,10 kWh,Wed 12:00\nS2,week 2 Thu 15:30,10 kWh,\n", site=site)
    assert far.sessions[1].arrive_s - far.sessions[0].arrive_s == 7 * DAY + 31.5 * H


def test_toml_may_write_dates_as_toml_does(read):
    text = '[scenario]\nuntil = 2019-06-02T00:00:00-07:00\n[[arrivals]]\nport = "S1.1"\n'
    text += 'time = 2019-06-01T08:00:00-07:00\nleave = "17:00"\ndeadline = 2019-06-01T16:30:00-07:00\n'
    found = read(text, "a.toml")
    assert found.sessions == (Session("arrival 1", 8 * H, "S1.1", 17 * H, deadline_s=16.5 * H),)
    assert found.until_s == DAY
    assert found.calendar.show(0) == "2019-06-01 00:00"


def test_everything_that_is_wrong_with_a_csv_file_is_reported_at_once_with_line_and_column(problems):
    text = (
        "port,time,energy,accept,leave\n"
        "S11.1,Mon 08:05,12 kW,32 A,17:00\n"
        "S1,08:15,20,,\n"
        "S1.2,08:00,1 kWh,x\n"
        "S1.2,25:00,0 kWh\n"
        ",08:30,,,,7\n"
        'S1.2,"08:30\n'
    )
    found = problems(text)
    assert [place for place, *_ in found] == [
        (2, 1),
        (2, 17),
        (3, 1),
        (3, 10),
        (4, 6),
        (4, 18),
        (5, 6),
        (5, 12),
        (6, 1),
        (6, 11),
        (7, 6),
    ]
    messages = " | ".join(message for _, _, message, _ in found)
    for words in (
        "no port is called 'S11.1'",
        "'12 kW' is a power, expected an energy",
        "'S1' is a station of 2 ports",
        "20 needs a unit",
        "before Mon 08:15, when the vehicle above plugged in",
        "no vehicle is called 'x'",
        "cannot read '25:00'",
        "not more than zero",
        "line 6 has no 'port'",
        "6 values, and there are 5 titles",
        "a quotation mark in the wrong place",
    ):
        assert words in messages
    assert found[0][3] == "did you mean 'S1.1'?"
    assert '"Tue 08:00"' in found[4][3]


def test_titles_are_reported_by_their_place_and_rows_only_under_good_ones(problems):
    found = problems("prt,time,energy,energy_kwh,colour\nZ,Z,Z,Z,Z\n")
    assert [(place, remedy.partition("?")[0]) for place, _, _, remedy in found] == [
        ((1, 1), "did you mean 'port'"),
        ((1, 17), "keep one of them"),
        ((1, 28), found[2][3]),
    ]
    missing = problems("energy\n1 kWh\n")[0]
    assert missing[2] == "no column is called 'port'"
    assert "--preset acn or --preset cdr" in missing[3]
    assert "the file is empty" in problems("# nothing\n\n")[0][2]
    assert "no sessions" in problems("port,time\n")[0][2]


def test_everything_that_is_wrong_with_a_toml_file_is_reported_at_once(problems):
    text = """[scenario]
day = "Mon-Fri"
slot = 15
untl = "Tue 06:00"
taper = "curved"
[[arrivals]]
prt = "S1.1"
time = "08:00"
[[arrivals]]
port = "S1.1"
time = 8
energy = 12
[[arrivals]]
port = "S1.2"
time = "09:00"
taper_from = 2
[[arrivals]]
port = "S1.2"
time = "09:00"
leave = "10:00"
stay = "2 h"
[[arrival]]
"""
    found = problems(text, "a.toml")
    assert [(place[0], name) for place, name, _, _ in found] == [
        (2, "bad-value"),
        (3, "bad-quantity"),
        (4, "unknown-key"),
        (5, "bad-value"),
        (7, "unknown-key"),
        (11, "wrong-type"),
        (12, "bad-quantity"),
        (16, "bad-value"),
        (21, "conflicting-keys"),
        (22, "unknown-key"),
    ]
    assert not any("has no 'port'" in message for _, _, message, _ in found)


def test_a_port_that_is_taken_is_a_problem_and_says_until_when(problems, read):
    found = problems("port,time,leave\nS1.1,Mon 08:00,17:00\nS1.1,12:00,\n")
    assert found[0][0] == (3, 1)
    assert found[0][2] == "port S1.1 is taken until Mon 17:00 by the vehicle of Mon 08:00 (line 2)"
    assert "--overlaps end-earlier" in found[0][3]
    assert len(read("port,time,leave\nS1.1,Mon 08:00,12:00\nS1.1,12:00,\n").sessions) == 2
    assert len(read("port,time\nS1.1,Mon 08:00\nS1.1,12:00\n").sessions) == 2


def test_a_taper_needs_an_energy_to_be_a_share_of(problems, read):
    for moment in ("08:00", "2019-06-01 08:00Z"):
        assert "none is given" in problems(f"port,time,taper_from\nS1.1,{moment},0.8\n")[0][2]
    shared = '[scenario]\ntaper_from = 0.8\n[[arrivals]]\nport = "S1.1"\ntime = "08:00"\n'
    assert read(shared, "a.toml").sessions[0].taper is None


def test_files_that_cannot_be_read(problems, tmp_path):
    with pytest.raises(SessionFilesError) as caught:
        load_sessions(tmp_path / "none.csv", SITE)
    assert caught.value.unreadable
    assert isinstance(caught.value, evsite.SiteFileError)
    assert "no such file" in str(caught.value)
    assert "NUL" in problems(b"port\0")[0][2] or "not a text file" in problems(b"port\0")[0][2]
    assert "workbook" in problems(b"PK\x03\x04 and so on")[0][2]
    assert "damaged" in problems(b"\x1f\x8b and so on")[0][2]
    with pytest.raises(SessionFilesError, match="directory"):
        load_sessions(tmp_path, SITE)


@pytest.mark.parametrize("text", ["", "[scenario]\n", "arrivals = 3\n", "scenario = 3\n", "arrivals = [1]\n"])
def test_a_toml_file_without_arrivals(problems, text):
    assert problems(text, "a.toml")


def test_problems_of_several_files_are_told_together(tmp_path):
    for name, text in (
        ("a.csv", "port,time\nX,Mon 08:00\n"),
        ("b.csv", "port,time\nS1.1,8\n"),
        ("c.csv", "port,time\nS1.1,9:00\n"),
    ):
        (tmp_path / name).write_text(text)
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv", "d.csv")]
    with pytest.raises(SessionFilesError) as caught:
        load_sessions(paths, SITE)
    told = {error.document.filename.rsplit("/", 1)[-1]: len(error.findings) for error in caught.value.errors}
    assert told == {"d.csv": 1, "a.csv": 1, "b.csv": 1}


def test_sessions_of_several_files_are_named_by_their_file(tmp_path):
    (tmp_path / "a.csv").write_text("port,time\nS1.1,Mon 09:00\n")
    (tmp_path / "b.csv").write_text("port,time\nS1.2,Mon 08:00\n")
    found = load_sessions([tmp_path / "a.csv", tmp_path / "b.csv"], SITE)
    assert [(each.name, each.arrive_s) for each in found.sessions] == [("b.csv line 2", 8 * H), ("a.csv line 2", 9 * H)]


def test_dates_and_weekdays_do_not_go_together(tmp_path):
    (tmp_path / "a.csv").write_text("port,time\nS1.1,Mon 09:00\n")
    (tmp_path / "b.csv").write_text("port,time\nS1.2,2019-06-01 09:00Z\n")
    with pytest.raises(SessionFilesError, match="other one days of a week"):
        load_sessions([tmp_path / "a.csv", tmp_path / "b.csv"], SITE)
