"""Exports of real sessions: ACN-Data and charge-detail records as they are, named columns, other names of ports."""

import gzip
from collections import Counter
from datetime import datetime

import pytest
from session_sites import FILES, SITE, rows_of, site_with

import evsite
from evsite.sitefile.sessions.loading import load_sessions
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.sitefile.sessions.options import read_columns
from evsite.sitefile.sessions.ports import load_port_names

WEEK = FILES / "acn_jpl_2019-06-03.csv.gz"
OVERLAP = FILES / "acn_jpl_overlap.csv"
H = 3600
CDR_NOTE = "the energy that was delivered is taken as what was wanted: without limits drivers may have taken more"


@pytest.fixture(scope="module")
def rows():
    return rows_of(WEEK)


@pytest.fixture(scope="module")
def jpl(rows):
    return site_with(sorted({row["station_id"] for row in rows}))


def test_the_raw_acn_table_reads_as_it_is(rows, jpl):
    found = load_sessions(WEEK, jpl)
    assert len(found.sessions) == len(rows) == 318
    by_name = {session.name: session for session in found.sessions}
    for row in rows:
        session = by_name[row["session_id"]]
        moments = [datetime.fromisoformat(row[key]) for key in ("arrival", "departure", "estimated_departure")]
        seconds = (session.arrive_s, session.leave_s, session.deadline_s)
        assert [found.calendar.origin_s + each for each in seconds] == [each.timestamp() for each in moments]
        assert found.calendar.local(session.arrive_s) == moments[0].replace(tzinfo=None)
        assert session.port == f"{row['station_id']}.1"
        assert session.energy_kwh == float(row["requested_energy (kWh)"])
        assert session.delivered_kwh == float(row["delivered_energy (kWh)"])
    assert found.left_out == ()
    assert found.calendar.show(0) == "2019-06-03 00:00"
    assert "(preset acn)" in found.notes[0]
    assert found.notes[0].endswith("; not read: claimed")
    assert "what drivers typed in" in found.notes[1]


def test_a_table_with_the_fields_of_the_api_of_acn_data_reads_as_it_is(tmp_path):
    site = site_with(["CA-496"])
    path = tmp_path / "api.csv"
    path.write_text(
        ",connectionTime,disconnectTime,doneChargingTime,kWhDelivered,sessionID,spaceID,stationID,userID\n"
        '0,"Wed, 25 Apr 2018 11:08:04 GMT","Wed, 25 Apr 2018 13:20:10 GMT",,7.932,a,CA-496,2-39-78-362,\n'
        "1,2018-04-25 14:08:04+00:00,2018-04-25 16:20:10+00:00,,3,b,CA-496,2-39-78-362,7\n"
    )
    found = load_sessions(path, site, zone="America/Los_Angeles")
    assert [found.calendar.show(each.arrive_s) for each in found.sessions] == ["2018-04-25 04:08", "2018-04-25 07:08"]
    assert [(each.name, each.port, each.energy_kwh, each.delivered_kwh) for each in found.sessions] == [
        ("a", "CA-496.1", 7.932, 7.932),
        ("b", "CA-496.1", 3, 3),
    ]
    assert "(preset acn)" in found.notes[0]
    assert CDR_NOTE in found.notes
    assert not any("typed in" in note for note in found.notes)
    assert load_sessions(path, site, zone="America/Los_Angeles", preset="acn").sessions == found.sessions


@pytest.mark.parametrize("typed_in", ["", "userInputs."])
def test_what_drivers_typed_in_stands_in_fields_of_the_api_too(tmp_path, typed_in):
    path = tmp_path / "api.csv"
    titles = f"{typed_in}kWhRequested,{typed_in}requestedDeparture"
    path.write_text(
        f"connectionTime,disconnectTime,kWhDelivered,{titles},spaceID,sessionID\n"
        "2018-04-25 11:08:04Z,2018-04-25 13:20:10Z,7.932,,,CA-496,a\n"
        "2018-04-25 14:08:04Z,2018-04-25 16:20:10Z,3,8.5,2018-04-25 17:00:00Z,CA-496,b\n"
    )
    found = load_sessions(path, site_with(["CA-496"]))
    unclaimed, claimed = found.sessions
    assert (unclaimed.energy_kwh, unclaimed.deadline_s) == (7.932, None)
    assert (claimed.energy_kwh, claimed.delivered_kwh) == (8.5, 3)
    assert claimed.deadline_s == 17 * H
    assert any("what drivers typed in, or what was delivered" in note for note in found.notes)


def test_columns_and_presets_say_the_same_as_the_titles(jpl):
    found = load_sessions(WEEK, jpl)
    assert load_sessions(WEEK, jpl, preset="acn").sessions == found.sessions
    columns = (
        'arrival=arrival,leave=departure,energy="requested_energy (kWh)",port=station_id,'
        "name=session_id,deadline=estimated_departure,delivered=delivered_energy (kWh)"
    )
    named = load_sessions(WEEK, jpl, columns=columns)
    assert named.sessions == found.sessions
    few = load_sessions(WEEK, jpl, columns="arrival=arrival,leave=departure,port=station_id").sessions
    assert {each.energy_kwh for each in few} == {None}
    assert few[0].name == "line 2"
    mixed = load_sessions(WEEK, jpl, preset="acn", columns='energy="delivered_energy (kWh)"').sessions
    assert all(each.energy_kwh == each.delivered_kwh for each in mixed)


def test_two_vehicles_of_one_station_at_once():
    site = site_with(["AG-3F20"])
    with pytest.raises(evsite.SiteFileError) as caught:
        load_sessions(OVERLAP, site)
    assert [each.message for each in caught.value.findings] == [
        "port AG-3F20.1 is taken until 2021-07-19 14:58 by the vehicle of 2021-07-19 13:11 (line 2)"
    ]
    assert caught.value.document.locate(caught.value.findings[0])[0] == 3
    skipped = load_sessions(OVERLAP, site, overlaps="skip")
    assert (len(skipped.sessions), skipped.left_out[0].count) == (1, 1)
    ended = load_sessions(OVERLAP, site, overlaps="end-earlier")
    assert (len(ended.sessions), ended.left_out[0].count) == (2, 1)


def test_stations_of_another_site_are_told_once_each(rows):
    some = sorted({row["station_id"] for row in rows})[:40]
    with pytest.raises(evsite.SiteFileError) as caught:
        load_sessions(WEEK, site_with(some))
    strangers = Counter(row["station_id"] for row in rows if row["station_id"] not in some)
    assert len(caught.value.findings) == len(strangers)
    left = load_sessions(WEEK, site_with(some), unknown="skip")
    assert left.left_out[0].count == strangers.total() == len(rows) - len(left.sessions)
    pool = load_sessions(WEEK, site_with(some), pool=True)
    assert len(pool.sessions) == len(rows)


def test_parts_of_a_file_are_the_whole(rows, jpl, tmp_path):
    lines = gzip.decompress(WEEK.read_bytes()).decode().splitlines(keepends=True)
    (tmp_path / "a.csv").write_text("".join(lines[:100]))
    (tmp_path / "b.csv").write_text("".join([lines[0], *lines[100:]]))
    whole, parts = load_sessions(WEEK, jpl), load_sessions([tmp_path / "b.csv", tmp_path / "a.csv"], jpl)
    assert sorted(parts.sessions, key=lambda each: each.name) == sorted(whole.sessions, key=lambda each: each.name)
    assert len(rows) == len(parts.sessions)


OCPI = """id,start_date_time,end_date_time,evse_uid,connector_id,total_energy,total_time,currency
7,2024-12-05T17:39:09Z,2024-12-05T19:37:32Z,S1,1,12.5,1.973,EUR
8,2024-12-05T17:39:09Z,2024-12-05T20:37:32Z,S1,2,0,2.973,EUR
9,2024-12-05T17:39:09Z,2024-12-05T20:37:32Z,One,1,3.25,2.973,EUR
"""


def test_charge_detail_records_as_ocpi_names_their_fields(read):
    found = read(OCPI)
    assert [(each.name, each.port, each.energy_kwh, each.delivered_kwh) for each in found.sessions] == [
        ("7", "S1.1", 12.5, 12.5),
        ("8", "S1.2", 0.0, 0.0),
        ("9", "One.1", 3.25, 3.25),
    ]
    assert CDR_NOTE in found.notes
    assert "(preset cdr)" in found.notes[0]
    assert found.notes[0].endswith("; not read: total_time, currency")
    older = OCPI.replace("end_date_time", "stop_date_time").replace("total_energy", "kwh")
    assert read(older).sessions == found.sessions
    # without an end the time is what OCPI gives in hours
    timed = read(OCPI.replace("end_date_time", "other")).sessions
    assert [each.stay_s for each in timed] == pytest.approx([1.973 * H, 2.973 * H, 2.973 * H])


def test_an_export_with_clocks_in_columns_of_their_own(read):
    text = (
        "Station Name,Start Date,Start Time Zone,End Date,End Time Zone,"
        "Total Duration (hh:mm:ss),Energy (kWh),Port Number\n"
        "S1,11/2/2019 20:17,PDT,11/3/2019 8:20,PST,13:03:00,6.249,1\n"
        "S1,11/13/2019 20:17,PST,11/13/2019 21:17,PST,01:00:00,1,2\n"
    )
    first, second = read(text, zone="America/Los_Angeles").sessions
    assert (first.port, second.port) == ("S1.1", "S1.2")
    assert first.leave_s - first.arrive_s == 13 * H + 180
    assert second.leave_s - second.arrive_s == H


def test_an_export_with_dates_and_times_apart(read):
    text = "CP ID;Start Date;Start Time;End Date;End Time;Total kWh\nOne;13/06/2019;08:00;14/06/2019;09:30;12.5\n"
    session = read(text, zone="Europe/London").sessions[0]
    assert (session.leave_s - session.arrive_s, session.energy_kwh) == (25.5 * H, 12.5)
    columns = (
        'arrival="Start Date",arrival="Start Time",leave="End Date",leave="End Time",port="CP ID",energy="Total kWh"'
    )
    assert read(text, zone="Europe/London", columns=columns).sessions[0].leave_s == session.leave_s


def test_a_preset_that_does_not_fit_says_what_is_missing(problems):
    found = problems("a,b\n1,2\n", preset="cdr")
    assert [message.partition(",")[0] for _, _, message, _ in found] == [
        "no column holds the arrival",
        "no column holds the departure",
        "no column holds the energy delivered",
        "no column holds the port",
    ]
    assert "'start_date_time'" in found[0][2]
    assert "--columns arrival=TITLE" in found[0][3]
    assert problems("port,time\nS1.1,Mon 08:00\n", preset="acn")


def test_numbers_without_a_unit_are_told_once(problems, read):
    text = "a,b,c\n" + "2019-06-01 08:00Z,S1.1,5\n" * 50
    found = problems(text, columns="arrival=a,port=b,energy=c")
    assert [(place, message) for place, _, message, _ in found] == [
        ((1, 5), "the numbers under 'c' have no unit, like 5")
    ]
    assert "--columns energy_kwh=TITLE" in found[0][3]
    for columns, energy_kwh in (("energy_kwh=c", 5), ("energy_wh=c", 0.005)):
        assert read(text, columns=f"arrival=a,port=b,{columns}").sessions[0].energy_kwh == energy_kwh
    assert read("time,port,energy [Wh]\n2019-06-01 08:00Z,S1.1,500\n").sessions[0].energy_kwh == 0.5
    assert read("time,port,energy_kwh\n2019-06-01 08:00Z,S1.1,500 Wh\n").sessions[0].energy_kwh == 0.5
    assert read("time,port,energy_kwh\n2019-06-01 08:00Z,S1.1,\n").sessions[0].energy_kwh is None


def test_how_columns_are_named():
    found = read_columns('arrival=a, leave = "b, ""c""",energy_kwh=Total (kWh),port=p')
    assert found.titles == {"time": ["a"], "leave": ['b, "c"'], "energy": ["Total (kWh)"], "port": ["p"]}
    assert found.units == {"energy": "kWh"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column is named"),
        ("arrival", "cannot read 'arrival', expected like arrival=TITLE"),
        ("arival=a", "no column holds 'arival'; did you mean 'arrival'"),
        ("colour=a", "columns hold arrival, leave, stay, energy"),
        ("arrival=", "'arrival' has no title"),
        ('arrival="a', "cannot read"),
        ("arrival=a,,", "cannot read"),
    ],
)
def test_columns_that_are_not_understood(text, words):
    with pytest.raises(SessionOptionError, match=words) as caught:
        read_columns(text)
    assert caught.value.option == "columns"


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("preset", "ACM", "found 'ACM', expected acn or cdr"),
        ("overlaps", "merge", "expected refuse, end-earlier or skip"),
        ("unknown", "x", "expected refuse or skip"),
        ("bad_rows", "x", "expected refuse or skip"),
        ("zone", "America/Los_Angles", "did you mean 'America/Los_Angeles'"),
    ],
)
def test_choices_that_there_are_not(option, value, words):
    with pytest.raises(SessionOptionError, match=words) as caught:
        load_sessions(WEEK, SITE, **{option: value})
    assert caught.value.option == option


def test_named_columns_that_the_file_does_not_have(problems):
    found = problems("a,station\n1,2\n", columns="arrival=x,port=statoin")
    assert [message for _, _, message, _ in found] == ["no column is called 'x'", "no column is called 'statoin'"]
    assert [way for *_, way in found] == ["titles are 'a', 'station'", "did you mean 'station'?"]
    assert problems("a,b\n1,2\n", columns="leave=a")[0][2] == "no column is named for the arrival"


@pytest.mark.parametrize(
    "named", ["port=Station Name", "port=Station Name,leave=End", "arrival=Start,port=Station Name"]
)
def test_what_is_not_named_of_an_export_is_found_by_its_title(read, named):
    head = "EVSE ID,Station Name,Start,End,Energy (kWh)\n"
    found = read(f"{head}US*X*E1,S1.2,2019-06-01 08:00Z,2019-06-01 10:00Z,12.5\n", columns=named)
    (session,) = found.sessions
    assert session.port == "S1.2"
    assert (session.leave_s is None) == ("arrival" in named)
    (note,) = [note for note in found.notes if "read" in note]
    assert note.endswith("not read: EVSE ID, End, Energy (kWh)" if "arrival" in named else "not read: EVSE ID")


def test_other_names_of_ports(read, tmp_path):
    text = "port,time\nAG-1F12,2019-06-01 08:00Z\nWest,2019-06-01 08:00Z\n"
    (tmp_path / "names.toml").write_text('[ports]\n"AG-1F12" = "S1.2"\nWest = "One"\n')
    (tmp_path / "names.csv").write_text("station,port\nAG-1F12,S1.2\nWest,One\n")
    (tmp_path / "bare.csv").write_text("AG-1F12,S1.2\nWest,One\n")
    names = {"AG-1F12": "S1.2", "West": "One.1"}
    for ports in (names, *(tmp_path / name for name in ("names.toml", "names.csv", "bare.csv"))):
        assert [each.port for each in read(text, ports=ports).sessions] == ["S1.2", "One.1"]
        assert isinstance(ports, dict) or load_port_names(ports, SITE) == names


@pytest.mark.parametrize(
    ("name", "text", "messages"),
    [
        ("a.toml", "[port]\nA = 1\n", ["unknown key 'port'"]),
        ("a.toml", "", ["the file has no table [ports]"]),
        ("a.toml", "ports = 3\n", ["found 3 for ports"]),
        ("a.toml", '[ports]\nA = "S9.1"\nB = 3\nC = "S1"\n', ["no port is called", "found 3", "station of 2 ports"]),
        (
            "a.csv",
            "name,port\nA,S9.1\nB,\nC,S1.1\nC,S1.2\n",
            ["no port is called 'S9.1'", "a name and a port", "stands for two"],
        ),
        ("a.csv", "a,b,c\n", ["found 3 columns"]),
        ("a.csv", "", ["the file is empty"]),
        ("a.csv", "PK\x03\x04", ["workbook"]),
    ],
)
def test_lists_of_names_that_cannot_be_read(name, text, messages, tmp_path):
    (tmp_path / name).write_text(text)
    with pytest.raises(evsite.SiteFileError) as caught:
        load_port_names(tmp_path / name, SITE)
    told = [each.message for each in caught.value.findings]
    assert all(any(words in each for each in told) for words in messages), told


def test_encodings_of_spreadsheets(read):
    text = "port,time,name\nS1.1,2019-06-01 08:00Z,Zoë\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        found = read(text.encode(encoding))
        assert found.sessions[0].name == "Zoë"
        assert any("Western Windows" in note for note in found.notes) == (encoding == "cp1252")
    packed = gzip.compress(text.encode())
    assert read(packed, "a.csv.gz").sessions == read(text).sessions
    toml = gzip.compress(b'[[arrivals]]\nport = "S1.1"\ntime = "08:00"\n')
    assert read(toml, "a.toml.gz").sessions == read(toml, "a").sessions


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"id": "1", "start_date_time": "2026-06-01T08:00:00Z"}]', "this is JSON, expected CSV"),
        ('{"data": [\n]}', "this is JSON, expected CSV"),
        ("<!DOCTYPE html>\n<html></html>", "this is a page or XML, expected CSV"),
        ('<?xml version="1.0"?>\n<Workbook/>', "this is a page or XML, expected CSV"),
    ],
)
def test_what_is_no_table_is_told_as_what_it_is(problems, text, words, mark):
    assert [message for _, _, message, _ in problems(mark + text)] == [words]


def test_ocpi_records_that_were_made_flat_are_read_as_they_are(read):
    text = (
        "country_code,id,start_date_time,end_date_time,cdr_location.evse_uid,cdr_location.connector_id,total_energy\n"
        "US,7,2026-06-01T15:00:00Z,2026-06-01T17:00:00Z,S1,2,12.3\n"
    )
    (session,) = read(text).sessions
    assert (session.port, session.energy_kwh, session.leave_s - session.arrive_s) == ("S1.2", 12.3, 2 * H)


def test_another_column_may_hold_the_stations(problems, read):
    text = (
        "Station Name,EVSE ID,Start Date,End Date,Energy (kWh)\n"
        "One,3,2026-06-01T08:00Z,2026-06-01T09:00Z,6\n"
        "One,4,2026-06-02T08:00Z,2026-06-02T09:00Z,6\n"
    )
    remedies = [remedy for *_, remedy in problems(text)]
    assert ["--columns port=TITLE where another column than 'EVSE ID' has" in each for each in remedies] == [
        True,
        False,
    ]
    assert [each.port for each in read(text, columns='port="Station Name"').sessions] == ["One.1", "One.1"]
