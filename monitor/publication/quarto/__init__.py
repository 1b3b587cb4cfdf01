"""What a template may say: read, scanned, held against the subset."""
