# Intervals of a share by method: survey for logit ("xlogit": from the mean itself; "logit" stops iterating at 1e-9) and
# korn_graubard ("beta"), base R for wilson and clopper_pearson.
# Effective n of the last two: n / deff, with the correction of Korn & Graubard (1998) for few PSUs. deff is that of
# survey against a sample with replacement. Of a simple random sample binom.test and prop.test say the same.
suppressMessages({library(survey); library(jsonlite)})
strata <- read.csv("apistrat.csv"); clusters <- read.csv("apiclus1.csv")
designs <- list(
  strata = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = strata),
  clusters = svydesign(id = ~dnum, weights = ~pw, data = clusters),
  simple = svydesign(id = ~1, weights = ~1, data = data.frame(strata, one = 1)))
shares <- list(awards = ~I(awards == "Yes"), rare = ~I(api00 > 880))
level <- 0.95; z <- qnorm(1 - (1 - level) / 2)
# where the score test of p on a sample of n just rejects
score <- function(share, n) {
  apart <- function(p) (share - p)^2 - z^2 * p * (1 - p) / n
  c(uniroot(apart, c(0, share), tol = 1e-15)$root, uniroot(apart, c(share, 1), tol = 1e-15)$root)
}
exact <- function(share, n) c(qbeta((1 - level) / 2, share * n, n - share * n + 1), qbeta(1 - (1 - level) / 2, share * n + 1, n - share * n))
one <- function(D, f) {
  m <- svymean(f, D, deff = "replace"); k <- grep("TRUE$", names(coef(m)))
  share <- unname(coef(m)[k]); n <- nrow(D$variables); df <- degf(D)
  simple <- n / unname(deff(m)[k]) * (qt((1 + level) / 2, n - 1) / qt((1 + level) / 2, df))^2
  limits <- function(method) as.numeric(confint(svyciprop(f, D, method = method)))
  list(n = n, df = df, share = share, se = unname(SE(m)[k]), simple = simple, logit = limits("xlogit"), korn_graubard = limits("beta"),
       wilson = score(share, simple), clopper_pearson = exact(share, simple))
}
hits <- sum(strata$awards == "Yes"); n <- nrow(strata)
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")),
          designs = lapply(designs, function(D) lapply(shares, function(f) one(D, f))),
          textbook = list(x = hits, n = n, clopper_pearson = as.numeric(binom.test(hits, n)$conf.int),
                          wilson = as.numeric(prop.test(hits, n, correct = FALSE)$conf.int)))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_intervals.json")
