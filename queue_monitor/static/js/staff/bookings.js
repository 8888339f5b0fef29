// A day's appointments: who is expected, who came, who did not; check in and cancel for a visitor.

import { get, post } from "/assets/js/api.js";
import { dayOf, hourOf, pick, t } from "/assets/js/i18n.js";
import { follow } from "/assets/js/live.js";
import { $, confirm, html, icon, nothing, pageData, render, staleBanner, tag, toast } from "/assets/js/parts.js";
import { languageOf, slotTag } from "./words.js";
import { booked, form, wishOf } from "./bookings-form.js";
import { runner as makeRunner } from "./runner.js";

const root = $("#bookings");
const { may_help: mayHelp } = pageData();
const state = {
  view: null,
  date: null,
  stale: false,
  since: null,
  offer: null, // what may be booked for somebody, while the form is open
  wish: null,
  made: null, // the appointment made last
};
const runner = makeRunner(draw);
let wanted = null; // a look that is under way, and whether another one is due after it

async function load() {
  if (wanted) {
    wanted.again = true;
    return;
  }
  wanted = { again: false };
  try {
    state.view = await get(`/bookings/day${state.date ? `?date=${state.date}` : ""}`);
    draw();
  } catch (problem) {
    toast(problem.detail || problem.title, { kind: "red" });
  }
  const { again } = wanted;
  wanted = null;
  if (again) load();
}

function draw() {
  if (!state.view) return;
  root.querySelector(".loading")?.remove();
  const { view } = state;
  render(
    html`${staleBanner(state.stale, state.since)}
      <div class="bookings__head">
        <div class="field">
          <label for="day">${t("Day")}</label>
          <select id="day" @change=${choose}>${view.days.map(
            (day) => html`<option value=${day} .selected=${day === view.date}>${dayOf(`${day}T12:00:00Z`)}</option>`,
          )}</select>
        </div>
        <dl class="bookings__counts">
          ${count(t("Still expected"), view.expected, "expected")} ${count(t("Came"), view.came, "came")}
          ${count(t("Not kept"), view.not_kept, "not-kept")} ${count(t("Cancelled"), view.cancelled, "cancelled")}
        </dl>
        ${mayHelp
          ? html`<button type="button" class="button ${state.wish ? "" : "button--primary"}" data-new aria-expanded=${String(Boolean(state.wish))} @click=${state.wish ? shut : openForm}>
              ${icon(state.wish ? "close" : "plus")}${state.wish ? t("Close the form") : t("Book for somebody")}</button>`
          : nothing}
      </div>
      ${state.made ? booked(state.made) : nothing}
      ${state.wish ? form(state, { runner, change, book }) : nothing}
      ${view.lines.length ? table(view) : html`<p class="empty">${t("Nobody has an appointment on this day.")}</p>`}`,
    root,
  );
}

const count = (words, n, name) => html`<div><dt>${words}</dt><dd class="number" data-count=${name}>${n}</dd></div>`;

function choose(event) {
  state.date = event.target.value;
  load();
}

function table(view) {
  return html`<div class="card card--tight"><table class="table table--hover table--stack" role="table">
    <thead role="rowgroup"><tr role="row">
      <th role="columnheader" scope="col">${t("Time")}</th><th role="columnheader" scope="col">${t("Number")}</th>
      <th role="columnheader" scope="col">${t("Service")}</th><th role="columnheader" scope="col">${t("State")}</th>
      <th role="columnheader" scope="col"><span class="visually-hidden">${t("What can be done")}</span></th>
    </tr></thead>
    <tbody role="rowgroup">${view.lines.map((line) => row(line, view))}</tbody>
  </table></div>`;
}

function row(line, view) {
  const language = languageOf(line.language);
  return html`<tr role="row" data-ticket=${line.ticket}>
    <td role="cell" class="bookings__slot number" data-label=${t("Time")}>${hourOf(line.slot_at)}</td>
    <td role="cell" class="number" data-label=${t("Number")}>${line.number}</td>
    <td role="cell" data-label=${t("Service")}><span>${pick(view.services[line.service]) || line.service}
      ${slotTag({ ...line, slot_at: null })} ${language ? tag("", "globe", language) : nothing}</span></td>
    <td role="cell" data-label=${t("State")}>${standing(line)}</td>
    <td role="cell">${actions(line)}</td>
  </tr>`;
}

function standing(line) {
  const { state: now, checked_in_at: came } = line;
  if (now === "booked") return tag("", "calendar", t("Still expected"));
  if (now === "cancelled") return tag("", "close", t("Cancelled"));
  if (!came) return tag("amber", "alert", t("Not kept"));
  const words = line.late ? t("Came {at}, late: a walk-in", { at: hourOf(came) }) : t("Came {at}", { at: hourOf(came) });
  if (line.counter) return tag("solid", "counter", t("Counter {n}", { n: line.counter }));
  return tag(now === "done" ? "" : "accent", now === "done" ? "finish" : "check", now === "done" ? `${words} · ${t("done")}` : words);
}

function actions(line) {
  if (line.state !== "booked" || !mayHelp) return nothing;
  return html`<div class="bookings__actions">
    <button type="button" class="button button--small button--primary" ?disabled=${Boolean(runner.busy)} @click=${() => checkIn(line)}>
      ${icon("check")}${t("Check in")}<span class="visually-hidden"> ${line.number}</span></button>
    <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)} @click=${() => cancel(line)}>
      ${t("Cancel")}<span class="visually-hidden"> ${line.number}</span></button>
  </div>`;
}

// --- booking for somebody who calls ---------------------------------------------------------------------

async function openForm() {
  Object.assign(state, { wish: { pickUp: false, language: "zh-TW", contact: "" }, made: null });
  runner.clear();
  await offered();
  $("#book-service", root)?.focus();
}

function shut() {
  Object.assign(state, { wish: null, made: null });
  runner.clear();
}

/** The times that are free now. */
async function offered() {
  try {
    state.offer = await get("/bookings/at-desk/offer");
  } catch (problem) {
    toast(problem.detail || problem.title, { kind: "red" });
  }
  draw();
}

function change(part) {
  state.wish = { ...state.wish, ...part };
  draw();
}

async function book(event) {
  event.preventDefault();
  const wish = wishOf(state);
  const made = await runner.run("book", () => post("/bookings/at-desk", wish), null, JSON.stringify(wish));
  if (!made) return offered();
  Object.assign(state, { made, wish: null, date: dateOf(made.slot_at) });
  await load();
  return $("#made", root)?.focus();
}

/** The day of a slot, as the lists of days have it. */
const dateOf = (at) => state.offer.days.find(({ slots }) => slots.some((slot) => slot.at === at))?.date ?? state.date;

async function checkIn(line) {
  const came = await tried(`in-${line.ticket}`, () => post("/bookings/at-desk/check-in", { ticket: line.ticket }));
  if (came) toast(came.late ? t("{number} is late and waits as a walk-in.", { number: came.number }) : t("{number} is checked in.", { number: came.number }));
}

async function cancel(line) {
  const isSure = await confirm({
    title: t("Cancel {number}?", { number: line.number }),
    text: t("Somebody else may then have the time. The visitor is not held to have missed it."),
    yes: t("Cancel it"),
    no: t("Keep it"),
    danger: true,
  });
  if (isSure) await tried(`off-${line.ticket}`, () => post("/bookings/at-desk/cancel", { ticket: line.ticket }));
}

async function tried(name, work) {
  const told = await runner.run(name, work);
  const { problem } = runner;
  if (!told && problem) toast(problem.detail || problem.title, { kind: "red" });
  load();
  return told;
}

follow("floor", {
  onView: load,
  onStale(stale, since) {
    Object.assign(state, { stale, since: hourOf(since) });
    draw();
  },
});
load();
