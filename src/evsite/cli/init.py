"""`evsite init`: a site file to start from."""

from typing import Annotated

import typer

from evsite.cli import completion


def command(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="The file to write, a folder for its site.toml, or - for the screen.")
    ] = "site.toml",
    example: Annotated[
        str | None,
        typer.Option(
            "--example",
            metavar="NAME",
            help="Write this example, with the data that it names; without a name all are listed.",
            autocompletion=completion.examples,
        ),
    ] = None,
    interactive: Annotated[
        bool,
        typer.Option(
            "--interactive", "-i", help="Ask eight questions and write that site, which passes its own check."
        ),
    ] = False,
) -> None:
    """Write a commented site file to start from; a file that is there is never overwritten."""
    from evsite.cli import starting

    if example is not None and interactive:
        starting.refuse_both()
    if example == "":
        starting.list_examples()
    elif example is not None:
        starting.write_example(example, path)
    elif interactive:
        starting.write_answered(path)
    else:
        starting.write_starter(path)
