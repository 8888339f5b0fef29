"""`python -m queue_monitor.forecast.worker`: answers questions from stdin on stdout until it ends.

A process of its own, so that playing the day forward never holds up an event loop. It stops
by itself when its parent is gone, and when one run takes far too long.
"""

import os
import signal
import sys
from datetime import timedelta
from typing import Final, assert_never

from queue_monitor.forecast.known import Known, Run
from queue_monitor.forecast.messages import (
    Answer,
    AskBreach,
    AskOutlooks,
    AskWaits,
    Breach,
    Broken,
    Outlooks,
    Question,
    Teach,
    Waits,
    read_question,
    send,
)
from queue_monitor.forecast.passage import played_breach
from queue_monitor.forecast.summary import played_outlooks, played_waits

_RUN_S: Final = 5.0  # a run longer than this is stuck: SIGALRM ends the process


def answer(question: Question, known: Known) -> Answer | None:
    """Play what is asked for; None to a lesson, which is taken in."""
    match question:
        case AskWaits():
            run = Run(replications=question.replications, seed=question.seed, known=known)
            waits = played_waits(question.scene, run)
            return Waits(waits={str(ticket): wait for ticket, wait in waits.items()})
        case AskOutlooks():
            run = Run(replications=question.replications, seed=question.seed, known=known)
            horizon = timedelta(seconds=question.horizon_s)
            return Outlooks(outlooks=played_outlooks(question.scene, horizon, question.clear, run))
        case AskBreach():
            run = Run(replications=question.replications, seed=question.seed, known=known)
            limits, made_at = question.limits, question.made_at
            return Breach(odds=played_breach(question.scene, limits, made_at, run))
        case Teach():
            known.teach(question.config, question.events)
            return None
        case _:
            assert_never(question)


def run(asked: int, told: int) -> None:
    """Answer one question after another until nobody asks any more."""
    known = Known()
    while True:
        try:
            question = read_question(asked)
        except Broken:
            return
        signal.setitimer(signal.ITIMER_REAL, _RUN_S)
        try:
            said = answer(question, known)
            if said is not None:
                send(told, said)
        except BrokenPipeError:
            return
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0.0)


def main() -> None:
    """Keep stdout for answers alone, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.nice(15)  # tickets and alerts go before forecasts
    run(sys.stdin.fileno(), told)


if __name__ == "__main__":
    main()
