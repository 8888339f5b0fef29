// The call queue: each call has its moment. Two at once are seen and heard one after the other.

const MOMENT_MS = 5_000;
const SHORT_MOMENT_MS = 3_200; // while two more wait for theirs
const GLIMPSE_MS = 900; // a crowd of calls, as in a day played fast: the board must not fall behind
const CROWD = 3;
const MOST_QUEUED = 6;
const TOO_OLD_MS = 45_000; // after a broken connection, old calls are listed and not announced

export class Calls {
  /** `onMoment(call, {isGlimpse})` for each new call in turn, `onRest(call)` when it is over and none follows. */
  constructor({ onMoment, onRest }) {
    this.onMoment = onMoment;
    this.onRest = onRest;
    this.queue = [];
    this.newest = null; // highest id taken in; null before the first view
    this.shown = null;
    this.busy = false;
  }

  /** Take in the calls of a view (newest last) as of `now`. The first view announces nothing. */
  take(calls, now) {
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
      if (now - new Date(call.at) <= TOO_OLD_MS) this.queue.push(call);
      else this.shown = call;
    }
    this.queue.splice(0, Math.max(0, this.queue.length - MOST_QUEUED));
    if (!this.busy) this.next();
  }

  next() {
    const call = this.queue.shift();
    if (!call) {
      this.busy = false;
      if (this.shown) this.onRest(this.shown);
      return;
    }
    this.busy = true;
    this.shown = call;
    const behind = this.queue.length;
    const heard = Promise.resolve(this.onMoment(call, { isGlimpse: behind >= CROWD })).catch(() => {});
    const lasts = behind >= CROWD ? GLIMPSE_MS : behind > 1 ? SHORT_MOMENT_MS : MOMENT_MS;
    const seen = new Promise((wake) => setTimeout(wake, lasts));
    Promise.all([heard, seen]).then(() => this.next());
  }
}
