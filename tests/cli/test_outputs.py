"""Files that commands write: whole or not at all, with the right permissions, and never over what is read."""

import ast
import errno
import os
import re
import shutil
import stat
import threading
from pathlib import Path

import pytest

from evsite.cli import checking
from evsite.cli.guard import guarded
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs, create_file
from evsite.cli.streams import UnwritableError
from evsite.output.diagnostics.formats import FORMATS

ROOT = Path(__file__).parent.parent.parent
TEN_PORTS = str(ROOT / "examples" / "ten-ports-one-circuit.toml")
SITE = """\
[site]
name = "Yard"
nec = 2023
catalog = "own/stations.toml"

[supplies.U]
kind = "service"
rating = "400 A"
system = "120/208 single-phase"

[circuits.C]
panel = "U"
breaker = "40 A"

[stations.S]
model = "wallbox"
circuits = "C"

[loads.Building]
on = "U"
current = "40 A"
data = "meter.csv"
timezone = "UTC"
"""
CATALOG = '[catalog.wallbox]\nports = 1\nmax_current = "32 A"\n'
METER = "time,A\n" + "".join(f"2025-01-06 {hour:02}:00,{10 + hour}\n" for hour in range(24))
OLD = b"what was there\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with a site, its catalogue, its meter's data, and a second site."""
    (tmp_path / "own").mkdir()
    (tmp_path / "site.toml").write_text(SITE)
    (tmp_path / "own" / "stations.toml").write_text(CATALOG)
    (tmp_path / "meter.csv").write_text(METER)
    (tmp_path / "second.site.toml").write_text(SITE.replace("Yard", "Lot"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def ended(capsys):
    """Run a command in this process as the program does: its exit code, and both streams."""

    def run(*arguments):
        code = guarded([os.fspath(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


def contents(folder):
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def drafts(folder):
    return [path.name for path in folder.rglob(".*")]


# what is read is not written over


def linked(name):
    Path("alias").symlink_to(Path(name).absolute())
    return "alias"


def linked_twice(name):
    Path("first").symlink_to(Path(name).absolute())
    Path("alias").symlink_to("first")
    return "alias"


def hard_linked(name):
    Path("alias").hardlink_to(name)
    return "alias"


def in_linked_folder(name):
    Path("here").symlink_to(Path.cwd())
    return f"here/{name}"


SPELLED = {
    "plain": lambda name: name,
    "dot": lambda name: f"./{name}",
    "absolute": lambda name: str(Path(name).absolute()),
    "detour": lambda name: f"own/../{name}",
    "link": linked,
    "link to a link": linked_twice,
    "hard link": hard_linked,
    "linked folder": in_linked_folder,
}
"""Names for a file; the hard link also stands for another case of letters on a disk that takes no notice of it."""


@pytest.mark.parametrize("spelled", SPELLED.values(), ids=SPELLED)
@pytest.mark.parametrize("name", ["site.toml", "second.site.toml", "meter.csv", "own/stations.toml"])
def test_an_output_that_is_read_is_wrong_usage_whatever_it_is_called(ended, folder, name, spelled):
    target = spelled(name)
    before = contents(folder)
    for files in (["site.toml", "second.site.toml"], ["."], ["./site.toml", str(folder / "second.site.toml")]):
        code, out, errors = ended("check", *files, "--format", "concise", "--format", f"json={target}")
        assert (code, out) == (2, "")
        assert errors.startswith(f"evsite: --format: {target} is ")
        assert errors.count("\n") == 1
    assert contents(folder) == before


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_is_written_over_the_site_and_nothing_is_read_for_it(ended, folder, monkeypatch, name):
    before = contents(folder)
    monkeypatch.delattr(checking, "_check")
    assert ended("check", "site.toml", "--format", f"{name}=site.toml")[0] == 2
    assert contents(folder) == before


BROKEN = {
    "a load that nothing can be made of": ("on = ", "onn = "),
    "a key that is spelled wrongly": ("data = ", "dta = "),
    "a table that is no table": ("[loads.Building]", "[[loads]]"),
    "a text without quotes": ('"meter.csv"', "meter.csv"),
    "a text without its end": ('"meter.csv"', '"meter.csv'),
    "no TOML at all": ("[site]", "[site"),
}


@pytest.mark.parametrize(("good", "bad"), BROKEN.values(), ids=BROKEN)
def test_what_a_broken_site_file_names_is_spared_too(ended, folder, good, bad):
    assert good in SITE
    (folder / "site.toml").write_text(SITE.replace(good, bad))
    for name in ("meter.csv", "own/stations.toml"):
        before = contents(folder)
        code, out, errors = ended("check", "site.toml", "--format", f"json={name}")
        assert (code, out) == (2, "")
        assert f"{name}, which site.toml names" in errors
        assert contents(folder) == before


def test_the_files_of_a_site_are_found_beside_it_and_not_in_the_working_folder(ended, folder, monkeypatch):
    monkeypatch.chdir(folder / "own")
    before = contents(folder)
    assert ended("check", "../site.toml", "--format", "json=../meter.csv")[0] == 2
    assert contents(folder) == before
    assert ended("check", "../site.toml", "--format", "json=meter.csv")[0] == 0
    assert (folder / "own" / "meter.csv").exists()


def test_standard_input_is_not_written_over(process, on_streams, folder):
    before = contents(folder)
    with (folder / "site.toml").open() as file:
        assert on_streams("check", "-", "--format", "json=site.toml", stdin=file) == 2
    assert on_streams.errors.count("\n") == 1
    with (folder / "site.toml").open() as file:
        done = process("check", "/dev/stdin", "--format", "json=site.toml", stdin=file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert contents(folder) == before


@pytest.mark.parametrize(
    "call",
    [
        ["report", "site.toml"],
        ["check", "site.toml"],
        ["load-study", TEN_PORTS, "--on", "P", "--data", "meter.csv", "--timezone", "UTC"],
        ["simulate", TEN_PORTS, "--sessions", "meter.csv"],
    ],
    ids=["report", "check", "load-study", "simulate"],
)
def test_results_are_not_appended_to_what_is_read(on_streams, folder, call):
    before = contents(folder)
    with (folder / "meter.csv").open("a") as stdout:
        assert on_streams(*call, stdout=stdout) == 2
    assert on_streams.errors.count("\n") == 1
    assert "standard output is meter.csv" in on_streams.errors
    assert contents(folder) == before


def test_a_file_that_is_to_be_read_and_is_not_there_is_not_made_either(ended, folder):
    code, _, errors = ended("check", "gone.toml", "--format", "json=./gone.toml")
    assert (code, errors.count("\n")) == (2, 1)
    assert not (folder / "gone.toml").exists()


# one output, one file


@pytest.mark.parametrize("spelled", SPELLED.values(), ids=SPELLED)
def test_two_outputs_in_one_file_are_wrong_usage(ended, folder, spelled):
    (folder / "out").write_bytes(OLD)
    call = ("check", "site.toml", "--format", "json=out", "--format", f"sarif={spelled('out')}")
    for there in (True, False):
        if not there and (folder / "out").stat().st_nlink == 1:  # two hard links without a file are two files
            (folder / "out").unlink()
        before = contents(folder)
        code, out, errors = ended(*call)
        assert (code, out, errors.count("\n")) == (2, "", 1)
        assert contents(folder) == before


def test_files_that_prove_to_be_one_when_they_are_written_are_not_written_over(folder, capsys):
    outputs = Outputs(["out", "OUT"], screen=False)
    assert outputs.problems == []
    outputs.write("out", ["first"], Inputs())
    hard_link = folder / "OUT"
    hard_link.hardlink_to("out")  # what a disk does that takes no notice of case
    with pytest.raises(SystemExit) as end:
        outputs.write("OUT", ["second"], Inputs())
    assert end.value.code == 2
    assert "OUT and out are the same" in capsys.readouterr().err
    assert (folder / "out").read_text() == "first"


def test_the_screen_is_an_output_too(process, folder):
    for call in (
        ("--format", "full", "--format", "json=/dev/stdout"),
        ("--format", "json=/dev/fd/1", "--format", "sarif=/dev/stdout"),
    ):
        done = process("check", "site.toml", *call)
        assert (done.returncode, done.stdout) == (2, "")
        assert "are the same" in done.stderr
    with (folder / "out").open("wb") as file:
        done = process("check", "site.toml", "--format", "full", "--format", "json=out", stdout=file)
    assert (done.returncode, (folder / "out").read_bytes()) == (2, b"")


# whole or not at all


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_has_the_bytes_that_the_screen_has(ended, folder, name):
    shutil.copy(ROOT / "examples" / "broken" / "too-thin.toml", folder / "thin.toml")
    call = ("check", "thin.toml", "--fail-on", "never", "--format")
    code, out, _ = ended(*call, name)
    assert ended(*call, f"{name}=out") == (code, "", "")
    assert (folder / "out").read_text(encoding="utf-8") == out
    assert ended(*call, f"{name}=out") == (code, "", "")
    assert (folder / "out").read_text(encoding="utf-8") == out
    assert drafts(folder) == []


class FullError(OSError):
    pass


def full(*arguments, **options):
    raise FullError(errno.ENOSPC, "No space left on device")


def interrupted(*arguments, **options):
    raise KeyboardInterrupt


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("call", ["open", "fsync", "replace"])
def test_what_fails_leaves_the_old_file_and_nothing_else(ended, folder, monkeypatch, call, there):
    if there:
        (folder / "out").write_bytes(OLD)
    before = contents(folder)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        code, out, errors = ended("check", "site.toml", "--format", "json=out", "--format", "concise")
    assert (code, errors) == (3, "evsite: cannot write out: no space left on device\n")
    assert "site.toml:" in out
    assert (contents(folder), drafts(folder)) == (before, [])


@pytest.mark.parametrize("call", ["open", "fsync", "link"])
def test_a_new_site_file_is_whole_or_not_there(ended, folder, monkeypatch, call):
    before = contents(folder)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        if call == "link":
            patch.setattr(os, "replace", full)
        code, _, errors = ended("init", "new.toml")
    assert (code, errors) == (3, "evsite: cannot write new.toml: no space left on device\n")
    assert (contents(folder), drafts(folder)) == (before, [])


def test_an_interrupt_leaves_the_old_file_and_nothing_else(ended, folder, monkeypatch):
    (folder / "out").write_bytes(OLD)
    before = contents(folder)
    monkeypatch.setattr(os, "fsync", interrupted)
    assert ended("check", "site.toml", "--format", "json=out")[0] == 130
    assert ended("init", "new.toml")[0] == 130
    assert (contents(folder), drafts(folder)) == (before, [])


def test_a_bug_on_the_way_leaves_the_old_file_and_nothing_else(folder):
    def pieces():
        yield "half"
        raise ZeroDivisionError

    (folder / "out").write_bytes(OLD)
    before = contents(folder)
    for write in (
        lambda: Outputs(["out"], screen=False).write("out", pieces(), Inputs()),
        lambda: create_file("n", pieces()),
    ):
        with pytest.raises(ZeroDivisionError):
            write()
    assert (contents(folder), drafts(folder)) == (before, [])


def test_a_disk_that_fills_up_leaves_the_old_file_and_nothing_else(process, folder):
    (folder / "out").write_bytes(OLD)
    before = contents(folder)
    for call, name in ((("check", "site.toml", "--format", "json=out"), "out"), (("init", "new.toml"), "new.toml")):
        done = process(*call, limit=1)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr == f"evsite: cannot write {name}: file too large\n"
    assert (contents(folder), drafts(folder)) == (before, [])


def test_no_name_of_a_draft_is_used_twice_or_follows_a_link(folder, monkeypatch):
    monkeypatch.setattr(os, "urandom", lambda count: b"\0" * count)
    Path(f".evsite-{'0' * 16}.tmp").symlink_to("meter.csv")
    with pytest.raises(UnwritableError):
        Outputs(["out"], screen=False).write("out", ["text"], Inputs())
    assert (folder / "meter.csv").read_text() == METER
    assert not (folder / "out").exists()


def test_a_file_system_that_cannot_sync_is_no_obstacle(ended, folder, monkeypatch):
    def unable(descriptor):
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", unable)
    assert ended("check", "site.toml", "--format", "json=out")[0] == 0
    assert (folder / "out").read_text().endswith("}\n")


def test_a_file_system_without_links_is_no_obstacle_to_a_new_file(ended, folder, monkeypatch):
    def unable(*arguments, **options):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", unable)
    assert ended("init", "new.toml")[0] == 0
    assert ended("check", "new.toml")[0] == 0
    before = contents(folder)
    assert ended("init", "new.toml")[0] == 2
    assert create_file("new.toml", ["other"]) is False
    assert (contents(folder), drafts(folder)) == (before, [])


def test_other_outputs_are_written_where_one_cannot_be(ended, folder, monkeypatch):
    code, out, errors = ended(
        "check", "site.toml", "--format", f"json={'x' * 300}", "--format", "sarif=out", "--format", "concise"
    )
    assert (code, errors) == (3, f"evsite: cannot write {'x' * 300}: file name too long\n")
    assert "site.toml:" in out
    assert (folder / "out").read_text().endswith("}\n")


def test_a_working_folder_that_is_removed_meanwhile_is_reported(ended, folder, monkeypatch):
    def removed(*arguments):
        result = check(*arguments)
        shutil.rmtree(folder)
        return result

    check = checking._check
    monkeypatch.setattr(checking, "_check", removed)
    code, out, errors = ended("check", "site.toml", "--format", "concise", "--format", "json=out")
    assert (code, errors) == (3, "evsite: cannot write out: the working folder is gone\n")
    assert "site.toml:" in out


# permissions and links


def test_permissions_are_kept_and_new_files_follow_the_umask(ended, folder):
    (folder / "out").write_bytes(OLD)
    for mode in (0o600, 0o640, 0o755):
        (folder / "out").chmod(mode)
        assert ended("check", "site.toml", "--format", "json=out")[0] == 0
        assert stat.S_IMODE((folder / "out").stat().st_mode) == mode
    if os.geteuid() == 0:  # who may give files away
        os.chown(folder / "out", 12345, 23456)
        assert ended("check", "site.toml", "--format", "json=out")[0] == 0
        assert ((folder / "out").stat().st_uid, (folder / "out").stat().st_gid) == (12345, 23456)
    before = os.umask(0o027)
    try:
        ended("check", "site.toml", "--format", "json=new")
        ended("init", "new.toml")
    finally:
        os.umask(before)
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in ("new", "new.toml")] == [0o640, 0o640]


def test_a_file_that_may_not_be_written_is_not_replaced(ended, folder, monkeypatch):
    (folder / "out").write_bytes(OLD)
    before = contents(folder)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    code, _, errors = ended("check", "site.toml", "--format", "json=out")
    assert (code, errors) == (3, "evsite: cannot write out: permission denied\n")
    assert contents(folder) == before


def test_a_link_stays_and_what_it_leads_to_is_replaced(ended, folder):
    (folder / "reports").mkdir()
    (folder / "reports" / "real").write_bytes(OLD)
    Path("out").symlink_to("reports/real")
    Path("dangling").symlink_to("reports/new")
    for name in ("real", "new"):
        link = folder / ("out" if name == "real" else "dangling")
        assert ended("check", "site.toml", "--format", f"json={link.name}")[0] == 0
        assert link.is_symlink()
        assert (folder / "reports" / name).read_text().endswith("}\n")
    assert drafts(folder) == []


def test_other_hard_links_of_an_output_keep_what_they_hold(ended, folder):
    (folder / "kept").write_bytes(OLD)
    (folder / "out").hardlink_to("kept")
    assert ended("check", "site.toml", "--format", "json=out")[0] == 0
    assert (folder / "kept").read_bytes() == OLD


@pytest.mark.parametrize("name", ["own", "own/", "new/", ".", "no/out", "site.toml/out", "nowhere-link"])
def test_a_folder_or_a_missing_one_is_wrong_usage(ended, folder, name):
    Path("nowhere-link").symlink_to("no/out")
    before = contents(folder)
    code, out, errors = ended("check", "site.toml", "--format", f"json={name}")
    assert (code, out, errors.count("\n")) == (2, "", 1)
    assert "folder" in errors
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("no/site.toml", 2, "no folder 'no' to write site.toml to"),
        ("new/", 2, "no folder 'new' to write site.toml to"),
        ("own/stations.toml", 2, "is there already and is left as it is"),
        ("dangling", 2, "is there already and is left as it is"),
        ("loop", 3, "cannot write loop: too many levels of symbolic links"),
        ("x" * 300, 3, "file name too long"),
    ],
)
def test_init_says_why_it_writes_nothing(ended, folder, name, code, words):
    Path("dangling").symlink_to("nothing")
    Path("loop").symlink_to("loop")
    before = contents(folder)
    ended_with, out, errors = ended("init", name)
    assert (ended_with, out, errors.count("\n")) == (code, "", 1)
    assert words in errors
    assert contents(folder) == before


def test_a_complaint_is_one_line_whatever_the_name_holds(ended, folder):
    code, _, errors = ended("check", "site.toml", "--format", "json=no/a\n\x1b[31mb")
    assert (code, errors.count("\n")) == (2, 1)
    assert "\x1b" not in errors


# what is no file


def test_a_pipe_to_another_program_gets_everything(ended, folder):
    read = []
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as pipe:
        reader = threading.Thread(target=lambda: read.append(pipe.read()), daemon=True)
        reader.start()
        done = ended("check", "site.toml", "--format", f"json=/dev/fd/{writing}")
        os.close(writing)
        reader.join()
    assert read[0].endswith(b"}\n")
    assert done == (0, "", "")


def test_a_program_that_stops_reading_is_no_error(ended, folder):
    reading, writing = os.pipe()
    os.close(reading)
    done = ended("check", "site.toml", "--format", f"json=/dev/fd/{writing}")
    os.close(writing)
    assert done == (0, "", "")


def test_a_named_pipe_is_written_and_stays_one(ended, folder):
    os.mkfifo("pipe")
    for call in (("check", "site.toml", "--format", "json=pipe"), ("init", "pipe")):
        read = []
        reader = threading.Thread(target=lambda read=read: read.append((folder / "pipe").read_bytes()), daemon=True)
        reader.start()
        assert ended(*call)[0] == 0
        reader.join()
        assert len(read[0]) > 100
        assert (folder / "pipe").is_fifo()


def test_devices_are_written_and_stay_what_they_are(ended, folder):
    code, out, errors = ended("check", "site.toml", "--format", f"json={os.devnull}", "--format", f"sarif={os.devnull}")
    assert (code, out, errors) == (0, "", "")
    assert not Path(os.devnull).is_file()
    Path("nothing").symlink_to(os.devnull)
    assert ended("check", "site.toml", "--format", "json=nothing")[0] == 0
    if Path("/dev/full").exists():
        for call in (("check", "site.toml", "--format", "json=/dev/full"), ("init", "/dev/full")):
            code, out, errors = ended(*call)
            assert (code, out, errors) == (3, "", "evsite: cannot write /dev/full: no space left on device\n")
    code, _, errors = ended("check", "site.toml", "--format", "json=/dev/fd/99")
    assert (code, errors) == (3, "evsite: cannot write /dev/fd/99: bad file descriptor\n")


def test_the_streams_can_be_named_as_files(process, folder):
    done = process("check", "site.toml", "--format", "concise=/dev/stderr", "--format", "json=/dev/stdout")
    assert done.returncode == 0
    assert done.stdout.startswith("{")
    assert done.stderr.startswith("site.toml:")
    with (folder / "out").open("wb") as file:  # a file that the shell has opened goes on where it is
        file.write(OLD)
        file.flush()
        assert process("check", "site.toml", "--format", "concise=/dev/stdout", stdout=file).returncode == 0
    assert (folder / "out").read_bytes().startswith(OLD + b"site.toml:")
    closed = process("check", "site.toml", "--format", "json=/dev/stdout", before="exec >&-")
    assert (closed.returncode, closed.stderr.count("\n")) == (3, 1)


# what cannot be read


def unreadable_names():
    """Names of inputs that the system does not open, each made in the working folder."""
    Path("loop").symlink_to("loop")
    yield from ("gone", "loop", "x" * 300, "site.toml/x", "x/" * 3000, "a\nb", "caf\udce9.toml", "own")


def test_inputs_that_cannot_be_read_exit_with_3_and_are_no_bug(ended, folder):
    for name in unreadable_names():
        calls = [["check", name], ["report", name], ["allocate", name], ["table", name], ["compare-policies", name]]
        calls += [["load-study", name, "--on", "U"], ["load-study", "site.toml", "--on", "U", "--data", name]]
        calls += [["simulate", "site.toml", "--sessions", name]]
        for call in calls if name != "own" else calls[1:]:  # for check a folder stands for the sites in it
            code, out, errors = ended(*call)
            assert code == 3, (call, out, errors)
            assert "bug" not in errors
            assert "--data" not in call or errors.count("\n") == 1


def test_a_folder_that_cannot_be_looked_into_is_reported_and_the_rest_is_checked(ended, folder, monkeypatch):
    def scandir(path):
        if os.fspath(path).endswith("own"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return listed(path)

    listed = os.scandir
    monkeypatch.setattr(os, "scandir", scandir)
    code, out, errors = ended("check", ".", "--format", "concise")
    assert (code, errors) == (3, "evsite: cannot look into ./own: permission denied\n")
    assert "second.site.toml:" in out
    assert ended("check", "own") == (3, "", "evsite: cannot look into own: permission denied\n")


def test_an_error_of_the_system_in_any_place_is_no_bug(ended, folder, monkeypatch):
    def failed(*arguments):
        raise OSError(errno.EMFILE, "Too many open files", "site.toml")

    monkeypatch.setattr(checking, "_check", failed)
    assert ended("check", "site.toml") == (3, "", "evsite: cannot go on: site.toml: too many open files\n")


# one module writes files

WRITERS = {
    "os": {"open", "replace", "rename", "renames", "remove", "unlink", "link", "symlink", "mkdir", "makedirs", "rmdir",
           "truncate", "ftruncate", "write", "fdopen", "mkfifo", "chmod", "chown", "removedirs", "dup", "dup2"},
    "shutil": None,
    "tempfile": None,
}  # fmt: skip
METHODS = {"write_text", "write_bytes", "touch", "unlink", "rmdir", "mkdir", "hardlink_to", "symlink_to", "rename"}
ALLOWED = {"cli/outputs.py", "cli/streams.py", "portfolio/journal.py", "portfolio/work.py"}
"""The one module that writes files, and the one that looks after the streams; lines of sites that are added as they
come, and the folder in which the files of a site are for as long as it is worked out."""


def writes(tree):
    """Calls that write, make, move or remove a file, as far as they can be told by their looks."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            harmless = isinstance(node, ast.ImportFrom) and [alias.name for alias in node.names] == [
                "get_terminal_size"
            ]
            yield from ((node.lineno, name) for name in names if name in {"shutil", "tempfile"} and not harmless)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = (
            node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
        )
        if owner in WRITERS and (WRITERS[owner] is None or name in WRITERS[owner]) and name != "get_terminal_size":
            yield node.lineno, f"{owner}.{name}"
        elif name in METHODS:
            yield node.lineno, name
        elif name == "open":
            method = isinstance(node.func, ast.Attribute) and owner not in {"io", "codecs", "gzip"}
            modes = [
                argument.value for keyword in node.keywords if keyword.arg == "mode" for argument in [keyword.value]
            ]
            modes += [
                argument.value for argument in node.args[0 if method else 1 :][:1] if isinstance(argument, ast.Constant)
            ]
            known = len(node.args) <= (0 if method else 1) or modes
            if not known or any(not isinstance(mode, str) or set(mode) & set("wax+") for mode in modes):
                yield node.lineno, "open"


def test_no_other_module_writes_a_file():
    source = ROOT / "src" / "evsite"
    named = re.compile(rf"\b(os|shutil|tempfile)\b|\b(open|{'|'.join(METHODS)})\s*\(")
    found = {
        path.relative_to(source).as_posix(): list(writes(ast.parse(text)))
        for path in source.rglob("*.py")
        if named.search(text := path.read_text(encoding="utf-8"))
    }
    assert {name for name, calls in found.items() if calls} == ALLOWED, {n: c for n, c in found.items() if c}


@pytest.mark.parametrize(
    "code",
    [
        'open(x, "w")', 'open(x, mode="a")', 'p.open("x")', 'Path(x).open("r+b")', "open(x, mode)", "p.write_text(t)",
        "os.open(x, f)", "os.replace(a, b)", "import tempfile", "p.unlink()", "shutil.copy(a, b)", 'io.open(x, "wb")',
    ],
)  # fmt: skip
def test_calls_that_write_are_recognized(code):
    assert list(writes(ast.parse(code)))


@pytest.mark.parametrize("code", ["open(x)", 'p.open("rb")', 'p.open(encoding="utf-8")', 'text.replace("a", "b")'])
def test_calls_that_read_are_not(code):
    assert not list(writes(ast.parse(code)))


def test_an_output_over_an_input_below_another_root_is_wrong_usage(ended, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    shutil.copy(TEN_PORTS, tmp_path / "below" / "site.toml")
    arguments = ["check", "--root", "below", "site.toml", "--format"]
    code, _, errors = ended(*arguments, "json=below/site.toml")
    assert (code, errors.count("\n")) == (2, 1)
    assert (tmp_path / "below" / "site.toml").read_bytes() == Path(TEN_PORTS).read_bytes()
    # beside the root there is a file of that name to write
    assert ended(*arguments, "json=site.toml", "--fail-on", "never")[0] == 0
    assert (tmp_path / "site.toml").read_text().startswith("{")


@pytest.mark.parametrize(
    "call",
    [
        "all-documents {site} --output",
        "html {site} -o",
        "draw {site} -o",
        "export ocpp {site} --out",
        "export csv {site} --out",
        "compare {site} --write-regular",
        "size --panel 400A --system 208Y/120 --stalls 4 -o",
        "init",
    ],
)
def test_an_empty_name_is_no_folder_to_write_to(evsite, project, tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    result = evsite(*call.format(site=project / "examples/office.toml").split(), "")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the name is empty" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "call",
    [
        ["check", ""],
        ["check", "{site}", ""],
        ["report", ""],
        ["simulate", "", "--drivers", "5"],
        ["compare", "{site}", ""],
        ["simulate", "{site}", "--sessions", ""],
        ["html", "{site}", "--sessions", ""],
        ["simulate", "{site}", "--drivers", "5", "--tariff", ""],
        ["simulate", "{site}", "--sessions", "{site}", "--port-names", ""],
        ["fleet", "{site}", "--trips", ""],
        ["bom", "{site}", "--prices", ""],
        ["portfolio", ""],
    ],
    ids=" ".join,
)
def test_an_empty_name_is_no_file_to_read(evsite, project, call):
    result = evsite(*(each.format(site=project / "examples/office.toml") for each in call))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the name is empty" in result.stderr
