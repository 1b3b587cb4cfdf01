# Rekent de hoofdcijfers van het onderzoek opnieuw uit met het pakket survey, en stopt bij een verschil boven 1e-9.
# Starten in deze map: Rscript controle.R

library(survey)
options(survey.lonely.psu = "@LONELY@", digits = 12)

read <- function(name) read.csv(name, colClasses = "character", na.strings = "", encoding = "UTF-8", check.names = FALSE)
answers <- read("r_antwoorden.csv")
figures <- read("r_cijfers.csv")
scores <- read("r_scores.csv")
totals <- read("r_totalen.csv")
method <- "@METHOD@"

# Alle metingen samen zijn een steekproef, waarvan elke meting een deel is.
answers$weight <- as.numeric(answers$weight)
if ("population" %in% names(answers)) answers$population <- as.numeric(answers$population)
if (!@STABLE@) answers$psu <- paste(answers$wave, answers$psu)
answers <- answers[answers$weight > 0, , drop = FALSE]
design <- svydesign(
  ids = ~psu, weights = ~weight, data = answers, nest = @NEST@,
  strata = if ("stratum" %in% names(answers)) ~stratum else NULL,
  fpc = if (@FPC@) ~population else NULL
)

if (method != "none") {
  wanted <- c()
  for (wave in unique(answers$wave)) for (margin in grep("^margin", names(answers), value = TRUE)) {
    known <- totals[totals$wave == wave & totals$margin == margin & as.numeric(totals$total) > 0, ]
    if (margin != "margin1") known <- known[-1, ]  # de rest volgt uit de eerste marge
    for (place in seq_len(nrow(known))) {
      name <- paste0("k", length(wanted) + 1)
      design$variables[[name]] <- as.numeric(answers$wave == wave & answers[[margin]] == known$category[place])
      wanted[name] <- as.numeric(known$total[place])
    }
  }
  formula <- as.formula(paste("~ 0 +", paste(names(wanted), collapse = " + ")))
  design <- calibrate(design, formula, population = wanted, calfun = method, bounds = @BOUNDS@, epsilon = 1e-12, maxit = 500)
}

value_of <- function(figure, answer) {
  if (figure$measure == "share") return(as.numeric(answer %in% strsplit(figure$codes, " ")[[1]]))
  own <- scores[scores$item == figure$item, ]
  numbers <- if (nrow(own)) as.numeric(own$score)[match(answer, own$code)] else as.numeric(answer)
  numbers * as.numeric(figure$times)
}

worst <- 0
for (place in seq_len(nrow(figures))) {
  figure <- figures[place, ]
  answer <- design$variables[[paste0("x.", figure$item)]]
  design$variables$value <- value_of(figure, answer)
  found <- svymean(~value, subset(design, design$variables$wave == figure$wave & !is.na(answer)))
  gap <- max(abs(coef(found) - as.numeric(figure$estimate)), abs(SE(found) - as.numeric(figure$se)))
  category <- if (is.na(figure$category)) "gemiddelde" else figure$category
  cat(sprintf("%s %s %s: %.10f (%.10f), gepubliceerd %s (%s)\n",
              figure$wave, figure$item, category, coef(found), SE(found), figure$estimate, figure$se))
  worst <- max(worst, gap)
}
cat(sprintf("%d cijfers, grootste verschil %.2g\n", nrow(figures), worst))
if (worst > 1e-9) stop("de cijfers verschillen van de gepubliceerde")
