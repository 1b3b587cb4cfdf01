"""Numbers and Dutch; all wording."""
