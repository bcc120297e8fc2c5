"""Scenario files: TOML and CSV say the same, and every slip is told at once at its place."""

import pytest

import evsite
from evsite.model.finding import Span
from evsite.model.scenario import Arrival, Scenario, Taper
from evsite.sitefile.document import Document
from evsite.sitefile.scenario import load_scenario, read_scenario

SITE = evsite.loads("""
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[circuits.C]
panel = "U"
breaker = "60 A"
phases = "AB"
count = 5
[stations.S]
max_current = "48 A"
ports = 2
count = 2
circuits = "C"
[stations.One]
max_current = "48 A"
circuits = "C"
""")


def from_csv(text):
    return read_scenario(Document.plain(text, "a.csv"), SITE, table=True)


def from_toml(text):
    return read_scenario(Document.parse(text, "a.toml"), SITE)


def problems(read, text):
    with pytest.raises(evsite.SiteFileError) as caught:
        read(text)
    document = caught.value.document
    return [(document.locate(found)[:2], found.name, found.message, found.remedy) for found in caught.value.findings]


def test_both_forms_say_the_same():
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
port = "S1.1"
time = "08:05"
energy = "12 kWh"
accept = "32 A"
leave = "17:00"
taper_to = 0.1
taper = "step"
[[arrivals]]
port = "S2.2"
time = "Tue 08:15"
energy = "20 kWh"
"""
    day = 24 * 60
    assert from_csv(csv) == from_toml(toml)
    assert from_csv(csv).arrivals == (
        Arrival("S1.1", day + 485, 12.0, 32.0, day + 1020, Taper(0.8, 0.1, linear=False)),
        Arrival("S2.2", day + 495, 20.0, None, None, Taper(0.8, 0.2, linear=True)),
    )


def test_settings_of_the_whole_scenario():
    text = '[scenario]\nslot = "10 min"\nuntil = "Tue 06:00"\n[[arrivals]]\nport = "S1.1"\ntime = "22:00"\n'
    assert from_toml(text) == Scenario((Arrival("S1.1", 22 * 60),), 1 / 6, 30 * 60)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_as_programs_write_it(separator):
    text = "\ufeff" + separator.join(("Port", " time", "energy_kwh", "accept_kw")) + "\r\n\r\n# a remark\r\n"
    text += separator.join(('"S1.1"', '"Mon 08:00"', "12.5", "4.16")) + "\r\n"
    text += separator.join(("One", "9:00")) + "\r\n"
    assert from_csv(text).arrivals == (Arrival("S1.1", 480, 12.5, pytest.approx(20.0)), Arrival("One.1", 540))


def test_quoted_cells_may_hold_the_separator():
    assert from_csv('port,time,energy\nS1.1,"Mon 08:00","1,200 Wh"\n').arrivals[0].energy_kwh == pytest.approx(1.2)


def test_a_leave_is_the_next_such_moment():
    rows = "S1.1,Mon 22:00,06:30\nS1.2,22:10,22:10\nS2.1,22:20,Mon 21:00\nS2.2,22:30,Tue 01:00\n"
    leaves = [arrival.leave_min for arrival in from_csv("port,time,leave\n" + rows).arrivals]
    assert leaves == [1440 + 390, 1440 + 22 * 60 + 10, 7 * 1440 + 21 * 60, 1440 + 60]


def test_arrivals_go_over_the_end_of_the_week_where_days_say_so():
    times = [arrival.at_min for arrival in from_csv("port,time\nS1.1,Sun 23:00\nS1.2,Mon 01:00\nS2.1,02:00\n").arrivals]
    assert times == [6 * 1440 + 1380, 7 * 1440 + 60, 7 * 1440 + 120]


def test_everything_that_is_wrong_with_a_csv_file_is_reported_at_once_with_line_and_column():
    text = (
        "port,time,energy,accept,leave\n"
        "S11.1,Mon 08:05,12 kW,32 A,17:00\n"
        "S1,08:15,20,,\n"
        "S1.2,08:00,1 kWh,x\n"
        "S1.2,25:00,0 kWh\n"
        ",08:30,,,,7\n"
        'S1.2,"08:30\n'
    )
    found = problems(from_csv, text)
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


def test_titles_are_reported_by_their_place_and_rows_only_under_good_ones():
    found = problems(from_csv, "prt,time,energy,energy_kwh,colour\nZ,Z,Z,Z,Z\n")
    assert [(place, remedy.partition("?")[0]) for place, _, _, remedy in found] == [
        ((1, 1), "did you mean 'port'"),
        ((1, 17), "keep one of them"),
        ((1, 28), found[2][3]),
    ]
    assert problems(from_csv, "energy\n1 kWh\n")[0][2] == "no column is called 'port'"
    assert "the file is empty" in problems(from_csv, "# nothing\n\n")[0][2]
    assert "no arrivals" in problems(from_csv, "port,time\n")[0][2]


def test_everything_that_is_wrong_with_a_toml_file_is_reported_at_once():
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
[[arrival]]
"""
    found = problems(from_toml, text)
    assert [(place[0], name) for place, name, _, _ in found] == [
        (2, "bad-value"),
        (3, "bad-quantity"),
        (4, "unknown-key"),
        (5, "bad-value"),
        (7, "unknown-key"),
        (11, "wrong-type"),
        (12, "bad-quantity"),
        (16, "bad-value"),
        (17, "unknown-key"),
    ]
    assert not any("has no 'port'" in message for _, _, message, _ in found)


def test_a_port_that_is_taken_is_a_problem_and_says_until_when():
    found = problems(from_csv, "port,time,leave\nS1.1,Mon 08:00,17:00\nS1.1,12:00,\n")
    assert found[0][0] == (3, 1)
    assert found[0][2] == "port S1.1 is taken until Mon 17:00 by the vehicle of Mon 08:00 (line 2)"
    assert len(from_csv("port,time,leave\nS1.1,Mon 08:00,12:00\nS1.1,12:00,\n").arrivals) == 2
    assert len(from_csv("port,time\nS1.1,Mon 08:00\nS1.1,12:00\n").arrivals) == 2


def test_a_taper_needs_an_energy_to_be_a_share_of():
    assert "none is given" in problems(from_csv, "port,time,taper_from\nS1.1,08:00,0.8\n")[0][2]
    shared = '[scenario]\ntaper_from = 0.8\n[[arrivals]]\nport = "S1.1"\ntime = "08:00"\n'
    assert from_toml(shared).arrivals[0].taper is None


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(evsite.SiteFileError) as caught:
        load_scenario(tmp_path / "none.csv", SITE)
    assert caught.value.unreadable
    (tmp_path / "bytes.csv").write_bytes(b"port,time\n\xff\n")
    with pytest.raises(evsite.SiteFileError, match="not UTF-8") as caught:
        load_scenario(tmp_path / "bytes.csv", SITE)
    assert caught.value.findings[0].span == Span(2, 1, 2, 2)
    (tmp_path / "nul.csv").write_text("port\0")
    with pytest.raises(evsite.SiteFileError, match="NUL"):
        load_scenario(tmp_path / "nul.csv", SITE)
    (tmp_path / "good.csv").write_text("port,time\nS1.1,08:00\n")
    assert len(load_scenario(tmp_path / "good.csv", SITE).arrivals) == 1


@pytest.mark.parametrize("text", ["", "[scenario]\n", "arrivals = 3\n", "scenario = 3\n", "arrivals = [1]\n"])
def test_a_toml_file_without_arrivals(text):
    assert problems(from_toml, text)
