// What makes the screen easier for this one visitor: large text, strong contrast, buttons within
// reach, a voice. All of it is off again for the next.

import { t } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";
import { canGuide } from "/assets/kiosk/guide.js";

const WAYS = [
  ["large", "text", () => t("Large text")],
  ["contrast", "contrast", () => t("Strong contrast")],
  ["low", "low", () => t("Lower the buttons")],
  ["voice", "sound", () => t("Read aloud")],
];

/** Nothing is switched on. */
export const plain = () => ({ large: false, contrast: false, low: false, voice: false });

export const isPlain = (comfort) => !Object.values(comfort).some(Boolean);

/** Let the page look as wished. */
export function apply(comfort, root) {
  document.documentElement.classList.toggle("is-large", comfort.large);
  document.documentElement.classList.toggle("is-contrast", comfort.contrast);
  root.classList.toggle("kiosk--low", comfort.low);
}

/** A switch for each; reading aloud only where the machine has a voice for the language. */
export function comfortButtons(comfort, language, toggle) {
  return html`<div class="comfort" role="group" aria-label=${t("Easier to use")}>
    ${WAYS.map(([way, sign, words]) =>
      way === "voice" && !canGuide(language)
        ? nothing
        : html`<button type="button" class="button comfort__way ${way === "low" ? "low-switch" : ""}" data-comfort=${way}
            aria-pressed=${String(comfort[way])} @click=${() => toggle(way)}>${icon(comfort[way] ? "check" : sign)}${words()}</button>`,
    )}
  </div>`;
}
