// The call queue: each call has its moment. Two at once are seen and heard one after the other.

const MOMENT_MS = 5_000;
const SHORT_MOMENT_MS = 3_200; // while two more wait for theirs
const QUICK_MOMENT_MS = 2_500; // while a crowd waits: long enough to be heard and read
const CROWD = 3;
const STALE_MS = 30_000; // in the queue so long, and a newer one there: listed, its moment is past
const TOO_OLD_MS = 45_000; // after a broken connection, old calls are listed and not announced

export class Calls {
  /**
   * `onMoment(call, {isHurried})` for each new call in turn, `onRest(call)` when it is over and none
   * follows. `now()` is the office's hour in ms.
   */
  constructor({ now, onMoment, onRest }) {
    this.now = now;
    this.onMoment = onMoment;
    this.onRest = onRest;
    this.queue = [];
    this.newest = null; // highest id taken in; null before the first view
    this.shown = null;
    this.busy = false;
  }

  /** Take in the calls of a view (newest last). The first view announces nothing. */
  take(calls) {
    const last = calls.at(-1);
    if (this.newest === null || !last || last.call < this.newest) {
      // Just switched on, or a new day that counts from one.
      this.newest = last?.call ?? 0;
      this.queue = [];
      this.shown = last ?? null;
      return;
    }
    for (const call of calls) {
      if (call.call <= this.newest) continue;
      this.newest = call.call;
      if (this.ageOf(call) <= TOO_OLD_MS) this.queue.push(call);
      else this.shown = call;
    }
    if (!this.busy) this.next();
  }

  ageOf(call) {
    return this.now() - new Date(call.at);
  }

  next() {
    while (this.queue.length > 1 && this.ageOf(this.queue[0]) > STALE_MS) this.queue.shift();
    const call = this.queue.shift();
    if (!call) {
      this.busy = false;
      if (this.shown) this.onRest(this.shown);
      return;
    }
    this.busy = true;
    this.shown = call;
    const behind = this.queue.length;
    const heard = Promise.resolve(this.onMoment(call, { isHurried: behind >= CROWD })).catch(() => {});
    const lasts = behind >= CROWD ? QUICK_MOMENT_MS : behind > 1 ? SHORT_MOMENT_MS : MOMENT_MS;
    const seen = new Promise((wake) => setTimeout(wake, lasts));
    Promise.all([heard, seen]).then(() => this.next());
  }
}
