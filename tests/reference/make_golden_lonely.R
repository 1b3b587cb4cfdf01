# Strata with one PSU in a domain, under the policy "average": the strata that the domain has, and no others, stand in.
# Data: lonely.csv (make_golden.R). Needs survey only for the numbers below.
suppressMessages({library(survey); library(jsonlite)})
la <- read.csv("lonely.csv")
options(survey.lonely.psu = "average")
L <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = la)
one <- function(s) list(est = unname(coef(s)), se = as.numeric(SE(s)))
domains <- list(all = L, no_H = subset(L, stype != "H"), no_M = subset(L, stype != "M"), no_E = subset(L, stype != "E"),
                wide = subset(L, sch.wide == "Yes"))
o <- list(R = R.version.string, survey = as.character(packageVersion("survey")), strata = as.list(table(la$stype)),
          average = lapply(domains, function(D) list(mean = one(svymean(~api00, D)), share = one(svymean(~I(api00 > 650), D)))))
write(toJSON(o, digits = NA, auto_unbox = TRUE, pretty = TRUE), "golden_lonely.json")
