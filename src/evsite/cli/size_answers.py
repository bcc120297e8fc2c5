"""What `evsite size` was asked, as it was written: by options, or in answer to questions."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields

OPTIONS = {"output": "-o"}
"""What an option is written as where it is not called as its field."""


@dataclass(frozen=True, slots=True)
class SizeAnswers:
    """The texts of the options that a design depends on; None, an empty tuple or False where one was not given."""

    service: str | None = None
    transformer: str | None = None
    panel: str | None = None
    spaces: str | None = None
    system: str | None = None
    existing: str | None = None
    peak: str | None = None
    days: str | None = None
    stalls: str | None = None
    ports: str | None = None
    max_ports: bool = False
    application: str | None = None
    miles: str | None = None
    hours: str | None = None
    miles_per_kwh: str | None = None
    min_current: str | None = None
    min_power: str | None = None
    min_range: str | None = None
    profile: tuple[str, ...] = ()
    served: str | None = None
    model: tuple[str, ...] = ()
    station: str | None = None
    circuits: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    no_sharing: bool = False
    nec: str | None = None
    distance: str | None = None
    pitch: str | None = None
    rows: str | None = None
    material: str | None = None
    terminals: str | None = None
    spare: str | None = None
    name: str | None = None
    choose: str | None = None
    output: str | None = None


def option_of(field: str) -> str:
    """The option of a field: `--max-ports` for "max_ports"."""
    return OPTIONS.get(field, f"--{field.replace('_', '-')}")


def arguments_of(answers: SizeAnswers) -> list[str]:
    """The options that say the same."""
    return [word for field in fields(answers) for word in words_of(field.name, getattr(answers, field.name))]


def command_line(answers: SizeAnswers, others: list[str]) -> str:
    """The command that asks the same, to be pasted into a shell.

    Parameters
    ----------
    answers
        What was asked.
    others
        Further words: options that the answers do not hold.
    """
    return shlex.join(["evsite", "size", *arguments_of(answers), *others])


def words_of(field: str, value: object) -> list[str]:
    """The option of a field with its value; nothing where it was not given."""
    option = option_of(field)
    if value is True:
        return [option]
    if isinstance(value, tuple):
        return [word for each in value for word in _given(option, each)]
    return _given(option, str(value)) if value else []


def _given(option: str, value: str) -> list[str]:
    # a value that begins with a dash would be taken for an option
    return [f"{option}={value}"] if value.startswith("-") and option.startswith("--") else [option, value]
