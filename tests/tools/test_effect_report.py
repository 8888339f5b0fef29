"""What the report on reallocation calls kept and missed."""

from tools.effect_report import Seed, page


def a_seed(number: int, *, with_: float, helped: float, seal: tuple[float, float]) -> Seed:
    """A day of 100 minutes over the limit and, under the early rule, 100 minutes of help."""
    return Seed(
        seed=number,
        over={"without": 100.0, "with": with_, "early": 20.0},
        help={"without": 0.0, "with": helped, "early": 100.0},
        p90={"without": 15.0, "with": 5.0, "early": 5.0},
        donors={"seal": seal},
    )


def verdicts(*seeds: Seed) -> list[str]:
    """The last two cells of each goal."""
    found = [line.split("|")[2:4] for line in page(seeds, "python -m tools.effect_report")]
    return [
        f"{cells[0].strip()} {cells[1].strip()}"
        for cells in found
        if len(cells) == 2 and cells[1].strip() in {"kept", "missed"}
    ]


def test_every_goal_at_its_bound_is_kept() -> None:
    day = a_seed(1, with_=20.0, helped=70.0, seal=(10.0, 10.0))
    assert verdicts(day) == ["20.0% kept", "30.0% kept", "0 of 1 kept", "0 of 1 kept"]


def test_every_goal_past_its_bound_is_missed() -> None:
    day = a_seed(1, with_=21.0, helped=71.0, seal=(10.0, 10.1))
    assert verdicts(day) == ["21.0% missed", "29.0% missed", "1 of 1 missed", "1 of 1 missed"]


def test_a_queue_longer_on_one_day_and_shorter_in_all_is_told_as_both() -> None:
    days = (
        a_seed(1, with_=10.0, helped=50.0, seal=(0.0, 0.5)),
        a_seed(2, with_=10.0, helped=50.0, seal=(30.0, 1.0)),
    )
    assert verdicts(*days)[2:] == ["0 of 1 kept", "1 of 2 missed"]


def test_a_share_that_rounds_to_its_bound_is_not_called_kept() -> None:
    day = a_seed(1, with_=20.4, helped=70.4, seal=(0.0, 0.0))
    assert [said.split()[1] for said in verdicts(day)[:2]] == ["missed", "missed"]
