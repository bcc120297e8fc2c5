"""HTML: one file that loads nothing and runs nothing, whole in print, with everything escaped."""

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from evsite.documents.drawing import Drawing, Group, Polyline, Text
from evsite.documents.model import Blank, Column, Document, Number, SheetNumber, Table, Verify, made_sheet
from evsite.documents.schedule.document import schedule
from evsite.model.project import NO_PROJECT
from evsite.output.documents.html import html_pieces
from evsite.output.text.terminal_style import NOTICE
from evsite.sitefile.loading import load

ODD = ("<script>alert(1)</script>", "\"'&amp;", "</style><b>", "2#1 AWG $5 a_b*c <x> @y [z]", "充電 🔌", "\x1b[31m")
COLUMNS = (
    Column("name", "name", wrap=True, label=True),
    Column("rated_a", "rated", "A", "right"),
    Column("about", "about", wrap=True),
)
VOID = {"meta", "br"}


class Read(HTMLParser):
    """The elements of a page, its text, and whether every element is closed."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.words, self.open = [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def drawn(page="letter", text="drawn"):
    wire = Group("panel-EV1", (Polyline(((0, 0), (9, 9)), "conductor"), Text((10, 10), text)), ("panels", "EV1"), text)
    return Drawing(page, "one-line", text, (wire,))


def made(*rows, form=False, drawings=(), **fields):
    sheets = [made_sheet("T-1", "table", "EV1", (Table("t", "table", COLUMNS, rows, form),), ("a note",))]
    sheets += [made_sheet(f"E-{n}", "drawing", "", (), (), each) for n, each in enumerate(drawings, start=1)]
    return Document("as-built", "A site", 2023, "panel", tuple(sheets), **fields)


def page_of(document):
    return "".join(html_pieces(document))


@pytest.mark.parametrize("name", ODD)
def test_a_name_is_text_wherever_it_stands(name):
    plain = Read(page_of(made(("S1", Number(1), "x"), drawings=[drawn()])))
    note = made_sheet("G-1", name, name, (), (name,))
    document = made((name, Number(1), Verify(name, name)), drawings=[drawn(text=name)], notes=(name,))
    document = replace(document, site=name, title=name, sheets=(note, *document.sheets), project=NO_PROJECT)
    read = Read(page_of(document))
    assert {tag for tag, _ in read.elements} <= {tag for tag, _ in plain.elements}
    assert "".join(read.words).count(name.replace("\x1b", "\\u001b")) >= 8


def test_it_loads_and_runs_nothing():
    page = page_of(made(("S1", Number(1), "x"), drawings=[drawn()]))
    read = Read(page)
    assert not {tag for tag, _ in read.elements} & {"script", "link", "img", "iframe", "object"}
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", page)
    assert not any(key.startswith("on") for _, attributes in read.elements for key in attributes)


def test_ids_are_unique_and_links_lead_somewhere():
    document = made((SheetNumber("E-1"), Number(1), "x"), drawings=[drawn(), drawn()])
    read = Read(page_of(document))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [attributes["href"].removeprefix("#") for attributes in read.all("a")]
    assert targets.count("sheet-E-1") == 2
    assert set(targets) <= set(ids)
    named = [each for _, attributes in read.elements for each in attributes.get("aria-labelledby", "").split()]
    assert set(named) <= set(ids)


def test_tables_have_captions_and_scopes_and_cells_their_looks():
    read = Read(page_of(made(("S1", Number(1234.5, "A", 1), Blank()), ("S2", Verify("rating", "S2"), ""))))
    assert len(read.all("caption")) == len(read.all("table"))
    assert all(attributes.get("scope") in {"col", "row"} for attributes in read.all("th"))
    assert all(attributes.get("tabindex") == "0" for attributes in read.all("div") if "role" in attributes)
    assert "1,234.5" in read.words
    assert {"class": "blank"} in read.all("td")
    assert {"class": "verify"} in read.all("span")
    form = Read(page_of(made(("S1", Number(1234.5, "A", 1), ""), form=True)))
    assert "1,234.5 A" in form.words


def test_drafts_notices_and_documents_without_sheets():
    page = page_of(made(("S1", Number(1), ""), errors=2))
    assert "DRAFT: 2 errors" in page
    assert page.count(NOTICE) == 1
    assert "DRAFT" not in "".join(Read(page_of(made(("S1", Number(1), "")))).words)
    assert "no panel to show" in page_of(Document("d", "A site", 2023, "panel", ()))


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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["office", "campus", "designs/hotel", None])
def test_a_browser_shows_and_prints_it_whole(browser, project, tmp_path, name):
    if name is None:
        rows = [("w" * 200, Number(1), "several words " * 30), ("=1+1", Number(2), "x" * 3000)]
        document = made(*rows, drawings=[drawn("letter"), drawn("11x17"), drawn("22x34")], draft=True)
    else:
        document = schedule(load(f"examples/{name}.toml"))
    file = tmp_path / "out.html"
    file.write_text(page_of(document), encoding="utf-8")
    reported, asked = [], []
    page = browser.new_page(viewport={"width": 960, "height": 720}, java_script_enabled=True)
    page.on("console", lambda message: reported.append(message.text))
    page.on("pageerror", lambda error: reported.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert (reported, asked) == ([], [file.as_uri()])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    # each sheet in the width that its page has between the margins
    wide = page.evaluate(
        """() => [...document.querySelectorAll("section, header")].flatMap(section => {
            const inches = section.classList.contains("sheet-11x17") ? 16 : 10;
            section.style.width = inches + "in";
            return [...section.querySelectorAll("table")].filter(table => table.offsetWidth > inches * 96 + 1)
        }).length"""
    )
    assert wide == 0
    from pypdf import PdfReader

    printed = tmp_path / "out.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    sizes = {(round(each.mediabox.width / 72), round(each.mediabox.height / 72)) for each in PdfReader(printed).pages}
    assert sizes <= ({(11, 8), (17, 11), (34, 22)} if name is None else {(11, 8), (17, 11)})
    page.close()
