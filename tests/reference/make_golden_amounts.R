# Totals and ratios of totals: one wave raked to known totals, and three waves of which each is a sample of its own.
# Data: numbers.csv (make_golden_numbers.R); hours is missing for some.
suppressMessages({library(survey); library(jsonlite)})
d <- read.csv("numbers.csv"); set.seed(8)
d$hours[sample(nrow(d), 40)] <- NA
write.csv(d, "amounts.csv", row.names = FALSE, quote = FALSE, na = "")
d$sex <- factor(d$sex); d$age <- factor(d$age)
raked <- function(D) calibrate(D, ~sex + age, c("(Intercept)" = 1500, sexm = 800, ageb = 500, agec = 600), calfun = "raking", epsilon = 1e-13, maxit = 500)
one <- function(s) list(est = unname(coef(s)), se = as.numeric(SE(s)))
amounts <- function(D) {
  D <- update(D, known = !is.na(hours), hours = ifelse(is.na(hours), 0, hours)); H <- subset(D, known); by <- function(f) setNames(lapply(levels(d$age), function(a) f(subset(H, age == a))), levels(d$age))
  ratio <- function(D) one(svyratio(~hours, ~children, D))
  list(hours = one(svytotal(~hours, H)), hours_by = by(function(D) one(svytotal(~hours, D))), ratio = ratio(H), ratio_by = by(ratio),
       top = one(svytotal(~I(as.numeric(top == 1)), D)), top_by = setNames(lapply(levels(d$age), function(a) one(svytotal(~I(as.numeric(top == 1)), subset(D, age == a)))), levels(d$age)))
}
E <- svydesign(id = ~1, weights = ~b, data = d); C <- svydesign(id = ~psu, weights = ~b, data = d)
# a total is of the sample of its wave; a ratio is a figure of the waves in one design, as every mean is
waves <- lapply(split(d, d$wave), function(x) { of <- amounts(svydesign(id = ~psu, weights = ~b, data = x))
  stacked <- amounts(subset(C, wave == x$wave[1])); of[c("ratio", "ratio_by")] <- stacked[c("ratio", "ratio_by")]; of })
d$team <- d$psu %% 15; reps <- as.svrepdesign(svydesign(id = ~team, weights = ~b, data = d), type = "JK1"); r <- weights(reps, type = "analysis")
rw <- data.frame(d, signif(r, 12)); names(rw)[-(1:ncol(d))] <- sprintf("rep_%02d", seq_len(ncol(r)))
write.csv(rw[!names(rw) %in% c("psu", "team")], "amounts_replicates.csv", row.names = FALSE, quote = FALSE, na = "")
J <- svrepdesign(data = d, weights = ~b, repweights = signif(r, 12), type = "JK1", scale = (ncol(r) - 1) / ncol(r), combined.weights = TRUE, mse = FALSE)
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")), element = amounts(raked(E)), cluster = amounts(raked(C)), waves = waves, replicates = amounts(J))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_amounts.json")
