"""`evsite export`: what a site says, for other programs. Each format has a module of its own, `export_NAME`."""

EXPORTS = {"ocpp": "export_ocpp", "csv": "export_csv", "acnportal": "export_acnportal"}
"""The formats in the order of the help, each with the module of its command."""


def command() -> None:
    """For other programs: charging profiles for stations (OCPP), plain tables (CSV), networks (acnportal)."""
