"""The program as a process: exit codes, streams, colour, a pipe that closes, an interrupt, what is imported."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
OFFICE = str(ROOT / "examples" / "office.toml")
BARE = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "LC_ALL") if key in os.environ} | {
    "PYTHONPATH": str(ROOT / "src")
}
PROGRAM = [sys.executable, "-m", "evsite"]


def run(*arguments, env=None, stdin=None):
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        env=BARE | (env or {}),
        input=stdin,
        timeout=60,
        check=False,
    )


def on_terminal(*arguments, columns=80, env=None):
    """What the program writes to a terminal of this width."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=child,
        stderr=child,
        stdin=child,
        env=BARE | {"TERM": "xterm-256color", "COLUMNS": str(columns), "LANG": "C.UTF-8"} | (env or {}),
    )
    os.close(child)
    pieces = []
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(parent)
    return process.wait(timeout=60), b"".join(pieces).decode().replace("\r\n", "\n")


def modules_of(code):
    """Modules that are there after this code has run."""
    script = f"import sys\n{code}\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=BARE, timeout=60, check=True
    )
    return set(done.stderr.split())


def call(*arguments):
    return f"""
from evsite.__main__ import main
sys.argv = ["evsite", *{arguments!r}]
try:
    main()
except SystemExit:
    pass
"""


def test_the_version_is_one_line_and_needs_nothing_heavy():
    assert run("--version").stdout.startswith("evsite 0.")
    loaded = modules_of(call("--version"))
    assert not loaded & {"typer", "pydantic", "tomli", "typing", "argparse", "re"} - modules_of("")


def test_check_imports_nothing_that_takes_its_time():
    pydantic = modules_of("from pydantic import BaseModel\nclass Model(BaseModel): number: int\nModel(number=1)")
    loaded = modules_of(call("check", OFFICE)) - pydantic
    assert not loaded & {"numpy", "pint", "rich", "typer"}
    assert not loaded & {"argparse", "difflib", "email", "importlib.metadata"}
    assert not loaded & {"shutil", "socket", "tempfile", "zipfile"}
    assert "evsite.rules.overcurrent" in loaded


def test_a_check_that_typer_reads_imports_no_other_command():
    loaded = modules_of(call("check", OFFICE, "--color", "auto", "--color", "auto"))
    assert not loaded & {"numpy", "pint", "rich"}
    assert "evsite.cli.check" in loaded
    assert "evsite.cli.allocate" not in loaded


def test_a_clean_check_exits_with_0_and_writes_to_standard_output_only():
    done = run("check", OFFICE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


def test_standard_input_is_a_site_file_too():
    done = run("check", "-", stdin='[site]\nname = "x"\n[circuits.C1]\nbraker = "40 A"\n')
    assert done.returncode == 1
    assert "<stdin>:4:1" in done.stdout


def test_a_file_that_is_no_toml_exits_with_3_and_a_wrong_option_with_2():
    assert run("check", "-", stdin="[site\n").returncode == 3
    assert run("check", "nowhere.toml").returncode == 3
    assert run("check", OFFICE, "--format", "jsn").returncode == 2


def test_a_terminal_gets_colour_and_a_dumb_one_or_no_color_does_not():
    broken = str(ROOT / "examples" / "broken" / "wrong-words.toml")
    assert "\x1b[" in on_terminal("check", broken)[1]
    assert "\x1b[" not in on_terminal("check", broken, env={"NO_COLOR": "1"})[1]
    assert "\x1b[" not in on_terminal("check", broken, env={"TERM": "dumb"})[1]
    assert "\x1b[" in on_terminal("check", broken, "--color", "always", env={"NO_COLOR": "1"})[1]


@pytest.mark.parametrize("columns", [40, 80, 160])
@pytest.mark.parametrize("command", ["report", "allocate", "table"])
def test_no_line_is_wider_than_the_terminal(command, columns):
    code, text = on_terminal(command, OFFICE, columns=columns, env={"NO_COLOR": "1"})
    assert code == 0
    assert max(map(len, text.splitlines())) <= columns


def test_colour_can_be_forced_on_a_pipe():
    assert "\x1b[" in run("report", OFFICE, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[" in run("report", OFFICE, env={"CLICOLOR_FORCE": "1"}).stdout
    assert "\x1b[" not in run("report", OFFICE, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


def test_a_reader_that_goes_away_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [*PROGRAM, "table", OFFICE, "--format", "json"], stdout=writing, stderr=subprocess.PIPE, env=BARE
    )
    os.close(writing)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")


def test_a_reader_that_goes_away_does_not_hide_that_a_check_failed():
    reading, writing = os.pipe()
    os.close(reading)
    broken = str(ROOT / "examples" / "broken" / "wrong-words.toml")
    process = subprocess.Popen([*PROGRAM, "check", broken], stdout=writing, stderr=subprocess.PIPE, env=BARE)
    os.close(writing)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (1, b"")


def test_an_interrupt_ends_with_130_and_a_short_line():
    call = [*PROGRAM, "check", "-"]
    # what runs in the background of a shell inherits an ignored interrupt: it is set back first
    start = f"import os, signal; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv({PROGRAM[0]!r}, {call!r})"
    process = subprocess.Popen(
        [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=BARE
    )
    time.sleep(4)  # until it waits for its input, also on a busy machine
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, b"evsite: interrupted\n")


def test_a_bug_exits_with_70_and_asks_for_a_report():
    script = f"""
import sys
import evsite.cli.checking as checking
def broken(*arguments):
    raise ZeroDivisionError("made for the test")
checking.run_check = broken
from evsite.__main__ import main
sys.argv = ["evsite", "check", {OFFICE!r}]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=BARE, timeout=60, check=False
    )
    assert done.returncode == 70
    assert "bug in evsite: ZeroDivisionError: made for the test" in done.stderr
    assert "evsite 0." in done.stderr
    assert "Traceback" not in done.stderr
    debug = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=BARE | {"EVSITE_DEBUG": "1"},
        timeout=60,
        check=False,
    )
    assert "Traceback" in debug.stderr


def test_a_stream_that_knows_only_ascii_ends_no_command():
    done = run("report", "-", stdin='[site]\nname = "Café 充電"\n', env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr
