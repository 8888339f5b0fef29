// How long a screen may stand untouched. It warns, can be prolonged, and then goes home.

const TICK_MS = 250;

export class Idle {
  /** `onTick(leftS, totalS)` on each change of the whole second, `onEnd()` when time is up. */
  constructor({ onTick, onEnd }) {
    this.onTick = onTick;
    this.onEnd = onEnd;
    Object.assign(this, { timer: null, totalS: null, leftS: null });
  }

  /** Start anew with this many seconds; null stands still for ever. */
  start(totalS) {
    clearInterval(this.timer);
    this.totalS = totalS;
    this.leftS = totalS;
    if (totalS === null) return;
    this.endsAt = performance.now() + totalS * 1000;
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** Touched: the whole time again. */
  touch() {
    if (this.totalS !== null) this.start(this.totalS);
  }

  /** At least this many seconds from now on. */
  prolong(seconds) {
    this.start(Math.max(seconds, this.leftS ?? 0));
  }

  tick() {
    const leftS = Math.max(0, Math.ceil((this.endsAt - performance.now()) / 1000));
    if (leftS === this.leftS) return;
    this.leftS = leftS;
    if (leftS > 0) {
      this.onTick(leftS, this.totalS);
      return;
    }
    clearInterval(this.timer);
    this.onEnd();
  }
}
