/**
 * The office's clock in the browser, and spans as people read them.
 *
 * A workstation's clock may be wrong by minutes; every instant on a page is therefore compared with
 * the server's. The best estimate is the one from the fastest answer: the largest difference seen.
 */
const STEP_MS = 120_000;
let aheadMs = Date.now() - performance.now();
let heard = false;

/** Take the server's time from a view (`at`, ISO 8601) that was made just now. */
export function heardAt(at) {
  const ms = Date.parse(at) - performance.now();
  if (Number.isNaN(ms)) return;
  if (!heard || ms > aheadMs || ms < aheadMs - STEP_MS) aheadMs = ms;
  heard = true;
}

/** The office's time in milliseconds since 1970. */
export const now = () => performance.now() + aheadMs;

/** Seconds since `at`, never negative; 0 for no instant. */
export const since = (at) => (at ? Math.max(0, (now() - Date.parse(at)) / 1000) : 0);

/** Seconds until `at`, never negative; 0 for no instant. */
export const until = (at) => (at ? Math.max(0, (Date.parse(at) - now()) / 1000) : 0);

/** A running span: 4:07, 1:02:40. */
export function clock(seconds) {
  const s = Math.floor(Math.max(0, seconds));
  const [h, m] = [Math.floor(s / 3600), Math.floor((s % 3600) / 60)];
  const tail = String(s % 60).padStart(2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${tail}` : `${m}:${tail}`;
}

/** A countdown: rounded up, so that 0:00 means over. */
export const countdown = (seconds) => clock(Math.ceil(seconds));

/** Whole minutes, to the nearest. */
export const minutes = (seconds) => Math.round(seconds / 60);

/** The hour of `at` in the office's zone, "10:32". */
export function hour(at, zone) {
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (zone) form.timeZone = zone;
  return new Intl.DateTimeFormat("en-GB", form).format(Date.parse(at));
}

/** Call `draw` at the start of every second of the office's clock. Returns how to stop. */
export function everySecond(draw) {
  let timer = 0;
  const again = () => {
    draw();
    timer = setTimeout(again, 1000 - (now() % 1000) + 5);
  };
  timer = setTimeout(again, 1000 - (now() % 1000) + 5);
  return () => clearTimeout(timer);
}
