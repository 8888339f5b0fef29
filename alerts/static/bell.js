// Being heard: a tone and a browser notification when an alert begins, again while nobody has seen it.

import { pick, t } from "/assets/js/i18n.js";
import { html, icon, say } from "/assets/js/parts.js";
import { isReady, play, unlock, unlockOnTouch } from "/assets/js/staff/sound.js";
import { isMuted } from "./silences.js";
import { liveAlerts } from "./state.js";

const AGAIN_MS = 30_000;
const KEY = "alert-sound";
let isOn = localStorage.getItem(KEY) !== "off";
let rungAt = -Infinity;
const known = new Set();

/** Whether tones are wanted and the browser lets them be heard. */
const isHeard = () => isOn && isReady();

/** The button in the page's bar. `draw` is called when its state has changed. */
export function bellButton(draw) {
  const press = async () => {
    if (isHeard()) {
      isOn = false;
    } else {
      isOn = true;
      await unlock();
      play("request");
      if (globalThis.Notification?.permission === "default") await Notification.requestPermission();
    }
    localStorage.setItem(KEY, isOn ? "on" : "off");
    draw();
  };
  return html`<button type="button" class="button button--small ${isHeard() ? "" : "button--primary"}" aria-pressed=${String(isHeard())} @click=${press}>
    ${icon(isHeard() ? "sound" : "sound-off")} ${isHeard() ? t("Sound is on") : t("Turn on sound and notices")}
  </button>`;
}

/** Sound from the first touch on, if it was not turned off. */
export function listen(draw) {
  if (isOn) unlockOnTouch(draw);
}

/** Look at the alerts: what is new is sounded, shown and said; what nobody has seen, sounded again; what is muted, not. */
export function ring(alerts) {
  const firing = liveAlerts(alerts).filter((alert) => alert.state === "firing" && !isMuted(alert));
  const fresh = firing.filter((alert) => !known.has(runOf(alert)));
  for (const alert of fresh) {
    known.add(runOf(alert));
    announce(alert);
  }
  document.title = `${firing.length > 0 ? "● " : ""}${document.title.replace(/^● /, "")}`;
  const isDue = firing.length > 0 && performance.now() - rungAt > AGAIN_MS;
  if (!isOn || (fresh.length === 0 && !isDue)) return;
  rungAt = performance.now();
  play("alert");
}

const runOf = (alert) => `${alert.id}/${alert.acked_at ?? ""}/${alert.reopened ?? ""}`;

function announce(alert) {
  const words = pick(alert.title);
  say(t("Alert: {words}", { words }), { urgent: true });
  if (!isOn || !document.hidden || globalThis.Notification?.permission !== "granted") return;
  const notice = new Notification(words, { tag: alert.id, requireInteraction: true });
  notice.addEventListener("click", () => {
    window.focus();
    notice.close();
  });
}
