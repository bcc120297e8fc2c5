"""Every command as a process whose streams or working folder are not what they should be: a line, and an exit code."""

import io
import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import ClassVar

import pytest

from evsite.cli import guard
from evsite.cli.app import PANELS
from evsite.cli.guard import guarded
from evsite.cli.streams import _Results

ROOT = Path(__file__).parent.parent.parent
SITE = str(ROOT / "examples" / "ten-ports-one-circuit.toml")
CALLS = {
    "check": [SITE],
    "report": [SITE],
    "allocate": [SITE],
    "table": [SITE],
    "compare-policies": [SITE],
    "diagnose": [SITE],
    "simulate": [SITE, "--drivers", "3", "--days", "1", "--profile", "workplace", "--lift", "0"],
    "fleet": [SITE, "--trips", str(Path(__file__).parent / "trips.csv")],
    "portfolio": [str(ROOT / "examples" / "portfolio.csv"), "--jobs", "0"],
    "export": ["ocpp", SITE, "--from", "2026-01-05"],
    "compare": [SITE, SITE],
    "load-study": [str(ROOT / "examples" / "load-study.toml"), "--on", "Main"],
    "draw": [SITE],
    "schedule": [SITE],
    "load-calc": [SITE],
    "as-built": [SITE],
    "labels": [SITE],
    "bom": [SITE],
    "chart": [SITE],
    "html": [SITE],
    "package": [SITE],
    "size": ["--service", "100 A", "--system", "240/120"],
    "explain": ["EV101"],
    "rules": [],
    "catalog": [],
    "schema": [],
    "init": ["-"],
    "import": [str(ROOT / "examples" / "imports" / "stations.csv")],
    "help": [],
    "--help": [],
    "--version": [],
}
"""How to get every command to write its results; a command that is not here has no test of what it does about them."""
WRITE_FILES_ALONE = {"all-documents"}
"""Commands that write no results but to files."""
SERVE = {"lsp"}
"""Commands that answer what they read instead of writing results."""
READERS = [name for name, words in CALLS.items() if any(word.endswith(".toml") for word in words[:2])]
"""Commands that read a site, from standard input too."""

every_command = pytest.mark.parametrize("command", CALLS)
PROCESSES = ["package", "--help"]
"""Bytes, and what typer writes: as processes, whose interpreter closes its streams at the end. Every command is
tried in this process, on the same streams."""
every_process = pytest.mark.parametrize("command", PROCESSES)
full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")


def test_every_command_is_tried():
    assert CALLS.keys() - {"--help", "--version"} == PANELS.keys() - WRITE_FILES_ALONE - SERVE


@every_process
def test_results_for_a_closed_stream_exit_with_3_and_one_line(process, command):
    done = process(command, *CALLS[command], redirect=">&-")
    assert (done.returncode, done.stderr) == (3, "evsite: cannot write to standard output: it is closed\n")


@every_command
def test_results_of_every_command_for_a_closed_stream_exit_with_3_and_one_line(on_streams, command):
    assert on_streams(command, *CALLS[command], stdout=None) == 3
    assert on_streams.errors == "evsite: cannot write to standard output: it is closed\n"


def test_a_server_with_a_closed_stream_says_so(process):
    initialize = Path(__file__).parent / "initialize.txt"
    with initialize.open() as message:
        done = process("lsp", redirect=">&-", stdin=message)
    assert (done.returncode, done.stderr) == (3, "evsite: cannot write to standard output: it is closed\n")
    done = process("lsp", redirect="<&-")
    assert (done.returncode, done.stderr) == (2, "evsite: standard input is closed; an editor starts evsite lsp\n")


@full_disk
@every_process
def test_results_for_a_full_disk_exit_with_3_and_one_line(process, command):
    done = process(command, *CALLS[command], redirect=">/dev/full")
    assert (done.returncode, done.stderr) == (3, "evsite: cannot write to standard output: no space left on device\n")


KINDS = ["check", "report", "schema", "draw", "size", "explain"]
"""Findings, a text, much text, a drawing, a text of no site, a page: all of it goes out by the same stream."""


@full_disk
@pytest.mark.parametrize("command", KINDS)
def test_results_of_each_kind_for_a_full_disk_exit_with_3_and_one_line(on_streams, command):
    with suppress(OSError), Path("/dev/full").open("w") as full:  # which says so once more when it is closed
        assert on_streams(command, *CALLS[command], stdout=full) == 3
    assert on_streams.errors == "evsite: cannot write to standard output: no space left on device\n"


@every_process
def test_a_reader_that_goes_away_is_no_error(process, command):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = process(command, *CALLS[command], stdout=pipe)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", KINDS)
def test_a_reader_of_each_kind_that_goes_away_is_no_error(on_streams, command):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        assert on_streams(command, *CALLS[command], stdout=pipe) == 0
    assert on_streams.errors == ""


@every_process
def test_results_need_no_standard_error_no_standard_input_and_no_working_folder(process, command, tmp_path):
    (tmp_path / "gone").mkdir()
    done = process(
        command, *CALLS[command], redirect="<&- 2>&-", before="cd gone && rmdir ../gone", cwd=tmp_path, env={"PWD": ""}
    )
    assert done.returncode == 0
    assert done.stdout.endswith("\n")


@pytest.mark.parametrize("command", KINDS)
def test_results_of_each_kind_need_no_standard_error_and_no_working_folder(on_streams, command, tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    assert on_streams(command, *CALLS[command], stdout=out, stderr=None, env={"PWD": ""}) == 0
    out.flush()
    assert out.buffer.getvalue().endswith(b"\n")


def test_a_closed_standard_input_of_a_process_cannot_be_read(process):
    done = process("report", "-", redirect="<&-")
    assert done.returncode == 3
    assert "error[EV002]: standard input is closed\n --> <stdin>\n" in done.stdout + done.stderr


@pytest.mark.parametrize("command", READERS)
def test_a_closed_standard_input_cannot_be_read(on_streams, command):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    words = list(CALLS[command])
    words[next(place for place, word in enumerate(words) if word.endswith(".toml"))] = "-"
    assert on_streams(command, *words, stdout=out) == 3
    out.flush()
    text = out.buffer.getvalue().decode() + on_streams.errors
    assert "error[EV002]: standard input is closed\n --> <stdin>\n" in text


def test_standard_input_that_is_open_for_writing_only_cannot_be_read(process, tmp_path):
    done = process("report", "-", redirect="0>there", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "cannot read standard input: bad file descriptor" in done.stderr


@pytest.mark.parametrize("redirect", ["2>&-", pytest.param("2>/dev/full", marks=full_disk)])
def test_complaints_that_nobody_can_hear_change_no_exit_code(process, on_streams, redirect):
    assert process("report", redirect=redirect).returncode == 2
    with suppress(OSError), ExitStack() as opened:
        full = opened.enter_context(Path("/dev/full").open("w")) if "full" in redirect else None
        assert on_streams("report", "nowhere.toml", stderr=full) == 3


@full_disk
def test_a_full_disk_counts_for_more_than_findings_and_ends_quietly_where_nobody_hears(process):
    broken = str(ROOT / "examples" / "broken" / "wrong-words.toml")
    assert process("check", broken, redirect=">/dev/full").returncode == 3
    assert process("check", broken, redirect=">/dev/full 2>/dev/full").returncode == 3
    assert process("--help", redirect=">&- 2>&-").returncode == 3


def test_a_disk_that_fills_up_on_the_way_exits_with_3(process, tmp_path):
    whole = process("schema").stdout
    done = process("schema", limit=4, redirect=">part", cwd=tmp_path)
    part = (tmp_path / "part").read_text()
    assert (done.returncode, done.stderr) == (3, "evsite: cannot write to standard output: file too large\n")
    assert whole.startswith(part)
    assert 0 < len(part) < len(whole)


def test_what_needs_the_working_folder_says_that_it_is_gone(process, on_streams, tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    done = process("check", before="cd gone && rmdir ../gone", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch("evsite: .*the working folder is gone\n", done.stderr)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    for arguments in (["check"], ["check", "."], ["init"]):
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        assert on_streams(*arguments, stdout=out) == 3
        assert out.buffer.getvalue() == b""
        assert re.fullmatch("evsite: .*the working folder is gone\n", on_streams.errors)


STOPPED = """
import os, signal, sys

class Stopper:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["STOPPED_AT"]:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), getattr(signal, os.environ["STOPPED_BY"]))

sys.meta_path.insert(0, Stopper())
"""
"""Sends the process a signal while it imports a module: always at the same moment."""


@pytest.mark.parametrize(
    ("module", "signal_name"),
    [
        ("evsite.cli.guard", "SIGINT"),
        ("evsite.cli.app", "SIGINT"),
        ("evsite.rules", "SIGINT"),
        ("evsite.rules", "SIGTERM"),
        ("evsite.output.text.report", "SIGINT"),
    ],
)
def test_a_signal_while_modules_are_imported_ends_in_a_line_at_most(process, tmp_path, module, signal_name):
    (tmp_path / "sitecustomize.py").write_text(STOPPED)
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    done = process("report", SITE, env={"PYTHONPATH": path, "STOPPED_AT": module, "STOPPED_BY": signal_name})
    assert done.stdout == ""
    if signal_name == "SIGINT":
        assert (done.returncode, done.stderr) == (130, "evsite: interrupted\n")
    else:
        assert (done.returncode, done.stderr) == (-15, "")


def test_an_interrupt_that_came_out_as_another_error_is_an_interrupt(monkeypatch, capsys):
    def run(arguments):
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()  # Python 3.11, where a class is made

    monkeypatch.setattr(guard, "_run", run)
    assert guarded([]) == 130
    assert capsys.readouterr().err == "evsite: interrupted\n"


def test_results_are_not_appended_to_the_site_that_is_read(process, tmp_path):
    shutil.copy(SITE, tmp_path / "site.toml")
    before = (tmp_path / "site.toml").read_bytes()
    for call, redirect in (("report site.toml", ""), ("check .", ""), ("table -", "<site.toml")):
        done = process(*call.split(), redirect=f"{redirect} >>site.toml", cwd=tmp_path)
        assert done.returncode == 2
        assert re.fullmatch("evsite: .*standard output is .*read.*\n", done.stderr)
    assert (tmp_path / "site.toml").read_bytes() == before


def test_a_name_that_no_stream_can_spell_is_reported_all_the_same(process, tmp_path):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    shutil.copy(ROOT / "examples" / "load-study.toml", folder)
    shutil.copytree(ROOT / "examples" / "data", folder / "data")
    name = str(folder / "load-study.toml")
    assert process("load-study", name, "--on", "Main", env=plain).returncode == 0
    for call in (["report", name + "\xfc"], ["check", name, "--format", f"json={folder}"]):
        done = process(*call, env=plain)
        assert done.returncode in {2, 3}
        assert "caf" in done.stderr


def test_a_full_pipe_that_does_not_block_is_waited_for():
    class Full(io.RawIOBase):
        """Takes nothing at first, then a byte at a time."""

        taken: ClassVar[list] = [None]

        def write(self, data):
            self.taken.append(None if self.taken == [None] else bytes(data[:1]))
            return None if self.taken[-1] is None else 1

        def fileno(self):
            return writing

    reading, writing = os.pipe()
    try:
        stream = io.BufferedWriter(_Results(Full(), "<stdout>"))
        stream.write(b"results")
        stream.flush()
    finally:
        os.close(reading)
        os.close(writing)
    assert b"".join(filter(None, Full.taken)) == b"results"


def test_streams_that_somebody_put_in_place_of_those_of_the_process_stay(capsys):
    before = sys.stdout
    assert guarded(["--version"]) == 0
    assert sys.stdout is before
    assert capsys.readouterr().out.startswith("evsite 0.")


def test_no_file_is_opened_in_place_of_a_closed_stream(tmp_path):
    code = """
import os
from evsite.cli.streams import standard_streams
with standard_streams():
    for name in "abc":
        os.open(name, os.O_WRONLY | os.O_CREAT)
    for closed in (1, 2):
        try:
            os.write(closed, b"what a library says")
            os._exit(1)
        except OSError:
            pass
"""
    shell = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", code]
    done = subprocess.run(shell, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False)
    assert done.returncode == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"", "b": b"", "c": b""}


UNFINISHED = """
import sys
from itertools import repeat
import evsite.cli.checking as checking
def unfinished(*arguments, **more):
    print("half")
    {}
checking.run_check = unfinished
sys.argv = ["evsite", "check"]
from evsite.__main__ import main
main()
"""


def unfinished(line, stdout):
    """A command that has written something when it runs this line."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, "-c", UNFINISHED.format(line)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        env={**env, "PYTHONPATH": str(ROOT / "src")},
        timeout=30,
        check=False,
    )


@full_disk
def test_a_bug_on_a_full_disk_is_reported_as_the_bug_that_it_is():
    with Path("/dev/full").open("wb") as full:
        done = unfinished("raise ZeroDivisionError", full)
    assert (done.returncode, done.stderr.count("\n")) == (70, 3)


def test_an_interrupt_does_not_wait_for_a_reader_that_does_not_read():
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb"), os.fdopen(writing, "wb", 0) as pipe:
        os.set_blocking(writing, False)
        while pipe.write(bytes(512)):
            pass
        os.set_blocking(writing, True)
        done = unfinished("raise KeyboardInterrupt", pipe)
    assert (done.returncode, done.stderr) == (130, "evsite: interrupted\n")


def test_results_without_end_end_when_nobody_reads_them():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = unfinished('return checking.write(repeat("a line")) or 1', pipe)
    assert (done.returncode, done.stderr) == (1, "")
