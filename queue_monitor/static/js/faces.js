// Five faces to touch: how satisfied somebody was. A word stands under each, so no colour is needed.

import { t } from "/assets/js/i18n.js";
import { html, nothing, svg } from "/assets/js/parts.js";

/** From the most satisfied down, as forms on paper have it. */
export const FACES = [5, 4, 3, 2, 1];

const WORDS = {
  5: () => t("Very satisfied"),
  4: () => t("Satisfied"),
  3: () => t("Neither"),
  2: () => t("Dissatisfied"),
  1: () => t("Very dissatisfied"),
};
const MOUTHS = {
  5: "M7 13.5q5 6.5 10 0z",
  4: "M7.5 14.5q4.5 4 9 0",
  3: "M8 15.5h8",
  2: "M7.5 16.5q4.5-4 9 0",
  1: "M7 17.5q5-6.5 10 0",
};

/** What a face says. */
export const faceWord = (face) => WORDS[face]();

/** What the first question is. */
export const question = () => t("How satisfied were you with this visit?");

/** What is promised to whoever answers. */
export const promise = () => t("Nobody can tell who answered: neither your number nor the hour is kept.");

/** A face as a picture; its word stands beside it. */
export function faceOf(face) {
  const brows = face === 1 ? svg`<path d="M6.5 7.5l3 1.5M17.5 7.5l-3 1.5"></path>` : nothing;
  return html`<svg class="face__picture" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <circle cx="12" cy="12" r="10"></circle>
    <path d="M8.5 10.2v.1M15.5 10.2v.1" class="face__eyes"></path>
    <path d=${MOUTHS[face]}></path>${brows}
  </svg>`;
}

/** Five buttons under `label`; `pick(face)` is called with the one touched. */
export function faces({ label, pick, chosen = 0, busy = false, small = false }) {
  return html`<div class="faces ${small ? "faces--small" : ""}" role="group" aria-label=${label}>${FACES.map(
    (face) => html`<button type="button" class="face" data-face=${face} ?disabled=${busy} aria-pressed=${String(face === chosen)}
      @click=${() => pick(face)}>${faceOf(face)}<span>${faceWord(face)}</span></button>`,
  )}</div>`;
}
