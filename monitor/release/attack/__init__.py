"""What a reader can know from released rows; no policy."""
