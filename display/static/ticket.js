// What the phone page looks like in each state of a ticket. Pure: state in, picture out.

import { how } from "/assets/display/how.js";
import { now } from "/assets/js/clock.js";
import { hourOf, pick, rangeOf, t, tn } from "/assets/js/i18n.js";
import { html, icon, languageChoice, nothing, staleBanner } from "/assets/js/parts.js";

const NEXT_BUT = 2;

/** "You are next but two", or sooner. */
export const isSoon = (view) => view.state === "waiting" && view.ahead <= NEXT_BUT;

/** Nothing more will come of it. */
export const isOver = ({ state }) => ["done", "cancelled", "left", "expired"].includes(state);

const soon = ({ ahead }) => tn("{n} more person, then it is your turn", "{n} more people, then it is your turn", ahead);

/** In one sentence: what the holder should know or do now. */
export function sentence(view) {
  switch (view.state) {
    case "called":
      return t("Please go to counter {n}", { n: view.counter });
    case "serving":
      return t("You are being served at counter {n}", { n: view.counter });
    case "waiting":
      if (view.ahead === 0) return t("You are next");
      return isSoon(view) ? soon(view) : tn("{n} person before you", "{n} people before you", view.ahead);
    case "no_show":
      return t("Your number was called and missed");
    case "parked":
      return t("Your number is kept aside for you");
    case "done":
      return t("Done. Thank you for coming");
    case "cancelled":
      return t("You gave this number back");
    case "booked":
    case "checked_in":
      return t("You are expected");
    default:
      return t("This number is no longer valid");
  }
}

/** The whole page. */
export function picture(state, actions) {
  const { view } = state;
  return html`${staleBanner(state.stale, state.since)}
    <header class="visitor-top">
      <p class="visitor-top__office">${pick(view ? view.office.name : state.office)}</p>
      ${languageChoice(actions.language)}
    </header>
    <main class="phone-main" id="main" tabindex="-1">${state.problem ? unknown(state.problem) : view ? ticket(state, actions) : loading()}</main>`;
}

function ticket(state, actions) {
  const { view } = state;
  return html`<section class="ticket">
      <h1>${t("Your number")}<span class="visually-hidden"> ${view.number}</span></h1>
      <p class="plate number ${view.state === "called" ? "" : isOver(view) ? "plate--faint" : ""}" aria-hidden="true" data-number>${view.number}</p>
      <p class="ticket__service">${pick(view.service.name)}${view.class === "walk_in" ? nothing : html` · ${pick(view.class_name)}`}</p>
      ${view.people > 1 ? html`<p class="ticket__people" data-people>${icon("people")}${t("For {n} people together", { n: view.people })}</p>` : nothing}
      ${view.practice ? html`<span class="tag tag--accent">${icon("info")}${t("practice")}</span>` : nothing}
    </section>
    ${services(view)} ${body(state, actions)}`;
}

/** Several services on one number: which are done, which is on, which come after it. */
function services(view) {
  const { done, errands, state } = view;
  if (!done.length && !errands.length) return nothing;
  if (isOver(view) && state !== "done") return nothing;
  const step = (service, sign, word, name) => html`<li class="errand errand--${name}" data-errand=${name}>${icon(sign)}
    <span>${pick(service.name)}</span><span class="errand__word">${word}</span></li>`;
  const isDone = state === "done";
  return html`<section class="errands" aria-labelledby="errands">
    <h2 id="errands" class="errands__title">${t("Your services, in turn")}</h2>
    <ol class="plain-list">
      ${done.map((service) => step(service, "check", t("Already done"), "done"))}
      ${step(view.service, isDone ? "check" : "forward", isDone ? t("Already done") : t("Now"), isDone ? "done" : "now")}
      ${isDone ? nothing : errands.map((service, i) => step(service, "clock", i === 0 ? t("Next after that") : t("Later on"), "later"))}
    </ol>
  </section>`;
}

function body(state, actions) {
  const { view } = state;
  switch (view.state) {
    case "waiting":
      return waiting(state, actions);
    case "called":
      return state.stale ? calledThen(state) : called(view);
    case "serving":
      return state.stale ? calledThen(state) : told(view);
    case "no_show":
      return missed(view);
    case "done":
      return html`${told(view, state.asked.state !== "open")}${how(state.asked, actions.face)}`;
    default:
      return told(view);
  }
}

function waiting(state, actions) {
  const { view, range, busy, stale, since } = state;
  return html`${stale ? html`<p class="phone-asof">${t("As of {time}", { time: since })}</p>` : nothing}
    <dl class="phone-facts">
      <div><dt>${t("Before you")}</dt><dd data-ahead>${view.ahead === 0 ? t("nobody") : tn("{n} person", "{n} people", view.ahead)}</dd></div>
      <div><dt>${t("Expected wait")}</dt><dd data-range>${range && !stale ? rangeOf(range) : t("not known yet")}</dd></div>
    </dl>
    <div class="phone-say ${isSoon(view) && !stale ? "phone-say--soon" : ""}" data-say>
      <h2>${stale ? t("No connection: please watch the board in the hall.") : headline(view)}</h2>
      <p class="soft">${t("When you are called, the whole screen turns blue and shows your counter. Keep this page open.")}</p>
    </div>
    ${offers(state, actions)}
    <div class="phone-foot">
      <p class="faint">${t("Taken {at}", { at: hourOf(view.issued_at) })}</p>
      ${moreTime(view, busy || stale, actions)}
      <button type="button" class="button" data-cancel ?disabled=${busy || stale} @click=${actions.cancel}>${t("I no longer need my number")}</button>
    </div>`;
}

function headline(view) {
  if (view.ahead === 0) return t("You are next. Please stay near the counters.");
  return isSoon(view) ? soon(view) : t("Please wait; this page follows the line by itself.");
}

/** Ways of being told; each is switched on by a touch, as browsers demand. */
function offers({ sound, canPush, push, canInstall }, actions) {
  return html`<div class="phone-offers">
    <button type="button" class="button ${sound ? "" : "button--primary"}" data-sound aria-pressed=${String(sound)} @click=${actions.sound}>
      ${icon(sound ? "sound" : "sound-off")}${sound ? t("Sound is on") : t("Turn on sound")}</button>
    ${canPush
      ? html`<button type="button" class="button" data-push aria-pressed=${String(push)} @click=${actions.push}>
          ${icon(push ? "check" : "bell")}${push ? t("You are told when the page is closed") : t("Tell me when the page is closed")}</button>`
      : nothing}
    ${canInstall
      ? html`<button type="button" class="button" data-install @click=${actions.install}>${icon("phone")}${t("Keep on the home screen")}</button>`
      : nothing}
  </div>`;
}

/** What was true when the connection was lost must not look like what is true now. */
function calledThen({ view, since }) {
  return html`<div class="phone-say" data-say data-called-then>
    ${icon("offline")}
    <p class="phone-asof">${t("As of {time}", { time: since })}</p>
    <h2>${view.state === "called" ? t("You were called to counter {n}", { n: view.counter }) : t("You were being served at counter {n}", { n: view.counter })}</h2>
    <p>${t("This may have changed since. Please look at the board in the hall, or ask at any counter.")}</p>
  </div>`;
}

function moreTime(view, busy, actions) {
  if (view.gave_way_at) return html`<p class="soft" data-gave-way>${t("You let others go first at {at}. That is possible once.", { at: hourOf(view.gave_way_at) })}</p>`;
  if (!view.more_time_places) return nothing;
  return html`<button type="button" class="button" data-more-time ?disabled=${busy} @click=${actions.moreTime}>${t("I need more time")}</button>`;
}

function called(view) {
  const isAgain = view.calls > 1 && view.done.length === 0; // calls to services already done are none of this one
  return html`<section class="go" data-say>
    <h2 class="go__where">${t("It is your turn. Please go to counter")}</h2>
    <p class="go__counter number" data-counter>${view.counter}</p>
    <p class="go__name">${pick(view.counter_name)}</p>
    <p class="soft">${isAgain ? t("Called again; last call {at}", { at: hourOf(view.called_at) }) : t("Called {at}", { at: hourOf(view.called_at) })}</p>
  </section>`;
}

function missed(view) {
  const until = view.grace_until;
  const inTime = until !== null && new Date(until) > now();
  return html`<div class="phone-say" data-say>
    ${icon("history")}
    <h2>${sentence(view)}</h2>
    ${inTime ? wayBack(view, until) : html`<p>${t("The time to come back is over. Please take a new number.")}</p>`}
  </div>`;
}

/** What to do now, step by step, by the office's rule for missed numbers. */
function wayBack(view, until) {
  return html`<p class="note note--amber">${icon("clock")}<span>${t("Your number is good until {at}. Please tell any counter; you need no new number.", { at: hourOf(until) })}</span></p>
    <ol class="phone-steps">
      <li>${t("Go to any counter or to the service desk now.")}</li>
      <li>${t("Show this page or your slip.")}</li>
      <li>${view.back_behind
        ? tn("You are called again after {n} other.", "You are called again after {n} others.", view.back_behind)
        : t("You are called again next.")}</li>
    </ol>`;
}

const ICONS = { serving: "counter", parked: "park", done: "finish", cancelled: "undo", booked: "calendar", checked_in: "check" };

function told(view, isLast = true) {
  return html`<div class="phone-say" data-say>
    ${icon(ICONS[view.state] ?? "info")}
    <h2>${sentence(view)}</h2>
    ${isLast ? advice(view) : nothing}
  </div>`;
}

function advice({ state }) {
  switch (state) {
    case "parked":
      return html`<p class="soft">${t("Your place is not lost. The counter will call you, or you may ask there.")}</p>`;
    case "done":
      return html`<p class="soft">${t("You may close this page.")}</p>`;
    case "cancelled":
    case "left":
    case "expired":
      return html`<p class="soft">${t("If you still want to be served, please take a new number at the kiosk.")}</p>`;
    default:
      return nothing;
  }
}

function unknown({ code }) {
  return html`<div class="phone-say">
    ${icon("ticket")}
    <h1>${code === "no_ticket" ? t("No number yet") : t("This number is no longer known")}</h1>
    <p>${code === "no_ticket" ? t("Please scan the QR code on the kiosk's screen or on your slip.") : t("Links end with the day. If you are still waiting, please ask at any counter.")}</p>
  </div>`;
}

function loading() {
  return html`<div class="phone-say"><h1>${t("One moment …")}</h1></div>`;
}
