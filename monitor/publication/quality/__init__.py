"""The report on a check of files: processes held against their norms, and how the files were drawn."""
