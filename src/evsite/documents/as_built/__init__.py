"""The as-built record: ports, groups and panels to be filled in on site, and the checklist of activation."""
