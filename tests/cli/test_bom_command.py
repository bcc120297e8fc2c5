"""`evsite bom`: what it shows, what it writes, and what it refuses of a list of prices."""

import io
import json

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema

HOTEL = "examples/designs/hotel.toml"
PINNED = ("office", "office-jumpers", "designs/hotel")
PRICES = """
[price_list]
currency = "USD"
date = "2026-11-20"
source = "quote 1"
[prices.wire]
"6 AWG Cu THWN-2" = "1.25"
[prices.breaker]
"50 A 2-pole" = 62
"""


@pytest.mark.parametrize("name", PINNED)
def test_an_example_gives_its_expected_bill(evsite, project, golden, name):
    shown = evsite("bom", f"examples/{name}.toml")
    assert (shown.exit_code, shown.stderr) == (0, "")
    golden(f"{name.rpartition('/')[2]}.bom.txt", shown.stdout)
    reported = json.loads(evsite("bom", f"examples/{name}.toml", "--format", "json").stdout)
    Draft202012Validator(output_schema("bom")).validate(reported)


def test_prices_bring_amounts_and_a_total_that_a_workbook_adds_up(evsite, project, tmp_path):
    prices = tmp_path / "prices.toml"
    prices.write_text(PRICES)
    shown = evsite("bom", HOTEL, "--prices", prices)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert "6,032.00" in shown.stdout  # 4032 x 1.25 + 16 x 62
    assert "prices.toml, quote 1, USD, of 2026-11-20" in shown.stdout.replace("\n", " ").replace("  ", " ")
    out = tmp_path / "out.xlsx"
    assert evsite("bom", HOTEL, "--prices", prices, "-o", out).exit_code == 0
    for values in (True, False):
        book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()), data_only=values)
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        assert (6032.0 in cells) == values
        assert any(str(cell).startswith("=SUM(") for cell in cells) != values


def test_inputs_are_read_with_their_units(evsite, project):
    reported = json.loads(
        evsite("bom", HOTEL, "--tail", "0 m", "--waste", "0%", "--table", "items", "--format", "json").stdout
    )
    feet = {row["cells"]["item"]: row["cells"]["quantity"] for row in reported["rows"]}
    assert feet["6 AWG Cu THWN-2"] == 16 * 2 * 110
    assert feet["EMT 3/4"] == 16 * 110


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--tail", "5"], "--tail: "),
        (["--tail", "-1 ft"], "--tail: "),
        (["--tail", "2000 ft"], "--tail: found '2000 ft', expected at most 1000 ft"),
        (["--waste", "5 ft"], "--waste: "),
        (["--waste", "200 %"], "--waste: found '200 %', expected at most 100 %"),
        (["--table", "wires"], "--table: no table 'wires' in this document; there are inputs, items, by_others"),
    ],
)
def test_what_cannot_be_done_is_refused(evsite, project, arguments, words):
    ended = evsite("bom", HOTEL, *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert words in ended.stderr


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", None, "the list of prices does not say its currency"),
        ("[price_list]\ndate = '2026-01-01'\n", 1, "the list of prices does not say its currency"),
        ("[price_list]\ncurrency = 'dollars'\n", 2, "expected three capital letters"),
        ("[price_list]\ncurrency = 5\n", 2, "currency: found 5"),
        ("[price_list]\ncurency = 'USD'\n", 2, "did you mean 'currency'?"),
        (PRICES + "[prices.wires]\n", 10, "unknown key 'wires' in [prices]"),
        (PRICES + '[prices.station]\n"x" = "12 USD"\n', 11, 'expected a price such as "3.20"'),
        (PRICES + '[prices.station]\n"x" = -5\n', 11, "found -5"),
        (PRICES + '[prices.station]\n"x" = nan\n', 11, "found nan"),
        (PRICES + '[prices.station]\n"x" = true\n', 11, "found true"),
        (PRICES + '[prices.station]\n"x" = 1e12\n', 11, "expected a price"),
        (PRICES + '[prices.station]\n"x" = "1.23456"\n', 11, "four decimals at most"),
        (PRICES + '[prices.station]\n"x" = { each = 5 }\n', 11, "expected a price"),
        (PRICES + '[prices.station]\n"x" = 5\n"X " = 6\n', 12, "a second price for X"),
        (PRICES + "[labor]\nrate = 5\n", 10, "unknown key 'labor'"),
        ("prices = 5\n[price_list]\ncurrency = 'USD'\n", 1, "expected the table [prices]"),
        ("[price_list]\ncurrency = 'USD'\n[prices]\nwire = 5\n", 4, "wire: found 5"),
    ],
)
def test_a_list_of_prices_that_is_none_is_reported_with_its_place(evsite, project, tmp_path, text, line, words):
    prices = tmp_path / "prices.toml"
    prices.write_text(text)
    ended = evsite("bom", HOTEL, "--prices", prices)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert words in ended.stderr
    assert line is None or f"ml:{line}:" in ended.stderr


@pytest.mark.parametrize(
    ("text", "never"),
    [("price_list = 3\n", "currency"), ("[wrong]\n", "[price_list.currency]"), ("prices = [1]\n", "[price_list.")],
)
def test_what_is_not_there_is_asked_for_where_it_would_stand(evsite, project, tmp_path, text, never):
    prices = tmp_path / "prices.toml"
    prices.write_text(text)
    ended = evsite("bom", HOTEL, "--prices", prices)
    assert ended.exit_code == 1
    assert never not in ended.stderr


def test_prices_that_are_not_there_or_would_be_written_over(evsite, project, tmp_path):
    assert evsite("bom", HOTEL, "--prices", tmp_path / "none.toml").exit_code == 3
    (tmp_path / "list.csv").write_text("no TOML")
    ended = evsite("bom", HOTEL, "--prices", tmp_path / "list.csv")
    assert (ended.exit_code, ended.stdout, "EV001" in ended.stderr) == (3, "", True)
    prices = tmp_path / "prices.txt"
    prices.write_text(PRICES)
    ended = evsite("bom", HOTEL, "--prices", prices, "-o", prices)
    assert (ended.exit_code, prices.read_text()) == (2, PRICES)
