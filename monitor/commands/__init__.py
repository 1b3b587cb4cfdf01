"""What somebody can ask for: one file per command. Nothing heavy is imported before it is needed."""
