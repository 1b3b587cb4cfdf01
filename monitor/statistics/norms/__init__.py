"""Files that were drawn and reviewed, held against a norm."""
