"""The drivers that `evsite size` simulates: which options say so, and what does not go together."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, NamedTuple

from evsite.cli.session_options import sessions_of
from evsite.cli.size_arrivals import arrivals_named

if TYPE_CHECKING:
    from evsite.cli.console import ColorChoice
    from evsite.cli.session_options import SessionOptions
    from evsite.cli.size_answers import SizeAnswers
    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site

_IN_ANSWERS = ("profile", "days")
"""What is said by options that mean something else without drivers."""
_NAMES = {"files": "--sessions"}


class Drivers(NamedTuple):
    """What the options say of drivers, and what they say where nobody asks for any."""

    options: SessionOptions
    defaults: SessionOptions

    @property
    def files(self) -> tuple[str, ...]:
        """The files that sessions are read from."""
        return self.options.files

    @property
    def made_up(self) -> bool:
        """Whether they are made up."""
        return self.options.drivers is not None

    def words(self) -> list[str]:
        """The options that say the same, but for those that are among the answers."""
        found: list[str] = []
        for name in self._given():
            value = getattr(self.options, name)
            each = value if isinstance(value, tuple) else (value,)
            found += [word for one in each for word in (_option(name), str(one))]
        return found

    def problems(self, answers: SizeAnswers) -> list[str]:
        """What is missing, or does not go together."""
        if answers.served is None:
            return [
                f"{_option(name)} goes with --served, the share of drivers who are to leave full"
                for name in self._given()
            ]
        named = list(arrivals_named(answers))
        if len(named) > 1:
            return [f"--profile: drivers do one thing, and {' and '.join(named)} were given"]
        if not self.files and not self.made_up:
            return [
                "--served: needs drivers: --sessions PATH, a file of vehicles that come; or --drivers N to make them up"
            ]
        return self._understood(answers).problems()

    def sessions(self, answers: SizeAnswers, site: Site, color: ColorChoice) -> SessionSet:
        """The sessions at a site, each at any free port; what cannot be used of them ends the command."""
        return sessions_of(self._understood(answers), site, color, pool=tuple(site.ports))

    def _given(self) -> list[str]:
        names = [field.name for field in fields(self.options) if field.name not in _IN_ANSWERS]
        return [name for name in names if getattr(self.options, name) != getattr(self.defaults, name)]

    def _understood(self, answers: SizeAnswers) -> SessionOptions:
        days = answers.days if answers.peak is None else None
        return replace(
            self.options,
            profile=next(arrivals_named(answers), None),
            days=int(days) if days is not None and days.strip().isdecimal() else self.defaults.days,
        )


def _option(name: str) -> str:
    return _NAMES.get(name, f"--{name.replace('_', '-')}")
