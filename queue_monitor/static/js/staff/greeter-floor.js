// What the greeter sees of the floor: requests for help, one number sought, the lines. Pure.

import { clockOf, hourOf, outwards, pick, rangeOf, t, tn } from "/assets/js/i18n.js";
import { html, icon, nothing, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { since } from "./time.js";
import { needTags, serviceName } from "./words.js";

export function heading({ floor }, isHeard, actions) {
  return html`<div class="greeter__head">
    <p class="greeter__total">${t("People waiting")} <strong class="number" data-total>${floor.waiting_total}</strong>
      <span class="soft">${t("longest {time}", { time: clockOf(since(floor.oldest_waiting_since)) })}</span></p>
    <button type="button" class="button ${isHeard ? "" : "button--primary"}" data-sound aria-pressed=${String(isHeard)} @click=${actions.sound}>
      ${icon(isHeard ? "sound" : "sound-off")}${isHeard ? t("Sound is on") : t("Turn the sound on")}</button>
  </div>`;
}

/** A refusal of one of `names`, as it stands beside what was asked. */
export function refused({ problem }, ...names) {
  if (!problem || !names.includes(problem.name)) return nothing;
  return html`<p class="note note--red" role="alert">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`;
}

// --- who asks for help -------------------------------------------------------------------------------

export function requests(state, actions) {
  const { greetings } = state.floor;
  return html`<section class="card card--tight" aria-labelledby="requests">
    <h2 id="requests" class="greeter__title">${icon("hand")}${tn("{n} person asks for help", "{n} people ask for help", greetings.length)}</h2>
    ${greetings.length
      ? html`<ul class="plain-list greeter__requests">${repeat(greetings, (one) => one.id, (one) => request(one, state, actions))}</ul>`
      : html`<p class="empty">${icon("check")}${t("Nobody needs you at a kiosk just now.")}</p>`}
    ${refused(actions.runner, "take", "seen")}
  </section>`;
}

function request(one, state, actions) {
  const isBusy = Boolean(actions.runner.busy);
  const service = serviceName(state.floor, one.service);
  return html`<li class="greeter__request" data-greeting=${one.id}>
    <p class="greeter__where"><strong>${one.device_name ?? t("A kiosk")}</strong> <span class="number soft">${clockOf(since(one.at))}</span></p>
    <p><span class="greeter__service">${service}</span> ${needTags(one)}</p>
    ${one.taken_by
      ? html`<p>${tag("accent", "person", one.taken_by === state.me ? t("You are on the way") : t("{name} is on the way", { name: one.taken_name ?? t("A colleague") }))}</p>`
      : nothing}
    ${papers(one, state)}
    <div class="greeter__actions">
      ${one.taken_by
        ? nothing
        : html`<button type="button" class="button button--primary" data-take ?disabled=${isBusy} @click=${() => actions.take(one)}>${icon("forward")}${t("I am going")}<span class="visually-hidden"> ${service}</span></button>`}
      <button type="button" class="button" data-help ?disabled=${isBusy} @click=${() => actions.help(one)}>${icon("ticket")}${t("Give a number")}<span class="visually-hidden"> ${service}</span></button>
      <button type="button" class="button" data-seen ?disabled=${isBusy} @click=${() => actions.seen(one)}>${icon("check")}${t("Seen to")}<span class="visually-hidden"> ${service}</span></button>
    </div>
  </li>`;
}

/** What the service needs: somebody at the kiosk lacks one of these. In their own language too. */
function papers({ service, language }, { kiosk }) {
  const documents = kiosk.services.find(({ id }) => id === service)?.documents;
  const own = (documents && pick(documents)) || [];
  if (!own.length) return nothing;
  const theirs = documents[language] ?? documents.en;
  const isOther = theirs && theirs !== own && theirs.length === own.length;
  return html`<details class="greeter__papers"><summary>${t("What they should have with them")}</summary>
    <ul>${own.map((paper, i) => html`<li>${paper}${isOther ? html`<br><span class="soft" lang=${documents[language] ? language : "en"}>${theirs[i]}</span>` : nothing}</li>`)}</ul>
  </details>`;
}

// --- one number ---------------------------------------------------------------------------------------

export function search(state, actions) {
  const { sought, found } = state;
  return html`<section class="card card--tight" aria-labelledby="search">
    <h2 id="search" class="greeter__title">${icon("eye")}${t("Find a number")}</h2>
    <form class="greeter__search" role="search" @submit=${actions.seek}>
      <div class="field"><label for="number">${t("Number")}</label>
        <input id="number" name="number" class="number" maxlength="12" autocomplete="off" autocapitalize="characters" .value=${sought} placeholder="A023"></div>
      <button class="button">${t("Find")}</button>
    </form>
    <div role="status">${found ? (found.problem ? nobody(sought) : standing(found)) : nothing}</div>
  </section>`;
}

const nobody = (sought) => html`<p class="note note--amber" data-found="none">${icon("info")}<span>${t("Nobody has the number {number} today.", { number: sought })}</span></p>`;

function standing(view) {
  const range = outwards(view.expected_wait_s);
  return html`<div class="greeter__found" data-found=${view.state}>
    <p class="greeter__number number">${view.number}</p>
    <div>
      <p><strong>${whereIs(view)}</strong></p>
      <p class="soft">${pick(view.service.name)}${view.people > 1 ? html` · ${tn("{n} person", "{n} people", view.people)}` : nothing}
        ${view.state === "waiting" ? html` · ${range ? rangeOf(range) : t("nobody serves it")}` : nothing}</p>
    </div>
  </div>`;
}

/** In one sentence. */
function whereIs(view) {
  switch (view.state) {
    case "waiting":
      return view.ahead === 0 ? t("Next in line") : tn("Waits behind {n} person", "Waits behind {n} people", view.ahead);
    case "called":
      return t("Called to counter {n} at {at}", { n: view.counter, at: hourOf(view.called_at) });
    case "serving":
      return t("At counter {n}", { n: view.counter });
    case "no_show":
      return t("Missed its call; good until {at}", { at: hourOf(view.grace_until) });
    case "parked":
      return t("Set aside; its place is kept");
    case "done":
      return t("Done");
    case "booked":
    case "checked_in":
      return t("Has an appointment");
    default:
      return t("Given back, or no longer valid");
  }
}

// --- the lines ------------------------------------------------------------------------------------------

export function lines({ floor }) {
  return html`<section class="card card--tight" aria-labelledby="lines">
    <h2 id="lines" class="greeter__title">${icon("people")}${t("Lines")}</h2>
    <table class="table greeter__lines">
      <thead><tr><th scope="col">${t("Service")}</th><th scope="col" class="is-number">${t("Waiting")}</th>
        <th scope="col" class="is-number">${t("Expected")}</th></tr></thead>
      <tbody>${floor.services.map(
        (service) => html`<tr data-line=${service.id}><th scope="row"><span class="letter" aria-hidden="true">${service.letter}</span> ${pick(service.name)} ${service.paused ? tag("amber", "pause", t("paused")) : nothing}</th>
          <td class="is-number number">${service.waiting}</td>
          <td class="is-number">${service.expected_wait_s ? rangeOf(outwards(service.expected_wait_s)) : t("nobody serves it")}</td></tr>`,
      )}</tbody>
    </table>
  </section>`;
}
