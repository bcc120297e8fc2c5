"""The chart of a plan for fleets: what is drawn is the plan, and nothing lies over anything else."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from geometry import flaws

from evsite.documents.charts.gantt import gantt_drawing
from evsite.output.documents.svg import svg_text
from fleet_depot import READY, SHORT, SITE, planned, trips_file

TARIFF = "sce-tou-ev-8-2025"


@pytest.fixture
def priced(tmp_path):
    return planned(trips_file(tmp_path), tariff=TARIFF)


@pytest.mark.parametrize("rows", [READY, SHORT], ids=["ready", "short"])
@pytest.mark.parametrize("tariff", [None, TARIFF])
def test_nothing_lies_over_anything_else(tmp_path, rows, tariff):
    site, _, report = planned(trips_file(tmp_path, rows), tariff=tariff)
    assert flaws(gantt_drawing(site, report)) == []


def test_long_names_and_long_plans_fit(tmp_path):
    stay = "2026-03-{:02} 17:00,2026-03-{:02} 05:30"
    rows = "".join(
        f"A vehicle with a name as long as the fleet that it is of {day},Vans,S1,{stay.format(day, day + 1)},9,0.9\n"
        for day in range(2, 16)
    )
    site, _, report = planned(trips_file(tmp_path, rows), tariff=TARIFF)
    assert flaws(gantt_drawing(site, report)) == []


def test_the_chart_has_a_title_a_description_and_presentation_attributes_alone(priced):
    site, plan, report = priced
    text = svg_text(gantt_drawing(site, report))
    root = ET.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "River Road Depot: Charging plan by vehicle"
    assert "3 of 3 vehicles ready by departure" in root.find(f"{space}desc").text
    assert root.get("role") == "img"
    assert not re.search(r"<style|style=|transform=|class=", text)
    rows = [each for each in root.iter(f"{space}g") if each.get("id", "").startswith("trip-")]
    assert [row.find(f"{space}title").text.partition(":")[0] for row in rows] == [
        f"{trip.vehicle} ({port})" for trip, port in zip(plan.trips.trips, plan.ports, strict=True)
    ]
    assert root.find(f".//{space}g[@id='prices']") is not None


def test_bars_are_as_long_as_vehicles_draw_and_as_high_as_their_power(priced):
    """The area of the bars of a row is the energy of the vehicle, by the scales of the chart."""
    site, plan, report = priced
    root = ET.fromstring(svg_text(gantt_drawing(site, report)))
    space = "{http://www.w3.org/2000/svg}"
    drawn = (plan.power_kw * plan.present_h).sum(axis=1)
    areas = []
    for number in range(len(drawn)):
        row = root.find(f".//{space}g[@id='trip-{number + 1}']")
        areas.append(sum(map(area, (each for each in row if each.get("fill") == "#1f5fa8"))))
    assert np.array(areas) / drawn == pytest.approx(areas[0] / drawn[0], rel=0.01)


def area(polygon):
    points = [tuple(map(float, point.split(","))) for point in polygon.get("points").split()]
    xs, ys = zip(*points, strict=True)
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def many(folder, vehicles):
    site = SITE.replace("count = 3", f"count = {vehicles}").replace("200 A", "800 A").replace("12 kW", "100 kW")
    site = site.replace('bus = "800 A"', f'bus = "800 A"\nspaces = {2 * vehicles + 4}')
    rows = "".join(f"V{n},Vans,,2026-03-02 17:00,2026-03-03 05:00,9,0.9\n" for n in range(1, vehicles + 1))
    return planned(trips_file(folder, rows), site)


@pytest.mark.parametrize(("vehicles", "page"), [(40, "letter"), (60, "11x17")])
def test_a_plan_of_many_vehicles_is_drawn_on_a_larger_page(tmp_path, vehicles, page):
    site, _, report = many(tmp_path, vehicles)
    drawing = gantt_drawing(site, report)
    assert svg_text(drawing).count('id="trip-') == vehicles
    assert drawing.page == page
    assert flaws(drawing) == []


def test_vehicles_that_are_not_drawn_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("evsite.documents.charts.gantt._page_for", lambda _: "letter")
    site, _, report = many(tmp_path, 60)
    drawing = gantt_drawing(site, report)
    drawn = svg_text(drawing).count('id="trip-')
    assert f"{60 - drawn} vehicles more of the plan are not drawn." in drawing.description


def test_what_stands_in_a_name_does_no_harm_in_the_chart(tmp_path):
    rows = "<script>alert(7)</script>,Box Trucks,S1,2026-03-02 17:00,2026-03-02 18:00,3,0.9\n"
    site, _, report = planned(trips_file(tmp_path, rows))
    assert "<script" not in svg_text(gantt_drawing(site, report))
