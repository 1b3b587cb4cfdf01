"""Rules of the consistency check: one file for each kind of contradiction."""
