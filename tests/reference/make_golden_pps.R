# PSUs drawn by their size with replacement: a town that is drawn twice is two draws, each with respondents of its own. Two waves
# with the same draws, two strata, unequal weights within draws.
suppressMessages({library(survey); library(jsonlite)})
set.seed(43)
size <- round(runif(24, 5, 60)); stratum <- rep(1:2, each = 12); level <- rnorm(24, 0, .5)
d <- NULL
for (h in 1:2) { towns <- which(stratum == h); p <- size[towns] / sum(size[towns]); n <- 9
  drawn <- sample(towns, n, replace = TRUE, prob = p)
  for (k in seq_len(n)) { town <- drawn[k]; turn <- sum(drawn[1:k] == town)
    for (wave in c(2020, 2022)) for (r in 1:sample(2:6, 1)) { score <- level[town] + .2 * (wave == 2022) + rnorm(1)
      d <- rbind(d, data.frame(wave = wave, stratum = h, town = town, turn = turn, w = round(runif(1, .5, 2) / (n * p[towns == town]), 4),
        y = 1 + (score > -.4) + (score > .5), top = as.integer(score > .2), age = sample(c("a", "b", "c"), 1, prob = c(.5, .3, .2)))) } } }
d$y[sample(nrow(d), 9)] <- NA
write.csv(d, "pps.csv", row.names = FALSE, na = "")
d$yf <- factor(d$y); d$wave <- factor(d$wave); d$draw <- interaction(d$town, d$turn)
of <- function(D) { L <- subset(D, wave == "2022"); est <- function(x) list(est = as.numeric(coef(x)), vcov = matrix(vcov(x), length(coef(x))))
  x <- svyglm(top ~ wave, D)
  list(df = degf(D), y = est(svymean(~yf, L, na.rm = TRUE)), young = est(svymean(~yf, subset(L, age == "a"), na.rm = TRUE)), change = list(est = unname(coef(x)[2]), se = unname(SE(x)[2]))) }
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")), twice = as.integer(max(d$turn)),
  draws = of(svydesign(id = ~draw, strata = ~stratum, weights = ~w, data = d)), towns = of(svydesign(id = ~town, strata = ~stratum, weights = ~w, data = d)))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_pps.json")
