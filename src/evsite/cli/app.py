"""The one parser of the command line: its commands by panel of the help, each imported when it is looked at."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from evsite._version import __version__
from evsite.cli.command_names import unknown_command
from evsite.cli.console import colored
from evsite.cli.outside import with_outside

if TYPE_CHECKING:
    from typing import Any

PANELS = {
    "check": "Check",
    "lsp": "Check",
    "report": "Numbers",
    "allocate": "Numbers",
    "table": "Numbers",
    "compare-policies": "Numbers",
    "diagnose": "Numbers",
    "compare": "Numbers",
    "load-study": "Numbers",
    "draw": "Documents",
    "schedule": "Documents",
    "load-calc": "Documents",
    "as-built": "Documents",
    "labels": "Documents",
    "bom": "Documents",
    "chart": "Documents",
    "package": "Documents",
    "all-documents": "Documents",
    "html": "Documents",
    "size": "Size",
    "simulate": "Time",
    "fleet": "Time",
    "portfolio": "Many sites",
    "export": "Exchange",
    "import": "Exchange",
    "explain": "Reference",
    "rules": "Reference",
    "catalog": "Reference",
    "schema": "Reference",
    "init": "Reference",
    "help": "Reference",
}
"""Commands in the order of the help, each with its panel: Check, Numbers, Documents, Size, Time, Many sites,
Exchange, Reference.

Each has a module of its name (or of `_MODULES`) with a function `command`, whose first line of documentation is its
line in the help.
"""
_READ_NO_SITE = frozenset({"Size", "Exchange", "Reference"})
"""Panels whose commands read no site file, or have commands of their own that do."""


_MODULES = {"import": "import_site"}
"""Modules of commands whose names are no names of Python."""
_NAME_OUTPUTS = frozenset({"--output", "--out", "--write-regular"})
"""Options that name what is written; a variable of a script that is not set makes an empty name, which is no folder."""
_CALLED_NAMES = frozenset({"FILE", "FILE [AFTER]", "FILE|FOLDER", "PATH", "TARIFF", "PRICES", "DIR|LIST"})
"""What is called so names what is read, or written; an empty one would be the folder that one is in."""
_VALUE_MAY_BE_LEFT_OUT = "--example"
"""An option that stands for a list of its values where it ends the line."""


def module_of(command: str) -> str:
    """The module of a command, by its full name."""
    return f"evsite.cli.{_MODULES.get(command, command.replace('-', '_'))}"


class Command(TyperCommand):
    """A command whose help has colours only where results have them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Read the arguments."""
        left_out = args[-1:] == [_VALUE_MAY_BE_LEFT_OUT] and not ctx.resilient_parsing
        rest = super().parse_args(ctx, [*args, ""] if left_out else args)
        for parameter in self.params:
            is_name = parameter.metavar in _CALLED_NAMES or not _NAME_OUTPUTS.isdisjoint(parameter.opts)
            given = ctx.params.get(parameter.name)
            names = given if isinstance(given, list | tuple) else [given]
            if is_name and "" in names and not ctx.resilient_parsing:
                option = f"{parameter.opts[0]}: " if parameter.opts[0].startswith("-") else ""
                ctx.fail(f"{option}the name is empty{'' if option else ', expected a file'}")
        return rest

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer keeps these types to itself
        """Print the help."""
        _follow_color_settings()
        super().format_help(ctx, formatter)


class Exports(TyperGroup):
    """The formats of `evsite export`, each imported from its own module when it is looked up."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Names in the order of the help."""
        return list(_exports())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """The format of this name, or None."""
        known = _exports()
        if cmd_name in known and cmd_name not in self.commands:
            single = typer.Typer(add_completion=False)
            module = import_module(f"evsite.cli.{known[cmd_name]}")
            single.command(cmd_name, cls=Command)(with_outside(module.command))
            self.add_command(typer.main.get_command(single), cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """The format that the arguments begin with; a name that there is not ends with what was meant."""
        known = _exports()
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(f"no format {args[0]!r} to export to; there are {', '.join(known)}")
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Print the help."""
        _follow_color_settings()
        super().format_help(ctx, formatter)


def _exports() -> dict[str, str]:
    from evsite.cli.export import EXPORTS

    return EXPORTS


class Commands(TyperGroup):
    """All commands, each imported from its own module when it is looked up."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Names in the order of the help."""
        return list(PANELS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """The command of this name, or None."""
        if cmd_name in PANELS and cmd_name not in self.commands:
            single = typer.Typer(add_completion=False)
            module = import_module(module_of(cmd_name))
            if cmd_name == "export":
                group = typer.Typer(
                    name=cmd_name, add_completion=False, cls=Exports, no_args_is_help=True, help=module.command.__doc__
                )
                group.callback(rich_help_panel=PANELS[cmd_name])(module.command)
                self.add_command(typer.main.get_command(group), cmd_name)
                return super().get_command(ctx, cmd_name)
            reads_site = PANELS[cmd_name] not in _READ_NO_SITE
            run = with_outside(module.command) if reads_site else module.command
            single.command(cmd_name, cls=Command, rich_help_panel=PANELS[cmd_name])(run)
            self.add_command(typer.main.get_command(single), cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """The command that the arguments begin with; a name that there is not ends with what was meant."""
        if args[0] not in PANELS and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(unknown_command(args[0], PANELS))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Print the help."""
        _follow_color_settings()
        super().format_help(ctx, formatter)


def _follow_color_settings() -> None:
    from typer import rich_utils

    rich_utils.FORCE_TERMINAL = colored("auto", sys.stdout)


app = typer.Typer(
    cls=Commands,
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


@cache
def command_line() -> Any:  # noqa: ANN401 - typer keeps this type to itself
    """The commands, built once a process: whoever runs several in one process reads their options once."""
    return typer.main.get_command(app)
