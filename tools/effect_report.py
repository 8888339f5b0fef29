"""What reallocation brings, over many simulated busy days: writes docs/effect.md and its chart.

    .venv/bin/python -m tools.effect_report                 200 days, both cores
    .venv/bin/python -m tools.effect_report --seeds 6 --out /tmp/effect

Each seed's day is lived three times by the same people: nobody moved; with e-Eyes' own proposals;
and by the plain early rule (somebody free opens a counter at 5 waiting or 5 minutes). Finished
seeds are kept in a file beside the report; begun again, it goes on where it was.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping, Sequence, Sized
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from typing import Final

from queue_monitor.config import Settings, load
from queue_monitor.domain.model import ServiceId
from queue_monitor.domain.watch import Plan, PlanKind
from queue_monitor.simulation import charts
from queue_monitor.simulation.advice import advice_of
from queue_monitor.simulation.day import simulate
from queue_monitor.simulation.study import DayUnder, early, live
from queue_monitor.simulation.what_if import forecast_for, limit_of

ROOT: Final = Path(__file__).resolve().parent.parent
DAY: Final = date(2026, 11, 23)
SEEDS: Final = 200
_OPENED: Final = PlanKind.OPEN_COUNTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One day, in minutes."""

    seed: int
    over: Mapping[str, float]  # the office over its limit: "without", "with", "early"
    help: Mapping[str, float]  # of those who left other work
    p90: Mapping[str, float]
    donors: Mapping[str, tuple[float, float]]  # each donor service: over, without and with


def lived(seed: int, config: str) -> Seed:
    """The day of `seed`, three times."""
    settings = load(Path(config), environ={})
    day, limit = simulate(settings, seed=seed, day=DAY), limit_of(settings)
    own = advice_of(settings, forecast_for(settings))
    hasty, first = early(settings)
    runs = {
        "without": live(day, settings, advice=None, limit=limit),
        "with": live(day, settings, advice=own, limit=limit),
        "early": live(day, hasty, advice=first, limit=limit),
    }
    without, with_ = runs["without"], runs["with"]
    return Seed(
        seed=seed,
        over={name: run.over.total_seconds() / 60 for name, run in runs.items()},
        help={name: run.help.total_seconds() / 60 for name, run in runs.items()},
        p90={name: (run.figures.p90_s or 0.0) / 60 for name, run in runs.items()},
        donors={
            service: (_over(without, service), _over(with_, service))
            for service in sorted(donors_of(settings, with_.plans))
        },
    )


def donors_of(settings: Settings, plans: Sequence[Plan]) -> set[ServiceId]:
    """Services that gave: those first served by a counter that gave its clerk, or took more on."""
    found: set[ServiceId] = set()
    for plan in plans:
        proposal = plan.proposal
        giving = proposal.donor if proposal.kind is not _OPENED else None
        if giving is None and proposal.kind in {PlanKind.ADD_SERVICE, PlanKind.CALL_EXPRESS}:
            giving = proposal.counter
        counter = None if giving is None else settings.counter(giving)
        if counter is not None:
            found |= set(counter.serves[0].services) - set(proposal.services)
    return found


def _over(run: DayUnder, service: ServiceId) -> float:
    span = run.over_services.get(service)
    return 0.0 if span is None else span.total_seconds() / 60


# -- many of them --------------------------------------------------------------------------------


def all_lived(seeds: Sequence[int], config: Path, kept: Path, workers: int) -> list[Seed]:
    """Every seed's day; those in `kept` are not lived again, and each new one is added to it."""
    known = {seed.seed: seed for seed in _read(kept)}
    missing = [seed for seed in seeds if seed not in known]
    with (
        ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool,
        kept.open("a", encoding="utf-8") as file,
    ):
        running = [pool.submit(lived, seed, str(config)) for seed in missing]
        for number, done in enumerate(as_completed(running), start=1):
            seed = done.result()
            known[seed.seed] = seed
            file.write(json.dumps(asdict(seed)) + "\n")
            file.flush()
            print(f"{number}/{len(missing)}  seed {seed.seed}", flush=True)
    return [known[seed] for seed in seeds]


def _read(kept: Path) -> Iterator[Seed]:
    """What is finished; a line that a kill cut short is lived again."""
    if not kept.exists():
        return
    lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
    whole = [line for line in lines if line.endswith("\n")]
    if whole != lines:
        kept.write_text("".join(whole), encoding="utf-8")
    for line in whole:
        yield Seed(**json.loads(line))


# -- the page ------------------------------------------------------------------------------------


def page(seeds: Sequence[Seed], command: str) -> Iterator[str]:
    """docs/effect.md."""
    over = {name: mean(seed.over[name] for seed in seeds) for name in seeds[0].over}
    help_ = {name: mean(seed.help[name] for seed in seeds) for name in seeds[0].help}
    p90 = {name: mean(seed.p90[name] for seed in seeds) for name in seeds[0].p90}
    numbers = [seed.seed for seed in seeds]
    yield "# What reallocation brings"
    yield ""
    yield f"Simulated busy days of the office in `config.yaml`: {len(seeds)}, seeds {numbers[0]} to"
    yield f"{numbers[-1]}, made by"
    yield ""
    yield f"    .venv/bin/{command}"
    yield ""
    yield "Each day is lived three times by the same visitors and clerks: nobody is moved; with the"
    yield "system's own proposals, on which a simulated supervisor decides; and by the early rule,"
    yield "by which somebody free opens a counter at 5 waiting or 5 minutes. Over the limit is more"
    yield "than 7 people waiting or anybody longer than 10 minutes, to the second."
    yield ""
    yield "| A mean day | without | with reallocation | early rule |"
    yield "|---|---:|---:|---:|"
    yield _row("minutes over the limit", over)
    yield _row("helpers' minutes", help_)
    yield _row("wait P90, minutes", p90)
    yield ""
    yield "![Minutes over the limit and helpers' minutes](images/effect.svg)"
    yield ""
    yield "| Goal | found | |"
    yield "|---|---:|---|"
    share = over["with"] / over["without"] if over["without"] else 0.0
    yield _goal("minutes over the limit, of those without: at most 20 %", share, share <= 0.2)
    fewer = 1 - help_["with"] / help_["early"] if help_["early"] else 0.0
    yield _goal(
        "helpers' minutes fewer than under the early rule: at least 30 %", fewer, fewer >= 0.3
    )
    yield from _donors(seeds)


def _donors(seeds: Sequence[Seed]) -> Iterator[str]:
    """By service: the days on which it gave, and its minutes over the limit on those."""
    spans: dict[str, list[tuple[float, float]]] = {}
    for seed in seeds:
        for service, pair in seed.donors.items():
            spans.setdefault(service, []).append((pair[0], pair[1]))
    every = [pair for pairs in spans.values() for pair in pairs]
    longer = sum(sum(b for _, b in pairs) > sum(a for a, _ in pairs) for pairs in spans.values())
    days = sum(with_ > without for without, with_ in every)
    yield _count("donor queues over their limit longer, all days together: none", longer, spans)
    yield _count("the same on each day for itself: none", days, every)
    yield ""
    yield "A donor is a service whose counter gave its clerk or took on other services. Its minutes"
    yield "over the limit, on the days on which it gave:"
    yield ""
    yield "| Donor | days | without | with | days longer | at most by, minutes |"
    yield "|---|---:|---:|---:|---:|---:|"
    for service, pairs in sorted(spans.items()):
        later = [with_ - without for without, with_ in pairs if with_ > without]
        yield (
            f"| {service} | {len(pairs)} | {mean(a for a, _ in pairs):.1f} | "
            f"{mean(b for _, b in pairs):.1f} | {len(later)} | {max(later, default=0.0):.1f} |"
        )


def _row(name: str, values: Mapping[str, float]) -> str:
    cells = " | ".join(f"{values[key]:.1f}" for key in ("without", "with", "early"))
    return f"| {name} | {cells} |"


def _goal(name: str, share: float, kept: bool) -> str:
    return f"| {name} | {share:.1%} | {'kept' if kept else 'missed'} |"


def _count(name: str, found: int, of: Sized) -> str:
    return f"| {name} | {found} of {len(of)} | {'kept' if not found else 'missed'} |"


def chart(seeds: Sequence[Seed]) -> str:
    """Two groups of bars."""
    names, values = [], []
    for title, of in (("over the limit", "over"), ("helpers", "help")):
        for key in ("without", "with", "early"):
            names.append(f"{title}, {key}")
            values.append(mean(getattr(seed, of)[key] for seed in seeds))
    drawn = charts.bars(names, values, title="Minutes over the limit and helpers' minutes")
    style = ' xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif"'
    return drawn.replace("<svg", "<svg" + style, 1) + "\n"


def main() -> None:
    """Live the days, write the page."""
    parser = argparse.ArgumentParser(description="What reallocation brings, over many days.")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many days")
    parser.add_argument("--first", type=int, default=1, help="the first day's seed")
    parser.add_argument("--config", type=Path, default=ROOT / "config.yaml")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder of effect.md")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kept", type=Path, help="finished seeds (default: build/effect-….jsonl)")
    asked = parser.parse_args()
    kept = asked.kept or ROOT / "build" / f"effect-{_state(asked.config)}.jsonl"
    for folder in (kept.parent, asked.out / "images"):
        folder.mkdir(parents=True, exist_ok=True)
    seeds = range(asked.first, asked.first + asked.seeds)
    found = all_lived(seeds, asked.config, kept, asked.workers)
    command = f"python -m tools.effect_report --seeds {asked.seeds} --first {asked.first}"
    (asked.out / "effect.md").write_text("\n".join(page(found, command)) + "\n", encoding="utf-8")
    (asked.out / "images" / "effect.svg").write_text(chart(found), encoding="utf-8")
    print(f"{asked.out / 'effect.md'}: {len(found)} days; finished ones are in {kept}")


def _state(config: Path) -> str:
    """Of the code and the configuration: what an older state found is not mixed in."""
    found = blake2b(config.read_bytes(), digest_size=5)
    for folder in ("queue_monitor", "alerts"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            found.update(file.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    main()
