"""Work in several processes: what comes back, and what happens when one fails, dies or is interrupted."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from evsite.processes import in_processes

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes begin as forks on Linux alone")


def run(code, **options):
    """A program of its own, in which no other thread runs."""
    head = "import os, signal, sys, time\nfrom evsite.processes import in_processes\n"
    return subprocess.Popen(
        [sys.executable, "-c", head + textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def ended(process):
    stdout, stderr = process.communicate(timeout=60)
    return process.returncode, stdout, stderr


def test_one_process_or_piece_is_worked_on_here():
    here = []
    assert in_processes(lambda number: here.append(number) or number * 2, 3, 1) == [0, 2, 4]
    assert in_processes(here.append, 1, 8) == [None]
    assert here == [0, 1, 2, 0]


@ONLY_LINUX
@pytest.mark.slow
def test_pieces_come_back_in_order_from_other_processes_and_what_was_printed_is_printed_once():
    code, stdout, stderr = ended(
        run("""
            print("before")
            big = 10**6
            found = in_processes(lambda number: (time.sleep(0.2 * (number == 0)), number * big, os.getpid()), 5, 2)
            print([each[1] // big for each in found], os.getpid() in {each[2] for each in found})
        """)
    )
    assert (code, stdout, stderr) == (0, "before\n[0, 1, 2, 3, 4] False\n", "")


@ONLY_LINUX
@pytest.mark.slow
def test_a_piece_that_fails_is_an_error_here_and_the_others_end():
    code, stdout, stderr = ended(run("in_processes(lambda number: 1 / 0 if number == 0 else time.sleep(600), 4, 2)"))
    assert (code, stdout) == (1, "")
    assert stderr.splitlines()[-1] == "ZeroDivisionError: division by zero"


@ONLY_LINUX
@pytest.mark.slow
def test_a_process_that_is_killed_is_an_error_and_never_a_hang():
    code, _, stderr = ended(
        run("in_processes(lambda n: os.kill(os.getpid(), signal.SIGKILL) if n == 1 else time.sleep(600), 4, 2)")
    )
    assert code == 1
    assert stderr.splitlines()[-1].startswith("ChildProcessError: [Errno 10] a process of this command ended before")


@ONLY_LINUX
@pytest.mark.slow
def test_an_interrupt_of_all_processes_of_a_terminal_is_told_by_one_and_ends_all(tmp_path):
    pids = tmp_path / "pids"
    os.mkfifo(pids)
    process = run(f"""
        def work(number):
            with open({str(pids)!r}, "w") as stream:
                stream.write(f"{{os.getpid()}} ")
            time.sleep(600)
        try:
            in_processes(work, 4, 2)
        except KeyboardInterrupt:
            print("interrupted")
    """)
    workers = set()
    while len(workers) < 2:
        workers |= {int(pid) for pid in pids.read_text().split()}
    os.killpg(process.pid, signal.SIGINT)
    assert ended(process) == (0, "interrupted\n", "")
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
