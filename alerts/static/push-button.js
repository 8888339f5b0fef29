// The button in the supervisor's bar: notices of this browser, also when the page is closed.

import { get } from "/assets/js/api.js";
import { pick, t } from "/assets/js/i18n.js";
import { html, icon, nothing, pageData, toast } from "/assets/js/parts.js";
import { ask } from "/assets/js/staff/dialog.js";
import { inWords } from "/assets/js/staff/runner.js";
import { isPossible, renew, subscription, switchOn } from "./push.js";

const recipients = pageData().push ?? [];
let isOn = null; // not known yet

/** The button; nothing where the office or the browser does not do it. `draw` on a change. */
export function pushButton(draw) {
  if (recipients.length === 0 || !isPossible() || isOn === null) return nothing;
  if (isOn) return html`<a class="button button--small" href="/channels#browsers">${icon("bell")} ${t("Notices on")}</a>`;
  return html`<button type="button" class="button button--small" @click=${() => begin(draw)}>${icon("bell")} ${t("Notices here")}</button>`;
}

/** Look whether this browser has them on, and bring the server up to date. */
export async function lookForPush(draw) {
  if (recipients.length === 0) return;
  isOn = (await subscription()) !== null;
  draw();
  if (isOn) renew().catch(() => {}); // the page of the channels says what is wrong
}

async function begin(draw) {
  const chosen = await choose();
  if (!chosen) return;
  try {
    const { push } = await get("/channels");
    isOn = await switchOn(push.public_key, [chosen]);
    if (isOn) toast(t("Notices are on in this browser"));
    else toast(t("The browser does not allow it."), { kind: "red" });
  } catch (error) {
    const words = error instanceof DOMException ? t("The browser's push service cannot be reached.") : inWords(error).title;
    toast(words, { kind: "red" });
  }
  draw();
}

async function choose() {
  if (recipients.length === 1) return recipients[0].id;
  const options = recipients.map(({ id, name }, i) => ({ key: String(i + 1), label: pick(name), value: id }));
  const answer = await ask({ title: t("Ring here for"), groups: [{ options }] });
  return answer?.value;
}
