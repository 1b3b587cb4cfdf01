# Delivered replicate weights of every type, in two waves with the same PSUs: eight strata of two PSUs, unequal weights, missing
# answers. Each set of weights is made by R from the design, calibrated replicate by replicate for JKn and bootstrap, rounded
# and frozen as replicates_TYPE.csv (with the weight itself as `w`); what stands in the file is what is analysed here.
# `scd`: R's own anchor, the ratio of survivors to arrests, standard error .0094184.
suppressMessages({library(survey); library(jsonlite)})
set.seed(1729)
data(scd)
d <- NULL
for (h in 1:8) for (i in 1:2) { effect <- rnorm(1, 0, .4)
  for (wave in c(2020, 2022)) for (r in 1:sample(4:9, 1)) { score <- effect + .25 * (wave == 2022) + rnorm(1)
    d <- rbind(d, data.frame(wave = wave, stratum = h, psu = 10 * h + i, base = round(runif(1, 1, 6), 3), y = 1 + (score > -.4) + (score > .5),
      top = as.integer(score > .3), number = round(50 + 15 * score, 1), sex = sample(c("f", "m"), 1), age = sample(c("a", "b", "c"), 1, prob = c(.5, .3, .2)))) } }
d$y[sample(nrow(d), 20)] <- NA
write.csv(d, "replicates.csv", row.names = FALSE, na = "")
S <- svydesign(id = ~psu, strata = ~stratum, weights = ~base, data = d)
C <- svydesign(id = ~psu, weights = ~base, data = d)
totals <- c("(Intercept)" = 800, sexm = 420, ageb = 250, agec = 150)
raked <- function(D) calibrate(D, ~sex + age, totals, calfun = "raking", epsilon = 1e-10, maxit = 500)
H <- 2 * survey::hadamard(20) - 1
sdr <- { n <- nrow(d); order <- seq_len(n); a <- 2 + (order - 1) %% (ncol(H) - 2); b <- a + 1
  list(pweights = t(sapply(order, function(i) 1 + 2^-1.5 * H[, a[i]] - 2^-1.5 * H[, b[i]]))) }
sets <- list(BRR = as.svrepdesign(S, type = "BRR"), Fay = as.svrepdesign(S, type = "Fay", fay.rho = .3), JK1 = as.svrepdesign(C, type = "JK1"),
  JKn = raked(as.svrepdesign(S, type = "JKn")), bootstrap = raked(as.svrepdesign(S, type = "subbootstrap", replicates = 60)))
frozen <- lapply(names(sets), function(name) { D <- sets[[name]]
  data.frame(w = round(weights(D, "sampling"), 6), round(weights(D, "analysis"), 6)) })
names(frozen) <- names(sets)
frozen$SDR <- data.frame(w = d$base, round(d$base * sdr$pweights, 6))
for (name in names(frozen)) { names(frozen[[name]])[-1] <- sprintf("rep_%d", seq_len(ncol(frozen[[name]]) - 1)); write.csv(frozen[[name]], sprintf("replicates_%s.csv", name), row.names = FALSE) }
d$sex <- factor(d$sex); d$age <- factor(d$age); d$yf <- factor(d$y); d$wave <- factor(d$wave)
se <- function(x) as.numeric(unlist(SE(x)))
est <- function(f, D) { x <- svymean(f, D, na.rm = TRUE); list(est = as.numeric(coef(x)), vcov = matrix(vcov(x), length(coef(x)))) }
chi <- function(f, D) { x <- svychisq(f, D, statistic = "F"); list(F = unname(x$statistic), d0 = unname(x$parameter[1]), p = as.numeric(x$p.value)) }
made <- function(name, mse) { w <- frozen[[name]]; R <- ncol(w) - 1
  more <- switch(name, Fay = list(type = "Fay", rho = .3), BRR = list(type = "BRR"), JK1 = list(type = "JK1", scale = (R - 1) / R, rscales = rep(1, R)),
    JKn = list(type = "JKn", scale = 1, rscales = rep(.5, R)), bootstrap = list(type = "bootstrap", scale = 1 / (R - 1), rscales = rep(1, R)),
    SDR = list(type = "other", scale = 4 / R, rscales = rep(1, R)))
  do.call(svrepdesign, c(list(data = d, weights = w$w, repweights = as.matrix(w[-1]), combined.weights = TRUE, mse = mse), more)) }
of <- function(D) { L <- subset(D, wave == "2022"); P <- subset(D, wave == "2020")
  list(df = degf(D), df_last = degf(L), df_young = degf(subset(L, age == "c")), y = est(~yf, L), y_before = est(~yf, P), number = est(~number, L), young = est(~yf, subset(L, age == "c")),
    median = { q <- svyquantile(~number, L, .5, interval.type = "mean", df = degf(L), qrule = "math"); list(est = as.numeric(coef(q)), ci = as.numeric(confint(q))) },
    change = { b <- svyby(~top, ~wave, D, svymean, covmat = TRUE); x <- svycontrast(b, c(-1, 1)); list(est = as.numeric(coef(x)), se = se(x), parts = se(b)) },
    chisq_groups = chi(~yf + age, L), chisq_waves = chi(~yf + wave, D)) }
# Independent waves: the replicates of one vary while the other keeps its weights.
apart <- function(name) { w <- as.matrix(frozen[[name]][-1]); R <- ncol(w); full <- frozen[[name]]$w; first <- d$wave == "2020"; A <- w; B <- w; A[!first, ] <- full[!first]; B[first, ] <- full[first]
  s <- switch(name, BRR = 1 / R, bootstrap = 1 / (R - 1), JKn = .5)
  D <- svrepdesign(data = d, weights = full, repweights = cbind(A, B), combined.weights = TRUE, type = "other", scale = 1, rscales = rep(s, 2 * R), mse = TRUE)
  b <- svyby(~top, ~wave, D, svymean, covmat = TRUE); list(change_se = se(svycontrast(b, c(-1, 1))), chisq_waves = chi(~yf + wave, D)) }
half <- 2 * cbind(c(1, 0, 1, 0, 1, 0), c(1, 0, 0, 1, 0, 1), c(0, 1, 1, 0, 0, 1), c(0, 1, 0, 1, 1, 0))
ratio <- suppressWarnings(svyratio(~alive, ~arrests, svrepdesign(data = scd, type = "BRR", repweights = half, combined.weights = FALSE)))
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")), scd = list(est = as.numeric(coef(ratio)), se = se(ratio)),
  plain = sapply(names(frozen), function(n) of(made(n, FALSE)), simplify = FALSE), mse = sapply(names(frozen), function(n) of(made(n, TRUE)), simplify = FALSE),
  apart = sapply(c("BRR", "JKn", "bootstrap"), apart, simplify = FALSE))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_replicates.json")
