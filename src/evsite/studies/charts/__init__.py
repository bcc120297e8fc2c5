"""What charts of a site show, as numbers: those of the table, the report, the allocation and the load calculation."""
