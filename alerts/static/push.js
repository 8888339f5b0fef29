// Notices of this browser: asked for by a person, kept by the server, taken back at a word.

import { get, post, remove } from "/assets/js/api.js";
import { t } from "/assets/js/i18n.js";

const WORKER = "/push-worker.js";
const RINGS_FOR = "push-recipients";

/** Whether this browser can do it here; browsers want TLS for it, or this very machine. */
export const isPossible = () => "serviceWorker" in navigator && "PushManager" in globalThis && isSecureContext;

/** Why not, in words. */
export const whyNot = () =>
  globalThis.isSecureContext === false
    ? t("Browsers allow this only over https.")
    : t("This browser does not know notices of this kind.");

/** The subscription of this browser, or null. */
export async function subscription() {
  if (!isPossible()) return null;
  const worker = await navigator.serviceWorker.getRegistration("/");
  return (await worker?.pushManager.getSubscription()) ?? null;
}

/** The name by which the server knows a subscription (see subscriptions.py). */
export async function idOf(known) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(known.endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
}

/**
 * Switch notices on for `recipients`. Resolves to false if the person did not allow it; throws a
 * Problem, or Error if the browser's push service cannot be reached.
 */
export async function switchOn(publicKey, recipients) {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const worker = await navigator.serviceWorker.register(WORKER, { scope: "/" });
  await navigator.serviceWorker.ready;
  const known = await current(worker, publicKey);
  await post("/channels/push/browsers", told(known, recipients));
  localStorage.setItem(RINGS_FOR, JSON.stringify(recipients));
  return true;
}

/** Switch them off here and at the server. */
export async function switchOff() {
  const known = await subscription();
  localStorage.removeItem(RINGS_FOR);
  if (!known) return;
  const id = await idOf(known);
  await known.unsubscribe();
  await remove(`/channels/push/browsers/${id}`).catch((problem) => {
    if (problem.code !== "unknown_browser") throw problem;
  });
}

/** The server may have forgotten us, or have another key by now: what was agreed to is renewed. */
export async function renew() {
  const recipients = JSON.parse(localStorage.getItem(RINGS_FOR) ?? "null");
  if (!recipients || !isPossible() || Notification.permission !== "granted") return;
  const { push } = await get("/channels");
  if (push) await switchOn(push.public_key, recipients);
}

/** A subscription to our key; one to another key is of no use and given up. */
async function current(worker, publicKey) {
  const known = await worker.pushManager.getSubscription();
  const key = known?.options.applicationServerKey;
  if (known && key && text(key) === publicKey) return known;
  await known?.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

function told(known, recipients) {
  const { endpoint, keys } = known.toJSON();
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth }, recipients, label: label() };
}

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** "Chrome, Android": enough to tell one's own from another's. */
function label() {
  const agent = navigator.userAgent;
  const browser = [["Edg", "Edge"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]];
  const system = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac", "Mac"], ["Linux", "Linux"]];
  const first = (list) => list.find(([mark]) => agent.includes(mark))?.[1];
  return [first(browser), first(system)].filter(Boolean).join(", ");
}
