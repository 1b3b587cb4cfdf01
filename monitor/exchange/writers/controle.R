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
# Vooraf tellen de gewichten van een meting op tot het bekende totaal: bij raking verandert dat niets, en het begint dichtbij.
for (wave in if (method == "raking") unique(totals$wave)) {
  total <- sum(as.numeric(totals$total[totals$wave == wave & totals$margin == "margin1"]))
  of_wave <- answers$wave == wave
  answers$weight[of_wave] <- answers$weight[of_wave] * total / sum(answers$weight[of_wave])
}
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
figures$category[is.na(figures$category)] <- ""
for (one in split(figures, list(figures$item, figures$wave), drop = TRUE)) {
  answer <- design$variables[[paste0("x.", one$item[1])]]
  here <- design$variables$wave == one$wave[1] & !is.na(answer)
  names <- paste0("value", seq_len(nrow(one)))
  for (place in seq_len(nrow(one))) {
    value <- value_of(one[place, ], answer)
    value[!here] <- 0  # telt niet mee, en mag niet onbekend zijn
    design$variables[[names[place]]] <- value
  }
  found <- svymean(as.formula(paste("~", paste(names, collapse = " + "))), subset(design, here))
  size <- pmax(1, abs(as.numeric(one$estimate)))  # een groot getal is met evenveel cijfers gepubliceerd als een klein
  gaps <- pmax(abs(coef(found) - as.numeric(one$estimate)), abs(SE(found) - as.numeric(one$se))) / size
  category <- ifelse(one$category == "", "gemiddelde", one$category)
  cat(sprintf("%s %s %s: %.10f (%.10f), gepubliceerd %s (%s)\n",
              one$wave, one$item, category, coef(found), SE(found), one$estimate, one$se), sep = "")
  worst <- max(worst, gaps)
}
cat(sprintf("%d cijfers, grootste verschil %.2g\n", nrow(figures), worst))
if (!is.finite(worst) || worst > 1e-9) stop("de cijfers verschillen van de gepubliceerde")
