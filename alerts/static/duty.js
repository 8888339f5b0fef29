// Who is on duty today and this week, and swaps.

import { get, post } from "/assets/js/api.js";
import { dayOf, hourOf, pick, t } from "/assets/js/i18n.js";
import { $, html, icon, nothing, pageData, render, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { sayWhatIsMissing } from "/assets/js/staff/missing.js";
import { runner as makeRunner } from "/assets/js/staff/runner.js";
import { whoIs } from "/assets/js/staff/words.js";
import { addDays, isoDay } from "./days.js";

const WEEK = 7;
const EVERY_MS = 60_000;
const NOBODY = "-";
const { noon } = pageData();
const root = $("#duty");
sayWhatIsMissing(root);
const runner = makeRunner(draw);
const state = { view: null, first: null, today: null, wanted: null };

async function load() {
  const view = await get(`/duties?days=${WEEK}${state.first ? `&first=${state.first}` : ""}`);
  Object.assign(state, { view, first: view.first, today: isoDay(view.at) });
  draw();
}

const nameOf = (who) => {
  const found = state.view.people.find((person) => person.id === who);
  return found ? pick(found.name) : (who ?? t("nobody on duty"));
};
const isReached = (who) => (state.view.people.find((person) => person.id === who)?.channels ?? []).length > 0;

function draw() {
  if (!state.view) return;
  $(".loading", root)?.remove();
  const { posts } = state.view;
  render(
    posts.length === 0
      ? html`<p class="note">${icon("info")}<span>${t("No post is taken in turns: give rosters in config.yaml.")}</span></p>`
      : html`${now(posts)} ${week(posts)} ${form(posts)}`,
    root,
  );
}

// --- Today ----------------------------------------------------------------------------------------

function now(posts) {
  return html`<section class="card duty-now" aria-labelledby="now-title">
    <h2 id="now-title" class="card__title">${t("On duty now")}</h2>
    <dl class="duty-now__posts">
      ${posts.map(
        (one) => html`<div>
          <dt>${pick(one.name)}</dt>
          <dd>
            <strong class="duty-now__who">${nameOf(one.now)}</strong>
            ${one.until ? html`<span class="soft">${t("until {time}", { time: dayAndHour(one.until) })}</span>` : nothing}
            ${warning(one.now)}
          </dd>
        </div>`,
      )}
    </dl>
  </section>`;
}

function warning(who) {
  if (who === null) return tag("amber", "alert", t("the next step of the ladder is told"));
  return isReached(who) ? nothing : tag("amber", "alert", t("no channel reaches them; the next step is told"));
}

const dayAndHour = (instant) => (isoDay(instant) === state.today ? hourOf(instant) : `${dayOf(instant)} ${hourOf(instant)}`);

// --- The week -------------------------------------------------------------------------------------

function week(posts) {
  const days = Array.from({ length: WEEK }, (_, n) => addDays(state.first, n));
  return html`<section class="card" aria-labelledby="week-title">
    <div class="row row--apart">
      <h2 id="week-title" class="card__title">${t("The week from {day}", { day: dayOf(posts[0].spans[0].start) })}</h2>
      <p class="row">
        <button type="button" class="button button--small" @click=${() => leaf(-WEEK)}>${t("Earlier")}</button>
        <button type="button" class="button button--small" ?disabled=${state.first === state.today} @click=${() => leaf(null)}>${t("Today")}</button>
        <button type="button" class="button button--small" @click=${() => leaf(WEEK)}>${t("Later")}</button>
      </p>
    </div>
    <div class="table-wrap" tabindex="0" role="group" aria-labelledby="week-title">
      <table class="table duty-week">
        <thead><tr><th scope="col">${t("Day")}</th>${posts.map((one) => html`<th scope="col">${pick(one.name)}</th>`)}<th scope="col"><span class="visually-hidden">${t("Swap")}</span></th></tr></thead>
        <tbody>${repeat(days, (day) => day, (day) => row(day, posts))}</tbody>
      </table>
    </div>
  </section>`;
}

function row(day, posts) {
  const spansOf = (one) => one.spans.filter((span) => isoDay(span.start) === day);
  const isOver = day < state.today;
  const label = dayOf(spansOf(posts[0])[0].start);
  return html`<tr class=${day === state.today ? "is-today" : ""} data-day=${day}>
    <th scope="row">${label}${day === state.today ? html` <span class="tag tag--accent">${t("Today")}</span>` : nothing}</th>
    ${posts.map((one) => html`<td><ul class="plain-list duty-spans">${spansOf(one).map(entry)}</ul></td>`)}
    <td class="is-number">${isOver
      ? nothing
      : html`<button type="button" class="button button--small" aria-label=${t("Swap on {day}", { day: label })} @click=${() => choose(day)}>${t("Swap")}</button>`}</td>
  </tr>`;
}

/** Hours only where the day has several; who changed it, where somebody did. */
function entry(span) {
  const isWhole = isMidnight(span.start) && isMidnight(span.end);
  return html`<li class=${span.who === null ? "soft" : ""}>
    ${isWhole ? nothing : html`<span class="number duty-spans__hours">${hourOf(span.start)}–${isMidnight(span.end) ? "24:00" : hourOf(span.end)}</span>`}
    <span>${span.swap ? html`<strong>${nameOf(span.who)}</strong>` : nameOf(span.who)}</span>
    ${span.swap
      ? html`<span class="duty-spans__swap soft">${swapped(span)}</span>`
      : nothing}
  </li>`;
}

function swapped({ planned, swap }) {
  const by = whoIs(swap.by, swap.by_name);
  const time = `${dayOf(swap.at)} ${hourOf(swap.at)}`;
  return planned === null ? t("noted down by {by}, {time}", { by, time }) : t("instead of {who}; {by}, {time}", { who: nameOf(planned), by, time });
}

const isMidnight = (instant) => hourOf(instant) === "00:00";

async function leaf(days) {
  state.first = days === null ? null : addDays(state.first, days);
  await runner.run("leaf", load);
}

// --- A swap ----------------------------------------------------------------------------------------

function choose(day) {
  state.wanted = day;
  draw();
  $("#swap-first").value = $("#swap-last").value = day;
  $("#swap-who").focus();
}

const PARTS = { day: [null, null], morning: [null, noon], afternoon: [noon, null] };

function form(posts) {
  const { problem, done } = runner;
  return html`<section class="card" aria-labelledby="swap-title">
    <h2 id="swap-title" class="card__title">${t("Note down a swap")}</h2>
    <form class="telling__form" novalidate @submit=${submit}>
      <div class="field" ?hidden=${posts.length === 1}>
        <label for="swap-post">${t("Post")}</label>
        <select id="swap-post">${posts.map((one) => html`<option value=${one.id}>${pick(one.name)}</option>`)}</select>
      </div>
      <div class="field">
        <label for="swap-first">${t("Day")}</label>
        <input id="swap-first" type="date" required .value=${state.wanted ?? state.today} min=${state.today} @change=${follow} />
      </div>
      <div class="field">
        <label for="swap-last">${t("to and with")}</label>
        <input id="swap-last" type="date" required .value=${state.wanted ?? state.today} min=${state.today} />
      </div>
      <div class="field">
        <label for="swap-part">${t("Hours")}</label>
        <select id="swap-part">
          <option value="day">${t("Whole day")}</option>
          <option value="morning">${t("Morning, until {time}", { time: noon })}</option>
          <option value="afternoon">${t("Afternoon, from {time}", { time: noon })}</option>
        </select>
      </div>
      <div class="field">
        <label for="swap-who">${t("On duty is then")}</label>
        <select id="swap-who">
          ${state.view.people.map((person) => html`<option value=${person.id}>${pick(person.name)}</option>`)}
          <option value=${NOBODY}>${t("nobody on duty")}</option>
        </select>
      </div>
      <p class="row telling__send">
        <button class="button button--primary" ?disabled=${Boolean(runner.busy)}>${icon("check")} ${t("Note it down")}</button>
        <button class="button" value="restore" ?disabled=${Boolean(runner.busy)}>${t("As in the roster")}</button>
      </p>
    </form>
    <div role="alert">
      ${problem ? html`<p class="note note--red">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>` : nothing}
    </div>
    <p class="soft" role="status">${done ?? t("It counts at once, and is kept with your name and the hour.")}</p>
  </section>`;
}

/** Most swaps are of one day. */
function follow(event) {
  const last = $("#swap-last");
  if (last.value < event.target.value) last.value = event.target.value;
}

async function submit(event) {
  event.preventDefault();
  if (!event.target.checkValidity()) return;
  const restore = event.submitter?.value === "restore";
  const [start, end] = PARTS[$("#swap-part").value];
  const [first, last, who] = [$("#swap-first").value, $("#swap-last").value, $("#swap-who").value];
  if (last !== first && (start || end)) {
    runner.refuse("swap", t("Half days are swapped one by one"), t("Choose one day, or whole days."));
    return;
  }
  const body = { first, last, start, end, who: restore || who === NOBODY ? null : who, restore };
  const path = `/duties/${encodeURIComponent($("#swap-post").value)}`;
  const told = await runner.run(
    "swap",
    () => post(path, body),
    () => (restore ? t("As in the roster again.") : t("The swap is noted down.")),
  );
  if (told) await load();
}

load().catch((problem) => {
  $(".loading", root)?.remove();
  render(html`<p class="note note--red" role="alert">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`, root);
});
setInterval(() => document.hidden || load().catch(() => {}), EVERY_MS);
