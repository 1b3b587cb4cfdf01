# Differences between the groups of one wave. Data: stacked.csv (make_golden_extra.R) and R's apistrat (apistrat.csv).
# Groups by `age`; the base weight w^2 is unequal. `waves`: three waves with shared PSUs, groups in the last.
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail")
d <- read.csv("stacked.csv"); d$b <- d$w^2; d$sex <- factor(d$sex); d$age <- factor(d$age)
totals <- c("(Intercept)" = 1500, sexm = 800, ageb = 500, agec = 600)
raked <- function(D) calibrate(D, ~sex + age, totals, calfun = "raking", epsilon = 1e-13, maxit = 500)
E <- svydesign(id = ~1, weights = ~b, data = d)
C <- svydesign(id = ~psu, weights = ~b, data = d)
W <- subset(svydesign(id = ~psu, weights = ~w, data = d), wave == 2022)
data(api)
apistrat$y <- as.integer(cut(apistrat$api00, c(0, 550, 650, 750, 1000)))
apistrat$top <- as.integer(apistrat$api00 > 700)
apistrat$age <- factor(c("a", "b", "c", "d")[as.integer(cut(apistrat$meals, c(-1, 25, 50, 75, 100)))])
write.csv(apistrat[c("y", "top", "age", "stype", "pw", "fpc")], "groups_strata.csv", row.names = FALSE)
S <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
chi <- function(f, D) { a <- svychisq(f, D, statistic = "F"); list(F = unname(a$statistic), d0 = unname(a$parameter[1]), p = as.numeric(a$p.value)) }
of <- function(D) {
  groups <- levels(droplevels(model.frame(D)$age))
  rest <- function(figure) setNames(lapply(groups, function(g) {
    D2 <- update(D, own = as.numeric(age == g), figure = eval(figure, model.frame(D)))
    a <- svyttest(figure ~ own, D2)
    list(difference = unname(a$estimate), t = unname(a$statistic), df = unname(a$parameter), p = as.numeric(a$p.value))
  }), groups)
  pair <- function(figure) { both <- combn(groups, 2, simplify = FALSE); setNames(lapply(both, function(two) {
    D2 <- update(D, own = as.numeric(age == two[1]), figure = eval(figure, model.frame(D)))
    a <- svyttest(figure ~ own, subset(D2, age %in% two))
    list(difference = unname(a$estimate), t = unname(a$statistic), df = unname(a$parameter), p = as.numeric(a$p.value))
  }), sapply(both, paste, collapse = ">")) }
  # mean ranks are those of weighted mid-ranks over all groups, taken as fixed (Lumley & Scott 2013)
  w <- weights(D); y <- model.frame(D)$y; keep <- w > 0
  at <- tapply(w[keep], y[keep], sum); mid <- (cumsum(at) - at / 2) / sum(at)
  ranked <- update(D, rank = as.numeric(mid[as.character(model.frame(D)$y)]))
  of_ranks <- regTermTest(svyglm(rank ~ age, ranked), ~age, method = "Wald")
  two <- if (is.null(model.frame(D)$sex)) NULL else chi(~y + sex, D)
  wald <- regTermTest(svyglm(y ~ age, D), ~age, method = "Wald")
  list(chisq_y = chi(~y + age, D), chisq_top = chi(~top + age, D), chisq_y_by_sex = two,
       wald_y = list(F = as.numeric(wald$Ftest), df = wald$df, ddf = wald$ddf, p = as.numeric(wald$p)),
       pairs_y3 = pair(quote(as.numeric(y == 3))), pairs_mean = pair(quote(as.numeric(y))),
       rank_y = list(F = as.numeric(of_ranks$Ftest), df = of_ranks$df, ddf = of_ranks$ddf, p = as.numeric(of_ranks$p)),
       rest_top = rest(quote(as.numeric(top == 1))), rest_y3 = rest(quote(as.numeric(y == 3))), rest_mean = rest(quote(as.numeric(y))))
}
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")),
          element = of(E), cluster = of(C), element_raked = of(raked(E)), cluster_raked = of(raked(C)), waves = of(W), strata_fpc = of(S))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_groups.json")
