// Small parts of the kiosk's screens.

import { outwards, rangeOf, t } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";

export function heading(words, lead = nothing) {
  return html`<div>
    <h1 class="kiosk-title" tabindex="-1">${words}</h1>
    ${lead === nothing ? nothing : html`<p class="kiosk-lead">${lead}</p>`}
  </div>`;
}

/** How many wait for a service, and for how long somebody who comes now. */
export function facts(service) {
  const range = outwards(service.expected_wait_s);
  return html`<span>${icon("people")}${t("{n} waiting", { n: service.waiting })}</span>
    <span>${icon("clock")}${waitOf(range)}</span>`;
}

function waitOf(range) {
  if (!range) return t("wait not known yet");
  return range[1] <= 0 ? rangeOf(range) : t("wait {range}", { range: rangeOf(range) });
}
