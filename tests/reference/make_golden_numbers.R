# Calibration to the sum of a number beside categories. Data: stacked.csv with two numbers (numbers.csv), base weight w^2.
suppressMessages({library(survey); library(jsonlite)})
d <- read.csv("stacked.csv"); d$b <- d$w^2
set.seed(5); d$hours <- round(8 + 10 * runif(nrow(d)) + 2 * d$y + 3 * (d$sex == "m"), 1); d$children <- rpois(nrow(d), 1.2)
write.csv(d[c("sex", "age", "top", "y", "small", "psu", "wave", "b", "hours", "children")], "numbers.csv", row.names = FALSE)
d$sex <- factor(d$sex); d$age <- factor(d$age)
E <- svydesign(id = ~1, weights = ~b, data = d)
C <- svydesign(id = ~psu, weights = ~b, data = d)
totals <- c("(Intercept)" = 1500, sexm = 800, ageb = 500, agec = 600, hours = 32000, children = 2000)
kinds <- list(linear = function(D) calibrate(D, ~sex + age + hours + children, totals),
  raking = function(D) calibrate(D, ~sex + age + hours + children, totals, calfun = "raking", epsilon = 1e-13, maxit = 500),
  logit = function(D) calibrate(D, ~sex + age + hours + children, totals, calfun = "logit", bounds = c(0.3, 3), epsilon = 1e-13, maxit = 500),
  linear_bounded = function(D) calibrate(D, ~sex + age + hours + children, totals, bounds = c(0.6, 2.4), epsilon = 1e-13, maxit = 500))
one <- function(s) list(est = unname(coef(s)), se = as.numeric(SE(s)))
# Quantiles by Woodruff, the smallest answer with that share of the weight at or below it (qrule "math").
quantiles <- function(D) { q <- svyquantile(~hours, D, c(.1, .25, .5, .9), interval.type = "mean", qrule = "math", df = degf(D))[[1]]
  list(est = as.numeric(q[, "quantile"]), low = as.numeric(q[, "ci.2.5"]), high = as.numeric(q[, "ci.97.5"]), se = as.numeric(q[, "se"])) }
of <- function(D) lapply(kinds, function(f) { K <- f(D); W <- subset(K, wave == 2022)
  list(weights = unname(weights(K)), mean_y = one(svymean(~y, K)), share_top = one(svymean(~top, K)), share_top_last = one(svymean(~top, W)), mean_hours_old = one(svymean(~hours, subset(K, age == "c"))),
    quantiles = quantiles(K), quantiles_old = quantiles(subset(K, age == "c"))) })
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")), element = of(E), cluster = of(C))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_numbers.json")
