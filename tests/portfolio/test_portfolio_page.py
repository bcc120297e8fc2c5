"""The page of a portfolio: what it says, and that a browser shows it to everybody without asking for anything."""

import re
import shutil
from dataclasses import replace

import pytest
from portfolio_sites import some_sites

from evsite.output.page.portfolio import portfolio_pieces
from evsite.portfolio.cases import task_of
from evsite.portfolio.tasks import Asked
from evsite.portfolio.work import work_out
from evsite.studies.portfolio.summary import summarize

HARM = "</style><script>alert(1)</script><b> & a very long name without any end whatever is said of it/x.site.toml"


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    cases = some_sites(tmp_path_factory.mktemp("sites"), 4)
    return [work_out(task_of(case, Asked(("check", "report")))).line for case in cases]


@pytest.fixture(scope="module")
def page_text(lines):
    named = [replace(line, path=HARM, message=HARM) if line.state == "refused" else line for line in lines]
    summary = summarize(named, ("check", "report"))
    return "".join(portfolio_pieces(summary, "check,report", "1.2.3", {"EV001": HARM}))


def test_the_page_has_every_part_and_spells_what_means_harm(page_text):
    assert page_text.isascii()
    assert re.findall(r'<section id="(\w+)"', page_text) == ["verdict", "codes", "worst", "spread"]
    assert "<script" not in page_text
    assert "Errors are open" in page_text
    assert "script-src" not in page_text


def test_a_portfolio_without_findings_is_told_in_a_page_too(lines):
    clean = [replace(line, findings=(), oversubscription_by_power=None, guaranteed_power_kw=None) for line in lines]
    page = "".join(portfolio_pieces(summarize(clean, ()), "check", "1.2.3", {}))
    assert re.findall(r'<section id="(\w+)"', page) == ["verdict"]
    assert "No site has an error" in page


@pytest.mark.slow
def test_a_browser_shows_it_to_everybody(page_text, tmp_path):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    file = tmp_path / "summary.html"
    file.write_text(page_text, encoding="utf-8")
    told, asked, over, found = [], [], [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            over.append(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
            bars = page.evaluate("[...document.querySelectorAll('.spread .bar')].map(bar => bar.clientWidth > 10)")
            assert len(bars) > 2
            assert all(bars), width
        # axe runs as a script of the page, which the policy of the page does not allow: it gets a page without
        free = browser.new_context(bypass_csp=True).new_page()
        free.goto(file.as_uri())
        for scheme in ("light", "dark"):
            free.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [(scheme, each["id"], each["help"]) for each in Axe().run(free).response["violations"]]
        browser.close()
    assert (told, asked, over, found) == ([], [file.as_uri()], [0, 0], [])
