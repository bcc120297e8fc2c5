"""All samples of utilities: each export over four stretches of days, and the variants of other accounts."""

from functools import cache

from layout_samples import alaska, canada, nem12, opower, sce, sdge, srp, texas, wide
from layout_samples.base import DAYS

EXPORTS = {
    1: opower.pge_usage,
    2: opower.pge_import_export,
    3: opower.with_units,
    4: opower.pge_excel,
    5: opower.puget,
    6: opower.seattle,
    7: opower.with_gas,
    8: sce.old,
    9: sce.blocks,
    10: sce.new,
    11: sdge.export,
    12: texas.export,
    13: srp.hourly,
    14: srp.interval,
    15: wide.dominion,
    16: wide.comed,
    17: wide.duquesne,
    18: wide.firstenergy,
    19: wide.pge_dir,
    20: nem12.export,
    21: alaska.chugach,
    22: canada.bc_hydro,
    23: canada.hydro_quebec,
}
"""One export for each kind of file; the numbers are only for order."""
# many tests begin with the same file
EXPORTS = {number: cache(export) for number, export in EXPORTS.items()}


def by_days():
    """Every export over each stretch of days; every third one over the longest."""
    exports = [*EXPORTS.values(), opower.peco]
    return [
        (days, export) for number, export in enumerate(exports) for days in DAYS if days != "long" or number % 3 == 0
    ]


FAMILIES = (opower, sce, sdge, texas, srp, wide, nem12, alaska, canada)
"""Kinds of files that have variants."""


@cache
def variants_of(family):
    """Files of one kind as other accounts, years and programs have them, by name."""
    return {each.name: each for each in family.variants()}


def variants():
    """Those of all kinds."""
    return [each for family in FAMILIES for each in variants_of(family).values()]
