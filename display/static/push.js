// Being told while the page is closed: asked for by the holder, for this one number, until it is done.

import { get, post, remove } from "/assets/js/api.js";
import { registration } from "/assets/display/install.js";
import * as memory from "/assets/display/memory.js";

const TOLD = "phone-push"; // the token of the ticket this phone is told of

/** Whether this browser can do it here; browsers want https for it, or this very machine. */
const isPossible = () =>
  isSecureContext && "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

let key = null;

/** Ask whether the office tells phones; resolves to whether it can be offered here. */
export async function look(token) {
  if (!isPossible() || Notification.permission === "denied") return false;
  try {
    key = (await get(`/tickets/${token}/push`)).public_key;
  } catch {
    key = null;
  }
  return key !== null;
}

/** Whether this phone is told of that ticket. */
export const isOn = (token) => memory.read(TOLD) === token && Notification.permission === "granted";

/**
 * Switch on for a ticket. False if the holder did not allow it. Throws a Problem, or Error when the
 * browser's own service cannot be reached.
 */
export async function turnOn(token) {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const worker = await registration();
  await navigator.serviceWorker.ready;
  const { endpoint, keys } = (await subscribed(worker)).toJSON();
  await post(`/tickets/${token}/push`, { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
  memory.put(TOLD, token);
  return true;
}

/** Switch off, here and at the office. */
export async function turnOff(token) {
  memory.put(TOLD, null);
  const worker = await registration();
  const known = await worker?.pushManager.getSubscription();
  if (!known) return;
  const id = await idOf(known.endpoint);
  await known.unsubscribe();
  await remove(`/tickets/${token}/push/${id}`);
}

/** The visit is over: the office has forgotten the address, and so does this phone. */
export async function end() {
  if (memory.read(TOLD) === null) return;
  memory.put(TOLD, null);
  const worker = await registration();
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
}

/** The page's language has changed: what comes is to be in it. */
export async function renew(token) {
  if (key !== null && isOn(token)) await turnOn(token);
}

/** A subscription to the office's key; one to another key is of no use. */
async function subscribed(worker) {
  const known = await worker.pushManager.getSubscription();
  const theirs = known?.options.applicationServerKey;
  if (known && theirs && text(theirs) === key) return known;
  await known?.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** The name by which the office knows an address (see phones.py). */
async function idOf(endpoint) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
}
