"""Two ways to render one project: Quarto, or pandoc and Typst from wheels."""
