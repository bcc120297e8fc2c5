"""Measured load: interval data of meters, read and reduced. Imports nothing of the package, as the code book does."""
