"""Imports stand at the top of modules; inside functions only where they cost time that few commands spend."""

import ast
from functools import cache
from pathlib import Path

import pytest

import evsite

SRC = Path(evsite.__file__).parent
HEAVY = {
    "clarabel",
    "openpyxl",
    "distributed",
    "highspy",
    "numpy",
    "pint",
    "resvg_py",
    "rich",
    "scipy",
    "typst",
    "xlsxwriter",
    "evsite.metering",
}
"""Clusters, arrays, units beyond the everyday ones, tables on terminals, workbooks, pictures, pages, and the readers of
meters' data (8 ms of 200)."""
DOORS = {
    "__init__.py": "what is not used of the package is not imported",
    "__main__.py": "an interrupt during an import has to end in a line",
    "cli/guard.py": "an interrupt during an import has to end in a line",
}
MODULES = sorted(path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py"))


def targets(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]


def file_of(module: str) -> str | None:
    """The file of a module of evsite, relative to its folder."""
    path = SRC.joinpath(*module.split(".")[1:])
    found = [each for each in (path.with_suffix(".py"), path / "__init__.py") if each.is_file()]
    return found[0].relative_to(SRC).as_posix() if found and module.startswith("evsite.") else None


@cache
def tree_of(file: str) -> ast.Module:
    return ast.parse((SRC / file).read_text(encoding="utf-8"))


@cache
def leads_to_arrays(module: str) -> bool:
    """Whether importing a module of evsite imports NumPy."""
    file = file_of(module)
    if file is None:
        return module.partition(".")[0] == "numpy"
    imported = [node for node in tree_of(file).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return any(leads_to_arrays(name) for node in imported for name in targets(node))


def is_heavy(name: str) -> bool:
    return any(f"{name}.".startswith(f"{heavy}.") for heavy in HEAVY) or leads_to_arrays(name)


def inner_imports(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = {node for each in functions for node in ast.walk(each) if isinstance(node, ast.Import | ast.ImportFrom)}
    return sorted(found, key=lambda node: node.lineno)


@pytest.mark.slow
def test_an_import_inside_a_function_is_heavy_or_a_command_fetches_what_it_computes_with():
    belong_at_the_top = []
    for file in MODULES:
        for node in inner_imports(tree_of(file)) if file not in DOORS else ():
            names = targets(node)
            fetched = file.startswith("cli/") and all(name.startswith(("evsite.", "typer")) for name in names)
            if not (fetched or any(map(is_heavy, names))):
                belong_at_the_top.append(f"{file}:{node.lineno}: {names[0]}")
    assert belong_at_the_top == []


def test_the_search_finds_what_it_is_for():
    tree = ast.parse(
        "def f():\n    class A:\n        def g(self):\n            import json\n    from evsite import words\n"
    )
    assert [targets(node)[0] for node in inner_imports(tree)] == ["json", "evsite"]
    assert not is_heavy("json")
    assert not is_heavy("evsite.words")
    assert is_heavy("evsite.allocation.allocator")
    assert is_heavy("rich.table")


@pytest.mark.parametrize("name", evsite.__all__)
def test_every_name_of_the_package_is_there(name):
    assert getattr(evsite, name) is not None
