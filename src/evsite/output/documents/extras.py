"""Libraries that a writer needs and that an extra of evsite brings."""

from __future__ import annotations


class MissingExtraError(Exception):
    """What a writer needs is not installed; `extra` is the one of evsite that brings it."""

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(f"{what} is written by a library that is not installed: pip install 'evsite[{extra}]'")
