"""One record, one verdict: load-study, check and report say the same of it, as text and as JSON."""

from __future__ import annotations

import json
import math
import random
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from evsite.model.remedy import Edit
from evsite.sitefile.edits import apply_edits

OF_THE_STUDY = {"no-room", "does-not-fit", "other-load", "assumed", "vehicles", "conditions"}
"""Topics that are about the site and not about the record."""
SITE = """\
[site]
name = "Clinic"
nec = 2023
has_generation = false
peak_shaving = false

[supplies.Main]
kind = "service"
rating = "800 A"
system = "208Y/120"

[loads.Building]
on = "Main"
data = "meter.csv"
timezone = "-08:00"
power_factor = 0.9

[panels.EV]
fed_from = "Main"
main = "400 A"
bus = "400 A"

[circuits.C]
panel = "EV"
count = 4
breaker = "60 A"

[stations.S]
count = 4
ports = 1
max_current = "48 A"
circuits = "C"

[groups.EV]
on = "EV"
limit = "60 A"
"""


def load(days, *, minutes=60, scale=1.0, seed=7):
    """A building, a mean for each interval [kW]."""
    noise = random.Random(seed)
    per_day = 1440 // minutes
    return [
        round(scale * (90 - 40 * math.cos(index % per_day / per_day * 2 * math.pi) + noise.uniform(-9, 9)), 3)
        for index in range(days * per_day)
    ]


def csv(values, *, minutes=60, title="kW", skip=()):
    """Rows from the first of January on."""
    start = datetime.fromisoformat("2025-01-01T00:00")
    rows = [
        f"{start + timedelta(minutes=minutes * index):%Y-%m-%d %H:%M},{value}"
        for index, value in enumerate(values)
        if index not in skip
    ]
    return "\n".join([f"timestamp,{title}", *rows]) + "\n"


def texas(values):
    """An export that marks readings as estimated."""
    start = datetime.fromisoformat("2025-01-01T00:00")
    header = (
        "ESIID,USAGE_DATE,REVISION_DATE,USAGE_START_TIME,USAGE_END_TIME,USAGE_KWH,ESTIMATED_ACTUAL,"
        "CONSUMPTION_SURPLUSGENERATION"
    )
    rows = []
    for index, value in enumerate(values):
        first = start + timedelta(minutes=15 * index)
        last = first + timedelta(minutes=15)
        mark = "E" if index % 50 == 3 else "A"
        rows.append(
            f"'10443720000000001,{first:%m/%d/%Y},{first:%m/%d/%Y},{first:%H:%M},{last:%H:%M},{value / 4:.3f},{mark},"
            "Consumption"
        )
    return "\n".join([header, *rows]) + "\n"


def register(days):
    """Counts up, and starts anew every ten days."""
    found, total = [], 100.0
    for index, value in enumerate(load(days)):
        total = 100.0 if index % 240 == 0 else total + value / 400
        found.append(round(total, 3))
    return found


class Case(NamedTuple):
    """A record, what has to be said of it, and how grave that is."""

    text: str
    topics: dict[str, str]

    @property
    def unfit(self):
        return "error" in self.topics.values()


MONTH = {"record-length": "warning", "season": "warning", "balance": "warning"}
CASES = {
    "good": lambda: Case(csv(load(366, minutes=15), minutes=15), {"balance": "info"}),
    "short": lambda: Case(csv(load(9, minutes=15), minutes=15), {"record-length": "error", "season": "warning"}),
    "gaps": lambda: Case(
        csv(load(40, minutes=15), minutes=15, skip=range(500, 700)),
        MONTH | {"gap": "warning", "continuity": "warning", "missing": "warning"},
    ),
    "hourly": lambda: Case(csv(load(366)), {"interval": "warning", "balance": "info"}),
    "daily": lambda: Case(csv(load(366, minutes=1440), minutes=1440), {"interval": "error", "balance": "info"}),
    "estimated": lambda: Case(texas(load(31, minutes=15)), MONTH | {"estimated": "info"}),
    "generation": lambda: Case(
        csv([value - 60 for value in load(40, minutes=15)], minutes=15), {"generation": "error", "season": "warning"}
    ),
    "register-like": lambda: Case(csv(register(366)), {"register": "warning", "interval": "warning"}),
    "constant": lambda: Case(csv([120] * 96 * 31, minutes=15), MONTH | {"constant": "warning"}),
    "day-long repeats": lambda: Case(
        csv((values := load(31, minutes=15)), minutes=15) + csv(values[: 96 * 3], minutes=15).partition("\n")[2],
        MONTH | {"duplicate": "warning"},
    ),
    "tiny": lambda: Case(csv(load(31, minutes=15, scale=0.001), minutes=15), MONTH | {"peak": "warning"}),
    "huge": lambda: Case(csv(load(31, minutes=15, scale=1000), minutes=15), MONTH | {"peak": "warning"}),
    "negative": lambda: Case(
        csv([-value for value in load(31, minutes=15)], minutes=15),
        {"negative": "warning", "generation": "error", "peak": "warning"},
    ),
}


@pytest.fixture(params=CASES)
def case(request, tmp_path, monkeypatch):
    found = CASES[request.param]()
    (tmp_path / "meter.csv").write_text(found.text)
    (tmp_path / "site.toml").write_text(SITE)
    monkeypatch.chdir(tmp_path)
    return found


def notes_in(notes):
    return {(note["topic"], note["severity"], note["message"]) for note in notes if note["topic"] not in OF_THE_STUDY}


def documents(evsite, *options):
    study = json.loads(evsite("load-study", "site.toml", "--on", "Main", "--format", "json", *options).stdout)
    return study, *(json.loads(evsite(name, "site.toml", "--format", "json").stdout) for name in ("check", "report"))


def test_every_command_says_the_same_of_a_record_and_nothing_fits_on_an_unfit_one(evsite, case):
    study, check, report = documents(evsite)
    reported = notes_in(study["notes"])
    (record,) = check["records"]
    assert report["records"] == check["records"]
    assert (record["load"], record["on"], record["source"], record["counts"]) == (
        "Building", "Main", "meter.csv", "demand",
    )  # fmt: skip
    assert notes_in(record["notes"]) == reported
    assert case.topics.items() <= {(topic, severity) for topic, severity, _ in reported}
    severities = {severity for _, severity, _ in reported}
    assert ("error" in severities) == case.unfit
    for document in (check, report):
        found = {
            (each["severity"], each["message"]) for each in document["findings"] if each["code"] in {"EV131", "EV132"}
        }
        assert found == {(severity, f"Building: {text}") for _, severity, text in reported if severity != "info"}
        places = {tuple(each["path"]) for each in document["findings"] if each["code"] in {"EV131", "EV132", "EV073"}}
        assert places == {("loads", "Building", "data")}
        (notice,) = [each for each in document["findings"] if each["code"] == "EV073"]
        assert set(notice["notes"]) == {text for _, severity, text in reported if severity == "info"}
    texts = [
        evsite(*command).stdout
        for command in (
            ("load-study", "site.toml", "--on", "Main"),
            ("check", "site.toml"),
            ("report", "site.toml", "--all"),
        )
    ]
    for _, _, message in reported:
        assert [message in text for text in texts] == [True, True, True], message
    nothing_fits_on_the_ground_of_a_record_that_is_unfit(case, study, check, report, texts[2], texts[0])


def nothing_fits_on_the_ground_of_a_record_that_is_unfit(case, study, check, report, text, reported):
    loaded = [each for each in report["equipment"] if each["limit"]["owner"] == "Main"]
    assert loaded
    promised = "proved: all of them together" in text or "nothing can be overloaded" in text
    if case.unfit:
        assert (study["fits"], study["fits_by_metering"], study["snippet"]) == (None, None, None)
        assert study["profile"]["left_by_hour_a"] is None
        assert {each["can_be_overloaded"] for each in loaded} <= {None, True}
        assert report["verdict"]["outcome"] == "does not pass"
        assert not promised
        assert "not established" in text
        assert "left for vehicles: " not in reported
        assert "to paste" not in reported
    else:
        assert study["snippet"]
        assert study["fits"] is (max(line["demand_a"] for line in study["lines"]) < 500)
        assert "to paste" in reported
        assert not [each for each in check["findings"] if each["code"] == "EV131"]


def test_beside_a_current_the_errors_of_a_record_are_doubts(evsite, tmp_path, monkeypatch):
    """What counts is the current; the record only says at which hours."""
    (tmp_path / "meter.csv").write_text(CASES["short"]().text)
    (tmp_path / "site.toml").write_text(SITE.replace('on = "Main"\n', 'on = "Main"\ncurrent = "300 A"\n'))
    monkeypatch.chdir(tmp_path)
    study, check, report = documents(evsite)
    (record,) = check["records"]
    assert record["counts"] == "hours"
    assert notes_in(record["notes"]) == notes_in(study["notes"])
    assert not [each for each in check["findings"] if each["code"] == "EV131"]
    (length,) = [
        each for each in check["findings"] if "9.0 days of data" in each["message"] and each["code"] == "EV132"
    ]
    assert length["severity"] == "warning"
    assert length["notes"] == ["a current or power is given beside the record, which counts for its hours alone"]
    assert report["verdict"]["outcome"] == "passes"
    assert study["fits"] is None


def test_without_a_record_there_is_nothing_to_tell(evsite, project):
    for name in ("check", "report"):
        document = json.loads(evsite(name, "examples/office.toml", "--format", "json").stdout)
        assert document["records"] == []
    assert "records of meters" not in evsite("report", "examples/office.toml").stdout


def test_kilowatts_without_a_power_factor_are_reported_once_and_alike(evsite, tmp_path, monkeypatch):
    (tmp_path / "meter.csv").write_text(CASES["tiny"]().text)
    (tmp_path / "site.toml").write_text(SITE.replace("power_factor = 0.9\n", ""))
    monkeypatch.chdir(tmp_path)
    study, check, _ = documents(evsite)
    (note,) = [each for each in study["notes"] if each["topic"] == "power-factor"]
    (finding,) = [each for each in check["findings"] if note["message"] in each["message"]]
    assert (finding["code"], finding["severity"], note["severity"]) == ("EV074", "warning", "warning")
    (peak,) = [each["message"] for each in study["notes"] if each["topic"] == "peak"]
    assert "at power factor 1.0, below 1% of the 800 A of 'Main'" in peak


def test_of_several_meters_each_is_judged_where_it_is(evsite, tmp_path, monkeypatch):
    """The sum has quarters of an hour, also where one of the meters tells hours alone."""
    (tmp_path / "meter.csv").write_text(csv(load(366), title="A"))
    (tmp_path / "other.csv").write_text(csv(load(31, minutes=15), minutes=15, title="A"))
    other = '[loads.Annex]\non = "Main"\ndata = "other.csv"\ntimezone = "-08:00"\n\n'
    text = SITE.replace("power_factor = 0.9\n", "").replace("[panels.EV]", other + "[panels.EV]")
    (tmp_path / "site.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    study, check, _ = documents(evsite)
    reported = {(note["severity"], note["message"]) for note in study["notes"]}
    for record in check["records"]:
        for note in record["notes"]:
            assert (note["severity"], f"{record['load']}: {note['message']}") in reported
    assert any(message.startswith("Building: means over 60 min") for _, message in reported)
    assert any(message.startswith("together: 31.0 days of data") for _, message in reported)


def test_what_is_not_said_of_generation_is_an_edit_that_helps(evsite, tmp_path, monkeypatch):
    (tmp_path / "meter.csv").write_text(CASES["tiny"]().text)
    text = SITE.replace("has_generation = false\npeak_shaving = false\n", "")
    (tmp_path / "site.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    _, check, _ = documents(evsite)
    (finding,) = [each for each in check["findings"] if "holds only without generation" in each["message"]]
    assert finding["remedy"] == "add has_generation = false and peak_shaving = false, where that is so"
    (edits,) = finding["edits"]
    (tmp_path / "site.toml").write_text(apply_edits(text, [Edit(tuple(each["path"]), each["value"]) for each in edits]))
    _, check, _ = documents(evsite)
    assert not [each for each in check["findings"] if "holds only without generation" in each["message"]]


def test_the_findings_of_a_record_can_be_ignored_and_what_is_not_established_stays(evsite, tmp_path, monkeypatch):
    (tmp_path / "meter.csv").write_text(CASES["short"]().text)
    ignore = '\n[[ignore]]\nrule = "unfit-record"\npath = "loads.Building"\nreason = "a first look"\n'
    (tmp_path / "site.toml").write_text(SITE + ignore)
    monkeypatch.chdir(tmp_path)
    study, check, report = documents(evsite)
    assert not [each for each in check["findings"] if each["code"] == "EV131"]
    assert [each["code"] for each in check["ignored"]] == ["EV131"]
    assert study["snippet"] is None
    assert not [
        each for each in report["equipment"] if each["limit"]["owner"] == "Main" and each["can_be_overloaded"] is False
    ]


def test_a_group_with_a_site_meter_is_not_told_what_is_left(evsite, tmp_path, monkeypatch):
    """The line of the group, and the table of hours."""
    text = SITE.replace('on = "EV"\n', 'on = "Main"\nsite_meter = true\n').replace('limit = "60 A"', 'limit = "600 A"')
    (tmp_path / "site.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    words = "what is left is not established: the record of Building cannot carry a load study"
    for name, unfit in (("short", True), ("tiny", False)):
        (tmp_path / "meter.csv").write_text(CASES[name]().text)
        shown = evsite("report", "site.toml").stdout
        assert (words in shown, "Main has " in shown) == (unfit, not unfit)
        assert ("beyond these days it is not established" in shown) == unfit
        fits = {
            each["fits"] for each in json.loads(evsite("report", "site.toml", "--format", "json").stdout)["fallbacks"]
        }
        assert (None in fits) == unfit


@pytest.mark.parametrize(
    ("first", "days", "zone", "fit"),
    [
        ("2025-02-20", 30, "America/Los_Angeles", True),  # clocks are put forward: an hour less than 30 times 24
        ("2025-10-20", 30, "America/Los_Angeles", True),
        ("2025-02-20", 29, "America/Los_Angeles", False),
        ("2025-02-20", 30, "-08:00", True),
    ],
)
def test_a_month_is_one_by_the_clock_of_the_zone(evsite, tmp_path, monkeypatch, first, days, zone, fit):
    start = datetime.fromisoformat(first)
    noise = random.Random(3)
    rows = []
    for index in range(days * 96):
        at = start + timedelta(minutes=15 * index)
        if zone.startswith("A") and at.month == 3 and at.day == 9 and at.hour == 2:
            continue  # never was
        rows.append(f"{at:%Y-%m-%d %H:%M},{90 + noise.uniform(0, 20):.1f}")
    (tmp_path / "meter.csv").write_text("\n".join(["timestamp,kW", *rows]) + "\n")
    (tmp_path / "site.toml").write_text(SITE.replace('"-08:00"', f'"{zone}"'))
    monkeypatch.chdir(tmp_path)
    study, check, _ = documents(evsite)
    assert (study["snippet"] is not None) == fit
    assert bool([each for each in check["findings"] if each["code"] == "EV131"]) != fit


@pytest.mark.parametrize(("peak_a", "doubted"), [(7.9, True), (8.1, False), (1190, False), (1210, True)], ids=str)
def test_a_peak_is_doubted_from_a_hundredth_down_and_from_one_and_a_half_of_the_rating_up(
    evsite, tmp_path, monkeypatch, peak_a, doubted
):
    values = load(31, minutes=15)
    scaled = [value * peak_a / max(values) for value in values]
    (tmp_path / "meter.csv").write_text(csv(scaled, minutes=15, title="A"))
    (tmp_path / "site.toml").write_text(SITE.replace("power_factor = 0.9\n", ""))
    monkeypatch.chdir(tmp_path)
    study, _, _ = documents(evsite)
    assert any(note["topic"] == "peak" for note in study["notes"]) is doubted
