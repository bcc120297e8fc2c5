"""The rules that a site is checked against."""
