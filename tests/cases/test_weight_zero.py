"""Truth: who has weight 0 took part and counts in no figure, and every count that a reader sees says so."""

from __future__ import annotations

import json


def test_all_counts_leave_out_whoever_has_weight_0(run_case):
    """60 rows in each wave; of those of 2025 two have an empty weight and two have weight 0."""

    def invited(study: dict) -> None:
        study["waves"]["2025"]["invited"] = 112

    run = run_case("08a-weights-zero-missing", invited)
    assert "2025: 2 rows with weight 0, in no figure" in run.said
    estimates = run.table("estimates")
    shown = estimates[estimates["wave"].eq("2025") & estimates["item"].eq("letters")]
    assert set(shown["n"]) == {56}
    states = ("n", "n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable")
    everybody = estimates.loc[estimates["wave"].eq("2025"), list(states)].sum(axis=1)
    assert set(everybody) == {56}
    record = json.loads(next(run.out.glob("*/*/results/method.json")).read_text(encoding="utf-8"))
    wave = record["waves"]["2025"]
    assert (wave["n_read"], wave["n_accepted"], wave["n_quarantined"], wave["n_weightless"]) == (60, 58, 2, 2)
    text = run.text
    assert "In 2025 zijn 60 ingevulde vragenlijsten ontvangen. Die van 56 inwoners tellen mee." in text
    assert "De cijfers gelden voor de 56 inwoners die in 2025 meededen" in text
    assert "2023 60 56 4 2025 60 56 4" in text
    assert "2025: 2 vragenlijsten hebben gewicht 0 en tellen daarom in geen cijfer mee." in text
    assert "2025: 50% van de 112 uitgenodigden telt mee (56)." in text
    assert "Bruikbaar en meegeteld 56 56" in text
    assert "Aantal antwoorden 56 56" in text
