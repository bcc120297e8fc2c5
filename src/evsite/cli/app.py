"""The command line: the names of the commands, each loaded from its own module when it is used."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from evsite._version import __version__

COMMANDS = {
    "check": "Say what is wrong with site files, and where.",
    "report": "The numbers of a site: sharing groups, oversubscription, worst cases.",
    "allocate": "Share the power at one moment, port by port.",
    "table": "What vehicles get for every number of them, in the worst, balanced and best places.",
    "load-study": "What a year or a month of metering leaves for vehicles.",
    "compare-policies": "What each driver gets under each way of sharing, side by side.",
    "explain": "What a rule asks, why, and where it comes from.",
    "rules": "List all rules.",
    "catalog": "List the stations that are known by model.",
    "schema": "Print the JSON Schema of the site file, for editors.",
    "init": "Write a commented site file to start from.",
}
"""Commands in the order of the help, each with its line there; each has a module of its name with a `command`."""


class LazyGroup(TyperGroup):
    """A group that imports the module of a command only when that command is wanted."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**attributes)
        for name in COMMANDS:
            self.commands.setdefault(name, None)  # type: ignore[arg-type]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """The commands in the order in which they are explained."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """The command of this name, or None."""
        if cmd_name in COMMANDS and self.commands[cmd_name] is None:
            module = import_module(f"evsite.cli.{cmd_name.replace('-', '_')}")
            single = typer.Typer(rich_markup_mode=None, add_completion=False)
            single.command(cmd_name, short_help=COMMANDS[cmd_name])(module.command)
            self.commands[cmd_name] = typer.main.get_command(single)
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"evsite {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Check, calculate and share power for EV-charging sites written down as TOML files.

    evsite helps a licensed electrician or engineer and does not replace one.
    """
