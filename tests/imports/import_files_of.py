"""What tests of imports share: text as a file that is imported, and the site of what comes out."""

import tomllib
from pathlib import Path

import evsite
from evsite.sitefile.imports.loading import import_files
from evsite.sitefile.imports.site_text import site_text
from evsite.toml_text import document

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parents[2]


def imported(tmp_path, text, name="in.csv", columns=None):
    """What is read of a text."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return import_files([str(path)], columns)


def tables(result):
    """The site file of an import, as data; nothing may be wrong with it."""
    assert messages(result) == []
    return tomllib.loads(site_text(result.draft, result.sources, result.notes))


def messages(result):
    """What is wrong, each with its line and column."""
    return [
        (*error.document.locate(finding)[:2], finding.message) for error in result.errors for finding in error.findings
    ]


def site_of(data, folder):
    """The site of the data of a site file."""
    path = folder / "zz-imported.toml"
    path.write_text(document(data), encoding="utf-8")
    return evsite.load(path)
