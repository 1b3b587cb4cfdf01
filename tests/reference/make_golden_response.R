# Partial R-indicators of a made-up sample whose units were drawn with unequal chances (response_frame.csv).
# Propensities by svyglm (quasi-binomial, main effects); indicators written out from Schouten, Shlomo & Skinner (2011).
suppressMessages({library(survey); library(jsonlite)})
set.seed(20261129)
n <- 1500
f <- data.frame(region = sample(c("noord", "oost", "west"), n, TRUE, c(.2, .3, .5)),
                age = sample(c("jong", "midden", "oud"), n, TRUE), sex = sample(c("m", "v"), n, TRUE))
f$d <- round(c(noord = 1.4, oost = 3.2, west = 8.5)[f$region] * runif(n, .8, 1.25), 3)
p <- plogis(-.6 + .5 * (f$region == "noord") - .8 * (f$age == "jong") + .3 * (f$sex == "v") + .6 * (f$age == "jong" & f$region == "west"))
f$disposition <- ifelse(runif(n) < p, "complete", sample(c("refusal", "non_contact", "unknown"), n, TRUE))
f$disposition[sample(n, 40)] <- "not_eligible"
write.csv(f, "response_frame.csv", row.names = FALSE, quote = FALSE)
e <- subset(f, disposition != "not_eligible")
of <- function(w) {
  D <- svydesign(id = ~1, weights = w, data = cbind(e, hit = as.integer(e$disposition == "complete")))
  fit <- suppressWarnings(svyglm(hit ~ region + age + sex, D, family = quasibinomial, epsilon = 1e-14, maxit = 100))
  rho <- as.numeric(fitted(fit)); N <- sum(w); bar <- sum(w * rho) / N
  part <- function(v) {
    others <- do.call(paste, e[setdiff(c("region", "age", "sex"), v)])
    level <- ave(w * rho, others, FUN = sum) / ave(w, others, FUN = sum)
    k <- sort(unique(e[[v]]))
    u <- sapply(k, function(x) { m <- e[[v]] == x; sqrt(sum(w[m]) / N) * (sum((w * rho)[m]) / sum(w[m]) - bar) })
    cond <- sapply(k, function(x) { m <- e[[v]] == x; sqrt(sum((w * (rho - level)^2)[m]) / N) })
    list(unconditional = sqrt(sum(u^2)), conditional = sqrt(sum(w * (rho - level)^2) / N),
         by = setNames(lapply(seq_along(k), function(i) list(unconditional = u[[i]], conditional = cond[[i]],
              share = sum(w[e[[v]] == k[i]]) / N, response = sum((w * (e$disposition == "complete"))[e[[v]] == k[i]]) / sum(w[e[[v]] == k[i]]))), k))
  }
  list(r = 1 - 2 * sqrt(sum(w * (rho - bar)^2) / (N - 1)), response = sum(w * (e$disposition == "complete")) / N,
       region = part("region"), age = part("age"), sex = part("sex"))
}
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")), equal = of(rep(1, nrow(e))), drawn = of(e$d))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_response.json")
