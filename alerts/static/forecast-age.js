// How old the forecast is and what it cost, in a few words beside e-Eyes.

import { get } from "/assets/js/api.js";
import { t } from "/assets/js/i18n.js";

const EVERY_MS = 5_000;
const LONG_S = 90;
let newest = null;

/** Ask now and every five seconds; `draw` is called with each answer. */
export function watchForecast(draw) {
  const ask = async () => {
    try {
      const view = await get("/forecast");
      newest = view.age_s === null ? null : { madeMs: performance.now() - view.age_s * 1000, tookMs: Math.max(1, Math.round(view.took_s * 1000)) };
    } catch {
      return; // what is known grows older
    }
    draw();
  };
  ask();
  setInterval(() => document.hidden || ask(), EVERY_MS);
}

export function forecastAge() {
  if (newest === null) return "";
  const seconds = Math.round((performance.now() - newest.madeMs) / 1000);
  return seconds < LONG_S
    ? t("forecast {n} s ago, took {ms} ms", { n: seconds, ms: newest.tookMs })
    : t("forecast {n} min ago, took {ms} ms", { n: Math.round(seconds / 60), ms: newest.tookMs });
}
