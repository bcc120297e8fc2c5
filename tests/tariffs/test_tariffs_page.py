"""The page about tariffs: its files are read, and it names every tariff that comes with evsite."""

import re
from pathlib import Path

import pytest

from evsite.sitefile.document import Document
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.tariff import DemandTable, EnergyTable, SubscriptionTable, TariffTable
from evsite.sitefile.tariffs.load import load_tariff, read_tariff
from evsite.tariffs.shipped import shipped_tariffs

PAGE = (Path(__file__).parents[2] / "docs" / "tariffs.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", FILES)
def test_its_files_are_tariffs(text):
    assert read_tariff(Document.plain(text)).periods


def test_its_first_file_has_the_prices_of_the_tariff_that_comes_with_evsite():
    prices = {each.usd_per_kwh for each in read_tariff(Document.plain(FILES[0])).periods}
    assert prices == {each.usd_per_kwh for each in load_tariff("sce-tou-ev-8-2018").periods}


def test_it_names_every_tariff():
    named = {*re.findall(r"`([a-z0-9-]+)`", PAGE)}
    assert {name for name in shipped_tariffs() if not name.startswith("natgrid")} <= named
    assert "`natgrid-ny-evpir-CLASS-tierN` (16 of them)" in PAGE


@pytest.mark.parametrize("table", [TariffTable, EnergyTable, DemandTable, SubscriptionTable])
def test_it_names_every_key(table):
    assert [key for key in keys_of(table) if f"`{key}" not in PAGE] == []
