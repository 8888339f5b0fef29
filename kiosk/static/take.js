// Taking a number: one person's intent is one key, however often it is tapped, sent or loaded again.

import { newIdempotencyKey, post } from "/assets/js/api.js";

const KEPT = "kiosk.intent";
const KEPT_FOR_MS = 60_000;
const SECOND_TRY_AFTER_MS = 700;

/** A wish for one number; sending it twice gives the same number. */
export function newIntent(body) {
  return {
    key: newIdempotencyKey(),
    body,
    madeAt: Date.now(),
  };
}

/** Send it; once more by itself if no answer comes. Throws Problem. */
export async function send(intent) {
  sessionStorage.setItem(KEPT, JSON.stringify(intent));
  try {
    const ticket = await twice(intent);
    forget();
    return ticket;
  } catch (problem) {
    if (!problem.canRetry) forget();
    throw problem;
  }
}

/** The intent that a page reload or a power dip cut off, if it is fresh; else null. */
export function unanswered() {
  try {
    const intent = JSON.parse(sessionStorage.getItem(KEPT));
    if (intent?.key && Date.now() - intent.madeAt < KEPT_FOR_MS) return intent;
  } catch {
    // Not ours; forgotten below.
  }
  forget();
  return null;
}

/** The person has gone or has read the answer. */
export function forget() {
  sessionStorage.removeItem(KEPT);
}

async function twice(intent) {
  const ask = () => post("/tickets", intent.body, { idempotencyKey: intent.key });
  try {
    return await ask();
  } catch (problem) {
    if (!problem.isUnknown && problem.status !== 503) throw problem;
    await new Promise((wake) => setTimeout(wake, SECOND_TRY_AFTER_MS));
    return ask();
  }
}
