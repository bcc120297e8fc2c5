"""Labels and directory cards: what stands on equipment when the work is done, by the edition in force."""
