"""Filled as-built records for tests: written as a table of ports is, filled in, changed and read again."""

import csv
import io
from dataclasses import replace

from evsite.documents.as_built.document import as_built
from evsite.documents.flat import flat_tables
from evsite.output.documents.csv_files import csv_text
from evsite.rules import check
from evsite.rules.rule_list import AS_BUILT
from evsite.sitefile.as_built_file import parse_as_built
from evsite.sitefile.loading import loads

FILE = "as-built.csv"
CODES = frozenset(rule.code for rule in AS_BUILT)
LEFT_BLANK = {"iccid", "photos", "deviation"}
OFFICE = """
[site]
name = "Harbor Office"
nec = 2023
[supplies.T1]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"
[panels.EV1]
fed_from = "T1"
main = "400 A"
bus = "400 A"
spaces = 42
[circuits.C]
panel = "EV1"
count = 4
breaker = "100 A"
[circuits.D]
panel = "EV1"
breaker = "60 A"
spaces = [2, 4]
[stations.S]
model = "cp6021b-80a"
count = 2
circuits = "C"
serial = ["SN-1", "SN-2"]
fallback = "8 A"
[stations.T]
ports = 1
max_current = "48 A"
setting = "32 A"
circuits = "D"
mac = "000d6f0a90c2"
stalls = "P1-12"
fallback = "8 A"
[groups.EV1]
on = "EV1"
limit = "200 A"
policy = "equal"
[[groups.EV1.schedule]]
days = "Mon-Fri"
from = "12:00"
to = "18:00"
limit = "150 A"
"""


def table_of_ports(site):
    """The table of ports as CSV, made once for a site."""

    def made():
        document = as_built(site)
        return next(csv_text(document, table) for table in flat_tables(document) if table.key == "ports")

    return site.once("the table of ports, for tests", made)


def filled_rows(site):
    """The rows of the table with every box filled in as somebody might, who finds all as it was designed."""
    rows = list(csv.DictReader(io.StringIO(table_of_ports(site), newline="")))
    numbers = {name: number for number, name in enumerate(site.stations)}
    station_of = {port.name: port.station for port in site.ports.values()}
    for number, (row, port) in enumerate(zip(rows, site.ports, strict=True)):
        station = numbers[station_of[port]]
        own = {
            "serial": f"FILLED{station}",
            "mac": f"FE-00-00-{station >> 16 & 255:02x}-{station >> 8 & 255:02x}-{station & 255:02x}",
            "stall": f"row {number}",
            "spaces": "1, 3",
            "breaker_a": "40 A",
            "poles": "2",
            "phases": "AB",
            "feed": "own",
            "test_one_car_a": "31.5",
            "test_two_cars_a": "16",
            "installed_on": "2026-11-20",
        }
        for key, text in row.items():
            if not text and key not in LEFT_BLANK:
                row[key] = own.get(key, "x")
    return rows


def as_csv(rows, delimiter=",", end="\n", encoding="utf-8"):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def with_record(site, content):
    """A site with a record of this content."""
    return replace(site, as_built=parse_as_built(content, FILE))


def found(site, content, *, remedies=False):
    """What the rules on records say of a site with a record of this content."""
    checked = check(with_record(site, content), select=CODES, remedies=remedies)
    return [finding for finding in checked.findings if finding.code in CODES]


def reported(site, content):
    return [f"{finding.code} {finding.message}" for finding in found(site, content)]


def office(**cells):
    """The office with a filled record in which some cells of the row of port S1.1 are others."""
    return changed(0, **cells)


def changed(row, **cells):
    site = loads(OFFICE)
    rows = filled_rows(site)
    assert set(cells) <= set(rows[row])
    rows[row].update(cells)
    return reported(site, as_csv(rows))
