"""The answer first: the first lines of a report, its JSON, the page, the check and the table tell the same figures."""

import json
import re

import pytest

from evsite.documents.site_page import site_page
from evsite.output.page.document import page_pieces
from evsite.rules import check_loaded
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import loads

ROW = """
[site]
name = "Row"
nec = 2023
application = "multifamily"
[supplies.U]
kind = "service"
rating = "200 A"
system = "120/240 1-phase"
[panels.P]
fed_from = "U"
main = "100 A"
bus = "100 A"
spaces = 42
[circuits.C]
panel = "P"
count = 11
breaker = "40 A"
[stations.S]
ports = 1
max_current = "32 A"
count = 11
circuits = "C"
"""
GROUP = '[groups.Row]\non = "P"\nlimit = "60 A"\n'
CASES = {
    "turns": ROW + GROUP,
    "shares": ROW + GROUP.replace("60 A", "80 A").replace("limit", 'min_current = "6 A"\nlimit'),
    "in order": ROW + GROUP + 'policy = "fcfs"\n',
    "no group": ROW.replace("count = 11", "count = 2"),
    "no ports": ROW[: ROW.index("[circuits.C]")],
    "no application": (ROW + GROUP).replace('application = "multifamily"\n', ""),
}
FILES = ("office", "campus", "dc-and-ac", "office-schedule", "broken/too-thin", "broken/overloaded-panel")


QUICK = ("turns", "in order", "no ports", "office", "broken/overloaded-panel")
_REPORTED = {}
"""What is told of each case, worked out once."""


@pytest.fixture(
    params=[pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in (*CASES, *FILES)]
)
def reported(request, evsite, project):
    """The text of a site, its report as text and as JSON, and the page of it."""
    name = request.param
    if name not in _REPORTED:
        _REPORTED[name] = _report_all(name, evsite, project)
    return _REPORTED[name]


def _report_all(name, evsite, project):
    text = CASES.get(name) or (project / "examples" / f"{name}.toml").read_text(encoding="utf-8")
    document = json.loads(evsite("report", "-", "--format", "json", stdin=text).stdout)
    site = loads(text)
    page = site_page(loaded := LoadedSite.of(site), check_loaded(loaded))
    return text, evsite("report", "-", stdin=text).stdout, document, page


def first_lines(report):
    """The lines of the verdict by their words on the left."""
    found, word = {}, ""
    for line in report.splitlines()[1:]:
        if not line:
            return found
        word = line[2:14].strip() or word
        found[word] = " ".join(filter(None, [found.get(word), line[14:]]))
    return found


def test_every_figure_is_reported_alike(evsite, reported):
    text, report, document, page = reported
    verdict, lines, short = document["verdict"], first_lines(report), page.headline
    check = json.loads(evsite("check", "-", "--format", "json", stdin=text).stdout)
    decided = [each["severity"] for each in check["findings"] if each["status"] != "not checked"]
    assert (verdict["errors"], verdict["warnings"]) == (decided.count("error"), decided.count("warning"))
    assert verdict["not_checked"] == len(check["findings"]) - len(decided)
    assert (verdict["outcome"], verdict["errors"], verdict["warnings"]) == (
        short.outcome,
        short.errors,
        short.warnings,
    )
    assert lines["verdict"].startswith(f"{verdict['outcome']}: ")
    assert len(report.splitlines()[: report.splitlines().index("")]) <= 17
    for key, word, got in (("least", "least", short.guaranteed), ("typical", "typical", short.typical)):
        figures = verdict[key]
        if figures is None:
            assert got is None
            continue
        assert figures["current_a"] == pytest.approx(got.current_a)
        assert figures["power_kw"] == pytest.approx(got.power_kw)
        shown = re.search(r"([\d.]+) A, ([\d.]+) kW at ([\d.]+) V, ([\d.]+) mi/h", lines[word]).groups()
        keys = ("current_a", "power_kw", "voltage_v", "range_mi_per_h")
        for value, name, off in zip(shown, keys, (0.0051, 0.0051, 0.051, 0.051), strict=True):
            assert float(value) == pytest.approx(figures[name], abs=off)
    used = verdict["capacity"]
    assert used["connected_kva"] == pytest.approx(
        sum(each.own.connected.power_kva for each in page.calculations if each.own.node in roots(page))
    )
    assert used["managed_kva"] == pytest.approx(
        sum(each.own.managed.power_kva for each in page.calculations if each.own.node in roots(page))
    )
    assert ("load" in lines) == bool(used["connected_kva"])


def roots(page):
    return [name for name, supply in page.loaded.site.supplies.items() if supply.fed_from is None]


def test_the_least_is_that_of_the_ports_and_the_typical_that_of_the_table(evsite, reported):
    text, _, document, _ = reported
    verdict = document["verdict"]
    promised = [
        each["guaranteed"]
        for each in document["ports"]
        if each["guaranteed"]["proof"] != "none" and each["all_in_use"]["limited_by"]["kind"] != "order"
    ]
    if verdict["least"] is None:
        assert not promised
    else:
        assert verdict["least"]["power_kw"] == pytest.approx(min(each["power_kw"] for each in promised))
        assert verdict["ports_sharing"] == len(promised)
    if verdict["typical"] is None:
        assert not document["ports"]
        return
    rows = json.loads(evsite("table", "-", "--format", "json", stdin=text).stdout)["rows"]
    (row,) = [each for each in rows if each["vehicles"] == verdict["typical_vehicles"]]
    assert verdict["typical_vehicles"] == (len(document["ports"]) + 1) // 2
    assert verdict["typical"]["power_kw"] == pytest.approx(row["balanced"]["power_kw"])


def test_miles_in_the_stay_stand_against_miles_needed(reported):
    _, report, document, page = reported
    stay, lines = document["verdict"]["stay"], first_lines(report)
    if not document["ports"]:
        assert "miles" not in lines
        return
    if stay["hours_h"] is None:
        assert (
            lines["miles"]
            == "not known: hours_plugged_in and miles_needed are not given in [site], and there is no application"
        )
        return
    gained_mi = stay["typical_range_mi"] if stay["least_range_mi"] is None else stay["least_range_mi"]
    answer = {True: "yes", False: "no", None: "not promised"}[stay["enough"]]
    gained, hours, needed, said = re.match(
        r"([\d.]+) mi in ([\d.]+) h(?: \(up to [\d.]+ h of them without charging\))?"
        r"(?: \(half in use\))?, ([\d.]+) needed: (yes|not promised|no)",
        lines["miles"],
    ).groups()
    assert (float(hours), float(needed), said) == (stay["hours_h"], stay["needed_range_mi"], answer)
    assert float(gained) == pytest.approx(gained_mi, abs=0.051)
    if stay["enough"] is not None:
        assert stay["enough"] == (gained_mi >= stay["needed_range_mi"])
    assert f"{gained} miles" in "".join(page_pieces(page)) or page.headline.errors or stay["least_range_mi"] is None


def test_what_is_used_of_the_supplies_is_what_the_proofs_say(reported):
    text, report, document, _ = reported
    used, lines = document["verdict"]["capacity"], first_lines(report)
    stations = loads(text).stations.values()
    feeding = [circuit for station in stations for circuit in {port.circuit for port in station.ports}]
    shared = [
        each
        for each in document["equipment"]
        if each["limit"]["kind"] != "circuit" or feeding.count(each["limit"]["owner"]) > 1
    ]
    kinds = {each["limit"]["kind"] for each in shared}
    assert {each["limit"]["kind"] for each in used["fullest"]} == kinds
    assert len(used["fullest"]) == len(kinds)
    if not shared:
        assert "capacity" not in lines
        return

    def fullness(each):
        (unit,) = (key.removeprefix("limit_") for key in each if key.startswith("limit_"))
        return each[f"greatest_load_{unit}"] / each[f"limit_{unit}"]

    assert any(each["can_be_overloaded"] for each in shared) == ("too much" in lines["capacity"])
    for reported_of in used["fullest"]:
        (unit,) = (key.removeprefix("limit_") for key in reported_of if key.startswith("limit_"))
        load, most = reported_of[f"load_{unit}"], reported_of[f"limit_{unit}"]
        alike = [each for each in shared if each["limit"]["kind"] == reported_of["limit"]["kind"]]
        if not any(each["can_be_overloaded"] for each in alike):
            assert load / most == pytest.approx(max(map(fullness, alike)))
        assert reported_of[f"left_{unit}"] == pytest.approx(max(0, most - load), abs=1e-9)
        assert reported_of["limit"]["title"] in lines["capacity"]


def test_the_least_beside_offline_stations_is_reported_where_it_is_less(reported):
    _, report, document, page = reported
    verdict, lines = document["verdict"], first_lines(report)
    left = min(
        (
            each["with_offline"]["power_kw"]
            for each in document["ports"]
            if each["with_offline"]["power_kw"] is not None and each["all_in_use"]["limited_by"]["kind"] != "order"
        ),
        default=None,
    )
    lower = verdict["least"] is not None and left is not None and left < verdict["least"]["power_kw"] * (1 - 1e-6)
    assert (verdict["least_with_offline"] is not None) == lower
    words = "while other stations are offline"
    assert (words in lines.get("least", "")) == (words in "".join(page_pieces(page))) == lower
    if lower:
        assert verdict["least_with_offline"]["power_kw"] == pytest.approx(left)


def test_times_without_charging_count_neither_in_the_least_nor_in_the_miles_of_a_stay(evsite):
    text = CASES["shares"] + '[[groups.Row.schedule]]\ndays = "daily"\nfrom = "16:00"\nto = "21:00"\nlimit = "0 A"\n'
    always, closed = (
        json.loads(evsite("report", "-", "--format", "json", stdin=site).stdout)["verdict"]
        for site in (CASES["shares"], text)
    )
    assert closed["least"] == always["least"]
    assert [each["from"] for each in closed["without_charging"]][:1] == ["Mon 16:00"]
    assert closed["stay"]["without_charging_h"] == 5
    hours_h = always["stay"]["hours_h"]
    assert closed["stay"]["least_range_mi"] == pytest.approx(always["stay"]["least_range_mi"] * (hours_h - 5) / hours_h)
    least = first_lines(evsite("report", "-", stdin=text).stdout)["least"]
    assert least.endswith("0 A while charging is not allowed: Mon-Sun 16:00-21:00")


def test_errors_and_warnings_follow_the_verdict_in_a_line_for_each_code(evsite, project):
    report = evsite("report", "examples/broken/too-thin.toml").stdout.splitlines()
    start = report.index("") + 1
    found = report[start : report.index("", start)]
    assert [line.split()[:2] for line in found] == [
        ["error", "EV407"],
        ["warning", "EV406"],
        ["warning", "EV409"],
        ["warning", "EV410"],
        ["warning", "EV412"],
    ]
    assert max(map(len, found)) <= 100
    whole = next(line for line in report if line.startswith("  error   EV407") and "(line " in line)
    assert found[0].endswith("…")
    assert whole.startswith(found[0].removesuffix("…"))


def test_many_findings_of_a_code_are_one_line(evsite):
    circuits = "".join(
        f'[circuits.C{number}]\npanel = "P"\nbreaker = "30 A"\n[stations.S{number}]\nports = 1\n'
        f'max_current = "{28 + number} A"\ncircuit = "C{number}"\n'
        for number in range(3)
    )
    report = evsite("report", "-", stdin=ROW[: ROW.index("[circuits.C]")] + circuits).stdout
    lines = [line for line in report.split("\n\n")[1].splitlines() if "EV101" in line]
    assert len(lines) == 1
    assert lines[0].endswith("(and 2 more)")


@pytest.mark.parametrize(
    ("limit", "told"),
    [("63.9 A", "99.8 %"), ("32 A", "50 %"), ("64 A", "lets all of it through"), ("80 A", "lets all of it through")],
)
def test_load_management_that_holds_a_little_back_does_not_let_all_of_it_through(evsite, limit, told):
    text = ROW.replace("count = 11", "count = 2") + GROUP.replace("60 A", limit)
    report = evsite("report", "-", stdin=text).stdout
    page = site_page(loaded := LoadedSite.of(loads(text)), check_loaded(loaded))
    assert told in first_lines(report)["load"]
    assert told in "".join(page_pieces(page))
