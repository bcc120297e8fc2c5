"""A figure of the catalogue not confirmed in a document is told where it is used, and decides no error."""

from __future__ import annotations

import csv
import pickle

import pytest

import evsite
from effort import for_each
from evsite.analysis.unconfirmed_values import with_other_values
from evsite.model.catalog import Catalog, load_catalog
from evsite.model.stated import FIGURES, Stated

SITE = """
[site]
nec = 2023
[supplies.T]
kind = "service"
rating = "100 A"
system = "{system}"
[panels.P]
fed_from = "T"
main = "100 A"
bus = "100 A"
[circuits.C]
panel = "P"
poles = {poles}
count = 4
breaker = "{breaker}"
[stations.S]
model = "{model}"
count = 2
circuits = "C"
{station}
"""
MODELS = load_catalog()


def check(name: str, breaker: str, station: str = "", more: str = "") -> evsite.CheckResult:
    model = MODELS[name]
    if model.ports is None:
        station += "\nports = 2"
    system, poles = ("480Y/277", 3) if model.dc else ("208Y/120", 2)
    text = SITE.format(system=system, poles=poles, breaker=breaker, model=name, station=station)
    return evsite.check(evsite.loads(text + more), remedies=False)


def errors(result: evsite.CheckResult) -> set[tuple[str, tuple[object, ...]]]:
    return {(finding.code, finding.path) for finding in result.findings if finding.severity == "error"}


@for_each("name", MODELS)
def test_every_figure_of_a_row_carries_a_mark(name):
    model = MODELS[name]
    for figure in FIGURES:
        value = getattr(model, figure)
        if figure == "jumper_settings":
            assert all(isinstance(amps, Stated) for pair in value.values() for amps in pair)
        elif figure == "settings":
            assert all(isinstance(amps, Stated) for amps in value.values())
        else:
            assert value is None or isinstance(value, Stated), figure
    reported = {(each.figure, each.breaker_a) for each in model.unseen_values}
    assert reported.isdisjoint({(each.figure, each.breaker_a) for each in model.as_read().unseen_values})
    assert not model.as_read().unseen_values


@pytest.mark.parametrize("table", ["stations", "power_modules"])
def test_marks_of_the_tables_name_figures_that_are_there(project, table):
    with (project / "src" / "evsite" / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            model = MODELS[row.get("id") or row["model"]]
            for mark in filter(None, row["seen_values"].split(";")):
                figure, _, breaker = mark.partition(":")
                assert figure in FIGURES
                value = getattr(model, figure)
                assert value, mark
                assert not breaker or float(breaker) in value, mark


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(
    "breaker", ["20 A", *(pytest.param(each, marks=pytest.mark.slow) for each in ("45 A", "400 A"))]
)
def test_no_error_rests_on_a_figure_that_nobody_read(name, breaker):
    result = check(name, breaker)
    site = evsite.loads(
        SITE.format(
            system="480Y/277" if MODELS[name].dc else "208Y/120",
            poles=3 if MODELS[name].dc else 2,
            breaker=breaker,
            model=name,
            station="" if MODELS[name].ports else "ports = 2",
        )
    )
    for least in (True, False):
        assert errors(result) <= errors(evsite.check(with_other_values(site, least=least), remedies=False))


@for_each("name", [name for name, model in MODELS.items() if model.max_ocpd_a is None])
def test_nothing_is_above_a_listing_that_nobody_found(name):
    assert not [finding for finding in check(name, "400 A").findings if finding.code == "EV110"]


def test_the_largest_breaker_is_an_error_only_where_it_was_read():
    (read,) = [finding for finding in check("juicebox-40", "60 A").findings if finding.code == "EV110"]
    (unread,) = [finding for finding in check("zef-hcs", "50 A").findings if finding.code == "EV110"]
    assert (read.severity, unread.severity) == ("error", "warning")
    assert "not confirmed in a document" in unread.notes[-1]
    assert "nobody read" not in "".join(read.notes)


def test_what_the_site_file_says_is_somebodys_own():
    own = '[catalog.mine]\nbase = "zef-hcs"\nmax_breaker = "40 A"\n'
    text = SITE.format(system="208Y/120", poles=2, breaker="50 A", model="mine", station="")
    (finding,) = [each for each in evsite.check(evsite.loads(text + own)).findings if each.code == "EV110"]
    assert finding.severity == "error"


def test_what_an_own_station_leaves_out_keeps_the_mark_of_its_base():
    own = '[catalog.mine]\nbase = "zef-hcs"\nmin_current = "8 A"\n'
    text = SITE.format(system="208Y/120", poles=2, breaker="50 A", model="mine", station="")
    result = evsite.check(evsite.loads(text + own))
    (finding,) = [each for each in result.findings if each.code == "EV110"]
    assert finding.severity == "warning"
    assert [each.code for each in result.findings if each.code == "EV601"] == ["EV601"]


def test_an_overload_by_a_rating_that_nobody_read_is_a_warning_that_says_so():
    result = check("openevse", "40 A", 'setting = "48 A"', "")
    by_file = [finding for finding in result.findings if finding.code == "EV101"]
    assert [finding.severity for finding in by_file] == ["error"]
    shared = SITE.replace('circuits = "C"', 'circuit = "C1"').format(
        system="208Y/120", poles=2, breaker="60 A", model="openevse", station=""
    )
    found = [each for each in evsite.check(evsite.loads(shared)).findings if each.code in {"EV101", "EV403"}]
    assert found
    assert {each.severity for each in found} == {"warning"}
    assert all("openevse: 48 A a port" in each.notes[-1] for each in found)


def test_an_error_that_holds_whatever_the_figure_is_stays_one():
    listed = check("openevse", "60 A", "listed = false")
    assert "EV306" in {finding.code for finding in listed.findings if finding.severity == "error"}


def test_a_setting_that_was_read_beside_one_that_was_not():
    reported = {
        breaker: [finding.message for finding in check("ct4011", breaker).findings if finding.code == "EV601"]
        for breaker in ("40 A", "30 A", "20 A")
    }
    assert reported["40 A"] == reported["20 A"] == []
    (message,) = reported["30 A"]
    assert message.startswith("ct4011: calculated with 24 A on a 30 A breaker, not confirmed in a document")


def test_figures_beside_results_are_reported_with_them():
    site = evsite.loads(SITE.format(system="480Y/277", poles=3, breaker="150 A", model="cpe280", station=""))
    assert any("efficiency of 0.95" in assumption.message for assumption in site.assumptions)


def test_a_marked_number_is_a_number():
    value = Catalog().find("cph50").port_max_a
    assert value == 50
    assert pickle.loads(pickle.dumps(value)).seen is value.seen is True


@pytest.mark.parametrize(("model", "refused"), [("openevse", False), ("tesla-gen3", True)])
@pytest.mark.parametrize("key", ["setting", "min_current"])
def test_a_rating_refuses_what_the_file_says_only_where_it_was_read(model, refused, key):
    text = SITE.format(system="208Y/120", poles=2, breaker="80 A", model=model, station=f'{key} = "60 A"')
    if refused:
        with pytest.raises(evsite.SiteFileError):
            evsite.loads(text)
    else:
        # what the file says counts, and not the 48 A of the catalogue
        assert evsite.loads(text).ports["S1.1"].rated_a == 60


def test_an_own_station_is_not_refused_for_a_figure_of_its_base_that_nobody_read():
    for base, key in (("openevse", 'min_current = "60 A"'), ("cpe280", 'input_current = "60 A"')):
        system, poles = ("480Y/277", 3) if base == "cpe280" else ("208Y/120", 2)
        own = f'[catalog.mine]\nbase = "{base}"\n{key}\n'
        text = SITE.format(system=system, poles=poles, breaker="80 A", model="mine", station="") + own
        assert "EV601" in {finding.code for finding in evsite.check(evsite.loads(text)).findings}


@pytest.mark.parametrize(("breaker", "severity"), [("110 A", "error"), ("112 A", "error"), ("114 A", "warning")])
def test_a_dc_station_draws_no_less_than_what_it_delivers(breaker, severity):
    """75 kW at 480 V without any loss are 90.2 A: 1.25 times that is 112.8 A, whatever the losses are."""
    text = SITE.format(
        system="480Y/277", poles=3, breaker=breaker, model="tritium-rtm75", station='max_power = "75 kW"'
    )
    found = [each for each in evsite.check(evsite.loads(text)).findings if each.code == "EV101"]
    assert [each.severity for each in found] == [severity]
