"""What surrounds every command: an interrupt, a stream or file that fails, or a bug ends in a line and an exit code.

Nothing heavy is imported here: `evsite --version` is answered before anything else is.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from evsite.cli.exits import Exit
from evsite.cli.streams import UnwritableError, discard_results, reason, standard_streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def guarded(arguments: Sequence[str]) -> int:
    """Run the command line; the exit code, never an exception."""
    with standard_streams():
        code = _ended(arguments)
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):  # nothing is left for the end of the process, where Python would complain of it
                stream.flush()
        return code


def _ended(arguments: Sequence[str]) -> int:
    """Run the command line; the exit code of whatever it ended with."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        discard_results()
        _say("interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return Exit.OK
    except UnwritableError as error:
        return _failed(error, str(error))
    except OSError as error:
        name = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, (str, bytes)) else ""
        return _failed(error, f"cannot go on: {name}{reason(error)}")
    except Exception as error:
        return _bug(error)
    return code


def _run(arguments: Sequence[str]) -> int:
    if list(arguments) == ["--version"]:
        from evsite._version import __version__

        sys.stdout.write(f"evsite {__version__}\n")
        return Exit.OK
    # no plug-in of pydantic has a say here, and to look for one reads the metadata of every installed package
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from evsite.cli.direct import plain_check

    try:
        check = plain_check(arguments)
        if check is not None:
            return check.run()
        from evsite.cli.app import app

        app(args=list(arguments), prog_name="evsite")
    except SystemExit as end:
        if end.code == Exit.INTERRUPTED:
            raise KeyboardInterrupt from None
        return end.code if isinstance(end.code, int) else Exit.OK if end.code is None else Exit.USAGE
    return Exit.OK


def _failed(error: Exception, text: str) -> int:
    """Something outside evsite is in the way: a file, a stream, the working folder."""
    _traceback(error)
    _say(" ".join(text.split()))
    return Exit.UNWRITABLE


def _bug(error: Exception) -> int:
    _traceback(error)
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


def _traceback(error: Exception) -> None:
    if os.environ.get("EVSITE_DEBUG"):
        import traceback

        traceback.print_exception(error)


def _say(text: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"evsite: {text}\n")
