// Being told on the phone itself: a chime, a buzz, and a screen that does not go dark meanwhile.
//
// A browser is silent until somebody has touched the page and asked for it; phones also stop a
// page's sound when they are put away, so it is woken again when the page is seen.

import { put, read } from "/assets/display/memory.js";
import { allow, chime, isAllowed } from "/assets/display/sound.js";

const WANTED = "phone-sound";
const SOON_BUZZ_MS = [300];
const CALL_BUZZ_MS = [400, 200, 400, 200, 700];
const RINGS = 3;
const BETWEEN_MS = 4_000;
let ringing = null;
let lock = null;

/** Whether the holder asked for sound, and the browser lets it be heard now. */
export const isHeard = () => isWanted() && isAllowed();

/** Whether the holder asked for sound on this phone, now or at an earlier visit. */
export const isWanted = () => read(WANTED) === "on";

/** Ask for sound (from a touch): heard at once, so that the holder knows. */
export async function turnOn() {
  put(WANTED, "on");
  const isOn = await allow();
  if (isOn) chime({ isShort: true });
  stayAwake();
  return isOn;
}

/** No more sound from this page. */
export function turnOff() {
  put(WANTED, "off");
  hush();
  lock?.release().catch(() => {});
  lock = null;
}

/** "It is soon your turn": once, softly. */
export function hint() {
  buzz(SOON_BUZZ_MS);
  if (isHeard()) chime({ isShort: true });
}

/** "It is your turn": a few times, until the page is touched or `hush` says it is over. */
export function ring() {
  hush();
  let left = RINGS;
  const once = async () => {
    left -= 1;
    buzz(CALL_BUZZ_MS);
    if (isWanted() && (isAllowed() || (await allow()))) chime();
    if (left > 0) ringing = setTimeout(once, BETWEEN_MS);
  };
  once();
}

/** Stop ringing. */
export function hush() {
  clearTimeout(ringing);
  ringing = null;
}

/** Take sound up again when the page is seen after a while, and stop ringing at a touch. */
export function attend(changed) {
  addEventListener("pointerdown", hush);
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden || !isWanted()) return;
    await allow();
    stayAwake();
    changed();
  });
}

/** Sound that was wanted at an earlier visit needs a touch again: any will do. */
export function resumeOnTouch(changed) {
  if (!isWanted()) return;
  const touched = async () => {
    removeEventListener("pointerdown", touched);
    if (isWanted() && (await allow())) changed();
    stayAwake();
  };
  addEventListener("pointerdown", touched);
}

function buzz(pattern) {
  navigator.vibrate?.(pattern);
}

/** Phones that cannot, or are short of power, say no; nothing is lost but the light. */
async function stayAwake() {
  if (document.hidden || (lock && !lock.released)) return;
  lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
}
