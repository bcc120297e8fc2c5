"""What every port is sure to get, and how far a group is oversubscribed."""
