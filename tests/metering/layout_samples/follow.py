"""What comes out when the advice of a refusal is followed, way by way."""

from evsite.metering.advice import settings_of
from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data

LISTS = ("column", "meter", "time_column")


def outcomes(content, filename, options, depth=2):
    """The highest load [kW] at the end of every way that is followed, None where it ends in a refusal without a way."""
    try:
        return [highest_kw(content, filename, options)]
    except DataError as error:
        if not depth:
            return [None]
        found = []
        for way in error.ways_out:
            more = with_way(options, way)
            # advice that changes nothing is no way out
            found += [None] if more == options else outcomes(content, filename, more, depth - 1)
        return found or [None]


def with_way(options, way):
    """Options with what a way says."""
    said = settings_of(way)
    lists = {key: tuple(value if isinstance(value, list) else [value]) for key, value in said.items() if key in LISTS}
    return {**options, **said, **lists}


def highest_kw(content, filename, options):
    """The highest reading."""
    series = read_interval_data(content, filename, ReadingOptions(**options))
    return float(sum(series.channels.values()).max())
