// Who is on duty, in one line of the supervisor's page.

import { get } from "/assets/js/api.js";
import { dayOf, hourOf, pick, t } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";
import { isoDay } from "./days.js";

const EVERY_MS = 60_000;
let view = null;

/** Ask now and every minute; `draw` is called with each answer. */
export function watchDuty(draw) {
  const ask = async () => {
    view = await get("/duties?days=1").catch(() => view);
    draw();
  };
  ask();
  setInterval(() => document.hidden || ask(), EVERY_MS);
}

export function dutyLine() {
  if (!view || view.posts.length === 0) return nothing;
  return html`<section class="card card--tight duty-line" aria-label=${t("On duty now")}>
    ${icon("person")}
    <ul class="plain-list row">${view.posts.map(entry)}</ul>
    <a href="/duty">${t("Duty roster")}</a>
  </section>`;
}

function entry(post) {
  const person = view.people.find(({ id }) => id === post.now);
  const until = post.until ? t("until {time}", { time: isoDay(post.until) === isoDay(view.at) ? hourOf(post.until) : `${dayOf(post.until)} ${hourOf(post.until)}` }) : "";
  return html`<li>${pick(post.name)} <strong>${person ? pick(person.name) : t("nobody on duty")}</strong> <span class="soft">${until}</span></li>`;
}
