// The sign over a counter: its number, what it serves and who sits there, and the number it serves.

import { hourOf, lang, load, pick, t, tn, warmType, words } from "/assets/js/i18n.js";
import { everySecond, now } from "/assets/js/clock.js";
import { follow } from "/assets/js/live.js";
import { $, html, icon, nothing, pageData, practiceBanner, render, say, staleBanner } from "/assets/js/parts.js";
import { keyed } from "/assets/vendor/lit-html/directives/keyed.js";

const FRESH_MS = 25_000; // how long a call is marked as new
const MANY = 4; // services, from which on the sign says "all" or names the first ones

const { counter, name } = pageData();
const state = { view: null, stale: false, since: null, told: null };
const other = () => (lang() === "en" ? "zh-TW" : "en");

function both(source, values = {}) {
  return html`${t(source, values)}<small lang=${other()}>${words(other(), source, values)}</small>`;
}

function draw() {
  if (!state.view) return;
  const desk = state.view.now_serving.find((one) => one.counter === counter);
  $("#sign").classList.toggle("sign--stale", state.stale);
  render(picture(desk), $("#sign"));
  tell(desk);
}

function picture(desk) {
  const status = desk?.status ?? "closed";
  return html`<div class="sign__notice">${staleBanner(state.stale, state.since)}${practiceBanner(state.view.practice)}</div>
    <header class="sign__top">
      <p class="sign__counter number" aria-hidden="true">${counter}</p>
      <h1 class="sign__name"><span class="visually-hidden">${t("Counter {n}", { n: counter })} </span>${pick(name)}<small lang=${other()}>${pick(name, other())}</small></h1>
      ${clerk(desk)}
    </header>
    <section class="sign__now" data-status=${status} aria-label=${t("Now serving")}>${middle(desk, status)}</section>
    <footer class="sign__foot">
      <p class="sign__serves">${serves(desk)}</p>
      <time class="sign__clock number">${hourOf(now())}</time>
    </footer>`;
}

function clerk(desk) {
  if (!desk?.clerk_name) return nothing;
  return html`<p class="sign__clerk"><span>${t("Clerk in charge")}</span><strong>${pick(desk.clerk_title)} ${desk.clerk_name}</strong></p>`;
}

function middle(desk, status) {
  if (status === "closed") return message((language) => words(language, "counter closed"), elsewhere);
  if (status === "paused" && desk.state === null) return message(paused(desk.pause_reason), elsewhere);
  if (!desk.number) return message((language) => words(language, "This counter is open"), calling);
  // Keyed, so that each call begins its own flash.
  return keyed(`${desk.number} ${desk.called_at}`, html`<div class="sign__call ${isNew(desk) ? "sign__call--new new-call" : ""}">
      <p class="sign__label">${desk.state === "called" ? both("Number called") : both("Now serving")}</p>
      <p class="sign__number number" data-number data-length=${String(desk.number.length)}>${desk.number}</p>
      ${desk.people > 1 ? html`<p class="sign__label" data-people>${icon("people")} ${tn("{n} person", "{n} people", desk.people)}</p>` : nothing}
      ${status === "paused" ? html`<p class="sign__label">${both("counter paused")}</p>` : nothing}
    </div>`);
}

function isNew(desk) {
  return desk.state === "called" && now() - new Date(desk.called_at) < FRESH_MS && !state.stale;
}

const elsewhere = (language) => words(language, "Please go to another counter");
const calling = (language) => words(language, "Please wait until your number is called");

/** Why it is paused, as far as the office tells the lobby. */
function paused(reason) {
  switch (reason) {
    case "break":
      return (language) => words(language, "On a break");
    case "paperwork":
      return (language) => words(language, "Busy with paperwork");
    default:
      return (language) => words(language, "counter paused");
  }
}

/** Two sentences, each in the sign's language and small in the other. */
function message(title, text) {
  return html`<div class="sign__message"><p>${title(lang())}<small lang=${other()}>${title(other())}</small></p>
    <p class="sign__advice">${text(lang())}<small lang=${other()}>${text(other())}</small></p></div>`;
}

/** What it takes: everything, or names. */
function serves(desk) {
  const offered = state.view.services;
  const mine = offered.filter(({ id }) => desk?.serves.includes(id));
  if (mine.length === offered.length) return both("All services");
  const named = mine.slice(0, MANY).map((service) => pick(service.name)).join("、");
  return mine.length > MANY ? html`${named} …` : named;
}

/** A reader hears each new number once. */
function tell(desk) {
  const told = desk?.number && desk.state === "called" ? `${desk.number} ${desk.called_at}` : null;
  if (told && told !== state.told) say(t("Number {number}, please come to this counter", { number: desk.number }), { urgent: true });
  state.told = told;
}

await Promise.all([load("zh-TW"), load("en")]);
follow("board", {
  onView(view) {
    const isFirst = state.view === null;
    state.view = view;
    draw();
    if (isFirst) warmType("zh-TW", JSON.stringify(view)).catch(() => {});
  },
  onStale(stale, since) {
    Object.assign(state, { stale, since: hourOf(since) });
    draw();
  },
});
everySecond(draw);
