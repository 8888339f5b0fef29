// A page's view of the office, kept current: a snapshot with its number, then each change once.
// Sockets first; while they are silent the page asks by HTTP. A page is told within ten seconds
// when what it shows is old.

import { io } from "/assets/vendor/socket.io.esm.min.js";
import { get } from "/assets/js/api.js";
import { now, sync } from "/assets/js/clock.js";

const STALE_AFTER_MS = 8_000;
const CHECK_EVERY_MS = 500;
const POLL_EVERY_MS = 3_000;
const ADDRESS = {
  board: () => "/board",
  kiosk: () => "/kiosk",
  floor: () => "/floor",
  alerts: () => "/alerts",
  ticket: (token) => `/tickets/${encodeURIComponent(token)}`,
};

/** Where a topic is asked for by HTTP; "board/<id>" is a board with services of its own. */
function addressOf(topic, token) {
  const [kind, id] = topic.split("/");
  return id ? `/${kind}s/${encodeURIComponent(id)}` : ADDRESS[topic](token);
}

let socket = null;
const followers = new Map(); // topic → Follower

/**
 * Follow a topic until `stop()` is called on what is returned.
 *   onView(view)         the whole view, at once and after each change
 *   onStale(bool, since) true when nothing was heard for 8 s; since: Date of the last word
 *   onProblem(problem)   the server refuses (unknown ticket, not signed in); following goes on
 * One follower for each topic.
 */
export function follow(topic, { token, onView, onStale = () => {}, onProblem = () => {} }) {
  followers.get(topic)?.stop();
  const follower = new Follower(topic, token, { onView, onStale, onProblem });
  followers.set(topic, follower);
  connect();
  follower.start();
  return follower;
}

class Follower {
  constructor(topic, token, callbacks) {
    Object.assign(this, { topic, token, callbacks });
    this.view = null;
    this.seq = null;
    this.stale = null;
    this.heardAt = Date.now();
    this.pending = false;
    this.polling = false;
  }

  start() {
    this.timer = setInterval(() => this.check(), CHECK_EVERY_MS);
    this.poller = setInterval(() => this.poll(), POLL_EVERY_MS);
    if (socket.connected) this.ask();
    this.poll(true); // the first picture does not wait for the socket
  }

  stop() {
    clearInterval(this.timer);
    clearInterval(this.poller);
    if (followers.get(this.topic) === this) followers.delete(this.topic);
  }

  /** Ask for the snapshot again now, e.g. after an action of one's own. */
  refresh() {
    if (socket.connected) this.ask();
    else this.poll(true);
  }

  ask() {
    if (this.pending) return;
    this.pending = true;
    const question = this.token ? { topic: this.topic, token: this.token } : { topic: this.topic };
    socket.timeout(5_000).emit("follow", question, (error, answer) => {
      this.pending = false;
      if (error || !answer) return;
      if (answer.problem) this.callbacks.onProblem(answer.problem);
      else this.snapshot(answer.seq, answer.view);
    });
  }

  change({ seq, prev, set, lists = {} }) {
    if (this.seq === null || this.pending) return this.ask();
    if (seq < this.seq) return undefined; // the snapshot had it
    // A change without an event (an expected wait that drifts) keeps the number: seq == prev.
    if (prev !== this.seq && seq !== this.seq) return this.ask(); // a gap: start again
    const changed = { ...this.view, ...set };
    for (const [key, part] of Object.entries(lists)) changed[key] = patched(this.view[key], part);
    return this.replace(seq, changed);
  }

  beat(seqs) {
    if (this.seq === null) return;
    const newest = seqs?.[this.topic];
    if (newest !== undefined && newest > this.seq) this.ask();
    else this.heard();
  }

  /** A whole view is as of `at`: a screen whose own clock is wrong need not wait for the beat. */
  snapshot(seq, view) {
    if (view.at) sync(view.at);
    this.replace(seq, view);
  }

  replace(seq, view) {
    this.heard();
    if (this.seq !== null && seq < this.seq && !this.restarted) return;
    this.restarted = false;
    this.seq = seq;
    this.view = view;
    this.callbacks.onView(view);
  }

  heard() {
    this.heardAt = Date.now();
    this.check();
  }

  check() {
    const stale = Date.now() - this.heardAt > STALE_AFTER_MS;
    if (stale === this.stale) return;
    this.stale = stale;
    this.callbacks.onStale(stale, new Date(now() - (Date.now() - this.heardAt))); // the office's hour
  }

  /** Plain HTTP while the socket is silent (or `now`). */
  async poll(now = false) {
    const quiet = !socket.connected || Date.now() - this.heardAt > POLL_EVERY_MS + 1_500;
    if (this.polling || !(now || quiet)) return;
    this.polling = true;
    try {
      const view = await get(addressOf(this.topic, this.token), { timeoutMs: 5_000 });
      this.snapshot(view.seq ?? this.seq ?? 0, view);
    } catch (problem) {
      if (!problem.canRetry) this.callbacks.onProblem(problem);
    } finally {
      this.polling = false;
    }
  }
}

/** Seen again, or back on a network: say at once how old the picture is, and ask for a new one. */
function comeBack() {
  if (document.hidden) return;
  if (socket && !socket.connected) socket.connect();
  for (const follower of followers.values()) {
    follower.check();
    follower.poll(Date.now() - follower.heardAt > POLL_EVERY_MS);
  }
}

for (const event of ["online", "pageshow"]) addEventListener(event, comeBack);
document.addEventListener("visibilitychange", comeBack);

/** A list with some elements replaced, or some fields of some, or moved on: some dropped in front,
 *  some added behind. */
function patched(list, { of, at, drop, add }) {
  if (of) return list.map((element, index) => (index in of ? { ...element, ...of[index] } : element));
  if (at) return list.map((element, index) => (index in at ? at[index] : element));
  return [...list.slice(drop), ...add];
}

function connect() {
  if (socket) return;
  socket = io({
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3_000,
    randomizationFactor: 0.5, // a thousand screens do not come back in one instant
    timeout: 5_000,
    auth: (give) => give({ csrf: document.querySelector('meta[name="csrf-token"]')?.content }),
  });
  socket.on("connect", () => {
    for (const follower of followers.values()) {
      follower.restarted = true; // a server that started anew may count from elsewhere
      follower.pending = false;
      follower.ask();
    }
  });
  socket.on("change", (message) => followers.get(message.topic)?.change(message));
  socket.on("refused", ({ topic, problem }) => followers.get(topic)?.callbacks.onProblem(problem));
  socket.on("beat", ({ seqs, at }) => {
    if (at) sync(at);
    for (const follower of followers.values()) follower.beat(seqs);
  });
}
