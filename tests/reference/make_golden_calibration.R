# Standard errors after calibration where base weights differ, and tests on weights scaled per wave.
# Data: stacked.csv (make_golden_extra.R). Base weight w^2, so that the largest is 16 times the smallest.
suppressMessages({library(survey); library(jsonlite)})
d <- read.csv("stacked.csv"); d$b <- d$w^2; d$sex <- factor(d$sex); d$age <- factor(d$age)
sex <- c(f = 700, m = 800); age <- c(a = 400, b = 500, c = 600)
cell <- data.frame(sex = rep(c("f", "m"), each = 3), age = rep(c("a", "b", "c"), 2), Freq = c(180, 240, 280, 220, 260, 320))
totals <- c("(Intercept)" = 1500, sexm = 800, ageb = 500, agec = 600)
E <- svydesign(id = ~1, weights = ~b, data = d)
C <- svydesign(id = ~psu, weights = ~b, data = d)
three <- list(
  linear = function(D) calibrate(D, ~sex + age, totals),
  linear_bounded = function(D) calibrate(D, ~sex + age, totals, bounds = c(0.8, 2.05), epsilon = 1e-13, maxit = 500),
  raking = function(D) calibrate(D, ~sex + age, totals, calfun = "raking", epsilon = 1e-13, maxit = 500),
  logit = function(D) calibrate(D, ~sex + age, totals, calfun = "logit", bounds = c(0.4, 2.5), epsilon = 1e-13, maxit = 500),
  poststratified = function(D) postStratify(D, ~sex + age, cell),
  # raked to convergence by rake(), whose weights are those of calfun = "raking"; its own standard errors leave
  # the base weights out of the fit, so the fit on the same margins is taken from calibrate()
  raked_by_sweeps = function(D) {
    r <- rake(D, list(~sex, ~age), list(data.frame(sex = names(sex), Freq = sex), data.frame(age = names(age), Freq = age)),
              control = list(epsilon = 1e-12, maxit = 500))
    list(weights = unname(weights(r)), of_rake_not_used = as.numeric(SE(svymean(~top, r))))
  })
figures <- function(K) {
  one <- function(s) list(est = unname(coef(s)), se = as.numeric(SE(s)))
  small <- subset(K, small == 1)
  list(weights = unname(weights(K)), mean_y = one(svymean(~y, K)), share_top = one(svymean(~top, K)),
       total_y = one(svytotal(~y, K)), share_top_small = one(svymean(~top, small)), mean_y_small = one(svymean(~y, small)))
}
of <- function(D) lapply(three, function(f) { K <- f(D); if (inherits(K, "survey.design")) figures(K) else K })
# Change after calibration of each wave to its own margins, on the unequal weights w of the file.
d$ws <- interaction(d$wave, d$sex); d$wa <- interaction(d$wave, d$age)
W <- svydesign(id = ~psu, weights = ~w, data = d)
both <- model.matrix(~ ws + wa, d)
full <- qr(both); kept <- colnames(both)[full$pivot[seq_len(full$rank)]]
for (k in kept[-1]) d[[make.names(k)]] <- both[, k]
W <- svydesign(id = ~psu, weights = ~w, data = d)
names <- make.names(kept[-1])
pop <- c("(Intercept)" = 1800, setNames(ifelse(substr(names, 1, 2) == "ws", 300, 200), names))
R <- calibrate(W, as.formula(paste("~", paste(names, collapse = "+"))), pop, calfun = "raking", epsilon = 1e-13, maxit = 500)
change <- local({
  k <- svytotal(~I(top*(wave==2018)) + I(top*(wave==2020)) + I(top*(wave==2022)), R)
  e <- unname(coef(k))/600; V <- vcov(k)/600^2
  f <- function(a) list(est = sum(a*e), se = sqrt(drop(t(a) %*% V %*% a)))
  list(est = e, last_prev = f(c(0,-1,1)), last_first = f(c(-1,0,1)), weights = unname(weights(R)))
})
# Weights scaled, per wave, to the number of respondents: what the layer of change does before it tests.
d$s <- d$w * as.vector(table(d$wave)[as.character(d$wave)]) / ave(d$w, d$wave, FUN = sum)
S <- subset(svydesign(id = ~psu, weights = ~s, data = d), wave != 2018)
scaled <- list(
  chisq_5x2 = local({a <- svychisq(~y + wave, S, statistic = "F"); list(F = unname(a$statistic), par = unname(a$parameter), p = as.numeric(a$p.value))}),
  rank_2 = local({a <- svyranktest(y ~ factor(wave), S); list(t = unname(a$statistic), df = unname(a$parameter), p = as.numeric(a$p.value))}))
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")),
          element = of(E), cluster = of(C), change = change, scaled_weights = scaled)
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_calibration.json")
cat(change$last_prev$se, change$last_first$se, scaled$chisq_5x2$F, scaled$rank_2$t, "\n")
