"""All that the program says to whoever runs it, by code, in Dutch and English: a folder per language, a file per room."""
