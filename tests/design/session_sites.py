"""Sites that sessions come to, and session files."""

import csv
import gzip
from pathlib import Path

import evsite
from evsite.sitefile.document import Document
from evsite.sitefile.sessions import file_reading, loading

FILES = Path(__file__).parent / "session_files"
_TOP = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1200 A"
system = "208Y/120"
[circuits.C]
panel = "U"
breaker = "60 A"
phases = "AB"
count = 60
"""
SITE = evsite.loads(
    _TOP
    + """
[stations.S]
max_current = "48 A"
ports = 2
count = 2
circuits = "C"
[stations.One]
max_current = "48 A"
circuits = "C"
"""
)


def site_with(stations):
    """A site with a port of 32 A at each of these stations."""
    tables = [f'[stations.{name}]\nmax_current = "32 A"\nports = 1\ncircuits = "C"\n' for name in stations]
    return evsite.loads(_TOP + "".join(tables))


def rows_of(path):
    """The rows of an export, read with the csv module alone."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_text(text, zone=None, *, table=True, **options):
    """As the fixture, without a file: what hypothesis calls many times."""
    original = file_reading.read_source
    file_reading.read_source = lambda _: (
        Document.plain(text, "a.csv") if table else Document.parse(text, "a.toml"),
        table,
        [],
    )
    try:
        return loading.load_sessions("a.csv", SITE, zone=zone, **options)
    finally:
        file_reading.read_source = original
