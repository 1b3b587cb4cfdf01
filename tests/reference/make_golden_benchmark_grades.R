# Golden numbers of the municipality benchmark for grades, and of the spread between areas: Rscript make_golden_benchmark_grades.R
# Reads benchmark_areas_12.csv and benchmark_areas_342.csv; writes benchmark_grades.csv and golden_benchmark_grades.json.
# Needs jsonlite. Every integral is R's integrate(), every root uniroot(); grades run from 1 to 10.
suppressMessages(library(jsonlite))
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

# ---- the model, integrated piece by piece ------------------------------------------------------------------------
posterior <- function(y, V, X, top) {             # flat on the coefficients and on tau^2 in [0, top^2]
  given <- function(tau) {
    w <- 1 / (V + tau^2); fit <- lm.wfit(X, y, w); R <- qr.R(fit$qr)
    Xi <- X %*% backsolve(R, diag(ncol(X)))       # x' var(b) x = rowSums(Xi^2)
    a <- tau^2 / (V + tau^2)
    list(logl = .5 * sum(log(w)) - sum(log(abs(diag(R)))) - .5 * sum(w * fit$residuals^2), b = fit$coefficients,
         est = fit$fitted.values + a * fit$residuals, var = a * V + (1 - a)^2 * rowSums(Xi^2))
  }
  grid <- top * seq(1e-4, 1, length.out = 4000)
  logd <- vapply(grid, function(u) given(u)$logl + log(u), 0); peak <- max(logd)
  seen <- range(grid[logd > peak - 40])
  cuts <- sort(unique(c(0, max(0, seen[1] - grid[1]), seq(seen[1], seen[2], length.out = 9), top)))
  over <- function(f, from = 0, to = top) {       # the integral of f(tau) times the density, up to its constant
    ends <- c(from, cuts[cuts > from & cuts < to], to)
    sum(mapply(function(a, b) integrate(function(us) vapply(us, function(u) exp(given(u)$logl + log(u) - peak) * f(u), 0),
      a, b, rel.tol = 1e-12, abs.tol = 1e-300, subdivisions = 400L, stop.on.error = FALSE)$value, head(ends, -1), tail(ends, -1)))
  }
  one <- function(u) 1; const <- over(one)
  each <- function(f) vapply(seq_along(y), function(i) over(function(u) f(given(u), i)), 0) / const
  below <- function(part) uniroot(function(t) over(one, 0, t) / const - part, range(cuts[cuts > 0 | TRUE]) + c(1e-9 * top, 0), tol = 1e-13)$root
  list(const = const, each = each, over = over, tau_mean = over(function(u) u) / const, tau2_mean = over(function(u) u^2) / const,
       tau_low = below(.025), tau_high = below(.975))
}
of_areas <- function(P) {
  est <- P$each(function(g, i) g$est[i])
  second <- P$each(function(g, i) g$var[i] + g$est[i]^2)
  list(estimate = est, sd = sqrt(second - est^2), tau_mean = P$tau_mean, tau2_mean = P$tau2_mean, tau_low = P$tau_low, tau_high = P$tau_high)
}
pooled <- function(v, n, k) sum((n - 1) * v / (1 - k)) / sum(n - 1)

# ---- the spread of the shares of golden_benchmark.json -------------------------------------------------------------
spread <- function(file, formula) {
  a <- read.csv(file); V <- pooled(a$share * (1 - a$share), a$n, a$k) * a$k
  P <- posterior(a$share, V, model.matrix(formula, a), .5)
  P[c("tau_mean", "tau2_mean", "tau_low", "tau_high")]
}

# ---- grades of 40 areas in two waves -------------------------------------------------------------------------------
set.seed(40); I <- 40
area <- data.frame(area = sprintf("C%02d", 1:I), size_class = rep(c("small", "medium", "large"), c(14, 22, 4)),
  region = rep_len(c("oost", "west"), I), people = round(exp(rnorm(I, 6, .7))))
n <- pmax(2, round(exp(rnorm(I, 3.2, .8)))); area$people <- pmax(area$people, 2 * n)
usual <- 6.4 + c(small = .2, medium = 0, large = -.3)[area$size_class] + c(oost = 0, west = .15)[area$region]
truth <- usual + rnorm(I, 0, .35)
wave <- function(name, n, truth) {
  i <- rep(seq_len(I), n)
  data.frame(wave = name, area = area$area[i], weight = round(exp(rnorm(length(i), 0, .4)), 4),
    grade = pmin(10, pmax(1, round(rnorm(length(i), truth[i], 1.8)))))
}
answers <- rbind(wave("before", pmax(2, round(n * .9)), truth - .2 + rnorm(I, 0, .1)), wave("now", n, truth))
write.csv(merge(answers, area, sort = FALSE)[c("wave", "area", "size_class", "region", "people", "weight", "grade")],
  "benchmark_grades.csv", row.names = FALSE, quote = FALSE)
answers <- read.csv("benchmark_grades.csv")
of_wave <- function(name) {
  s <- split(answers[answers$wave == name, ], factor(answers$area[answers$wave == name], area$area))
  d <- data.frame(n = vapply(s, nrow, 0L), k = vapply(s, function(x) sum(x$weight^2) / sum(x$weight)^2, 0),
    mean = vapply(s, function(x) weighted.mean(x$grade, x$weight), 0),
    variance = vapply(s, function(x) cov.wt(cbind(x$grade), x$weight / sum(x$weight), method = "ML")$cov[1], 0))
  rownames(d) <- NULL; d
}
now <- of_wave("now"); before <- of_wave("before")
s2 <- pooled(now$variance, now$n, now$k); s2_before <- pooled(before$variance, before$n, before$k)
# large has 4 areas: with at least 10 to a coefficient it has none, and is drawn to the average of the other areas
kept <- area$size_class != "large"; small <- area$size_class == "small"
X <- cbind(1, ifelse(kept, small - mean(small[kept]), 0), area$region == "west")
V <- s2 * now$k; current <- of_areas(posterior(now$mean, V, X, 4.5))
finite <- of_areas(posterior(now$mean, s2 * now$k * (1 - now$n / area$people), X, 4.5))
against <- function(group) {
  out <- t(vapply(seq_len(I), function(i) {
    q <- which(group == group[i]); r <- setdiff(q, i); W <- area$people[q] / sum(area$people[q]); U <- area$people[r] / sum(area$people[r])
    peers <- sum(W * now$mean[q]); rest <- sum(U * now$mean[r]); kr <- sum(U^2 * now$k[r]); se <- sqrt(s2 * (now$k[i] + kr))
    # own less all, with the covariance that the area has with itself
    own <- as.numeric(q == i); se_all <- sqrt(sum((own - W)^2 * s2 * now$k[q]))
    c(peers, rest, kr, 1 / (now$k[i] + kr), now$mean[i] - peers, se_all, (now$mean[i] - rest) / se, 2 * pnorm(-abs(now$mean[i] - rest) / se),
      max(1, rest - qnorm(.975) * se), min(10, rest + qnorm(.975) * se), max(1, rest - qnorm(.999) * se), min(10, rest + qnorm(.999) * se))
  }, numeric(12)))
  colnames(out) <- c("peers", "rest", "k_rest", "n_star", "difference", "se", "z", "p", "low95", "high95", "low998", "high998")
  as.data.frame(out)
}
peers <- against(area$size_class); nation <- against(rep("all", I))
own_weight <- pmin(1, current$sd^2 / V); se_rest <- sqrt(s2 * (now$k + peers$k_rest))
mdd <- function(m) (pmax(qnorm(1 - .05 / (2 * m)), qnorm(.975) / sqrt(own_weight)) + qnorm(.8)) * se_rest
mean_all <- sum(area$people * now$mean) / sum(area$people); z <- (now$mean - mean_all) / sqrt(s2 * now$k)
zw <- pmin(pmax(z, quantile(z, .1)), quantile(z, .9)); w <- 1 / (s2 * now$k)
d <- now$mean - before$mean; Vd <- V + s2_before * before$k
change <- of_areas(posterior(d, Vd, cbind(rep(1, I)), 4.5))

out <- list(provenance = list(R = R.version.string, script = "make_golden_benchmark_grades.R", seed = 40, scale = c(1, 10), fitted = 10,
    integration = "integrate() with rel.tol 1e-12 between ten borders; uniroot() with tol 1e-13"),
  spread = list(areas_12 = spread("benchmark_areas_12.csv", ~ size_class), areas_342 = spread("benchmark_areas_342.csv", ~ size_class + region)),
  grades = list(areas = area$area, now = now, before = before, s2 = s2, s2_before = s2_before, posterior = current, posterior_fpc = finite,
    own_weight = own_weight, n_effective = s2 / current$sd^2, against_size_class = peers, against_nation = nation, mdd_1 = mdd(1), mdd_10 = mdd(10),
    overdispersion = list(phi = mean(zw^2), bound = 1 + 2 * sqrt(2 / I), tau2 = max(0, (I * mean(zw^2) - (I - 1)) / (sum(w) - sum(w^2) / sum(w)))),
    change = c(list(difference = d, variance = Vd, p = 2 * pnorm(-abs(d) / sqrt(Vd))), change)))
write(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE, dataframe = "columns"), "golden_benchmark_grades.json")
cat("s2", s2, "tau", current$tau_mean, current$tau_low, current$tau_high, "finite", finite$tau_mean, "change", change$tau_mean, "\n")
