"""Which fields a record of the OpenEI utility rate database may have, and what evsite makes of each.

Sources: the fields of https://openei.org/services/doc/rest/util_rates/ (version 8), and the spellings of records that
the database exports (flatDemandUnits, demandReactPwrCharge, supercedes).
"""

from __future__ import annotations

from typing import Final

PRICED: Final = frozenset(
    (
        "energyratestructure",
        "energyweekdayschedule",
        "energyweekendschedule",
        "energytoulabels",
        "demandratestructure",
        "demandweekdayschedule",
        "demandweekendschedule",
        "demandlabels",
        "demandrateunit",
        "demandwindow",
        "demandratchetpercentage",
        "lookbackpercent",
        "lookbackrange",
        "lookbackmonths",
        "flatdemandstructure",
        "flatdemandmonths",
        "flatdemandunit",
        "fixedchargefirstmeter",
        "fixedchargeunits",
        "fixedmonthlycharge",
        "mincharge",
        "minchargeunits",
        "minmonthlycharge",
        "label",
        "utility",
        "name",
        "startdate",
        "enddate",
        "uri",
        "source",
        "servicetype",
        "approved",
    )
)
"""Fields that a tariff is made of."""

HARMLESS: Final = frozenset(
    (
        *("eiaid", "is_default", "supersedes", "sector", "description", "sourceparent", "sourcereference", "country"),
        *("basicinformationcomments", "revisions", "rateid", "zipcode", "latest_update", "voltagecategory"),
        *("voltageminimum", "voltagemaximum", "phasewiring", "demandunits", "demandcomments", "energycomments"),
        *("peakkwcapacitymin", "peakkwcapacitymax", "peakkwcapacityhistory", "peakkwhusagemin", "peakkwhusagemax"),
        *("peakkwhusagehistory", "usenetmetering", "dgrules", "fixedcomments", "coincidentrateunit"),
        # of each further meter: a site is billed by one
        "fixedchargeeaaddl",
    )
)
"""Fields that say who may have the tariff, where it is from and who wrote the record; they change no bill."""

ATTRIBUTES: Final = frozenset(("demandattrs", "energyattrs", "fixedattrs", "fixedkeyvals"))
"""Lists of words about charges that have no field; a bill repeats them."""

NOT_PRICED: Final = {
    "coincidentratestructure": "a charge for demand at the moment of the utility's own peak",
    "coincidentrateschedule": "a charge for demand at the moment of the utility's own peak",
    "demandreactivepowercharge": "a charge for reactive power",
    "fueladjustmentsmonthly": "an adjustment of the energy price by month",
    "annualmincharge": "a least bill of a year",
}
"""Fields that evsite has no sum for; they are refused unless they are empty or 0."""

SPELLINGS: Final = {
    "flatdemandunits": "flatdemandunit",
    "demandrateunits": "demandrateunit",
    "demandreactpwrcharge": "demandreactivepowercharge",
    "supercedes": "supersedes",
    "mindemand": "peakkwcapacitymin",
    "maxdemand": "peakkwcapacitymax",
    "minenergy": "peakkwhusagemin",
    "maxenergy": "peakkwhusagemax",
    "minvoltage": "voltageminimum",
    "maxvoltage": "voltagemaximum",
}
"""Other names of fields, in lower case."""


def field_of(key: str) -> str:
    """The field that a key is, whatever its case."""
    folded = key.lower()
    return SPELLINGS.get(folded, folded)


def says_nothing(value: object) -> bool:
    """Whether a value is empty, false or 0 throughout."""
    if isinstance(value, (list, tuple)):
        return all(map(says_nothing, value))
    if isinstance(value, dict):
        return all(map(says_nothing, value.values()))
    return value in (None, "", 0)
