"""Lines of sites that are kept, files that travel with a site, and what all sites come to together."""

import datetime as dt
import gzip
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_sites import quick, site_text, write_sites

from evsite.model.finding import Severity, SiteFileError
from evsite.output.json.serialize import as_json
from evsite.portfolio.cases import Case, ListError, listed_cases, task_of
from evsite.portfolio.journal import Journal
from evsite.portfolio.run import run_portfolio
from evsite.portfolio.serial import Serial
from evsite.portfolio.tasks import Asked, Task
from evsite.portfolio.work import failure, package_name, work_out
from evsite.studies.portfolio.failure_kinds import CRASH, FAILURES
from evsite.studies.portfolio.results import FindingTally
from evsite.studies.portfolio.summary import distribution, summarize

EVERYTHING = Asked(("check", "report", "simulate", "fleet", "package"), zone="America/Los_Angeles")
SESSIONS = "port,time,energy,leave\nS1.1,2026-03-02 08:00,10 kWh,2026-03-02 12:00\n"
TRIPS = "vehicle,arrive,depart,energy_kwh\nV1,2026-03-02 17:00-08:00,2026-03-02 22:00-08:00,10\n"


CHECK = Asked()


def run(cases, file, asked=CHECK, **more):
    """The number of lines that were taken over, and every line of the file."""
    with Journal(file) as journal:
        taken = run_portfolio(cases, asked, Serial(), journal, **{"work": quick, **more})
    return taken, [json.loads(line) for line in file.read_text().splitlines()]


@pytest.fixture
def cases(tmp_path):
    return write_sites(tmp_path, {name: site_text(name) for name in "abc"})


# --- lines ------------------------------------------------------------------------------------------------------------


def test_lines_of_an_earlier_run_are_taken_over_as_long_as_nothing_has_changed(cases, tmp_path):
    file = tmp_path / "lines"
    assert run(cases, file)[0] == 0
    taken, lines = run(cases, file)
    assert (taken, len(lines)) == (3, 3)
    (tmp_path / "b.site.toml").write_text(site_text("b", 5))
    taken, lines = run(cases, file)
    assert (taken, len(lines)) == (2, 4)
    assert lines[-1]["path"] == cases[1].path


def test_other_options_and_versions_make_other_lines(cases, tmp_path, monkeypatch):
    file = tmp_path / "lines"
    run(cases, file)
    assert run(cases, file, Asked(("check", "report")))[0] == 0
    assert run(cases, file, Asked(("check", "report")))[0] == 3
    monkeypatch.setattr("evsite.portfolio.tasks.__version__", "9.9.9")
    assert run(cases, file, Asked(("check", "report")))[0] == 0


def test_a_file_beside_a_site_that_changes_makes_another_line(cases, tmp_path):
    file = tmp_path / "lines"
    asked = Asked(("check", "simulate"))
    (tmp_path / "a.sessions.csv").write_text(SESSIONS)
    assert run(cases, file, asked)[1][0]["beside"].keys() == {"sessions a.sessions.csv"}
    assert run(cases, file, asked)[0] == 3
    (tmp_path / "a.sessions.csv").write_text(SESSIONS.replace("10 kWh", "11 kWh"))
    assert run(cases, file, asked)[0] == 2


def test_failed_sites_are_tried_again_when_asked_for(cases, tmp_path):
    file = tmp_path / "lines"

    def crash(task):
        return failure(task, CRASH, "gone") if task.path.endswith("b.site.toml") else work_out(task)

    run(cases, file, work=crash)
    assert run(cases, file, work=work_out)[0] == 3
    taken, lines = run(cases, file, work=work_out, retry_failed=True)
    assert (taken, len(lines)) == (2, 4)
    with Journal(file) as journal:
        assert journal.line(cases[1].path).state == "worked out"


@settings(max_examples=20)
@given(st.integers(0, 400))
def test_a_line_that_was_cut_off_is_done_again_and_no_other(tmp_path_factory, cut):
    folder = tmp_path_factory.mktemp("cut")
    cases = write_sites(folder, {name: site_text(name) for name in "ab"})
    file = folder / "lines"
    run(cases, file)
    whole = file.read_bytes()
    cut = min(cut, len(whole.splitlines(keepends=True)[1]))
    file.write_bytes(whole[: len(whole) - cut])
    taken, lines = run(cases, file)
    assert taken == (1 if cut else 2)
    assert len(lines) == 2


def test_lines_that_cannot_be_read_count_as_none(cases, tmp_path):
    file = tmp_path / "lines"
    file.write_bytes(b'{"path": 1}\n\xff\xfe\nnull\n[]\n\n{"path": "half')
    with Journal(file) as journal:
        assert run_portfolio(cases, Asked(), Serial(), journal, work=quick) == 0
        assert [line.path for line in journal.lines(case.path for case in cases)] == [case.path for case in cases]


def test_what_is_read_back_is_what_was_written(cases, tmp_path):
    (tmp_path / "a.sessions.csv").write_text(SESSIONS)
    (tmp_path / "a.trips.csv").write_text(TRIPS)
    line = work_out(task_of(cases[0], EVERYTHING)).line
    with Journal(tmp_path / "lines") as journal:
        journal.add(line)
        back = journal.line(line.path)
    assert as_json(back) == as_json(line)
    assert (back.drivers.sessions, back.fleets.trips) == (1, 1)


# --- the figures of a site --------------------------------------------------------------------------------------------


def test_a_line_says_what_the_commands_say(evsite, cases, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sessions.csv").write_text(SESSIONS)
    (tmp_path / "a.trips.csv").write_text(TRIPS)
    line = work_out(task_of(Case("a.site.toml"), EVERYTHING)).line
    report = json.loads(evsite("report", "a.site.toml", "--format", "json").stdout)
    checked = json.loads(evsite("check", "a.site.toml", "--format", "json").stdout)
    words = ("simulate", "a.site.toml", "--sessions", "a.sessions.csv", "--policy", "as-designed", "--lift", "0")
    played = json.loads(evsite(*words, "--zone", EVERYTHING.zone, "--format", "json").stdout)["policies"][0]
    assert line.ports == len(report["ports"])
    assert line.oversubscription_by_power == pytest.approx(report["groups"][0]["oversubscription"]["power"])
    assert line.oversubscription_by_ports == pytest.approx(report["groups"][0]["oversubscription"]["ports"])
    assert line.guaranteed_current_a == pytest.approx(min(port["guaranteed"]["current_a"] for port in report["ports"]))
    decided = [each for each in checked["findings"] if each["status"] != "not checked"]
    assert sum(each.findings for each in line.findings if each.code < "EV8") == len(decided)
    assert line.not_checked == len(checked["findings"]) - len(decided)
    assert line.drivers.delivered_kwh == pytest.approx(played["tally"]["total_energy_kwh"])
    assert line.fleets.trips == 1


def test_files_that_a_site_names_travel_with_it(project, evsite, tmp_path):
    asked = Asked()
    task = task_of(Case("examples/load-study.toml"), asked)
    assert list(task.beside) == ["data/building-30-days.csv"]
    line = work_out(replace(task, path="nowhere/site.toml")).line
    checked = json.loads(evsite("check", "examples/load-study.toml", "--format", "json").stdout)
    codes = [each["code"] for each in checked["findings"] if each["status"] != "not checked"]
    assert sorted(each.code for each in line.findings for _ in range(each.findings)) == sorted(codes)


def test_files_outside_travel_where_they_are_allowed(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "meter.csv").write_text("x")
    site = tmp_path / "in" / "deep" / "site.toml"
    site.write_text('[a]\nb = "../../meter.csv"\nc = "no.csv"\n')
    assert task_of(Case(str(site)), Asked()).beside == {}
    task = task_of(Case(str(site)), Asked(allow_outside=True))
    assert task.beside == {"../../meter.csv": b"x"}
    assert work_out(task).line.state == "refused"


def test_a_link_out_of_the_folder_is_refused_as_a_check_refuses_it(project, evsite, tmp_path):
    secret, folder = tmp_path / "secret.csv", tmp_path / "site"
    (folder / "data").mkdir(parents=True)
    secret.write_text("time,kW\n2025-01-06 00:00,1\n")
    (folder / "data" / "building-30-days.csv").symlink_to(secret)
    shutil.copy("examples/load-study.toml", folder / "site.toml")
    task = task_of(Case(str(folder / "site.toml")), CHECK)
    assert (task.beside, task.outside) == ({}, ("data/building-30-days.csv",))
    line = work_out(task).line
    checked = json.loads(evsite("check", folder / "site.toml", "--format", "json").stdout)
    assert [each.code for each in line.findings] == [each["code"] for each in checked["findings"]]
    assert line.message == checked["findings"][0]["message"]


def test_a_site_is_judged_by_the_day_of_the_run(tmp_path):
    text = (
        site_text("a", limit_a=4000)
        + '[[ignore]]\nrule = "EV401"\npath = "groups.EV1"\nreason = "x"\nuntil = 2026-05-01\n'
    )
    (case,) = write_sites(tmp_path, {"a": text})
    days = [dt.date(2026, 4, 30), dt.date(2026, 5, 2)]
    before, after = (work_out(task_of(case, Asked(today=day))).line.without_time() for day in days)
    assert before.findings != after.findings


def test_texts_that_are_escaped_name_files_too(tmp_path):
    (tmp_path / "m.csv").write_text("x")
    site = tmp_path / "site.toml"
    site.write_text('a = "\\u006d.csv"\nb = """x"""\n')
    assert task_of(Case(str(site)), Asked()).beside == {"m.csv": b"x"}


def test_a_file_that_cannot_be_read_is_a_line(tmp_path):
    line = work_out(task_of(Case(str(tmp_path / "gone.toml")), Asked())).line
    assert (line.state, line.message) == ("unreadable", "no such file")
    assert [each.code for each in line.findings] == ["EV002"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.sessions.csv", "port,time\nNoPort,Mon 08:00\n", "EV020"),
        ("a.tariff.toml", "[tariff", "EV001"),
    ],
)
def test_a_study_that_cannot_be_made_leaves_the_other_figures(cases, tmp_path, name, text, code):
    if name == "a.tariff.toml":
        (tmp_path / "a.trips.csv").write_text(TRIPS)
    (tmp_path / name).write_text(text)
    line = work_out(task_of(cases[0], replace(EVERYTHING, zone=None))).line
    assert code in [each.code for each in line.findings], line
    assert line.state == "worked out"
    assert line.message
    assert line.ports == 4
    assert line.guaranteed_power_kw


def test_prices_need_dates_and_that_is_a_finding(cases, tmp_path):
    (tmp_path / "own.csv").write_text("vehicle,arrive,depart,energy_kwh\nV1,Mon 17:00,Mon 22:00,10\n")
    case = replace(cases[0], trips=str(tmp_path / "own.csv"), tariff="pge-bev-2-s-2024", beside=False)
    task = task_of(case, Asked(("check", "fleet")))
    assert task.beside_sha256.keys() == {"tariff pge-bev-2-s-2024", "trips own.csv"}
    line = work_out(task).line
    assert line.message == "prices need dates, and these trips have none"
    assert "EV854" in [each.code for each in line.findings]


def test_a_permit_set_has_a_name_of_its_own_and_none_where_errors_are_open(cases, tmp_path):
    answer = work_out(task_of(cases[0], EVERYTHING))
    assert answer.files[answer.line.package].startswith("<!DOCTYPE html>")
    (tmp_path / "a.site.toml").write_text(site_text("a").replace("40 A", "30 A"))
    refused = work_out(task_of(cases[0], EVERYTHING))
    assert (refused.line.package, refused.files) == (None, {})
    names = {package_name(path) for path in ("a/site.toml", "b/site.toml", "a-site.toml", "../a/site.toml", "/é?.toml")}
    assert len(names) == 5
    assert all(name.isascii() and "/" not in name for name in names)


def test_sessions_by_the_week_go_by_no_zone(cases, tmp_path):
    (tmp_path / "a.sessions.csv").write_text("port,time,energy,leave\nS1.1,Mon 08:00,10 kWh,Mon 12:00\n")
    line = work_out(task_of(cases[0], Asked(("check", "simulate"), "-08:00"))).line
    assert (line.drivers.sessions, line.message) == (1, None)


# --- lists ------------------------------------------------------------------------------------------------------------


def test_a_list_names_the_files_of_each_site(tmp_path):
    (tmp_path / "own.json").write_text("{}")
    (tmp_path / "list.csv").write_text(
        "site,sessions,tariff\na.toml,a.csv,\n\nsub/b.toml,,own.json\nc.toml,,sce-tou-ev-8-2018\n"
    )
    a, b, c = listed_cases(str(tmp_path / "list.csv"))
    assert (a.file, a.sessions, a.tariff) == (str(tmp_path / "a.toml"), str(tmp_path / "a.csv"), None)
    assert (b.file, b.tariff) == (str(tmp_path / "sub/b.toml"), str(tmp_path / "own.json"))
    assert c.tariff == "sce-tou-ev-8-2018"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "line 1: found nothing, expected the titles site, sessions, trips and tariff"),
        ("file\nx\n", "line 1: found 'file', expected the titles"),
        ("site,site\n", "line 1: found 'site', 'site', expected"),
        ("site,trips\na.toml\n", "line 2: found 1 value, expected 2 values"),
        ("site\na.toml\n \nb,c\n", "line 4: found 2 values, expected 1 value"),
        ('site\n"a\n', "line 2: this is not CSV"),
    ],
)
def test_a_list_that_is_none_is_refused_with_its_line(tmp_path, text, found):
    (tmp_path / "list.csv").write_text(text)
    with pytest.raises(ListError) as error:
        listed_cases(str(tmp_path / "list.csv"))
    assert found in str(error.value)


def test_a_list_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SiteFileError):
        listed_cases(str(tmp_path / "list.csv"))


def test_sessions_packed_by_gzip_stand_beside_a_site_too(cases, tmp_path):
    (tmp_path / "a.sessions.csv.gz").write_bytes(gzip.compress(SESSIONS.encode()))
    assert work_out(task_of(cases[0], Asked(("check", "simulate"), "-08:00"))).line.drivers.sessions == 1
    assert work_out(task_of(cases[0], Asked(("check",)))).line.drivers is None


# --- all together -----------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=40))
def test_a_distribution_holds_every_site_once(values):
    found = distribution("guaranteed_power_kw", values)
    assert sum(each.sites for each in found.intervals) == found.sites == len(values)
    assert 1 <= len(found.intervals) <= 10
    for each in found.intervals:
        last = each is found.intervals[-1]
        inside = [value for value in values if each.from_ <= value and (value < each.to or last)]
        assert len(inside) == each.sites
    assert found.intervals[-1].to >= max(values) >= min(values) >= found.intervals[0].from_
    expected = np.percentile(values, [0, 5, 50, 95, 100])
    assert (found.least, found.p5, found.median, found.p95, found.greatest) == pytest.approx(tuple(expected))


def test_no_values_have_no_distribution():
    assert distribution("guaranteed_power_kw", []) is None


def test_the_worst_sites_have_most_errors_then_most_warnings_then_the_least_guarantee():
    base = quick(Task("", b"", Asked())).line
    kinds = [
        ("a", 1, 0, 5.0),
        ("b", 0, 3, 1.0),
        ("c", 2, 0, 9.0),
        ("d", 0, 3, 0.5),
        ("e", 0, 0, 0.1),
        ("f", 1, 0, None),
    ]
    lines = [
        replace(
            base,
            path=path,
            findings=tuple(
                FindingTally(f"EV{place}", "x", severity, number)
                for place, (severity, number) in enumerate([(Severity.ERROR, errors), (Severity.WARNING, warnings)])
                if number
            ),
            guaranteed_power_kw=least_kw,
        )
        for path, errors, warnings, least_kw in kinds
    ]
    summary = summarize(lines, ("check",))
    assert [each.path for each in summary.worst] == ["c", "a", "f", "d", "b"]
    assert (summary.errors, summary.warnings, summary.sites) == (4, 6, 6)
    assert {each.code: (each.findings, each.sites) for each in summary.findings} == {"EV0": (4, 3), "EV1": (6, 2)}
    many = [replace(lines[0], path=str(place)) for place in range(30)]
    assert len(summarize(many, ()).worst) == 10


def test_codes_of_failures_are_their_own():
    assert [kind.code for kind in FAILURES] == sorted({kind.code for kind in FAILURES})
