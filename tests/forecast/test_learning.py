"""What the learner makes of days: service times, arrivals, pauses, and honest ranges."""

from math import exp
from random import Random

import numpy as np
import pytest

from bench.days import OFFICES, day, days
from queue_monitor.forecast.honest import Tails
from queue_monitor.forecast.learning.arrivals import Arrivals
from queue_monitor.forecast.learning.pauses import Pauses
from queue_monitor.forecast.learning.services import Running, Services
from queue_monitor.forecast.predictor import Predictor
from queue_monitor.forecast.records import Day, Finish, config_of, record_of
from queue_monitor.forecast.spread import rest_of, spread_of
from tests.forecast.test_predictor import whole


def taught(nominal_s: float, true_s: float, count: int) -> Services:
    services = Services(nominal_s={"A": nominal_s})
    services.begin_day()
    dice = Random(5)
    for n in range(count):
        lasted_s = true_s * exp(dice.gauss(-0.125, 0.5))
        services.finished("A", f"K{n % 4}", lasted_s, 28800.0 + 100.0 * n)
    return services


def test_a_nominal_time_a_quarter_off_is_learned_in_a_morning() -> None:
    assert Services(nominal_s={"A": 300.0}).mean_s("A") == pytest.approx(300.0, rel=0.05)
    assert taught(300.0, 400.0, 40).mean_s("A") == pytest.approx(400.0, rel=0.12)


def test_a_service_never_given_borrows_from_the_rest() -> None:
    services = taught(300.0, 400.0, 60)
    services.nominal_s = {**services.nominal_s, "B": 100.0}
    assert 110.0 < services.mean_s("B") < 135.0


def test_when_all_is_slow_the_pace_is_noticed_and_forgotten() -> None:
    services = taught(300.0, 300.0, 200)
    for n in range(20):
        services.finished("A", "K0", 450.0, 50000.0 + 60.0 * n)
    slow = services.paced([], 51200.0)
    assert slow[0] < 0.5
    assert services.paced([], 51200.0 + 4 * 3600.0)[0] > 0.7


def test_those_who_sit_long_count_before_they_are_done() -> None:
    services = taught(300.0, 300.0, 200)
    usual = services.paced([], 49000.0)
    sitting = [Running("A", f"K{n}", 1200.0) for n in range(4)]
    assert services.paced(sitting, 49000.0)[0] < usual[0]


def test_a_surge_is_noticed_within_minutes() -> None:
    arrivals = Arrivals()
    for _ in range(5):
        arrivals.begin_day(28800.0, 57600.0, ("A",))
        for at_s in range(28800, 57600, 120):
            arrivals.came(("A", "walk_in"), float(at_s))
    arrivals.begin_day(28800.0, 57600.0, ("A",))
    for at_s in range(28800, 36000, 120):
        arrivals.came(("A", "walk_in"), float(at_s))
    random = np.random.default_rng(1)
    level, surge = arrivals.drawn(random, 4000)
    assert (level * surge).mean() == pytest.approx(1.0, abs=0.2)
    for at_s in range(36000, 36900, 45):
        arrivals.came(("A", "walk_in"), float(at_s))
    level, surge = arrivals.drawn(random, 4000)
    assert (level * surge).mean() > 1.5


def test_no_show_times_are_never_service_times() -> None:
    told = whole(day(OFFICES[0], 1))
    predictor = Predictor()
    predictor.train([told])
    finished = sum(isinstance(event, Finish) for event in told.events)
    assert predictor.learner.services.seen_today == finished


def test_who_is_away_long_is_thought_to_stay_away() -> None:
    pauses = Pauses()
    for _ in range(100):
        pauses.absent.add(300.0)
    (soon, late) = (pauses.back_after(gone_s)[20] for gone_s in (60.0, 1500.0))
    assert soon < 300.0
    assert late >= 900.0


def test_the_rest_of_a_log_normal_time_is_its_tail() -> None:
    random = np.random.default_rng(3)
    mu = np.full(200_000, 5.5)
    times = np.exp(5.5 + 0.6 * random.standard_normal(2_000_000))
    for elapsed_s in (0.0, 200.0, 900.0):
        left = times[times > elapsed_s] - elapsed_s
        drawn = rest_of(random, mu, 0.6, elapsed_s)
        for share in (0.1, 0.5, 0.9):
            assert np.quantile(drawn, share) == pytest.approx(np.quantile(left, share), rel=0.05)


def test_a_spread_weighs_what_was_seen() -> None:
    assert spread_of([1.0, 9.0], [3.0, 1.0])[20] < 5.0 < spread_of([1.0, 9.0], [1.0, 3.0])[20]


def test_a_tail_that_misses_one_in_ten_stays_as_it_is() -> None:
    tails = Tails()
    for n in range(2000):
        tails.learn(float(n % 10 == 0), float(n % 5 == 0))
    assert tails.low == pytest.approx(1.0, abs=0.05)
    assert tails.high > 2.0


def test_the_days_that_teach_come_in_any_number() -> None:
    predictor = Predictor()
    predictor.train(whole(told) for told in days(OFFICES[1], range(3)))
    mean_s = OFFICES[1].services["A"][0]
    assert predictor.learner.services.mean_s("A") == pytest.approx(mean_s, rel=0.3)
    assert isinstance(config_of(day(OFFICES[1], 1)["config"]).open, float)
    assert record_of({"type": "festival", "t": 1.0}) is None
    assert isinstance(whole(day(OFFICES[1], 1)), Day)
