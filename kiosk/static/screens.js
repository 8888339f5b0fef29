// What each screen of the kiosk looks like. Pure: state in, picture out.

import { dayOf, hourOf, lang, outwards, ownName, pick, rangeOf, readable, sameDay, t, tn } from "/assets/js/i18n.js";
import { attract } from "/assets/kiosk/attract.js";
import { comfortButtons } from "/assets/kiosk/comfort.js";
import { facts, heading } from "/assets/kiosk/common.js";
import { confirm, errands, greeterComes } from "/assets/kiosk/confirm.js";
import { arrived, bookedHint } from "/assets/kiosk/booked.js";
import { foreign, html, icon, nothing, practiceBanner, staleBanner, tag } from "/assets/js/parts.js";
import { paperLine } from "/assets/kiosk/paper.js";

/** The whole page for a state. */
export function page(state, actions, { languages, now }) {
  return html`${staleBanner(state.stale, state.since)}${practiceBanner(state.view.practice)}
    ${top(state.view, actions, languages, now)}
    <main class="kiosk-main" id="main" tabindex="-1">${screen(state, actions, now)}</main>
    ${foot(state, actions)}`;
}

function screen(state, actions, now) {
  if (state.screen === "number") return taken(state, actions);
  if (state.screen === "arrived") return arrived(state, actions);
  if (state.screen === "trouble") return trouble(state, actions);
  if (!state.view.open && !state.view.practice) return closed(state.view, now);
  if (state.screen === "greeter") return greeterComes(actions);
  if (state.view.paused) return paused(state.view);
  if (state.screen === "confirm") return confirm(state, actions);
  if (state.screen === "errands") return errands(state, actions);
  if (state.screen === "attract") return attract(state, actions, state.view.languages);
  return services(state.view, actions);
}

function top(view, actions, languages, now) {
  const other = lang() === "zh-TW" ? "en" : "zh-TW"; // so that staff who help can read it too
  return html`<header class="kiosk-top">
    <p class="kiosk-top__office">${pick(view.office.name)}<small lang=${other}>${pick(view.office.name, other)}</small></p>
    <time class="kiosk-top__clock number">${hourOf(now)}</time>
    <div class="switch" role="group" aria-label=${t("Language")}>
      ${languages.map(
        (language) => html`<button type="button" lang=${foreign(language)} aria-pressed=${String(language === lang())}
          @click=${() => actions.language(language)}>${ownName(language)}</button>`,
      )}
    </div>
  </header>`;
}

// --- services ---------------------------------------------------------------------------------------

function services(view, actions) {
  return html`${heading(t("What did you come for?"), t("Touch a service. You will see what to bring before you take a number."))}
    ${bookedHint(view)}
    <ul class="services">${view.services.map((service) => html`<li>${serviceButton(service, actions)}</li>`)}</ul>`;
}

function serviceButton(service, actions) {
  const other = lang() === "zh-TW" ? "en" : "zh-TW";
  return html`<button type="button" class="service" data-service=${service.id}
    aria-disabled=${service.paused ? "true" : nothing} @click=${() => actions.choose(service)}>
    <span class="letter" aria-hidden="true">${service.letter}</span>
    <span class="service__names">
      <span class="service__name">${pick(service.name)}</span>
      <span class="service__other" lang=${other}>${pick(service.name, other)}</span>
    </span>
    <span class="service__about">${pick(service.description)}</span>
    <span class="service__facts">${service.paused ? tag("", "pause", readable(service.message) || t("No numbers just now; please ask the staff")) : facts(service)}</span>
  </button>`;
}

// --- the number -------------------------------------------------------------------------------------

function taken(state, actions) {
  const { ticket } = state;
  const service = state.view.services.find(({ id }) => id === ticket.service);
  const visitClass = state.view.classes.find(({ id }) => id === ticket.class);
  // While nobody serves it the wait is not known, here as on the phone and on the slip.
  const range = service?.expected_wait_s ? outwards(ticket.expected_wait_s) : null;
  return html`<div class="taken">
      <section class="card taken__number">
        <h1 class="kiosk-title" tabindex="-1">${t("Your number")}<span class="visually-hidden"> ${ticket.number}</span></h1>
        <p class="plate number" data-number aria-hidden="true">${ticket.number}</p>
        <p class="message__big">${pick(service?.name)}${visitClass && ticket.class !== "walk_in" ? html` · ${pick(visitClass.name)}` : nothing}</p>
        ${ticket.people > 1 ? html`<p class="taken__people" data-people>${icon("people")}${t("For {n} people together", { n: ticket.people })}</p>` : nothing}
        <dl class="taken__facts">
          <div><dt>${t("Before you")}</dt><dd data-ahead>${ticket.ahead === 0 ? t("nobody") : tn("{n} person", "{n} people", ticket.ahead)}</dd></div>
          <div><dt>${t("Expected wait")}</dt><dd>${range ? rangeOf(range) : t("not known yet")}</dd></div>
        </dl>
      </section>
      <div class="card taken__phone">
        <img src="/qr/${ticket.token}.svg" alt=${t("QR code: your place in line on your phone")} width="240" height="240">
        <p class="message__big">${t("Follow your place on your phone")}</p>
        <p class="soft">${t("Scan with the camera. You need no app and give no personal data.")}</p>
      </div>
    </div>
    <div class="taken__actions">
      ${paperLine(state.paper)}
      ${printButton(state, actions)}
      <button type="button" class="button button--big button--primary" @click=${actions.home}>${icon("check")}${t("I am done")}</button>
    </div>`;
}

function printButton({ paper, printed }, actions) {
  if (paper && paper.state !== "printed") return nothing;
  return html`<button type="button" class="button button--big" @click=${actions.print}>
    ${icon("printer")}${printed || paper ? t("Print again") : t("Print the slip")}</button>`;
}

// --- when it does not go as wished --------------------------------------------------------------------

function trouble(state, actions) {
  const { problem } = state;
  return html`<div class="message message--trouble" role="alert">
    ${icon(problem.isUnknown ? "offline" : "alert")}
    <h1 class="kiosk-title" tabindex="-1">${problem.title}</h1>
    <p class="message__big">${problem.detail}</p>
    ${problem.isUnknown ? html`<p class="soft">${t("Trying again never gives you two numbers.")}</p>` : nothing}
    <div class="message__actions">
      ${problem.canRetry
        ? html`<button type="button" class="button button--big button--primary" ?disabled=${state.busy} @click=${actions.again}>
            ${icon("recall")}${state.busy ? t("One moment …") : t("Try again")}</button>`
        : nothing}
      <button type="button" class="button button--big" @click=${problem.isUnknown ? actions.home : actions.other}>${icon("back")}${t("Back to the start")}</button>
    </div>
  </div>`;
}

function paused(view) {
  return html`<div class="message" role="status">
    ${icon("pause")}
    <h1 class="kiosk-title" tabindex="-1">${t("No numbers here for the moment")}</h1>
    <p class="message__big">${readable(view.message) || t("The kiosk is paused. Please ask the staff.")}</p>
  </div>`;
}

function closed(view, now) {
  return html`<div class="message">
    ${icon("moon")}
    <h1 class="kiosk-title" tabindex="-1">${t("The office is closed now")}</h1>
    ${view.opens_at ? html`<p class="message__big">${t("It opens again: {when}", { when: whenIs(view.opens_at, now) })}</p>` : nothing}
  </div>`;
}

function whenIs(instant, now) {
  const hour = hourOf(instant);
  return sameDay(instant, now) ? t("today {hour}", { hour }) : t("{day} {hour}", { day: dayOf(instant), hour });
}

// --- the foot ---------------------------------------------------------------------------------------

function foot(state, actions) {
  return html`<footer class="kiosk-foot">
    ${state.leftS === null ? html`<p class="soft">${t("Need help? Please ask the staff or a volunteer.")}</p>` : countdown(state, actions)}
    ${state.leftS !== null && state.screen !== "number" ? nothing : comfortButtons(state.comfort, lang(), actions.comfort)}
  </footer>`;
}

function countdown(state, actions) {
  return html`<div class="countdown">
    <p aria-hidden="true">${tn("Back to the start in {n} second", "Back to the start in {n} seconds", state.leftS)}</p>
    <progress max=${state.totalS} value=${state.leftS} aria-label=${t("Time left on this screen")}></progress>
    <button type="button" class="button" @click=${actions.stay}>${icon("clock")}${t("I need more time")}</button>
  </div>`;
}
