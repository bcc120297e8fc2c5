"""`evsite lsp`: findings in an editor."""

import sys
from typing import Annotated

import typer


def command(
    show_not_checked: Annotated[
        bool,
        typer.Option("--show-not-checked", help="Show what could not be checked because input is missing, as hints."),
    ] = False,
    stdio: Annotated[
        bool, typer.Option("--stdio", help="Use standard input and output; it does so anyway, and editors say it.")
    ] = False,
) -> None:
    r"""Serve an editor: findings as you type, documentation, completion and fixes.

    The editor starts it, and speaks the Language Server Protocol with it on standard input and output.

    It needs a library: pip install 'evsite\[lsp]'.

    Exit codes: 0 the editor ended it, 1 the editor went away, 2 wrong usage, 3 nothing can be written to the editor.
    """
    from evsite.cli.console import refuse
    from evsite.cli.outside import outside_allowed
    from evsite.cli.streams import UnwritableError, reason, standard_output_alone

    del stdio
    try:
        from evsite.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"pygls", "lsprotocol"}:
            refuse(["evsite lsp needs a library that is not installed: pip install 'evsite[lsp]'"])
        raise
    if sys.stdin is None:
        refuse(["standard input is closed; an editor starts evsite lsp"])
    if sys.stdin.isatty():
        refuse(["evsite lsp is started by an editor, and speaks with it on standard input and output"])
    try:
        with standard_output_alone() as protocol:
            written = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
            ended = serve(written, protocol, outside=outside_allowed(), not_checked=show_not_checked)
    except BrokenPipeError:
        raise typer.Exit(1) from None
    except OSError as error:
        why = "it is closed" if error.errno is None else reason(error)
        raise UnwritableError(f"cannot write to standard output: {why}") from None
    raise typer.Exit(0 if ended else 1)
