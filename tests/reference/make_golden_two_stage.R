# Two stages with a finite population at each. Data: R's apiclus2, and `two_stage.csv`: two waves of strata of PSUs from
# which schools are drawn anew, with several respondents in some schools, unequal weights, missing answers, a stratum within
# PSUs. `api`: the mean of api00 is the anchor 30.09903; with one stage 29.88916.
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail")
data(api)
a <- apiclus2[c("dnum", "snum", "api00", "stype", "sch.wide", "awards", "meals", "fpc1", "fpc2")]
m <- ave(rep(1, nrow(a)), a$dnum, FUN = length)
a$w <- 757 / 40 * a$fpc2 / m
write.csv(a, "apiclus2.csv", row.names = FALSE)
set.seed(17)
d <- NULL
for (h in 1:3) for (i in 1:c(6, 5, 8)[h]) { psu <- 100 * h + i; effect <- rnorm(1, 0, .5)
  for (wave in c(2020, 2022)) for (g in 1:2) { M <- sample(7:20, 1); schools <- sample(3:5, 1)
    for (s in 1:schools) { own <- rnorm(1, 0, .3); for (r in 1:sample(1:3, 1)) {
      score <- effect + own + .2 * (wave == 2022) + .3 * (g == 2) + rnorm(1)
      d <- rbind(d, data.frame(wave = wave, stratum = h, psu = psu, part = g, school = wave * 10 + g * 1000 + s, N1 = c(30, 12, 16)[h], N2 = M,
        w = round(runif(1, 1, 9), 3), y = 1 + (score > -.4) + (score > .5), top = as.integer(score > .3),
        number = round(50 + 15 * score, 1), sex = sample(c("f", "m"), 1), age = sample(c("a", "b", "c"), 1, prob = c(.5, .3, .2)))) } } } }
d$y[sample(nrow(d), 40)] <- NA
write.csv(d, "two_stage.csv", row.names = FALSE, na = "")
d$sex <- factor(d$sex); d$age <- factor(d$age); d$wave <- factor(d$wave); d$yf <- factor(d$y)
se <- function(x) as.numeric(unlist(SE(x)))
est <- function(f, D) { x <- svymean(f, D, na.rm = TRUE); list(est = as.numeric(coef(x)), se = se(x), vcov = matrix(vcov(x), length(coef(x)))) }
chi <- function(f, D) { x <- svychisq(f, D, statistic = "F"); list(F = unname(x$statistic), d0 = unname(x$parameter[1]), p = as.numeric(x$p.value)) }
api <- function(D) list(mean = est(~api00, D), stype = est(~stype, D), df = degf(D),
  by = { x <- svyby(~awards, ~sch.wide, D, svymean); list(est = as.numeric(coef(x)), se = se(x)) })
of <- function(D) { L <- subset(D, wave == "2022")
  list(df = degf(D), df_last = degf(L), df_young = degf(subset(L, age == "c")),
    y = est(~yf, L), number = est(~number, L), young = est(~yf, subset(L, age == "c")), quantile = as.numeric(SE(svyquantile(~number, L, .5, interval.type = "mean"))),
    change = { x <- svyglm(top ~ wave, D); list(est = unname(coef(x)[2]), se = se(x)[2]) },
    chisq_groups = chi(~yf + age, L), chisq_waves = chi(~yf + wave, D)) }
# Every wave draws its schools anew from each part of a PSU: waves and parts are strata of the second stage.
d$within <- interaction(d$wave, d$part)
S <- svydesign(id = ~psu + school, strata = ~stratum + within, weights = ~w, fpc = ~N1 + N2, data = d, nest = TRUE)
one <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, fpc = ~N1, data = d)
# Calibrated: in each wave to its own totals. No domain outside the wave counts, so it is one calibration with crossed terms.
mm <- model.matrix(~0 + wave + wave:sex + wave:age, d)
totals <- c(1500, 1700, 700, 800, 500, 600, 250, 300)
names(totals) <- colnames(mm)
calibrated <- function(kind) calibrate(S, ~0 + wave + wave:sex + wave:age, totals, calfun = kind, epsilon = 1e-12, maxit = 500)
lonely <- apiclus2; lonely$w <- a$w; lonely$fpc2[lonely$dnum == 15] <- 5
policy <- function(name) { options(survey.lonely.psu = name); svymean(~api00, svydesign(id = ~dnum + snum, weights = ~w, fpc = ~fpc1 + fpc2, data = lonely)) }
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")),
  api_two = api(svydesign(id = ~dnum + snum, weights = ~w, fpc = ~fpc1 + fpc2, data = a)), api_one = api(svydesign(id = ~dnum, weights = ~w, fpc = ~fpc1, data = a)),
  columns = names(totals), totals = as.numeric(totals),
  two = of(S), one = of(one), linear = of(calibrated("linear")), raking = of(calibrated("raking")),
  lonely = lapply(list(remove = "remove", certainty = "certainty", adjust = "adjust"), function(p) se(policy(p))))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_two_stage.json")
