"""What docstrings, comments and docs call a module is one."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

import evsite

ROOT = Path(__file__).parent.parent
SOURCE = Path(evsite.__file__).parent
ROOMS = {path.name for path in SOURCE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
FORMER = {"design", "sharing"}
"""Rooms that there were once: a folder of rules or of tests may be called so."""
NAMED = re.compile(
    rf"(?<![\w./\[({{*-])(?:src/)?(?:evsite[./])?((?:{'|'.join(sorted(ROOMS | FORMER))})(?:[./][a-z_]\w*)+)(?![\w/*{{])"
)
FILE = re.compile(r"(?<![\w./-])((?:src|tests|docs|examples|tools|benchmarks)/[\w./-]*[\w/])(?![\w*{])")
IMPORT = re.compile(r"^[ \t]*(?:from evsite[\w.]* import\b|import evsite\b).*$", re.MULTILINE)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MODULES = sorted(path for folder in ("src", "tests", "tools", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
MADE_UP = {"group_of_one", "tsv", "square_root", "test_square_root", "stalls", "NAME"}
"""The examples of how to add a rule, a format, a policy and a document."""


def prose(path):
    """Docstrings and comments of a module, or what a page sets in backticks."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return [span for span in re.findall(r"`([^`\n]+)`", text) if " " not in span.strip()]
    if path.suffix == ".py" and not any(wrong_names([IMPORT.sub("", text)])):
        return []  # nothing wrong in all of it is nothing wrong in its prose, and to take that apart is slow
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    reported = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return reported + [token.string for token in tokens if token.type == tokenize.COMMENT]


def there_is(dotted):
    """Whether a module of evsite is called so, or has something of that name."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place = SOURCE.joinpath(*parts[:length])
        module = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if module.is_file():
            rest = parts[length:]
            return not rest or re.search(rf"\b{rest[0]}\b", module.read_text(encoding="utf-8")) is not None
    return False


def wrong_names(texts):
    for text in texts:
        for match in NAMED.finditer(text):
            if not there_is(match[1].removesuffix(".py").replace("/", ".")) and not MADE_UP & set(
                re.split(r"\W", match[0])
            ):
                yield match[0]
        for match in FILE.finditer(text):
            if not (ROOT / match[1]).exists() and not MADE_UP & set(re.split(r"\W", match[0])):
                yield match[0]


def test_what_prose_calls_a_module_or_file_is_there():
    found = {path.relative_to(ROOT).as_posix(): list(wrong_names(prose(path))) for path in (*PAGES, *MODULES)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("see `studies.floor`", ["studies.floor"]),
        ("`sharing.asking.allocate` is the short form", ["sharing.asking.allocate"]),
        ("held by evsite.network.greatest", ["evsite.network.greatest"]),
        ("in `design/fields.py`", ["design/fields.py"]),
        ("written to tests/nowhere/x.txt", ["tests/nowhere/x.txt"]),
        ("`allocation.api.allocate`, `network.phasors.line_vector` and `model/tree.py`", []),
    ],
)
def test_a_name_that_is_gone_is_found(text, wrong):
    assert list(wrong_names([text])) == wrong
