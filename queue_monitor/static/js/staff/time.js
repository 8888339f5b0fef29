// Instants of the office as spans: since when, until when. The hour itself is clock.js's.

import { now } from "/assets/js/clock.js";
import { clockOf } from "/assets/js/i18n.js";

/** Seconds since `at` (ISO 8601), never negative; 0 for no instant. */
export const since = (at) => (at ? Math.max(0, (now() - Date.parse(at)) / 1000) : 0);

/** Seconds until `at`, never negative; 0 for no instant. */
export const until = (at) => (at ? Math.max(0, (Date.parse(at) - now()) / 1000) : 0);

/** Seconds from `start` to `end`, or to now while there is no end. */
export const between = (start, end) => Math.max(0, ((end ? Date.parse(end) : now()) - Date.parse(start)) / 1000);

/** A countdown: rounded up, so that 0:00 means over. */
export const countdown = (seconds) => clockOf(Math.ceil(seconds));

/** Whole minutes, to the nearest. */
export const minutes = (seconds) => Math.round(seconds / 60);
