"""`--allow-outside`: whether site files may name files outside of their folders, for every command that reads one."""

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated, Any

import typer

_ALLOWED: ContextVar[bool] = ContextVar("allow_outside", default=False)
_OPTION = inspect.Parameter(
    "allow_outside",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[
        bool,
        typer.Option(
            "--allow-outside", help="Read data, catalogues and records outside of the folder of the site file too."
        ),
    ],
)


def outside_allowed() -> bool:
    """Whether the command that runs was given `--allow-outside`."""
    return _ALLOWED.get()


def with_outside(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command with `--allow-outside` beside its own options."""

    @functools.wraps(command)
    def run(*arguments: Any, allow_outside: bool = False, **options: Any) -> Any:  # noqa: ANN401
        _ALLOWED.set(allow_outside)
        return command(*arguments, **options)

    signature = inspect.signature(command)
    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), _OPTION])  # type: ignore[attr-defined]
    return run
