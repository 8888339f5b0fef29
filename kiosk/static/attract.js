// The screen of a kiosk nobody stands at: how to begin, in every language, and what the wait is.

import { lang, outwards, pick, rangeOf, t, words } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";

export function attract(state, actions, languages) {
  const { view } = state;
  const others = languages.filter((language) => language !== lang());
  return html`<div class="attract">
    <h1 class="visually-hidden" tabindex="-1">${t("Touch here to begin")}</h1>
    <button type="button" class="attract__begin" data-begin @click=${actions.begin}>
      ${icon("ticket")}<span class="attract__own">${t("Touch here to begin")}</span>
      ${others.map((language) => html`<span class="attract__other" lang=${language}>${words(language, "Touch here to begin")}</span>`)}
    </button>
    <ul class="attract__waits" aria-label=${t("Expected wait")}>${view.services.map(wait)}</ul>
  </div>`;
}

function wait(service) {
  const range = service.paused ? null : outwards(service.expected_wait_s);
  return html`<li>
    <span class="letter" aria-hidden="true">${service.letter}</span>
    <span class="attract__name">${pick(service.name)}</span>
    <span class="attract__people">${icon("people")}${t("{n} waiting", { n: service.waiting })}</span>
    <span class="attract__wait">${service.paused ? t("no numbers now") : range ? rangeOf(range) : nothing}</span>
  </li>`;
}
