// Complaints of the survey, and what is done about each. Pure: state in, picture out.

import { dayOf, hourOf, pick, t } from "/assets/js/i18n.js";
import { html, icon, nothing, tag } from "/assets/js/parts.js";
import { languageOf } from "./words.js";

const STATES = {
  open: () => t("Nobody has taken it up"),
  seen: () => t("Being seen to"),
  done: () => t("Done with"),
};
const MARKS = { open: ["amber", "alert"], seen: ["accent", "eye"], done: ["", "finish"] };

const dayWords = (day) => dayOf(`${day}T04:00:00Z`);

/** The list, the unfinished first. */
export function complaints(state, actions, busy) {
  const view = state.complaints;
  return html`<section class="surveys__part" aria-labelledby="complaints">
    <h2 id="complaints">${t("Complaints")} ${view.open ? tag("amber", "alert", t("{n} open", { n: view.open })) : nothing}</h2>
    <p class="soft">${t("Shown from the next full hour, with the day alone: nobody is to be found out by the clock.")}</p>
    ${view.complaints.length
      ? html`<ul class="surveys__complaints plain-list">${view.complaints.map((one) => complaint(one, state, actions, busy))}</ul>`
      : html`<p class="empty">${icon("check")}${t("No complaints.")}</p>`}
  </section>`;
}

function complaint(one, state, actions, busy) {
  const [kind, mark] = MARKS[one.state];
  const language = languageOf(one.language);
  const isOpen = state.editing === one.id;
  return html`<li class="card card--tight ${one.state === "open" ? "card--amber" : ""}" data-complaint=${one.id} data-state=${one.state}>
    <div class="row row--apart">
      <p class="row"><strong>${dayWords(one.day)}</strong>
        ${one.service ? html`<span>${pick(state.complaints.names[one.service])}</span>` : nothing}
        ${language ? tag("", "globe", language) : nothing}</p>
      ${tag(kind, mark, STATES[one.state]())}
    </div>
    ${one.text ? html`<blockquote class="surveys__words" dir="auto">${one.text}</blockquote>` : html`<p class="soft">${t("Nothing was written.")}</p>`}
    ${one.contact ? html`<p>${t("Wants an answer: {contact}", { contact: one.contact })}</p>` : nothing}
    ${one.steps.length
      ? html`<ol class="surveys__steps plain-list">${one.steps.map(
          (step) => html`<li><span class="faint">${dayOf(step.at)} ${hourOf(step.at)} ${step.by}</span> ${STATES[step.state]()}${step.note ? html` · <span dir="auto">${step.note}</span>` : nothing}</li>`,
        )}</ol>`
      : nothing}
    ${isOpen ? follow(one, actions, busy) : html`<p><button type="button" class="button button--small" data-follow ?disabled=${Boolean(busy)} @click=${() => actions.edit(one.id)}>${t("Put down what is done")}</button></p>`}
  </li>`;
}

function follow(one, actions, busy) {
  const next = one.state === "open" ? "seen" : one.state === "seen" ? "done" : "seen";
  return html`<form class="surveys__follow" @submit=${(event) => actions.follow(event, one.id)}>
    <div class="field">
      <label for="follow-state">${t("How it stands")}</label>
      <select id="follow-state" name="state">${Object.keys(STATES).map(
        (name) => html`<option value=${name} .selected=${name === next}>${STATES[name]()}</option>`,
      )}</select>
    </div>
    <div class="field grow">
      <label for="follow-note">${t("Note for colleagues")}</label>
      <textarea id="follow-note" name="note" rows="2" maxlength="1000"></textarea>
    </div>
    <div class="row">
      <button class="button button--primary" data-save ?disabled=${Boolean(busy)}>${t("Save")}</button>
      <button type="button" class="button" @click=${() => actions.edit(one.id)}>${t("Go back")}</button>
    </div>
  </form>`;
}
