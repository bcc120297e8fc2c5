"""Mutation testing of the rules: change one inequality or number at a time, and see whether a test notices.

    python tools/mutate.py [MODULE...]      # modules like evsite.rules.overcurrent; all rules and the code book if none

mutmut leaves decorated functions alone, and every rule is one; so this changes the code of functions in place. What is
changed: numbers, comparisons and their sides, `exceeds` and `fits`, min and max, and and or, not, + - * /, True and
False. Text is left alone: numbers inside of f-strings are messages. Each mutant runs the tests that reach its line, in
a process of its own; one that no test notices is printed, and then the exit code is 1.
"""

from __future__ import annotations

import ast
import copy
import functools
import importlib
import os
import pkgutil
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/rules", "tests/codebook")
PACKAGES = ("evsite.rules", "evsite.codebook")
SECONDS = 120
FIRST = 40
"""Tests that a mutant meets before all others that reach its line."""

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
SWAPPED = {"min": "max", "max": "min", "exceeds": "fits", "fits": "exceeds", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    module: str
    function: str
    line: int
    what: str
    tree: ast.Module


def mutants(module: ModuleType) -> list[Mutant]:
    source = Path(module.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source)
    found: list[Mutant] = []

    def visit(node: ast.AST, route: tuple, function: str) -> None:
        if isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom)):
            return
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return
        if function or isinstance(node, (ast.Assign, ast.AnnAssign)) or route:
            for what, change in changes(node):
                changed = copy.deepcopy(tree)
                target = changed
                for step in route:
                    target = getattr(target, step) if isinstance(step, str) else target[step]
                change(target)
                found.append(Mutant(module.__name__, function, node.lineno, what, changed))
        inner = function
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and "<locals>" not in function:
            inner = f"{function}.{node.name}".lstrip(".")
        for name, value in ast.iter_fields(node):
            if name in {"decorator_list", "annotation", "returns", "args", "keywords"} and not (
                name in {"args", "keywords"} and isinstance(node, ast.Call)
            ):
                continue
            if isinstance(value, list):
                for number, each in enumerate(value):
                    if isinstance(each, ast.AST):
                        visit(each, (*route, name, number), inner)
            elif isinstance(value, ast.AST):
                visit(value, (*route, name), inner)

    visit(tree, (), "")
    return found


def changes(node: ast.AST):
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        # a tolerance is turned into a difference that counts
        others = {node.value * 1e6} if 0 < node.value < 1e-6 else {node.value + 1, node.value * 0.99 or -1}
        for other in sorted(others):
            yield f"{node.value} -> {other:g}", functools.partial(setattr_, name="value", value=other)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"{node.value} -> {not node.value}", functools.partial(setattr_, name="value", value=not node.value)
    elif isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            other = COMPARISONS[type(operator)]

            def turn(target, number=number, other=other):
                target.ops[number] = other()

            yield f"{type(operator).__name__} -> {other.__name__}", turn
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        other = ARITHMETIC[type(node.op)]
        yield f"{type(node.op).__name__} -> {other.__name__}", functools.partial(setattr_, name="op", value=other())
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} -> {other.__name__}", functools.partial(setattr_, name="op", value=other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not x -> x", lambda target: setattr_(target, "operand", ast.UnaryOp(ast.Not(), target.operand))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SWAPPED:
        yield (
            f"{node.func.id} -> {SWAPPED[node.func.id]}",
            lambda target: setattr_(target, "func", ast.Name(SWAPPED[target.func.id], ast.Load())),
        )


def setattr_(target, name, value):
    setattr(target, name, value)


def install(mutant: Mutant) -> bool:
    """Put a mutant into the running program; False where it is nothing that can be put in."""
    module = importlib.import_module(mutant.module)
    tree = ast.fix_missing_locations(mutant.tree)
    codes: dict[str, CodeType] = {}

    def gather(code: CodeType) -> None:
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                codes[constant.co_qualname] = constant
                if "<locals>" not in constant.co_qualname:
                    gather(constant)

    gather(compile(tree, module.__file__, "exec"))
    vars(module).setdefault("exceeds", importlib.import_module("evsite.codebook.formulas").exceeds)
    vars(module).setdefault("fits", importlib.import_module("evsite.codebook.formulas").fits)
    if not mutant.function:
        return install_constants(module, tree)
    function = resolve(module, mutant.function)
    if function is None or mutant.function not in codes:
        return False
    function.__code__ = codes[mutant.function]
    return True


def resolve(module: ModuleType, name: str) -> FunctionType | None:
    found: object = module
    for part in name.split("."):
        found = vars(found).get(part) if isinstance(found, (type, ModuleType)) else None
    for attribute in ("__wrapped__", "func", "fget", "__func__"):
        inner = getattr(found, attribute, None)
        if not isinstance(found, FunctionType) and inner is not None:
            if hasattr(found, "cache_clear"):
                found.cache_clear()
            found = inner
    return found if isinstance(found, FunctionType) else None


def install_constants(module: ModuleType, tree: ast.Module) -> bool:
    done = False
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            old = vars(module).get(name)
            if not isinstance(old, (int, float, tuple, dict)):
                continue
            try:
                new = eval(compile(ast.Expression(node.value), "?", "eval"), vars(module))
            except Exception:
                continue
            if new != old:
                for other in list(sys.modules.values()):
                    if getattr(other, "__name__", "").startswith("evsite") and vars(other).get(name) is old:
                        vars(other)[name] = new
                done = True
    return done


def reach(modules: list[str]) -> dict[str, dict[int, list[str]]]:
    """Tests by line of each module, from one run with coverage."""
    import subprocess

    from coverage import CoverageData

    file = ROOT / ".coverage.mutate"
    if not file.exists() or "--again" in sys.argv:
        environment = {**os.environ, "COVERAGE_FILE": str(file), "PYTHONPATH": str(ROOT / "src")}
        sources = [f"--cov={package}" for package in PACKAGES]
        options = ["-q", "-p", "no:xdist", *sources, "--cov-context=test", "--cov-report="]
        command = [sys.executable, "-m", "pytest", *options, *TESTS]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    data = CoverageData(str(file))
    data.read()
    result = {}
    for name in modules:
        path = importlib.import_module(name).__file__
        lines = data.contexts_by_lineno(path)
        result[name] = {line: [each.partition("|")[0] for each in tests if each] for line, tests in lines.items()}
    return result


def noticed(mutant: Mutant, tests: list[str]) -> bool | None:
    """Whether a test fails; None for a mutant that cannot be put in."""
    child = os.fork()
    if child == 0:
        try:
            os.chdir(ROOT)
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            if not install(mutant):
                os._exit(77)
            import pytest

            code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests])
            os._exit(0 if code == 0 else 1)
        except BaseException:
            os._exit(1)
    started = time.monotonic()
    while time.monotonic() - started < SECONDS:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return None if code == 77 else code != 0
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def main() -> int:
    sys.path.insert(0, str(ROOT / "src"))
    os.chdir(ROOT)
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
    names = wanted or [
        module.name
        for package in PACKAGES
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}.")
    ]
    importlib.import_module("evsite.rules").all_rules()
    tests_by_line = reach(names)
    import pytest

    with tempfile.TemporaryFile() as sink:
        screen = os.dup(1)
        os.dup2(sink.fileno(), 1)
        pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", "-p", "no:xdist", *TESTS])
        os.dup2(screen, 1)
    totals: dict[str, int] = defaultdict(int)
    for name in names:
        module = importlib.import_module(name)
        for mutant in mutants(module):
            lines = tests_by_line[name]
            tests = lines.get(mutant.line, [])
            if not mutant.function or hasattr(getattr(module, mutant.function, None), "cache_clear"):
                # constants, and what is remembered: the tests that came later did not reach the line
                tests = [test for each in lines.values() for test in each]
            rare = sorted(dict.fromkeys(tests), key=lambda test: ("words_are" not in test, "edges" not in test, test))
            if not rare:
                # what only runs while modules are imported makes examples
                totals["makes examples"] += 1
                continue
            result = False
            for part in (rare[:1], rare[1:FIRST], rare[FIRST:]):
                result = noticed(mutant, part) if part and result is False else result
            verdict = {True: "noticed", False: "SURVIVED", None: "skipped"}[result]
            totals[verdict] += 1
            if verdict == "SURVIVED":
                print(f"{name}:{mutant.line} {mutant.function}: {mutant.what} ({len(rare)} tests)", flush=True)
        print(f"{name}: {dict(totals)} so far", flush=True)
    return int(totals["SURVIVED"] > 0)


if __name__ == "__main__":
    sys.exit(main())
