# The same people in two waves: shares of all pairs of answers, and McNemar's test by design (Stuart & Maxwell's for three
# answers). Weights of the last wave, unequal; people in teams; part of them in one wave only; answers missing.
suppressMessages({library(survey); library(jsonlite)})
set.seed(20261129); n <- 700
team <- sample(1:60, n, TRUE); w <- round(runif(n, .5, 4), 3); sex <- sample(c("f", "m"), n, TRUE)
a <- sample(c("j", "n"), n, TRUE, c(.4, .6)); c1 <- sample(c("a", "m", "o"), n, TRUE, c(.3, .3, .4))
moved <- function(x, to, p) ifelse(runif(n) < p, sample(to, n, TRUE), x)
A <- data.frame(respondent_id = 1:n, team, w = round(w * runif(n, .8, 1.2), 3), sex, help = a, clear = c1)[1:520, ]
B <- data.frame(respondent_id = 1:n, team, w, sex, help = moved(a, c("j", "j", "n"), .4), clear = moved(c1, c("a", "a", "m", "o"), .5))[121:n, ]
B$help[sample(nrow(B), 25)] <- ""; A$clear[sample(520, 18)] <- ""
write.csv(A, "moves_2023.csv", row.names = FALSE, quote = FALSE); write.csv(B, "moves_2025.csv", row.names = FALSE, quote = FALSE)
J <- merge(B, A[c("respondent_id", "help", "clear")], by = "respondent_id", all.x = TRUE, suffixes = c("", ".then"))
# both waves in one design, a person is one unit in both; answers stand in the last wave
A0 <- A; A0$help <- A0$clear <- A0$help.then <- A0$clear.then <- ""
designs <- list(element = svydesign(id = ~respondent_id, weights = ~w, data = rbind(J, A0[names(J)])), cluster = svydesign(id = ~team, weights = ~w, data = J))
designs$cluster_raked <- calibrate(designs$cluster, ~sex, c("(Intercept)" = 1500, sexm = 800), calfun = "raking", epsilon = 1e-13)
one <- function(D, v) {
  J <- D$variables
  then <- J[[paste0(v, ".then")]]; then[is.na(then)] <- ""; now <- J[[v]]; ok <- then != "" & now != ""
  D <- update(D, then = then, now = now); D <- subset(D, ok); x <- model.frame(D)
  k <- sort(unique(now[ok])); pairs <- as.vector(t(outer(k, k, paste, sep = ">")))
  is <- function(f) svymean(~one_, update(D, one_ = as.numeric(f)))
  flow <- setNames(lapply(pairs, function(p) { m <- is(paste(x$then, x$now, sep = ">") == p); list(estimate = as.numeric(coef(m)), se = as.numeric(SE(m))) }), pairs)
  net <- setNames(lapply(k, function(q) { m <- is((x$now == q) - (x$then == q)); t <- as.numeric(coef(m) / SE(m))
    list(difference = as.numeric(coef(m)), se = as.numeric(SE(m)), t = t, df = degf(D), p = 2 * pt(-abs(t), degf(D))) }), k)
  for (q in k) D <- eval(parse(text = sprintf("update(D, d_%s = as.numeric((x$now == '%s') - (x$then == '%s')))", q, q, q)))
  m <- svymean(reformulate(paste0("d_", k[-length(k)])), D); q <- length(k) - 1; df <- degf(D)
  W <- as.numeric(t(coef(m)) %*% solve(vcov(m)) %*% coef(m)) * (df - q + 1) / (df * q)
  list(n = sum(ok), flow = flow, net = net, all = list(F = W, q = q, p = pf(W, q, df - q + 1, lower.tail = FALSE)))
}
o <- c(list(R = R.version.string, survey = as.character(packageVersion("survey"))), lapply(designs, function(D) list(help = one(D, "help"), clear = one(D, "clear"))))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_moves.json")
