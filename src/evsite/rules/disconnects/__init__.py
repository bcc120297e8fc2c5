"""Article 625: branch circuits, disconnecting means, emergency shutoff."""
