"""The page of a site without a browser: its figures are those of other commands, and everything in it is escaped."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from evsite.documents.site_page import site_page
from evsite.output.page.chart import nice_step, whole_ticks
from evsite.output.page.document import page_pieces
from evsite.output.page.sharing_data import PLACEMENTS, class_words, script_json
from evsite.output.text.terminal_style import NOTICE
from evsite.rules import check_loaded
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import load, loads
from evsite.studies.sharing_picture import MOST_CLASSES, MOST_ROWS, port_classes, sharing_picture

ROOT = Path(__file__).parents[2]
OFFICE = "examples/office.toml"
NAME = "2#1 AWG $5 a_b*c <x> @y [z] </script><b>&amp; 🔌"
LARGEST = 500_000
TURNING = """
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
count = 12
breaker = "40 A"
[stations.S]
ports = 1
max_current = "32 A"
count = 12
circuits = "C"
[groups.Row]
on = "P"
limit = "60 A"
min_current = "8 A"
"""
PLAIN = TURNING[: TURNING.index("[groups.Row]")]
IN_ORDER = TURNING.replace('min_current = "8 A"', 'policy = "fcfs"')


def page_data(site):
    loaded = LoadedSite.of(site)
    return site_page(loaded, check_loaded(loaded))


def page_of(site):
    return "".join(page_pieces(page_data(site)))


def figures_of(page):
    return json.loads(
        re.search(r'<script type="application/json" id="sharing-data">(.*?)</script>', page, re.DOTALL)[1]
    )


class Read(HTMLParser):
    """Elements, ids, headings and words of a page."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.words, self.inside = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style"} & set(self.inside):
            self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def turning():
    return page_of(loads(TURNING))


@pytest.fixture(scope="module")
def office():
    return page_data(load(str(ROOT / OFFICE)))


@pytest.mark.parametrize("file", [OFFICE, "examples/dc-and-ac.toml"])
def test_the_least_is_that_of_the_table_for_every_number_and_placement(evsite, project, file):
    reported = json.loads(evsite("table", file, "--format", "json").stdout)["rows"]
    rows = figures_of(evsite("html", file).stdout)["rows"]
    assert [row["vehicles"] for row in rows] == [row["vehicles"] for row in reported]
    for row, own in zip(reported, rows, strict=True):
        for name in PLACEMENTS:
            got = row[name]["current_a"], row[name]["power_kw"], row[name]["range_mi_per_h"]
            assert [own[name][key] for key in ("a", "kw", "mi")] == pytest.approx(got, abs=0.051)
            assert own[name]["a"] == pytest.approx(row[name]["current_a"], abs=0.0051)


@pytest.mark.parametrize("text", [None, TURNING])
def test_classes_are_given_what_the_allocator_gives_those_ports(evsite, project, tmp_path, text):
    file = "examples/office-jumpers.toml"
    if text is not None:
        file = tmp_path / "site.toml"
        file.write_text(text, encoding="utf-8")
    table = json.loads(evsite("table", file, "--format", "json").stdout)
    rows = figures_of(evsite("html", file).stdout)["rows"]
    classes = port_classes(load(file))
    for place in (0, 6, 11, len(rows) - 1):
        for name in PLACEMENTS:
            there = table["orders"][table["rows"][place][name]["order"]][: place + 1]
            reported = evsite("allocate", file, "--occupied", ",".join(there), "--format", "json").stdout
            got = {}
            for each in json.loads(reported)["ports"]:
                average = each.get("average_current_a")
                got[each["port"]] = each["current_a"] if average is None else average
            for found, share in zip(classes, rows[place][name]["classes"], strict=True):
                inside = [got[port] for port in there if port in found.ports]
                if not inside:
                    assert share is None
                    continue
                in_use, *values = share
                assert in_use == len(inside)
                assert values[0] == pytest.approx(min(inside), abs=0.0051)
                assert (values[3:] or values)[0] == pytest.approx(max(inside), abs=0.0051)


def test_the_guarantee_is_that_of_the_report_wherever_it_is_reported(evsite, project, office):
    reported = json.loads(evsite("report", OFFICE, "--format", "json").stdout)
    least = min(reported["ports"], key=lambda each: each["guaranteed"]["power_kw"])["guaranteed"]
    assert office.headline.guaranteed.power_kw == pytest.approx(least["power_kw"], rel=1e-6)
    power, hour = f"{least['power_kw']:.2f}", f"{least['range_mi_per_h']:.1f}"
    stay = f"{least['range_mi_per_h'] * 8:.1f}"
    page = "".join(page_pieces(office))
    assert (
        f"Every driver gets at least {power} kW, {hour} miles of range an hour. In a stay of 8 h that is {stay} miles, "
        "enough for the 40 that are needed. What limits it: group EV1, held to 320 A."
    ) in page
    assert f'<span class="big">{power}</span>' in page
    assert f'<span class="big">{stay}</span>' in page
    assert f"{hour} miles an hour" in page
    assert re.search(rf"{power}</td>\s*<td[^>]*>{hour}</td>", page[page.index('id="guarantee"') :])


def test_ports_in_order_of_arrival_and_in_no_group_are_promised_nothing():
    pages = [page_data(loads(text)) for text in (IN_ORDER, PLAIN.replace("count = 12", "count = 2"))]
    in_order, plain = (each.headline for each in pages)
    assert (in_order.guaranteed, in_order.in_order, in_order.sharing) == (None, 12, 0)
    assert (plain.guaranteed, plain.enough, plain.guaranteed_mi) == (None, None, None)
    first, second = ("".join(page_pieces(each)) for each in pages)
    assert "Who comes first is served first, so nothing is promised to who comes last." in first
    assert "12 ports in order of arrival: nothing is sure for who comes last" in first
    assert "No driver is promised any power: no port is in a power-sharing group." in second
    assert "What limits it" not in first[: first.index('id="sharing"')]


def test_errors_mean_that_it_does_not_pass_and_nobody_is_promised_anything(project, office):
    page = page_of(load("examples/broken/overloaded-panel.toml"))
    assert "This design does not pass its check" in page
    assert "2 errors to mend before it is built" in page
    assert "Every driver" not in page
    assert "<strong>Error EV403</strong>" in page
    assert "This design passes its check" in "".join(page_pieces(office))


def test_the_answer_says_whom_it_does_not_hold_for():
    late = IN_ORDER[IN_ORDER.index("[panels.P]") :].replace("count = 12", "count = 4")
    for name, other in (("panels.P", "panels.Q"), ('"P"', '"Q"'), ("C]", "D]"), ('"C"', '"D"'), ("S]", "T]")):
        late = late.replace(name, other)
    text = TURNING.replace("count = 12", "count = 6") + late.replace("groups.Row", "groups.Late")
    page = page_of(loads(text))
    assert "Every driver at 6 of 10 ports gets at least 2.4 kW" in page
    assert "At the other 4 nothing is promised." in page


def test_names_are_text_wherever_they_stand(turning):
    odd = TURNING.replace('name = "Row"', f'name = "{NAME}"') + (
        f'[project]\naddress = "{NAME}"\nowner = "{NAME}"\n'
        f'[[ignore]]\nrule = "EV407"\npath = "groups.*"\nreason = "{NAME}"\n'
    )
    page, plain = page_of(loads(odd)), turning
    read = Read(page)
    assert {tag for tag, _ in read.elements} == {tag for tag, _ in Read(plain).elements}
    assert "".join(read.words).count(NAME) >= 3
    assert page.count("<script") == page.count("</script>") == plain.count("<script")


def test_data_cannot_end_its_element():
    text = script_json({"name": "</script><!--<script>", "sign": "&\u2028"})
    assert not re.search("[<>&]", text)
    assert text.isascii()
    assert json.loads(text) == {"name": "</script><!--<script>", "sign": "&\u2028"}


def test_it_asks_for_nothing_and_its_policy_forbids_all_but_its_own(turning):
    read = Read(turning)
    assert not {tag for tag, _ in read.elements} & {"link", "img", "iframe", "object", "video", "base"}
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", turning)
    attributes = {key for _, found in read.elements for key in found}
    assert not {key for key in attributes if key.startswith("on") or key in {"style", "src", "srcset"}}
    policy = next(each["content"] for each in read.all("meta") if each.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_ids_are_unique_links_lead_somewhere_and_headings_are_in_order(turning):
    read = Read(turning)
    ids = [found["id"] for _, found in read.elements if "id" in found]
    assert len(ids) == len(set(ids))
    links = [found["href"].removeprefix("#") for found in read.all("a")]
    named = [each for _, found in read.elements for each in found.get("aria-labelledby", "").split()]
    assert set(links) | set(named) <= set(ids)
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(found.get("scope") for found in read.all("th"))
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in read.elements}


def test_it_says_once_whom_it_helps_and_is_the_same_each_time(turning):
    assert turning.count(NOTICE) == 1
    assert page_of(loads(TURNING)) == turning


def test_figures_of_ports_that_take_turns_are_reported_as_averages(turning):
    said = "on average: vehicles take turns, up to "
    assert said in turning
    rows = figures_of(turning)["rows"]
    assert "wait" not in rows[0]["worst"]
    assert "wait" in rows[-1]["worst"]
    assert said not in page_of(loads(TURNING.replace('limit = "60 A"', 'limit = "80 A"').replace("= 12", "= 6")))


def test_no_stream_spells_it_differently():
    page = page_of(loads(TURNING.replace('name = "Row"', f'name = "{NAME}"')))
    assert page.isascii()
    assert "&#128268;" in page


def test_without_scripts_a_table_has_every_number(turning):
    assert '<details id="every-number" open>' in turning
    assert 'id="sharing-controls" hidden' in turning
    assert "<noscript>" in turning


def test_a_site_without_ports_and_one_with_a_single_port():
    empty = loads(PLAIN[: PLAIN.index("[circuits.C]")])
    assert "How the ports share" not in page_of(empty)
    one = TURNING.replace("count = 12", "count = 1")
    assert figures_of(page_of(loads(one)))["rows"][0]["vehicles"] == 1


PANEL = """
[panels.P{0}]
fed_from = "U"
main = "800 A"
bus = "800 A"
spaces = 84
[circuits.C{0}_]
panel = "P{0}"
count = 40
breaker = "40 A"
[stations.S{0}_]
ports = 2
max_current = "32 A"
count = 20
circuits = "C{0}_"
[groups.G{0}]
on = "P{0}"
limit = "500 A"
"""


def large(ports):
    """A site of panels with forty ports each."""
    head = '[site]\nname = "Large"\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "20000 A"\nsystem = "208Y/120"'
    return loads(head + "".join(PANEL.format(number) for number in range(1, ports // 40 + 1)))


def test_many_numbers_of_vehicles_are_reported_in_part_and_many_kinds_of_ports_together():
    site = large(200)
    picture = sharing_picture(site)
    numbers = [row.vehicles for row in picture.rows]
    assert len(numbers) <= MOST_ROWS
    assert {1, 100, 200} <= set(numbers)
    assert not picture.complete
    assert picture.typical.vehicles == 100
    assert len(picture.classes) <= MOST_CLASSES
    assert sum(len(each.ports) for each in picture.classes) == 200
    assert [name for name, _ in class_words(site, picture.classes)] == ["phases AB", "phases CA", "phases BC"]


@pytest.mark.slow
def test_a_site_of_a_thousand_ports_fits():
    page = page_of(large(1000))
    assert len(page.encode()) < LARGEST
    assert "numbers of the 1,000 can be chosen" in page
    assert "left out to keep this page small" in page


@pytest.mark.parametrize("most", [0.0, 1e-9, 0.7, 1.0, 6.0, 16.64, 99.9, 1e6])
def test_steps_of_axes_are_round_and_few(most):
    step = nice_step(most)
    assert most <= 6 * step * (1 + 1e-9)
    assert float(f"{step:.0e}") == step or float(f"{step:.1e}") == step


@pytest.mark.parametrize(("least", "most"), [(1, 1), (1, 2), (1, 20), (1, 1000), (3, 10_000)])
def test_numbers_along_an_axis_are_whole_and_have_both_ends(least, most):
    ticks = whole_ticks(least, most)
    assert ticks[0] == least
    assert ticks[-1] == most
    assert ticks == sorted(set(ticks))
    assert all(value == int(value) for value in ticks)
    assert len(ticks) <= 9
