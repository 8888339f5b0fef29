// The state of the floor in one second: one word, two bars with their limits.

import { clockOf, t, tn } from "/assets/js/i18n.js";
import { html, icon, meter, nothing } from "/assets/js/parts.js";
import { since } from "/assets/js/staff/time.js";
import { forecastAge } from "./forecast-age.js";
import { level, measures } from "./state.js";

const LOOKS = {
  calm: ["check", () => t("Calm")],
  busy: ["people", () => t("Busy")],
  over: ["alert", () => t("Over the limit")],
  blind: ["eye-off", () => t("e-Eyes cannot see")],
  closed: ["moon", () => t("Office closed")],
};

export function headline(floor, watch) {
  const now = level(floor, watch, since);
  const { waiting, wait } = measures(floor, since);
  const [picture, words] = LOOKS[now];
  return html`<section class="headline headline--${now}" aria-labelledby="headline">
    <h1 id="headline" class="headline__word">${icon(picture)} ${words()}</h1>
    ${measure({ name: t("People waiting"), ...waiting, shown: tn("{n} person", "{n} people", waiting.value), most: (n) => tn("{n} person", "{n} people", n) })}
    ${measure({ name: t("Longest wait"), ...wait, shown: clockOf(wait.value), most: clockOf })}
    ${counters(floor)} ${eyes(watch.e_eyes)}
  </section>`;
}

function measure({ name, value, limit, shown, most }) {
  const over = limit !== null && value > limit;
  return html`<div class="gauge">
    <p class="gauge__name">${name}</p>
    <p class="gauge__value number">${shown}</p>
    <p class="gauge__limit">
      ${limit === null ? t("no limit") : t("limit {limit}", { limit: most(limit) })}${over ? html` · <strong>${t("over")}</strong>` : nothing}
    </p>
    <div class="gauge__bar">${limit === null ? nothing : meter({ value, limit, label: name, valueText: shown, near: 0.7 })}</div>
  </div>`;
}

function counters(floor) {
  const count = (status) => floor.counters.filter((counter) => counter.status === status).length;
  return html`<div class="gauge gauge--plain">
    <p class="gauge__name">${t("Counters open")}</p>
    <p class="gauge__value number">${count("open")}<span class="soft"> / ${floor.counters.length}</span></p>
    <p class="gauge__limit">${count("paused") > 0 ? t("{n} paused", { n: count("paused") }) : ""}</p>
  </div>`;
}

function eyes({ state, last_seen_at: seen }) {
  const blind = state === "blind";
  return html`<div class="gauge gauge--plain">
    <p class="gauge__name">e-Eyes</p>
    <p class="eyes ${blind ? "eyes--blind" : ""}">${icon(blind ? "eye-off" : "eye")} ${blind ? t("Blind") : t("Watching")}</p>
    <p class="gauge__limit">${blind && seen ? t("last look {time} ago", { time: clockOf(since(seen)) }) : forecastAge()}</p>
  </div>`;
}
