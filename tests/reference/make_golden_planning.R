# Golden numbers for monitor/statistics/planning: sizes and power by power.prop.test of R's package stats, margins and
# means from qnorm, allocations by search: optim over shares of the money for the smooth problems, and every whole
# allocation tried for the one with bounds. No formula of the product is used for an allocation.
# Run: Rscript make_golden_planning.R   (R 4.2.2, stats; r-cran-jsonlite)
library(jsonlite)

two <- function(p1, p2, alpha, power) power.prop.test(p1 = p1, p2 = p2, sig.level = alpha, power = power, tol = 1e-12)$n
cases <- expand.grid(p1 = c(.02, .1, .3, .5, .85), d = c(-.3, -.05, .05, .1, .3), alpha = c(.05, .05 / 40, .01), power = c(.8, .9))
cases$p2 <- cases$p1 + cases$d
cases <- cases[cases$p2 > 0 & cases$p2 < 1, ]
cases$n <- mapply(two, cases$p1, cases$p2, cases$alpha, cases$power)
cases$power_at_200 <- mapply(function(p1, p2, alpha)
  power.prop.test(n = 200, p1 = p1, p2 = p2, sig.level = alpha)$power, cases$p1, cases$p2, cases$alpha)

means <- data.frame(sd = c(1, 1.5, 2), d = c(.2, .3, .5))
means$n <- 2 * means$sd^2 * (qnorm(.975) + qnorm(.8))^2 / means$d^2

# Strata of one population, used in all allocations.
N <- c(400, 100, 900, 2600); S <- c(.50, .45, .30, .20); Y <- c(.50, .72, .10, .04); cost <- c(1, 4, 2, 1)
W <- N / sum(N)
search <- function(loss, budget) {          # n >= 0 with sum(cost * n) = budget, by the shares of the money
  n <- function(theta) { part <- exp(c(0, theta)); budget * part / sum(part) / cost }
  best <- optim(rep(0, length(N) - 1), function(theta) log(loss(n(theta))), method = "BFGS", control = list(reltol = 1e-15, maxit = 5000))
  best <- optim(best$par, function(theta) log(loss(n(theta))), method = "Nelder-Mead", control = list(reltol = 1e-16, maxit = 20000))
  n(best$par)
}
allocations <- list(
  neyman = search(function(n) sum(W^2 * S^2 / n), 300),
  power_q00 = search(function(n) sum((S / Y)^2 / n), 300),                    # Bankier: sum of (X^q CV)^2
  power_q05 = search(function(n) sum((W^.5 * S / Y)^2 / n), 300),
  power_q10 = search(function(n) sum((W * S / Y)^2 / n), 300))

# With bounds: every whole allocation of 120 over three strata that has at least 2 and at most all people of each.
M <- c(20, 300, 500); T <- c(9, 1, .6); V <- M / sum(M)
all <- expand.grid(a = 2:20, b = 2:118); all$c <- 120 - all$a - all$b
all <- all[all$c >= 2, ]
all$variance <- with(all, V[1]^2 * T[1]^2 * (1 - a / M[1]) / a + V[2]^2 * T[2]^2 * (1 - b / M[2]) / b + V[3]^2 * T[3]^2 * (1 - c / M[3]) / c)
best <- all[which.min(all$variance), ]

write(toJSON(list(
  made_by = paste(R.version.string, "stats"), shares = cases, means = means,
  margin = list(n = qnorm(.975)^2 * .25 / .05^2),
  strata = list(N = N, S = S, Y = Y, cost = cost, budget = 300), allocations = allocations,
  bounded = list(N = M, S = T, total = 120, n = c(best$a, best$b, best$c), variance = best$variance)),
  digits = 15, auto_unbox = TRUE, pretty = TRUE), "golden_planning.json")
