"""One writer per program: accepted answers and their codebook, as it reads them."""
