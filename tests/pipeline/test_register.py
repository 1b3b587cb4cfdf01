"""Truth: a small panel, by hand: what is added up, refused, counted and kept back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.errors import IntakeError
from monitor.release.results.released_set import read_results, write_results
from tests.registers import (
    CODES,
    EVENT,
    LARGE,
    MONTHS,
    Changed,
    Told,
    counts,
    panel_text,
    released,
    taken,
    write_register,
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return released(write_register(tmp_path_factory.mktemp("register")))


def _changed(count: str, change: Callable[[np.ndarray], None]) -> str:
    made = {name: np.array(values) for name, values in counts().items()}
    change(made[count])
    return panel_text(made)


def _jump(values: np.ndarray) -> None:
    values[30:, 0] *= 1.2


def _other_way(values: np.ndarray) -> None:
    values[30:] = np.round(values[30:] * 1.5)


def _line(text: str, number: int) -> str:
    return text.splitlines()[number]


def _without(start: str) -> Callable[[str], str]:
    return lambda text: "\n".join(line for line in text.splitlines() if not line.startswith(start)) + "\n"


def _again(text: str) -> str:
    return text + _line(text, 1) + "\n"


def _cell(value: str) -> Callable[[str], str]:
    """The first row with another number of what runs."""

    def change(text: str) -> str:
        month, code, _, *rest = _line(text, 1).split(",")
        return text.replace(_line(text, 1), ",".join((month, code, value, *rest)), 1)

    return change


def _nine(text: str) -> str:
    """The header and the first nine municipalities."""
    header, *lines = text.splitlines()
    kept = [line for line in lines if any(code in line.split(",")[:2] for code in CODES[:9])]
    return "\n".join((header, *kept)) + "\n"


REFUSED: dict[str, Changed] = {
    "intake.panel_few_municipalities": {"panel.csv": _nine, "municipalities.csv": _nine},
    "intake.panel_no_month": {"panel.csv": ("2020-01,GM01", "jan 2020,GM01")},
    "intake.panel_unknown_municipality": {"panel.csv": ("2020-01,GM01", "2020-01,GM99")},
    "intake.panel_row_twice": {"panel.csv": _again},
    "intake.panel_no_count": {"panel.csv": _cell("12.5")},
    "intake.panel_negative": {"panel.csv": _cell("-4")},
    "intake.panel_month_missing": {"panel.csv": _without("2021-05,")},
    "intake.panel_municipality_missing": {"panel.csv": _without("2021-05,GM03")},
    "intake.panel_month_outside": {"register.yaml": ("month: 2022-01, label", "month: 2019-01, label")},
    "intake.panel_denominator_jumps": {"panel.csv": _changed("people", _jump)},
    "intake.panel_unmarked_break": {"panel.csv": _changed("low", _other_way)},
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_panel_that_is_not_whole_is_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        taken(write_register(tmp_path, REFUSED[code]))
    assert caught.value.code == code


def test_a_code_that_lost_its_zeros_is_told_with_them(tmp_path: Path) -> None:
    def with_zeros(text: str) -> str:
        return text.replace("GM0", "00")

    def without(text: str) -> str:
        return text.replace("2020-01,GM01", "2020-01,1").replace("GM0", "00")

    with pytest.raises(IntakeError) as caught:
        taken(write_register(tmp_path, {"municipalities.csv": with_zeros, "panel.csv": without}))
    assert (caught.value.code, caught.value.hint) == ("intake.panel_unknown_municipality", "001")


def test_nobody_in_any_month_is_no_jump_and_has_no_rate(tmp_path: Path) -> None:
    def empty(values: np.ndarray) -> None:
        values[:, 3] = 0

    public = released(write_register(tmp_path, {"panel.csv": _changed("people", empty)})).public
    rows = public.whole("estimates").query("breakdown == 'municipality' and item == 'stock_rate'")
    assert set(rows[rows["group"] == CODES[3]]["status"]) == {"suppressed"}
    assert set(rows[rows["group"] == CODES[20]]["status"]) == {"released"}


def test_a_municipality_that_is_nowhere_is_missing_too(tmp_path: Path) -> None:
    nowhere = ("code,name,size,people\n", "code,name,size,people\nGM88,Plaats 88,small,6000\n")
    with pytest.raises(IntakeError, match="GM88"):
        taken(write_register(tmp_path, {"municipalities.csv": nowhere}))


@pytest.mark.parametrize("key", ["method_breaks", "real_jumps"])
def test_a_marked_change_of_level_is_no_error(key: str, tmp_path: Path) -> None:
    when = "from" if key == "method_breaks" else "month"
    marked = f'{key}: [{{{when}: 2022-07, counts: [low], note: "Bekend."}}]\nbalance:'
    path = write_register(
        tmp_path, {"panel.csv": _changed("low", _other_way), "register.yaml": ("balance:", marked)}
    )
    _, taken_in = taken(path)
    assert taken_in.panel is not None


def test_a_count_that_nobody_tests_is_told_where_it_changes_suddenly(tmp_path: Path) -> None:
    changed: Changed = {"panel.csv": _changed("ended", _other_way)}
    _, taken_in = taken(write_register(tmp_path, changed))
    assert taken_in.flags is not None
    assert [count for count, _ in taken_in.flags.sudden] == ["ended"]


def _merged(text: str) -> str:
    """Until 2022 a quarter of GM05 was GM90."""
    lines = []
    for line in text.splitlines():
        month, code, *numbers = line.split(",")
        if code == "GM05" and month < "2022-01":
            part = [int(number) // 4 for number in numbers]
            lines.append(",".join((month, "GM90", *map(str, part))))
            numbers = [str(int(number) - less) for number, less in zip(numbers, part, strict=True)]
        lines.append(",".join((month, code, *numbers)))
    return "\n".join(lines) + "\n"


def test_a_former_municipality_is_added_up_and_nobody_is_lost(tmp_path: Path) -> None:
    mergers = "old_code,new_code\nGM90,GM05\n"
    _, taken_in = taken(write_register(tmp_path, {"panel.csv": _merged, "mergers.csv": mergers}))
    panel = taken_in.panel
    assert panel is not None
    assert (panel.merged, panel.left_out) == (("GM90",), ())
    for name, made in counts().items():
        assert np.array_equal(panel.counts[name], made)


FORMER: Changed = {
    "panel.csv": lambda text: _without("2021-03,GM90")(_merged(text)),
    "mergers.csv": "old_code,new_code\nGM90,GM05\n",
}


def test_a_former_municipality_with_a_month_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="GM90"):
        taken(write_register(tmp_path, FORMER))


def test_a_municipality_that_was_split_is_left_out_and_named(tmp_path: Path) -> None:
    mergers = "old_code,new_code\nGM90,GM05\nGM90,GM06\n"
    _, taken_in = taken(write_register(tmp_path, {"panel.csv": _merged, "mergers.csv": mergers, "register.yaml": (
        "balance:", 'method_breaks: [{from: 2022-01, counts: [people], note: "Verdeeld."}]\nbalance:')}))  # fmt: skip
    panel = taken_in.panel
    assert panel is not None
    assert panel.left_out == ("GM90",)
    assert len(panel.municipalities) == len(CODES)


def test_what_runs_is_held_against_what_started_and_ended(tmp_path: Path, told: Told) -> None:
    assert told.public.method.register is not None
    assert told.public.method.register.off_balance == 0

    def lost(values: np.ndarray) -> None:
        values[20, 15] = 900

    path = write_register(tmp_path, {"panel.csv": _changed("started", lost)})
    _, taken_in = taken(path)
    assert taken_in.flags is not None
    assert taken_in.flags.off_balance == 0  # one month or the month before it fits
    both = {name: np.array(values) for name, values in counts().items()}
    both["started"][20:22, 15] = 900
    path = write_register(tmp_path, {"panel.csv": panel_text(both)})
    _, taken_in = taken(path)
    assert taken_in.flags is not None
    assert taken_in.flags.off_balance == 1


def _value(
    told: Told, month: str, measure: str, breakdown: str = "", group: str = "", item: str = "stock_rate"
) -> float:
    frame = told.public.whole("estimates")
    rows = frame[
        (frame["wave"] == month) & (frame["item"] == item) & (frame["measure"] == measure)
        & (frame["breakdown"] == breakdown) & (frame["group"] == group)
    ]  # fmt: skip
    assert len(rows) == 1
    return float(rows["estimate"].iloc[0])


def test_the_country_is_a_ratio_of_totals_and_the_average_a_mean_of_rates(told: Told) -> None:
    made, at = counts(), MONTHS.index("2023-11")
    stock, people = made["stock"][at], made["people"][at]
    assert _value(told, "2023-11", "rate") == pytest.approx(stock.sum() / people.sum() * 10_000)
    assert _value(told, "2023-11", "mean") == round((stock / people).mean() * 10_000, 1)
    large = np.array([code in LARGE for code in CODES])
    mine = stock[large].sum() / people[large].sum() * 10_000
    assert _value(told, "2023-11", "rate", "size", "large") == pytest.approx(mine)
    mean = (made["stock"][14] / made["people"][14]).mean() * 10_000
    assert _value(told, "2021-03", "mean") == round(mean, 1)


def test_every_month_is_a_series_and_only_moments_are_broken_down(told: Told) -> None:
    frame = told.public.whole("estimates")
    rates = frame[(frame["item"] == "stock_rate") & (frame["measure"] == "rate")]
    assert set(rates[rates["breakdown"] == ""]["wave"]) == set(MONTHS)
    assert set(rates[rates["breakdown"] != ""]["wave"]) == {"2020-11", "2023-11"}
    assert set(told.public.estimates["wave"]) == {"2020-11", "2023-11"}
    assert told.public.changes["p"].isna().all()  # a census: nothing to test between months


def test_the_files_hold_all_of_it_and_are_read_again(told: Told, tmp_path: Path) -> None:
    write_results(told.public, tmp_path)
    read = read_results(tmp_path)
    assert read.register is not None
    for name in ("estimates", "changes"):
        assert read.whole(name).equals(told.public.whole(name))
    assert read.method.register == told.public.method.register


def test_an_event_is_a_row_with_its_verdict(told: Told) -> None:
    assert told.public.register is not None
    rows = told.public.register.changes.set_index("item")
    assert list(rows.index) == ["stock", "low", "stock_rate"]
    assert set(rows.loc[["stock", "low"], "to_wave"]) == {EVENT}
    assert set(rows.loc[["stock", "low"], "from_wave"]) == {"2021-12"}
    assert set(rows["comparison"]) == {"break", "break:size"}
    assert rows.loc["stock_rate", "group"] == "large>rest"


@pytest.mark.parametrize(("month", "verdict"), [("2021-01", "too_few"), ("2022-01", "undecided")])
def test_fewer_than_eighteen_months_on_a_side_bear_no_verdict(
    month: str, verdict: str, tmp_path: Path
) -> None:
    path = write_register(tmp_path, {"register.yaml": ("month: 2022-01, label", f"month: {month}, label")})
    register = released(path).public.register
    assert register is not None
    found = register.changes.set_index("item").loc["stock"]
    assert (found["verdict"] == "too_few") == (verdict == "too_few")
    assert np.isnan(found["p"]) == (verdict == "too_few")


def test_a_date_at_another_way_of_counting_is_not_comparable(tmp_path: Path) -> None:
    broken = 'method_breaks: [{from: 2022-01, counts: [low], note: "Anders geteld."}]\nbalance:'
    register = released(write_register(tmp_path, {"register.yaml": ("balance:", broken)})).public.register
    assert register is not None
    found = register.changes.set_index("item").loc["low"]
    assert (found["verdict"], found["reason"]) == ("not_comparable", "register")
    assert np.isnan(found["difference"])
