// Every key on one sheet.

import { html } from "/assets/js/parts.js";
import { t } from "/assets/js/i18n.js";
import { show } from "/assets/js/staff/dialog.js";
import { ACTIONS } from "./actions.js";

const NOBODY = { ticket: null, help_requested_at: null };
const others = () => [
  ["A", t("Go where help is asked for")],
  ["D", t("Decline to help")],
  ["1–0", t("Take a counter; choose an answer")],
  ["?", t("This sheet")],
];

export function keySheet() {
  const own = Object.values(ACTIONS).map(({ key, label }) => [key, label(NOBODY)]);
  return show({
    title: t("Keys"),
    body: html`<dl class="keys">
        ${[...own, ...others()].map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${words}</dd></div>`)}
      </dl>
      <p class="soft">${t("Keys rest while you type in a field; holding one down does nothing twice.")}</p>`,
  });
}
