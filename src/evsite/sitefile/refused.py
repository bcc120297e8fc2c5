"""A value that a key does not take: what is wrong with it, and what would do, with an example of that key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.toml_text import value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Fit = str | Sequence[str | int] | Mapping[str, str | int]
    """A value that would do: a text, a list of numbers or texts, a table."""


class RefusalError(ValueError):
    """Raised by what reads the value of a key; the message says what would do.

    `reason` is the message without that, and `expected` what would do, in words that an example can follow; it is empty
    where the message says all. `fits` are values that would do: texts, a list of numbers, a table.
    """

    def __init__(self, message: str, reason: str = "", expected: str = "", fits: Iterable[Fit] = ()) -> None:
        super().__init__(message)
        self.reason = reason or message
        self.expected = expected
        self.fits = tuple(fits)

    def with_example(self, example: object) -> str:
        """The message with an example of the key that it is about; None for none."""
        if not self.expected or example is None:
            return str(self)
        return f"{self.reason}, expected {self.expected} such as {value_text(example)}"
