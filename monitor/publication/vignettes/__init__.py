"""The report on vignettes: a chapter per case, how alike colleagues decide, and what may not be said of it."""
