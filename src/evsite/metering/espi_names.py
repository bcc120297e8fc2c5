"""What the usage points and meter readings of a Green Button file are called, and which of them a person names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.espi_entries import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.metering.espi_channels import Channel
    from evsite.metering.espi_entries import Feed

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name: a usage point or a meter reading. `id` names it alone."""

    title: str
    address: str
    id: str

    def answers_to(self, name: str) -> bool:
        """Whether a name means this one."""
        wanted, path = name.casefold(), self.address.casefold()
        if not wanted:
            return False
        return wanted in {self.title.casefold(), self.id.casefold(), path} or path.endswith(f"/{wanted}")


class Names:
    """The usage points (by their place in the file, -1 for none) and the meter readings of a file."""

    def __init__(self, feed: Feed, channels: Sequence[Channel]) -> None:
        used = sorted({channel.meter.point for channel in channels})
        titles = [(feed.points[place].entry.title, _own(feed, place)) if place >= 0 else ("", "") for place in used]
        self.points = dict(zip(used, _named(titles), strict=True))
        meters = list({id(channel.meter): channel for channel in channels}.values())
        named = _named([(channel.title, channel.meter.address) for channel in meters])
        self._meters = {id(channel.meter): name for channel, name in zip(meters, named, strict=True)}

    def point(self, channel: Channel) -> Named:
        """The usage point of a channel."""
        return self.points[channel.meter.point]

    def meter(self, channel: Channel) -> Named:
        """The meter reading of a channel."""
        return self._meters[id(channel.meter)]

    def choose(self, channels: Sequence[Channel], names: Sequence[str], *, key: str) -> tuple[list[Channel], set[int]]:
        """The channels that a person names, and those among them whose meter reading is named itself.

        Parameters
        ----------
        channels
            Those to choose from.
        names
            Titles, ids or addresses.
        key
            "meter" for usage points before meter readings, "column" for the other way round.

        Raises
        ------
        DataError
            Nothing has such a name.
        """
        chosen: dict[int, Channel] = {}
        direct: set[int] = set()
        for name in names:
            wanted = name if name.startswith("#") else address(name)
            by_point = [each for each in channels if self.point(each).answers_to(wanted)]
            by_meter = [each for each in channels if self.meter(each).answers_to(wanted)]
            found = (by_point or by_meter) if key == "meter" else (by_meter or by_point)
            if not found:
                ids = self.ways(channels, key=key)
                there = ", ".join(f"'{way.value}'" for way in ids)
                raise DataError(
                    f"nothing is called '{name[:40]}' in the file; there is {there}", about=key, ways_out=ids
                )
            chosen |= {id(each): each for each in found}
            if found is by_meter:
                direct |= {id(each) for each in found}
        return [each for each in channels if id(each) in chosen], direct

    def ways(self, channels: Iterable[Channel], *, key: str) -> tuple[OptionValue, ...]:
        """What could be named instead, as ways out."""
        name = self.point if key == "meter" else self.meter
        return tuple(OptionValue(key, each) for each in dict.fromkeys(name(channel).id for channel in channels))[
            :_SHOWN
        ]


def _names(title: str, path: str) -> list[str]:
    """Names that a thing answers to, the best first. A number alone says little beside the word before it."""
    pieces = path.split("/")
    tails = ["/".join(pieces[-count:]) for count in (1, 2, 4, len(pieces))]
    if pieces[-1].isdecimal() and len(pieces[-1]) < 4:
        tails = tails[1:]
    return [each for each in (title, *tails) if each and len(each) <= 100]


def _named(things: list[tuple[str, str]]) -> list[Named]:
    """Give each the shortest name that is its own: its title, the end of its address, or its place."""
    every = Counter(name for title, path in things for name in {each.casefold() for each in _names(title, path)})
    return [
        Named(title, path, next((name for name in _names(title, path) if every[name.casefold()] == 1), f"#{place}"))
        for place, (title, path) in enumerate(things, 1)
    ]


def _own(feed: Feed, place: int) -> str:
    own = feed.points[place].entry.own
    return own[0] if own else ""
