"""Nothing is asked for, shipped or installed that no code reads: keys of the site file, data files, dependencies."""

import ast
import csv
import dataclasses
import re
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from effort import for_each
from evsite.model import catalog, installation, measured, records, settings, site
from evsite.sitefile.tables.file import SiteFile

PROJECT = Path(__file__).parent.parent
SOURCE = PROJECT / "src" / "evsite"
IMPORTED_AS = {"tomli-w": "tomli_w"}
"""What a package is imported as, where that is not its own name."""
NEVER_IMPORTED = {"tzdata"}
"""What Python itself looks for: time zones where the system has none."""
FOR_PEOPLE = {
    "current_carrying_conductors_min": "the other end of a row, which stops where the next begins",
    "ambient_c_min": "the same",
    "stranding": "which of the printed rows of a size it is",
    "xl_*": "chapter 9 table 9 is kept as it is printed: at unity power factor resistance is what counts",
    "z85_*": "the same",
}
"""Columns of data files that no code reads, and why they are there."""
DOCUMENTS = re.compile(r"SOURCES.*\.md")
"""Where data files come from; written for people."""


def models_of(model):
    """A table and every table below it."""
    found, waiting = {}, [model]
    while waiting:
        table = waiting.pop()
        if table.__name__ in found:
            continue
        found[table.__name__] = table
        for field in table.model_fields.values():
            waiting += tables_in(field.annotation)
    return found


def tables_in(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [table for part in getattr(annotation, "__args__", ()) for table in tables_in(part)]


KEYS = [(table.__name__, key) for table in models_of(SiteFile).values() for key in table.model_fields]


FIELDS = [
    (name, field.name)
    for module in (installation, measured, records, settings, site)
    for name, made in vars(module).items()
    if dataclasses.is_dataclass(made) and made.__module__ == module.__name__
    for field in dataclasses.fields(made)
]


@cache
def trees():
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    }


@cache
def read_outside_of(room):
    """Attributes that code reads, and texts that it holds, outside of a room."""
    attributes, texts = set(), set()
    for name, tree in trees().items():
        if name.startswith(room):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                attributes.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    return attributes, texts


@pytest.mark.slow
@for_each(("table", "key"), KEYS)
def test_every_key_of_a_table_is_read(table, key):
    attributes, texts = read_outside_of("sitefile/tables/")
    # a few are asked for by name: getattr(table, key)
    assert key in attributes or key in texts, f"{table}.{key}: no code reads it"


@for_each(("owner", "field"), FIELDS)
def test_everything_that_a_site_knows_is_read_by_more_than_the_reader_of_the_file(owner, field):
    attributes, texts = read_outside_of("sitefile/")
    assert field in attributes or field in texts, f"{owner}.{field}: only the reader of the file knows it"


def test_every_data_file_is_read():
    _, texts = read_outside_of("sitefile/tables/")
    files = [path for path in (SOURCE / "data").iterdir() if not DOCUMENTS.fullmatch(path.name)]
    unread = [path.name for path in files if not {path.name, path.stem} & texts]
    assert files
    assert not unread


def test_every_column_of_a_data_file_is_read():
    attributes, texts = read_outside_of("sitefile/tables/")
    patterns = made_texts()
    unread = {}
    for path in sorted((SOURCE / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        known = attributes | texts
        unread[path.stem] = [
            column
            for column in columns
            if column not in known
            and not any(pattern.fullmatch(column) for pattern in patterns)
            and not any(fnmatch(column, kept) for kept in FOR_PEOPLE)
        ]
    assert {name: columns for name, columns in unread.items() if columns} == {}


def made_texts():
    """What f-strings of the code can be that begin with a name and an underscore: f"nec_{edition}"."""
    patterns = set()
    for tree in trees().values():
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            if isinstance(parts[0], str) and re.fullmatch(r"[A-Za-z]\w*_", parts[0]):
                patterns.add("".join("[A-Za-z0-9_]+" if part is None else re.escape(part) for part in parts))
    return [re.compile(pattern) for pattern in patterns]


def test_every_column_of_the_stations_is_read_from_the_row():
    """A name that other code uses for something else is not enough."""
    read = set()

    class Row(dict):
        def __getitem__(self, column):
            read.add(column)
            return super().__getitem__(column)

    rows = catalog._rows()
    for row in rows.values():
        catalog._model(Row(row))
    (columns,) = {tuple(row) for row in rows.values()}
    assert set(columns) - read == set()


def test_every_dependency_is_imported():
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.match(r"[\w.-]+", each)[0] for each in declared}
    imported = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    assert names - NEVER_IMPORTED == {name for name in names if IMPORTED_AS.get(name, name) in imported}


def test_every_dependency_of_the_tests_is_used():
    """Those are imported by tests and tools, or named where they are run: in the Makefile or the README."""
    pyproject = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(pyproject)["project"]["optional-dependencies"]["test"]
    places = [
        PROJECT / "Makefile",
        *(PROJECT / "tests").rglob("*.py"),
        *(PROJECT / "tools").rglob("*.py"),
        PROJECT / "README.md",
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in places if path.name != "test_inputs_are_read.py")
    used_as = {"pyyaml": "import yaml", "import-linter": "lint-imports", "markdown-it-py": "markdown_it",
               "clarabel": "cp.CLARABEL", "fonttools": "import TTFont", "pytest-xdist": "-n auto",
               "axe-playwright-python": "axe_playwright_python", "pytest-lsp": "pytest_lsp"}  # fmt: skip
    unused = [
        name
        for name in (re.match(r"[\w.-]+", each)[0] for each in declared)
        if used_as.get(name, name) not in text and f'build-backend = "{name}' not in pyproject
    ]
    assert not unused
