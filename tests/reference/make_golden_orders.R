# Differences between two shares, and two means, of the same people, who did not all answer both. Data: stacked.csv and apistrat.csv.
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail")
d <- read.csv("stacked.csv"); d$b <- d$w^2
parts <- function(x, given) list(above = as.numeric(given) * ifelse(given, x, 0), below = as.numeric(given))
with_parts <- function(d, one, other) { d$a1 <- one$above; d$b1 <- one$below; d$a2 <- other$above; d$b2 <- other$below; d }
d <- with_parts(d, parts(d$y == 3, d$id %% 7 != 0), parts(d$top == 1, d$id %% 5 != 0))
data(api)
s <- with_parts(apistrat, parts(apistrat$api00, apistrat$snum %% 4 != 0), parts(apistrat$api99, apistrat$snum %% 3 != 0))
write.csv(s[c("a1", "b1", "a2", "b2", "stype", "pw", "fpc")], "orders_strata.csv", row.names = FALSE)
of <- function(D) {
  # of replicate weights the figure itself is computed again with each, as everywhere else
  both <- svycontrast(svytotal(~a1 + b1 + a2 + b2, D, return.replicates = TRUE), quote(a1 / b1 - a2 / b2))
  list(difference = as.numeric(coef(both)), se = as.numeric(SE(both)), df = degf(D),
       p = 2 * pt(-abs(as.numeric(coef(both)) / as.numeric(SE(both))), degf(D)))
}
C <- svydesign(id = ~psu, weights = ~b, data = d)
r <- as.matrix(read.csv("amounts_replicates.csv")[grepl("^r", names(read.csv("amounts_replicates.csv")))]) # make_golden_amounts.R
R <- svrepdesign(data = d, weights = ~b, repweights = r, type = "JK1", scale = (ncol(r) - 1) / ncol(r), combined.weights = TRUE, mse = FALSE)
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")),
          element = of(svydesign(id = ~1, weights = ~b, data = d)), cluster = of(C), jackknife = of(R),
          wave = of(subset(svydesign(id = ~psu, weights = ~w, data = d), wave == 2022)),
          strata_fpc = of(svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = s)))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_orders.json")
