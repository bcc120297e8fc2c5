"""The section of the page about real drivers: there with sessions alone, its figures those of the simulation."""

import re
from dataclasses import replace

import pytest

from evsite.documents.site_page import site_page
from evsite.output.page.document import page_pieces
from evsite.output.page.drivers import drivers
from evsite.rules import check_loaded
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import load
from evsite.sitefile.tariffs.load import load_tariff
from evsite.studies.service.bills import bills
from evsite.studies.service.service_level import service_report
from evsite.studies.simulation.results import AS_DESIGNED
from service_samples import OUTCOMES, SESSIONS, fcfs_run, result, run

NAME = "2#1 <b>x</b> & 🔌"


@pytest.fixture(scope="module")
def bare(request):
    loaded = LoadedSite.of(load(request.config.rootpath / "examples" / "office.toml"))
    return site_page(loaded, check_loaded(loaded))


def section(page, report):
    return drivers(replace(page, drivers=report))


def test_without_sessions_the_page_is_as_before(bare):
    assert drivers(bare) is None
    assert section(bare, service_report(result(run(outcomes=()), sessions=()))) is None
    assert "drivers-title" not in "".join(page_pieces(bare))


def test_the_section_stands_on_the_page_after_the_picture_of_sharing(bare):
    page = "".join(page_pieces(replace(bare, drivers=service_report(result()))))
    ids = re.findall(r'<section id="([\w-]+)"', page)
    assert ids[ids.index("sharing") + 1] == "drivers"
    assert '<a href="#drivers">Real drivers</a>' in page
    assert page.isascii()


def test_its_figures_are_those_of_the_simulation(bare):
    body = section(bare, service_report(result())).body
    assert "equal: 1 of 3 drivers who could be full leaves full (33 %); 60.0 of 85.0 kWh possible." in body
    assert "5 sessions from 2024-06-03 08:00 to 2024-06-04 17:00" in body
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", rows[1], re.DOTALL)]
    assert cells == ["equal", "1", "33 %", "60.0", "71 %", "63 %", "1.83", "12.0", "2024-06-04"]
    assert "at most 12.0 kW, and 8.0 kW on average in the busiest hour, from 09:00 on" in body
    assert "1 of 4 drivers leaves full (25 %); 2 get less than half of what they wanted." in body
    one = section(bare, service_report(result(fcfs_run()))).body
    assert "1 of 4 drivers leaves full (25 %); 1 gets less than half of what it wanted." in one
    assert "1 session states no energy and is counted apart: equal 12.0; first come, first served 12.0 kWh." in body
    assert "kWh by day of the week: Mon 30, Tue 42" in body


def test_no_day_is_the_worst_where_every_day_had_all_that_was_possible(bare):
    whole = [replace(each, energy_kwh=each.possible_kwh) for each in OUTCOMES]
    for outcomes, day in ((whole, "-"), (OUTCOMES, "2024-06-04")):
        body = section(bare, service_report(result(run(outcomes=outcomes)))).body
        row, *_ = re.findall(r"<tr>(?:(?!</tr>).)*>equal<.*?</tr>", body, re.DOTALL)
        assert re.sub(r"<[^>]+>", " ", row).split()[-1] == day


def test_each_chart_has_a_title_and_says_in_words_what_it_shows(bare):
    body = section(bare, service_report(result())).body
    charts = re.findall(r"<svg id=.*?</svg>", body, re.DOTALL)
    assert len(charts) == 2
    assert all("<title" in chart and "<desc" in chart and "<polyline" in chart for chart in charts)
    highest = re.search(r'<polyline class="best" points="([^"]+)"', charts[0])[1].split()
    assert len(highest) == 48


def test_the_bill_is_there_by_month_with_what_is_missing_from_it(bare):
    played = result()
    found = bills(played, load_tariff("sce-tou-ev-8-2018"))
    report = service_report(played, bills=found)
    body = section(bare, report).body
    month = found["equal"].months[0]
    assert f"{month.total_usd:,.2f}" in body
    assert f"{month.energy_usd + month.demand_usd + month.other_usd:.6f}" == f"{month.total_usd:.6f}"
    assert "2024-06, partly covered" in body
    assert "not in the bill: fixed charge not in the file" in body


def test_who_finds_no_port_is_told(bare):
    assert "1 driver found no free port in time" in section(bare, service_report(result())).body


def test_its_style_sheet_is_on_pages_with_drivers_alone(bare):
    style = "#drivers { order: 5"
    assert style not in "".join(page_pieces(bare))
    assert style in "".join(page_pieces(replace(bare, drivers=service_report(result()))))


def test_texts_are_escaped(bare):
    report = service_report(result(sessions=tuple(replace(each, name=NAME) for each in SESSIONS), notes=(NAME,)))
    assert "<b>" not in section(bare, report).body


def test_policies_of_the_groups_have_a_name_of_their_own(bare):
    body = section(bare, service_report(result(run(AS_DESIGNED)))).body
    assert "as designed, each group by its own policy: 1 of 3" in body
