// A sheet of keys that nobody knows of helps nobody: the bar says how to open it.

import { t } from "/assets/js/i18n.js";
import { html } from "/assets/js/parts.js";

/** The button in the page's bar; `open` shows the sheet. */
export const keysButton = (open) =>
  html`<button type="button" class="button button--quiet button--small keys-button" aria-keyshortcuts="?" @click=${open}>${t("Keys")} <kbd>?</kbd></button>`;
