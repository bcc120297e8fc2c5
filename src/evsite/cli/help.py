"""`evsite help`: what the commands are, the help of one of them, or what a rule or a key means."""

from typing import Annotated

import typer

from evsite.cli import completion


def command(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="COMMAND|CODE|KEY",
            help="A command, for what its --help says; or a code or key, as evsite explain takes them.",
            autocompletion=completion.command_or_topic,
        ),
    ] = None,
) -> None:
    """Show the commands, the help of one of them, or what a rule or a key of the site file means."""
    from evsite.cli.app import PANELS, command_line

    name = (word or "").strip().casefold()
    if name in PANELS or not name:
        command_line()(args=[name, "--help"] if name else ["--help"], prog_name="evsite", standalone_mode=False)
        return
    from evsite.cli.explain import command as explain
    from evsite.output.topic_search import look_up

    if word is not None and look_up(word):
        explain([word])
        return
    from evsite.cli.command_names import unknown_word
    from evsite.cli.console import refuse

    refuse([unknown_word(word or "", PANELS)])
