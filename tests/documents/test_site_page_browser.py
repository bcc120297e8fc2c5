"""The page of a site in a browser: what moves, what it asks for, whom it leaves out, and how it is printed."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from evsite.documents.site_page import site_page
from evsite.output.page.document import page_pieces
from evsite.output.page.sharing import range_words
from evsite.rules import check_loaded
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import load, loads
from evsite.sitefile.tariffs.load import load_tariff
from evsite.studies.service.bills import bills
from evsite.studies.service.service_level import service_report
from service_samples import fcfs_run, result, run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SITES = {
    "office": "examples/office.toml",
    "schedule": "examples/office-schedule.toml",
    "odd": None,
    "drivers": None,
}
ODD = """
[site]
name = "2#1 AWG $5 a_b*c <x> @y [z] </script><b> 🔌 and a long name without any end to it whatever is said of it"
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
[circuits.C]
panel = "P"
count = 12
breaker = "40 A"
[stations.S]
max_current = "32 A"
count = 12
circuits = "C"
[groups.Row]
on = "P"
limit = "60 A"
"""


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The page of each site as a file, made once."""
    folder = tmp_path_factory.mktemp("pages")

    @cache
    def file_of(name):
        text = SITES[name]
        loaded = LoadedSite.of(load(str(ROOT / text)) if text else loads(ODD))
        service = played() if name == "drivers" else None
        file = folder / f"{name}.html"
        page = site_page(loaded, check_loaded(loaded), drivers=service)
        file.write_text("".join(page_pieces(page)), encoding="utf-8")
        return file

    return file_of


def played():
    """Sessions with a bill, and with notes that mean harm."""
    found = result(run(), fcfs_run(), notes=(ODD.splitlines()[2], "</script><script>alert(1)</script>"))
    return service_report(found, bills=bills(found, load_tariff("pge-bev-2-s-2024")))


@pytest.fixture(scope="module")
def opened(browser):
    """One page of the browser for all tests, what its console was told, and what it asked for."""
    page, reported, asked = browser.new_page(), [], []
    page.on("console", lambda message: reported.append(message.text))
    page.on("pageerror", lambda error: reported.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page, reported, asked
    page.close()


@pytest.fixture
def shown(opened, files):
    """Opens the page of a site; at the end nothing was told to the console and nothing but the file was asked for."""
    page, reported, asked = opened
    wanted = []
    reported.clear()
    asked.clear()

    def show(name, width=1280, **media):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**{"color_scheme": "light", "reduced_motion": "no-preference", **media})
        page.goto(files(name).as_uri())
        wanted.append(files(name).as_uri())
        return page

    yield show
    assert reported == []
    assert asked == wanted


def bars_shown(page):
    """What the bars say, row by row: how many are in use, A, kW and miles per hour."""
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-class]")].map(row =>
            ["in-use", "a", "kw", "mi"].map(key => row.querySelector(`[data-shown="${key}"]`).textContent))"""
    )


def words_of(share):
    in_use, *got = share or [0]
    most = got[3:] or got
    return [
        f"{in_use:,}",
        *(range_words(got[i], most[i], digits) if got else "–" for i, digits in enumerate((2, 2, 1))),
    ]


def test_slider_and_switch_show_what_the_table_says(shown, evsite, project):
    page = shown("office")
    rows = json.loads(evsite("table", SITES["office"], "--format", "json").stdout)["rows"]
    data = json.loads(page.locator("#sharing-data").text_content())
    before = page.inner_html("#sharing .bars"), page.inner_text("#sharing-summary")
    page.focus("#vehicles")
    page.keyboard.press("Home")
    place = 0
    for number, placement in ((0, "balanced"), (6, "worst"), (11, "best"), (19, "worst"), (9, "balanced")):
        page.focus("#vehicles")
        for _ in range(abs(number - place)):
            page.keyboard.press("ArrowRight" if number > place else "ArrowLeft")
        place = number
        page.focus("input[name=placement]:checked")
        while page.input_value("input[name=placement]:checked") != placement:
            page.keyboard.press("ArrowRight")
        row, got = rows[number], rows[number][placement]
        summary = page.inner_text("#sharing-summary")
        assert summary.startswith(f"{row['vehicles']} vehicle")
        figures = (
            f"{got['current_a']:.2f} A, {got['power_kw']:.2f} kW, {got['range_mi_per_h']:.1f} miles of range an hour"
        )
        assert f"at least {figures}" in summary
        assert page.inner_text("#vehicles-shown") == str(row["vehicles"])
        assert page.get_attribute("#vehicles", "aria-valuetext").startswith(f"{row['vehicles']} vehicle")
        assert bars_shown(page) == list(map(words_of, data["rows"][number][placement]["classes"]))
        dot = float(page.get_attribute("#chart-dot", "cy"))
        plane = page.evaluate("({...document.getElementById('occupancy-chart').dataset})")
        top, bottom, full = (float(plane[key]) for key in ("top", "bottom", "fullY"))
        assert dot == pytest.approx(bottom - (bottom - top) * got["power_kw"] / full, abs=0.1)
    # the page says at first what the script says of the same choice
    assert (page.inner_html("#sharing .bars"), page.inner_text("#sharing-summary")) == before


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("office", "light"), ("schedule", "dark"), ("odd", "dark"), ("drivers", "light"), ("drivers", "dark")],
)
def test_nobody_is_left_out(shown, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = shown(name, color_scheme=scheme)
    if name == "odd":
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize(("name", "number"), [("office", 2), ("odd", 2), ("drivers", 3)])
def test_it_fits_every_width_and_its_sheets(shown, tmp_path, name, number):
    page = shown(name)
    for width in (360, 390, 800, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    from pypdf import PdfReader

    printed = tmp_path / "out.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    sheets = PdfReader(printed).pages
    assert [(round(each.mediabox.width), round(each.mediabox.height)) for each in sheets] == [(612, 792)] * number
    text = re.sub(r"\s+", " ", " ".join(each.extract_text() for each in sheets))
    for words in (
        "This design",
        "How the ports share",
        "One-line diagram",
        "What the service carries",
        "The guarantee",
    ):
        assert words in text
    assert "Tables of the documents" not in text
    last = re.sub(r"\s+", " ", sheets[-1].extract_text())
    assert ("Real drivers" in last, "bill of each month" in last) == (name == "drivers",) * 2


def test_charts_of_drivers_stand_side_by_side_where_there_is_room(shown):
    page = shown("drivers")
    places = """() => ["drivers-power", "drivers-served"].map(id => {
        const box = document.getElementById(id).getBoundingClientRect();
        return [box.left, box.top, box.width]; })"""
    for width, beside in ((1280, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 900})
        (left, top, wide), (other_left, other_top, other_wide) = page.evaluate(places)
        assert (abs(top - other_top) < 1, other_left >= left + wide) == (beside, beside)
        assert min(wide, other_wide) > width / 3


def test_without_scripts_the_table_is_there_and_controls_are_not(browser, files):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files("office").as_uri())
    assert not page.is_visible("#sharing-controls")
    assert page.is_visible("#every-number table")
    assert page.locator("#every-number tbody tr").count() == 20
    assert page.is_visible("noscript p")
    context.close()


def test_screen_readers_hear_the_sentence_once_when_the_slider_rests(browser, files):
    page = browser.new_page()
    page.clock.install()
    page.goto(files("office").as_uri())
    page.evaluate(
        """() => { window.heard = []; const said = document.querySelector("[role=status]");
            new MutationObserver(() => heard.push(said.textContent)).observe(said, {childList: true}); }"""
    )
    page.focus("#vehicles")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.clock.run_for(100)
    assert page.evaluate("heard") == []
    page.clock.run_for(2000)
    assert page.evaluate("heard") == [page.inner_text("#sharing-summary")]
    assert page.locator("[aria-live]").count() == 0
    page.close()


def test_nothing_moves_for_those_who_ask_for_that(shown):
    moves = """() => [getComputedStyle(document.querySelector("rect.least")).transitionDuration,
        getComputedStyle(document.documentElement).scrollBehavior]"""
    assert shown("office").evaluate(moves) == ["0.15s", "smooth"]
    assert shown("office", reduced_motion="reduce").evaluate(moves) == ["0s", "auto"]


def test_every_control_is_reached_by_keyboard_and_shows_it(shown):
    page = shown("office")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const now = document.activeElement, look = getComputedStyle(now);
                return [now.id || now.name || now.className || now.tagName, look.outlineStyle, look.outlineWidth]; }"""
        )
        reached.append(found)
    names = [name for name, _, _ in reached]
    assert names[0] == "skip"
    assert "vehicles" in names
    assert "placement" in names
    # the style of the outline is solid wherever the style sheet sets it; browsers set "auto" elsewhere
    assert all(style != "none" and width != "0px" for name, style, width in reached if name != "BODY")
