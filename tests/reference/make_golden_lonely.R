# Strata with one PSU in a domain, under the policy "average": the strata that the domain has, and no others, stand in.
# Data: lonely.csv (make_golden.R). Needs survey only for the numbers below.
suppressMessages({library(survey); library(jsonlite)})
la <- read.csv("lonely.csv")
options(survey.lonely.psu = "average")
L <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = la)
one <- function(s) list(est = unname(coef(s)), se = as.numeric(SE(s)))
domains <- list(all = L, no_H = subset(L, stype != "H"), no_M = subset(L, stype != "M"), no_E = subset(L, stype != "E"),
                wide = subset(L, sch.wide == "Yes"))
both <- function(D) list(mean = one(svymean(~api00, D)), share = one(svymean(~I(api00 > 650), D)))
average <- lapply(domains, both)
# Under "adjust", with a finite population and after calibration: what the lone PSU is centred at shows there.
# `whole`: the lone PSU is the whole of its stratum, which adds nothing whatever the policy.
options(survey.lonely.psu = "adjust")
la$size <- c(E = 60, H = 5, M = 25)[la$stype]; la$whole <- c(E = 60, H = 1, M = 25)[la$stype]
B <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~size, data = la)
W <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~whole, data = la)
wide <- c("(Intercept)" = 1500, sch.wideYes = 1100)
adjusted <- list(drawn = both(B), calibrated = both(calibrate(B, ~sch.wide, wide)), whole = both(W),
                 whole_calibrated = both(calibrate(W, ~sch.wide, wide)), endless_calibrated = both(calibrate(L, ~sch.wide, wide)))
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")), strata = as.list(table(la$stype)),
          average = average, adjust = adjusted)
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_lonely.json")
