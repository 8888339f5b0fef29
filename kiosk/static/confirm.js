// Before the number: what to bring, what else the visitor needs, and which number suits them. Pure.

import { lang, ownName, pick, t, tn } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";
import { facts, heading } from "/assets/kiosk/common.js";

const MOST_ERRANDS = 3;
/** Why somebody may take a priority number. Asked so that it can be chosen, kept nowhere. */
const REASONS = [
  ["person", () => t("I am 65 or older")],
  ["low", () => t("I live with a disability")],
  ["heart", () => t("I am expecting a child")],
  ["people", () => t("I have a small child with me")],
];

export function confirm(state, actions) {
  const service = serviceOf(state, state.service);
  return html`<div class="chosen">
      <span class="letter" aria-hidden="true">${service.letter}</span>
      <div>${heading(pick(service.name))}<p class="chosen__now">${facts(service)}</p></div>
      <button type="button" class="button chosen__back" @click=${actions.other}>${icon("back")}${t("Choose another service")}</button>
    </div>
    <div class="confirm">${bring(state, service, actions)} ${which(state, actions)}</div>`;
}

const serviceOf = (state, wanted) => state.view.services.find(({ id }) => id === wanted);

function bring(state, service, actions) {
  const errands = state.errands.map((id) => serviceOf(state, id)).filter(Boolean);
  return html`<section class="card bring" aria-labelledby="bring">
    <h2 id="bring">${t("Have you got these with you?")}</h2>
    ${documents(service)}
    ${errands.map((errand) => html`<h3 class="bring__also">${pick(errand.name)}</h3>${documents(errand)}`)}
    <button type="button" class="button bring__lack" data-greeter ?disabled=${state.busy}
      @click=${actions.greeter}>${icon("hand")}${t("I lack something, or am not sure")}</button>
  </section>`;
}

function documents(service) {
  const wanted = pick(service.documents) || [];
  return wanted.length
    ? html`<ul>${wanted.map((document) => html`<li>${icon("document")}<span>${document}</span></li>`)}</ul>`
    : html`<p>${t("Nothing special is needed.")}</p>`;
}

function which(state, actions) {
  const [first, ...others] = state.view.classes;
  const kinder = state.view.accepts_priority ? others : [];
  return html`<section class="which" aria-labelledby="which" aria-busy=${String(state.busy)}>
    <div class="which__head">
      <h2 id="which">${kinder.length ? t("Which number suits you?") : t("Take your number")}</h2>
      ${together(state, actions)}
    </div>
    ${takeButton(first, state, actions)} ${kinder.map((visitClass) => kind(visitClass, state, actions))}
    ${also(state, actions)}
  </section>`;
}

function kind(visitClass, state, actions) {
  if (visitClass.id !== "priority") return takeButton(visitClass, state, actions);
  const waits = state.busy && state.intent?.body.class === visitClass.id;
  return html`<div class="kinder" role="group" aria-labelledby="kinder" aria-busy=${String(waits)}>
    <p id="kinder" class="kinder__what">${icon("heart")}<span><strong>${t("Take a number: {kind}", { kind: pick(visitClass.name) })}</strong>
      <span>${waits ? t("One moment …") : t("Is one of these you? No proof is needed.")}</span></span></p>
    <div class="kinder__why">${REASONS.map(
      ([sign, words]) => html`<button type="button" class="button" data-class=${visitClass.id} ?disabled=${state.busy}
        @click=${() => actions.take(visitClass.id)}>${icon(sign)}${words()}</button>`,
    )}</div>
  </div>`;
}

function takeButton(visitClass, state, actions) {
  const isFirst = visitClass === state.view.classes[0];
  const waits = state.busy && state.intent?.body.class === visitClass.id;
  return html`<button type="button" class="button button--big take ${isFirst ? "button--primary" : ""}" data-class=${visitClass.id}
    ?disabled=${state.busy} aria-busy=${String(waits)} @click=${() => actions.take(visitClass.id)}>
    ${icon(isFirst ? "ticket" : "heart")}<span><strong>${waits ? t("One moment …") : isFirst ? t("Take a number") : t("Take a number: {kind}", { kind: pick(visitClass.name) })}</strong>
    <span>${isFirst ? pick(visitClass.name) : pick(visitClass.description)}</span></span>
  </button>`;
}

/** What else: a language, signs, and other errands of the same visit. */
function also(state, actions) {
  return html`<div class="also" role="group" aria-label=${t("Anything else?")}>
    ${lang() === state.view.languages[0] ? nothing : need("language", "globe", t("Help in {language}, please", { language: ownName(lang()) }), state, actions)}
    ${need("sign_language", "hand", t("I use sign language"), state, actions)}
    ${state.view.services.length > 1
      ? html`<button type="button" class="button" data-errands @click=${actions.errands}>
          ${icon("document")}${state.errands.length ? t("Further errands: {n}", { n: state.errands.length }) : t("I have another errand too")}</button>`
      : nothing}
  </div>`;
}

/** How many belong together: a family, a company's workers. Everybody is served, called once. */
function together(state, actions) {
  const { people, view } = state;
  if (view.largest_group <= 1) return nothing;
  const step = (by, sign, words, isEnd) => html`<button type="button" class="button together__step" data-people=${String(by)}
    aria-label=${words} ?disabled=${isEnd} @click=${() => actions.people(people + by)}>${sign}</button>`;
  return html`<div class="together" role="group" aria-label=${t("How many come together?")}>
    ${step(-1, "−", t("One person fewer"), people <= 1)}
    <p class="together__count" role="status">${icon("people")}<span data-count>${tn("{n} person", "{n} people", people)}</span></p>
    ${step(1, "+", t("One person more"), people >= view.largest_group)}
  </div>`;
}

function need(code, sign, words, state, actions) {
  const isOn = state.needs.has(code);
  return html`<button type="button" class="button" data-need=${code} aria-pressed=${String(isOn)}
    @click=${() => actions.need(code)}>${icon(isOn ? "check" : sign)}${words}</button>`;
}

// --- several errands --------------------------------------------------------------------------------

export function errands(state, actions) {
  const others = state.view.services.filter(({ id, paused }) => id !== state.service && !paused);
  const isFull = state.errands.length >= MOST_ERRANDS;
  return html`${heading(t("What else did you come for?"), t("One number for all; you are called for each in turn."))}
    <ul class="services services--plain">${others.map((service) => {
      const isOn = state.errands.includes(service.id);
      return html`<li><button type="button" class="service service--plain" data-errand=${service.id} aria-pressed=${String(isOn)}
        ?disabled=${isFull && !isOn} @click=${() => actions.errand(service.id)}>
        <span class="letter" aria-hidden="true">${service.letter}</span>
        <span class="service__names"><span class="service__name">${pick(service.name)}</span></span>
        ${isOn ? icon("check") : nothing}
      </button></li>`;
    })}</ul>
    <div class="taken__actions">
      <button type="button" class="button button--big button--primary" data-done @click=${actions.back}>${icon("check")}${t("Continue")}</button>
    </div>`;
}

// --- a greeter instead of a number --------------------------------------------------------------------

export function greeterComes(actions) {
  return html`<div class="message">
    ${icon("hand")}
    <h1 class="kiosk-title" tabindex="-1">${t("Somebody is coming to help you")}</h1>
    <p class="message__big">${t("Please wait here, beside the kiosk. You need no number for this.")}</p>
    <div class="message__actions">
      <button type="button" class="button button--big" @click=${actions.back}>${icon("document")}${t("See again what to bring")}</button>
      <button type="button" class="button button--big button--primary" @click=${actions.home}>${icon("check")}${t("I am done")}</button>
    </div>
  </div>`;
}
