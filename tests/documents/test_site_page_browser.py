"""The page of a site in a browser: what moves, what it asks for, whom it leaves out, and how it is printed."""

import json
import re
import shutil

import pytest

from evsite.output.page.sharing import range_words

pytestmark = pytest.mark.slow

SITES = {
    "office": "examples/office.toml",
    "schedule": "examples/office-schedule.toml",
    "odd": None,
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


@pytest.fixture
def shown(browser, evsite, project, tmp_path):
    """Opens the page of a site; at the end nothing was told to the console and nothing but the file was asked for."""
    told, asked, opened = [], [], []

    def show(name, **options):
        site = SITES[name]
        if site is None:
            site = tmp_path / "odd.toml"
            site.write_text(ODD, encoding="utf-8")
        file = tmp_path / f"{name}.html"
        assert evsite("html", site, "-o", file).exit_code == 0
        page = browser.new_page(**options)
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        opened.append((page, file.as_uri()))
        return page

    yield show
    for page, _ in opened:
        page.close()
    assert told == []
    assert asked == [address for _, address in opened]


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


def test_slider_and_switch_show_what_the_table_says(shown, evsite):
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
        figures = f"{got['current_a']:.2f} A, {got['power_kw']:.2f} kW, {got['range_mi_per_h']:.1f} miles per hour"
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


@pytest.mark.parametrize(("name", "scheme"), [("office", "light"), ("schedule", "dark"), ("odd", "dark")])
def test_nobody_is_left_out(shown, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = shown(name, color_scheme=scheme, viewport={"width": 1280, "height": 900})
    if name == "odd":
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("name", ["office", "odd"])
def test_it_fits_every_width_and_two_sheets(shown, tmp_path, name):
    page = shown(name)
    for width in (360, 800, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    from pypdf import PdfReader

    printed = tmp_path / "out.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    sheets = PdfReader(printed).pages
    assert [(round(each.mediabox.width), round(each.mediabox.height)) for each in sheets] == [(612, 792)] * 2
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


def test_without_scripts_the_table_is_there_and_controls_are_not(browser, evsite, project, tmp_path):
    file = tmp_path / "office.html"
    assert evsite("html", SITES["office"], "-o", file).exit_code == 0
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert not page.is_visible("#sharing-controls")
    assert page.is_visible("#every-number table")
    assert page.locator("#every-number tbody tr").count() == 20
    assert page.is_visible("noscript p")
    context.close()


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
