"""What came in: response files of every format, as columns of texts."""
