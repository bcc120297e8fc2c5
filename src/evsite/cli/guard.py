"""What surrounds every command: an interrupt, a closed pipe or a bug ends in one line and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from evsite.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence


def guarded(arguments: Sequence[str]) -> int:
    """Run the command line; the exit code, never an exception."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name that the stream cannot carry must not end the program
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _say("interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        discard_stdout()
        return Exit.OK
    except Exception as error:
        return _bug(error)
    return code


def discard_stdout() -> None:
    """Let what is still to be written to a closed pipe go nowhere, also at the end of the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _run(arguments: Sequence[str]) -> int:
    from evsite.cli.direct import plain_check

    try:
        check = plain_check(arguments)
        if check is not None:
            return check.run()
        # no plug-in of pydantic has a say here, and to look for one reads the metadata of every installed package
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        from evsite.cli.app import app

        app(args=list(arguments), prog_name="evsite")
    except SystemExit as end:
        if end.code == Exit.INTERRUPTED:
            raise KeyboardInterrupt from None
        return end.code if isinstance(end.code, int) else Exit.OK if end.code is None else Exit.USAGE
    return Exit.OK


def _bug(error: Exception) -> int:
    if os.environ.get("EVSITE_DEBUG"):
        import traceback

        traceback.print_exception(error)
    from evsite._version import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    place = f"evsite {__version__}, Python {python}, {sys.platform}"
    detail = " ".join(str(error).split())[:200]
    _say(
        f"this is a bug in evsite: {type(error).__name__}{': ' if detail else ''}{detail}\n"
        f"Please report it with this line ({place}), the command and, if you may, the site file.\n"
        "With EVSITE_DEBUG=1 in the environment the traceback is shown."
    )
    return Exit.BUG


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(f"evsite: {text}\n")
