"""The pictures of the docs are what evsite makes of the examples; `EVSITE_GOLDEN=write` writes them anew."""

import hashlib
import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from evsite.documents.charts.document import charts_document
from evsite.documents.one_line.document import one_line_document
from evsite.documents.package.document import Checked, permit_package
from evsite.documents.schedule.document import schedule
from evsite.fonts.files import FONT_FOLDER
from evsite.model.project import NO_PROJECT
from evsite.output.documents.pdf import page_data, pdf_bytes
from evsite.output.documents.svg import svg_text
from evsite.rules import check
from evsite.sitefile.loading import load

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
TEMPLATE = ROOT / "src/evsite/output/documents/page.typ"
WRITE = os.environ.get("EVSITE_GOLDEN") == "write"
ONE_LINES = {"office-one-line": "office", "campus-one-line": "campus"}
CHARTS = {"office-vehicles": ("office", "vehicles"), "hotel-service": ("designs/hotel", "service")}
MADE_OF = re.compile(r"<!-- made of ([0-9a-f]{64}) -->\n$")


def _site(name):
    return load(str(ROOT / "examples" / f"{name}.toml"))


def _schedule_page():
    site = _site("office")
    return replace(schedule(site), project=site.project or NO_PROJECT), "PS-1"


def _permit_page():
    site = _site("designs/hotel")
    document = permit_package(site, Checked(tuple(check(site).findings), ()))
    return replace(document, project=site.project or NO_PROJECT), "LC-1"


def _first_page(document, number):
    reader = PdfReader(io.BytesIO(pdf_bytes(document)))
    entries = [entry for entry in reader.outline if not isinstance(entry, list)]
    return next(reader.get_destination_page_number(each) for each in entries if each.title.startswith(number))


PAGES = {"office-panel-schedule": _schedule_page, "hotel-load-calculation": _permit_page}


@pytest.mark.parametrize("name", ONE_LINES)
def test_one_line_is_current(name):
    assert_current(name, one_line_document(_site(ONE_LINES[name])).sheets[0])


@pytest.mark.parametrize("name", CHARTS)
def test_chart_is_current(name):
    example, chart = CHARTS[name]
    site = _site(example)
    assert_current(name, charts_document(site, site, (chart,)).sheets[0])


def assert_current(name, sheet):
    made = svg_text(sheet.drawing)
    path = PICTURES / f"{name}.svg"
    if WRITE:
        path.write_text(made, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("name", PAGES)
def test_page_is_made_of_what_the_document_says_today(name):
    """The shapes of letters depend on the version of typst; what the page is made of does not."""
    document, number = PAGES[name]()
    text = json.dumps(page_data(document))
    digest = hashlib.sha256((TEMPLATE.read_text(encoding="utf-8") + text).encode()).hexdigest()
    path = PICTURES / f"{name}.svg"
    if WRITE:
        pages = typst.compile(
            TEMPLATE, format="svg", font_paths=[FONT_FOLDER], ignore_system_fonts=True, sys_inputs={"data": text}
        )
        path.write_text(
            f"{pages[_first_page(document, number)].decode()}\n<!-- made of {digest} -->\n", encoding="utf-8"
        )
    assert MADE_OF.search(path.read_text(encoding="utf-8"))[1] == digest
