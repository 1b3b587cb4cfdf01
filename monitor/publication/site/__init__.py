"""A site of released figures that people look things up in: pages, search and downloads, without a network."""
