// The hall before the counters: who waits for a greeter, and which doors are shut.

import { post } from "/assets/js/api.js";
import { clockOf, pick, t } from "/assets/js/i18n.js";
import { html, icon, nothing, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { ask } from "/assets/js/staff/dialog.js";
import { since } from "/assets/js/staff/time.js";
import { needTags, serviceName } from "/assets/js/staff/words.js";
import { refusal } from "./alarms.js";

/** What visitors read meanwhile, ready-made; a supervisor may write another. */
const MESSAGES = [
  { "zh-TW": "系統維護中，請稍候或洽服務檯", en: "The system is being repaired. Please wait a little, or ask at the service desk" },
  { "zh-TW": "今日受理已額滿，請改日再來", en: "Today is full. Please come on another day" },
  { "zh-TW": "暫停受理，請洽服務檯", en: "Closed for the moment. Please ask at the service desk" },
];

/** What pauses services and kiosks. */
export function doorkeeper(runner) {
  async function why(title) {
    const options = MESSAGES.map((message, i) => ({ key: String(i + 1), label: pick(message), value: message }));
    const field = { label: t("In your own words, as visitors will read it"), submit: t("Pause"), maxlength: 200 };
    const answer = await ask({ title, groups: [{ options }], field });
    if (!answer) return null;
    return { message: answer.value ?? (answer.text ? { "zh-TW": answer.text } : {}) };
  }
  const shut = async (path, title) => {
    const body = await why(title);
    if (body) runner.run("doors", () => post(`${path}/pause`, body), null, `${path} shut`);
  };
  const reopen = (path) => runner.run("doors", () => post(`${path}/resume`, {}), null, `${path} open`);
  return {
    runner,
    kiosk: (isPaused) => (isPaused ? reopen("/kiosk") : shut("/kiosk", t("Pause the kiosks: what should visitors read?"))),
    service(service) {
      const path = `/services/${encodeURIComponent(service.id)}`;
      if (service.paused) return reopen(path);
      return shut(path, t("{service}: what should visitors read?", { service: pick(service.name) }));
    },
  };
}

/** Who waits for somebody beside a kiosk: for what, how long, in which language. */
export function greetings(floor, runner) {
  if (floor.greetings.length === 0) return nothing;
  const seen = (one) => runner.run("greet", () => post(`/greetings/${one.id}/done`, {}), null, `greet ${one.id}`);
  return html`<section class="card card--tight greetings" aria-labelledby="greetings-title">
    <h2 id="greetings-title" class="watch__title">${icon("hand")} ${t("At the kiosk: not sure about the documents")} <span class="count">${floor.greetings.length}</span></h2>
    <ul class="plain-list">${repeat(
      floor.greetings,
      (one) => one.id,
      (one) => html`<li class="greetings__one" data-greeting=${one.id}>
        <span>${one.device_name ? html`<strong>${one.device_name}</strong> · ` : nothing}${serviceName(floor, one.service)} ${needTags(one)}
          ${one.taken_by ? tag("accent", "person", t("{name} is on the way", { name: one.taken_name ?? t("A colleague") })) : nothing}</span>
        <span class="number soft">${clockOf(since(one.at))}</span>
        <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)} @click=${() => seen(one)}>${icon("check")}${t("Seen to")}</button>
      </li>`,
    )}</ul>
    ${refusal(runner, "greet")}
  </section>`;
}
