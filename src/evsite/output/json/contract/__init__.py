"""The documents of the commands as types: what `--format json` writes, and what the schemas are made from.

The keys are the names of the fields, each number has its unit in its name. Result types that are shown as they are
stand here as they are; the others have their own type.
"""
