"""Everybody of many possible days at once: who joins which line when, and takes how long.

The same people meet every scenario, so that scenarios differ by what was changed alone.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from queue_monitor.forecast.lesson import Lesson, plain
from queue_monitor.forecast.scene import Hand, Scene, SceneLine
from queue_monitor.forecast.spread import Floats, drawn, log_upper, rest_of

Ints = NDArray[np.int64]

_MOST: Final = 400  # arrivals of one line in one run: a flood is not played on


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """Columns hold the people of each line in order, after each line one who never comes.

    `places_s`, `sinces_s`, `works_s`, `gaps_s`: (replications, people); `lines`: line of each
    column; `heads`: how many come under its number; `first`: column of each line's first;
    `free_s`, `speed`: (replications, counters).
    A visit keeps the counter for work × speed + gap.
    """

    places_s: Floats
    sinces_s: Floats
    works_s: Floats
    gaps_s: Floats
    lines: Ints
    heads: Ints
    first: Ints
    free_s: Floats
    speed: Floats
    opens_s: Floats  # (replications, counters): when it opens; 0 for one that is not closed


def persons(
    scene: Scene,
    until_s: float,
    replications: int,
    seed: int,
    *,
    most: int = _MOST,
    lesson: Lesson | None = None,
) -> Persons:
    """Who waits, and who comes until `until_s`; of each line at most `most` come.

    Without a lesson the scene's own figures count.
    """
    random = np.random.default_rng(seed)
    known = plain(scene, replications) if lesson is None else lesson
    ends = random.exponential(known.surge_for_s, replications)
    places, sinces, lines, heads, first = [], [], [], [], []
    column = 0
    for i, line in enumerate(scene.lines):
        coming = _coming(random, line, until_s, known, ends)[:, :most]
        place = _joins(np.array(line.places_s), coming)
        since = place.copy()
        since[:, : len(line.sinces_s)] = line.sinces_s
        places.append(place)
        sinces.append(since)
        lines.append(np.full(place.shape[1], i))
        alone = np.ones(place.shape[1] - len(line.places_s), dtype=np.int64)
        heads.append(np.concatenate([np.array(line.heads, dtype=np.int64), alone]))
        first.append(column)
        column += place.shape[1]
    empty = np.empty((replications, 0))
    none = np.empty(0, dtype=np.int64)
    of_line, people = np.concatenate([none, *lines]), np.concatenate([none, *heads])
    works, gaps = _visits(random, scene, known, of_line, people)
    return Persons(
        places_s=np.concatenate([empty, *places], axis=1),
        sinces_s=np.concatenate([empty, *sinces], axis=1),
        works_s=works,
        gaps_s=gaps,
        lines=of_line,
        heads=people,
        first=np.array(first, dtype=np.int64),
        free_s=_free_s(random, scene, known, replications),
        speed=known.speed,
        opens_s=_opens_s(random, scene, replications),
    )


def _coming(
    random: np.random.Generator,
    line: SceneLine,
    until_s: float,
    lesson: Lesson,
    surge_ends_s: Floats,
) -> Floats:
    """(replications, arrivals): when the next people join, inf after `until_s`."""
    rows = len(lesson.level)
    if line.comes_s:
        comes = drawn(random, line.comes_s, (rows, 1))
        comes[random.random((rows, 1)) >= line.shows] = np.inf
        return comes
    steps = [(end, rate) for end, rate in line.coming if end > 0.0]
    if not steps and line.arrivals_per_s > 0.0:
        steps = [(until_s, line.arrivals_per_s)]
    ends = np.array([0.0] + [end for end, _ in steps])
    mass = np.concatenate([[0.0], np.cumsum(np.diff(ends) * [rate for _, rate in steps])])
    if mass[-1] <= 0.0:
        return np.empty((rows, 0))
    # Time is stretched so that a unit brings one person; a surge stretches it more until it ends.
    surge_mass = np.interp(surge_ends_s, ends, mass)
    most = float((lesson.level * (mass[-1] + (lesson.surge - 1.0) * surge_mass)).max())
    columns = int(most + 5.0 * most**0.5 + 3.0)
    units = np.cumsum(random.exponential(1.0, (rows, columns)), axis=1)
    units /= lesson.level[:, None]
    within = units <= (lesson.surge * surge_mass)[:, None]
    after = units - ((lesson.surge - 1.0) * surge_mass)[:, None]
    stretched = np.where(within, units / lesson.surge[:, None], after)
    rising = mass + np.arange(len(mass)) * 1e-12  # where nobody comes for a while
    coming = np.interp(stretched, rising, ends, right=np.inf)
    coming = np.where(coming <= until_s, coming, np.inf)
    return coming[:, : int(np.isfinite(coming).sum(axis=1).max())]


def _joins(waiting: Floats, coming: Floats) -> Floats:
    """(replications, waiting + arrivals + 1): who waits, who comes in time, and never (inf)."""
    replications = len(coming)
    here = np.broadcast_to(waiting, (replications, len(waiting)))
    return np.concatenate([here, coming, np.full((replications, 1), np.inf)], axis=1)


def _visits(
    random: np.random.Generator,
    scene: Scene,
    lesson: Lesson,
    lines: Ints,
    heads: Ints,
) -> tuple[Floats, Floats]:
    """Work, and what a counter is kept beside it: the walk, no-shows, pauses."""
    shape = (len(lesson.level), len(lines))
    if not len(lines):
        return np.empty(shape), np.empty(shape)
    services = np.array([line.service for line in scene.lines], dtype=np.int64)[lines]
    mu, sigma = _of_several(lesson.mu[:, services], lesson.sigma[services], heads)
    works = np.exp(mu + sigma * random.standard_normal(shape))
    gaps = _pauses_s(random, lesson, shape)
    missed = random.random(shape) < lesson.no_show_ratio
    works[missed] = 0.0
    gaps += np.where(missed, drawn(random, lesson.missed, shape), lesson.walk_s)
    return works, gaps


def _pauses_s(random: np.random.Generator, lesson: Lesson, shape: tuple[int, ...]) -> Floats:
    """From the end of a visit to the counter's next call: after some the clerk is gone first."""
    pauses = drawn(random, lesson.between, shape)
    gone = random.random(shape) < lesson.absence_ratio
    pauses[gone] = drawn(random, lesson.absent, int(gone.sum()))
    return pauses


def _of_several(mu: Floats, sigma: Floats, heads: Ints) -> tuple[Floats, Floats]:
    """The logarithm's mean and spread of so many services in a row: their sum as a log-normal."""
    if (heads == 1).all():
        return mu, sigma
    of_sum = np.sqrt(np.log1p(np.expm1(sigma**2) / heads))
    return mu + np.log(heads) + 0.5 * (sigma**2 - of_sum**2), of_sum


def _free_s(random: np.random.Generator, scene: Scene, lesson: Lesson, replications: int) -> Floats:
    """When the visit in hand, or the pause after the last one, is over."""
    free = np.zeros((replications, len(scene.hands)))
    for c, hand in enumerate(scene.hands):
        if hand is not None:
            free[:, c] = _rest_s(random, lesson, hand, c)
            free[:, c] += _pauses_s(random, lesson, (replications,))
        elif c < len(scene.since_finish_s) and (since := scene.since_finish_s[c]) is not None:
            left = [gap - since for gap in lesson.between if gap > since]
            free[:, c] = drawn(random, left or (0.0, 0.0), replications)
    return free


def _rest_s(random: np.random.Generator, lesson: Lesson, hand: Hand, counter: int) -> Floats:
    """What is left of a visit in hand."""
    replications = len(lesson.level)
    own = hand.service >= 0
    mu, sigma = np.full(replications, hand.time.mu), hand.time.sigma  # of all its people
    if own:
        alone = lesson.sigma[hand.service : hand.service + 1]
        mu, spread = _of_several(lesson.mu[:, hand.service], alone, np.array([hand.people]))
        sigma = float(spread[0])
    mu = mu + np.log(lesson.speed[:, counter])
    if lesson.walk_s or hand.since_call_s is None:  # the walk is counted apart
        if hand.elapsed_s is not None:
            return rest_of(random, mu, sigma, hand.elapsed_s)
        rest = rest_of(random, mu, sigma, 0.0)
        rest[random.random(replications) < lesson.no_show_ratio] = 0.0
        return rest + hand.walk_s
    since_s = hand.since_call_s
    rest = rest_of(random, mu, sigma, since_s)
    left = [missed - since_s for missed in lesson.missed if missed > since_s]
    if hand.started or not left:
        return rest
    # Whether they will come: both a visit and a no-show would have lasted this long already.
    longer = np.exp(log_upper((np.log(max(since_s, 1.0)) - mu) / sigma))
    missing = lesson.no_show_ratio * len(left) / len(lesson.missed)
    odds = missing / (missing + (1.0 - lesson.no_show_ratio) * longer)
    return np.where(random.random(replications) < odds, drawn(random, left, replications), rest)


def _opens_s(random: np.random.Generator, scene: Scene, replications: int) -> Floats:
    opens = np.zeros((replications, len(scene.hands)))
    for c, desk in enumerate(scene.scenarios[0]):
        if desk.opens_s:
            opens[:, c] = np.maximum(drawn(random, desk.opens_s, replications), 0.0)
    return opens
