"""From the text of a tariff (evsite's own TOML, its grids in JSON, a record of OpenEI) to a tariff."""
