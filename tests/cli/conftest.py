"""The program as a process of its own, as a shell starts it; and in this process, on streams as a process has them."""

import io
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parent.parent.parent
BARE = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "LC_ALL") if key in os.environ} | {
    "PYTHONPATH": str(ROOT / "src")
}


@pytest.fixture
def process():
    """Run a command with redirections like ">&-", after the shell has run `before` in the same process.

    `limit` is how large a file may grow, in blocks of 512 bytes.
    """

    def run(*arguments, redirect="", before=":", limit=None, env=None, stdin=None, stdout=subprocess.PIPE, **options):
        if limit is not None:  # Python would save halves of compiled modules under it
            before = f"ulimit -f {limit}; export PYTHONDONTWRITEBYTECODE=1"
        done = subprocess.run(
            ["sh", "-c", f'{before}; exec "$@" {redirect}', "sh", sys.executable, "-m", "evsite", *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=BARE | (env or {}),
            text=True,
            errors="surrogateescape",
            timeout=60,
            check=False,
            **options,
        )
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
        return done

    return run


@pytest.fixture
def on_streams(monkeypatch):
    """Run a command in this process with these as its standard streams, None for one that is closed: the exit code.

    A stream that is not said takes what is written to it; what standard error took is in `on_streams.errors`.
    """
    from evsite.cli.guard import guarded

    def run(*arguments, env=None, **streams):
        errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        given = {"stdin": None, "stdout": io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), "stderr": errors} | streams
        with monkeypatch.context() as patch:
            for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
                patch.delenv(name, raising=False)
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            for name, stream in given.items():
                patch.setattr(sys, name, stream)
                patch.setattr(sys, f"__{name}__", stream)
            code = guarded([str(argument) for argument in arguments])
        errors.flush()
        run.errors = errors.buffer.getvalue().decode()
        return code

    return run


@pytest.fixture
def on_terminal(on_streams):
    """Run a command in this process on a terminal of this width: its exit code, and what is written there."""

    def run(*arguments, columns=80, env=None):
        parent, child = pty.openpty()
        pieces = []

        def read():
            with suppress(OSError):  # the end of what is written to a terminal
                while piece := os.read(parent, 65536):
                    pieces.append(piece)

        reader = Thread(target=read)
        reader.start()
        with os.fdopen(child, "w", encoding="utf-8") as stream:
            env = {"TERM": "xterm-256color", "COLUMNS": str(columns)} | (env or {})
            code = on_streams(*arguments, stdout=stream, stderr=stream, env=env)
        reader.join()
        os.close(parent)
        return code, b"".join(pieces).decode().replace("\r\n", "\n")

    return run
