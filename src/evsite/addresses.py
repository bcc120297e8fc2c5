"""Where the project is to be found: what code, pyproject.toml and the pages write of it is held equal by a test."""

REPOSITORY = "https://github.com/evsite/evsite"
"""The repository with its issues."""
DOCUMENTATION = "https://evsite.readthedocs.io/en/latest/"
"""The pages that `make docs` builds."""
SITE_SCHEMA = f"{DOCUMENTATION}site.schema.json"
"""The JSON Schema of the site file: its `$id`, and what the first line of a new site file names."""
