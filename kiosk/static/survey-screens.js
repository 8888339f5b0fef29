// What the survey looks like. Pure: state in, picture out.

import { faces, promise, question } from "/assets/js/faces.js";
import { pick, t } from "/assets/js/i18n.js";
import { html, icon, languageChoice, nothing } from "/assets/js/parts.js";

/** The whole page. */
export function picture(state, actions) {
  const office = state.form ? pick(state.form.office.name) : "";
  return html`<header class="visitor-top">
      <p class="visitor-top__office">${office}${state.counter ? html` · ${t("Counter {n}", { n: state.counter })}` : nothing}</p>
      ${languageChoice(actions.language)}
    </header>
    <main class="survey-main ${state.counter ? "survey-main--tablet" : ""}" id="main" tabindex="-1" data-screen=${state.screen}>${screen(state, actions)}</main>`;
}

function screen(state, actions) {
  switch (state.screen) {
    case "ask":
      return ask(state, actions);
    case "more":
      return more(state, actions);
    case "thanks":
      return thanks(state);
    case "closed":
      return words("calendar", t("There is no survey just now"), t("Visitors are asked at other times, and on the day of their visit only. Thank you."));
    case "nothing":
      return words("ticket", t("Please open the survey by your code"), t("After your visit, scan the code on your slip, or open the page of your number."));
    case "lost":
      return words("offline", state.problem.title, state.problem.detail);
    default:
      return html`<h1 tabindex="-1">${t("One moment …")}</h1>`;
  }
}

function ask(state, actions) {
  return html`<div class="survey-lead">
      <h1 tabindex="-1">${question()}</h1>
      <p class="soft">${promise()}</p>
    </div>
    ${refusal(state.problem)}
    ${faces({ label: question(), pick: actions.face, chosen: state.face, busy: state.busy })}`;
}

function more(state, actions) {
  const asked = state.form.questions.filter(({ kind }) => kind !== "text" || !state.counter);
  return html`<div class="survey-lead">
      <h1 tabindex="-1">${t("Thank you, your answer counts")}</h1>
      <p class="soft">${asked.length ? t("A few more questions, only if you like.") : t("That was all.")}</p>
    </div>
    <form class="survey-form" novalidate @submit=${actions.send} @input=${actions.touched}>
      ${asked.map((one) => question_(one, state, actions))}
      ${complaint(state, actions)}
      ${refusal(state.problem)}
      <div class="survey-actions">
        <button class="button button--primary button--big" data-send ?disabled=${state.busy}>${icon("check")}${state.busy ? t("One moment …") : t("Send")}</button>
        <button type="button" class="button button--big" data-done ?disabled=${state.busy} @click=${actions.done}>${t("That is all")}</button>
      </div>
    </form>`;
}

function question_(one, state, actions) {
  const { id, kind } = one;
  if (kind === "text") {
    return html`<div class="field" data-question=${id}>
      <label for="text-${id}">${pick(one.words)}</label>
      <textarea id="text-${id}" name="text-${id}" rows="3" maxlength="1000" aria-describedby="text-${id}-hint"></textarea>
      <p class="field__hint" id="text-${id}-hint">${t("Please write no names and no ID numbers.")}</p>
    </div>`;
  }
  const chosen = state.values[id];
  if (kind === "faces") {
    return html`<section class="survey-question" data-question=${id}>
      <h2>${pick(one.words)}</h2>
      ${faces({ label: pick(one.words), pick: (face) => actions.value(id, String(face)), chosen: Number(chosen ?? 0), busy: state.busy, small: true })}
    </section>`;
  }
  return html`<fieldset class="survey-question survey-choices" data-question=${id}>
    <legend>${pick(one.words)}</legend>
    ${one.options.map(
      (option) => html`<label class="choice"><input type="radio" name="choice-${id}" value=${option.id} .checked=${chosen === option.id}
        @click=${() => actions.value(id, option.id)}>${pick(option.words)}</label>`,
    )}
  </fieldset>`;
}

/** Something for the supervisor: open to view only once it is wanted. */
function complaint(state, actions) {
  const { complaining, form, counter, problem } = state;
  return html`<div class="survey-question survey-complaint">
    <label class="choice"><input type="checkbox" data-complain .checked=${complaining} @change=${(event) => actions.complaining(event.target.checked)}>
      ${t("Something was not right: tell the supervisor")}</label>
    ${complaining
      ? html`<div class="field">
            <label for="complaint">${t("What happened?")}</label>
            <textarea id="complaint" name="complaint" rows="4" maxlength="1000" aria-describedby="complaint-hint"></textarea>
            <p class="field__hint" id="complaint-hint">${t("Only what you write here is passed on, within the hour. You may also leave it empty.")}</p>
          </div>
          <div class="field">
            <label for="service">${t("About which service?")}</label>
            <select id="service" name="service"><option value="">${t("I would rather not say")}</option>${form.services.map(
              ({ id, name }) => html`<option value=${id}>${pick(name)}</option>`,
            )}</select>
          </div>
          ${counter
            ? nothing
            : html`<div class="field">
                <label for="contact">${t("If you want an answer: e-mail or telephone")}</label>
                <input id="contact" name="contact" autocomplete="email" inputmode="email" maxlength="254" aria-describedby="contact-kept"
                  aria-invalid=${String(Boolean(problem?.errors?.some(({ where }) => where === "/complaint/contact")))}>
                <p class="field__hint" id="contact-kept">${t("Seen by supervisors alone; deleted once they are done, after {n} days at the latest.", { n: form.contact_kept_days })}</p>
              </div>`}`
      : nothing}
  </div>`;
}

function thanks(state) {
  if (state.problem?.code === "already_answered") return words("check", state.problem.title, state.problem.detail);
  if (state.practice) return words("info", t("Thank you"), t("Practice: this answer is not counted."));
  return words("heart", t("Thank you"), state.counter ? t("Goodbye, and come again.") : t("You may close this page."));
}

const words = (name, title, text) => html`<div class="survey-say">${icon(name)}<h1 tabindex="-1">${title}</h1><p class="soft">${text}</p></div>`;

function refusal(problem) {
  if (!problem) return nothing;
  const more_ = (problem.errors ?? []).map(({ what }) => what).join(" ");
  return html`<p class="note note--red" role="alert" data-problem>${icon("alert")}<span><strong>${problem.title}</strong> ${more_ || problem.detail}</span></p>`;
}
