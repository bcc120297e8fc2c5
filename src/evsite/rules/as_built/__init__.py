"""Rules on as-built records: whether a record is whole, and where it differs from the design."""
