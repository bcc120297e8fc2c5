"""The site file: read, checked for form, resolved into a `Site`."""
