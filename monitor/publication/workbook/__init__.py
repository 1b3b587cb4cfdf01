"""The table book in Excel."""
