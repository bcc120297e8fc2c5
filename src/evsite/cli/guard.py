"""What surrounds every command: an interrupt, a stream or file that fails, or a bug ends in a line and an exit code.

Nothing heavy is imported before all of this is in place, so that an interrupt during an import ends in a line too.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from evsite.cli.exits import Exit
from evsite.cli.streams import UnwritableError, discard_results, reason, standard_streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer import TyperException


_COMPLETE = "_EVSITE_COMPLETE"
"""Where shells say in the environment that they ask for completion; typer builds the name from that of the program."""


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
        return _interrupted()
    except BrokenPipeError:
        return Exit.OK
    except UnwritableError as error:
        return _failed(error, str(error))
    except OSError as error:
        name = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, (str, bytes)) else ""
        return _failed(error, f"cannot go on: {name}{reason(error)}")
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        return _bug(error) if name in {"", "evsite"} else _failed(error, _incomplete(name))
    except Exception as error:
        return _interrupted() if _of_an_interrupt(error) else _bug(error)
    return code


def _interrupted() -> int:
    discard_results()
    _print_error("interrupted")
    return Exit.INTERRUPTED


def _of_an_interrupt(error: BaseException) -> bool:
    """Whether an error came of an interrupt: what a class does while it is made is wrapped in one by Python 3.11."""
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        if isinstance(cause, KeyboardInterrupt):
            return True
        seen.append(cause)
        cause = cause.__cause__ or cause.__context__
    return False


def _run(arguments: Sequence[str]) -> int:
    # no plug-in of pydantic has a say here, and to look for one reads the metadata of every installed package
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from typer import TyperException

    from evsite.cli.app import command_line

    try:
        code = command_line()(args=list(arguments), prog_name="evsite", standalone_mode=False)
    except TyperException as error:
        return _misused(error, arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) or end.code is None else Exit.USAGE
    if code == Exit.INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else Exit.OK


def _misused(error: TyperException, arguments: Sequence[str]) -> int:
    """Wrong usage, in plain lines: what is wrong, and where to read on. typer would draw a box around it."""
    from evsite.cli.app import PANELS
    from evsite.cli.command_names import moved_option, near_options
    from evsite.cli.console import remark
    from evsite.words import listed

    option = getattr(error, "option_name", "")
    moved = moved_option(arguments[0], option) if arguments else None
    near = [moved] if moved else near_options(option, getattr(error, "possibilities", None) or ())
    text = f"{error.message}; did you mean {listed(near)}?" if near else error.format_message()
    message = " ".join(text.replace("Value error, ", "").split())
    if message:  # none where the help has been printed instead
        command = f"evsite {arguments[0]}" if arguments and arguments[0] in PANELS else "evsite"
        path = getattr(getattr(error, "ctx", None), "command_path", "")
        command = path if path.startswith(f"{command} ") else command
        remark(f"{message[0].lower()}{message[1:]}")
        _print_error(f"see {command} --help")
    return Exit.USAGE


def _failed(error: Exception, text: str) -> int:
    """Something outside evsite is in the way: a file, a stream, the working folder."""
    _traceback(error)
    _print_error(" ".join(text.split()))
    return Exit.UNWRITABLE


def _incomplete(name: str) -> str:
    return (
        f"the Python module {name} is not installed, and evsite cannot go on without it; "
        "install evsite with pip again, which brings what it needs"
    )


def _bug(error: Exception) -> int:
    _traceback(error)
    if _COMPLETE in os.environ:  # a shell asked what may be typed here: what it gets is shown in the middle of a line
        return Exit.BUG
    from evsite._version import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    place = f"evsite {__version__}, Python {python}, {sys.platform}"
    detail = " ".join(str(error).split())[:200]
    _print_error(
        f"this is a bug in evsite: {type(error).__name__}{': ' if detail else ''}{detail}\n"
        f"Please report it with this line ({place}), the command and, if you may, the site file.\n"
        "With EVSITE_DEBUG=1 in the environment the traceback is shown."
    )
    return Exit.BUG


def _traceback(error: Exception) -> None:
    if os.environ.get("EVSITE_DEBUG"):
        import traceback

        traceback.print_exception(error)


def _print_error(text: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"evsite: {text.replace('##[', '#[')}\n")
