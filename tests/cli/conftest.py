"""The program as a process of its own, as a shell starts it."""

import os
import subprocess
import sys
from pathlib import Path

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
