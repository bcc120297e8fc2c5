"""A site compared: with a regular installation of the same stations, and with another design."""
