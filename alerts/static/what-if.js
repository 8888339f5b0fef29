// What if: ask, watch how far it is, read the result.

import { get, post, remove } from "/assets/js/api.js";
import { dayOf, t } from "/assets/js/i18n.js";
import { $, html, icon, nothing, render } from "/assets/js/parts.js";
import { runner as makeRunner } from "/assets/js/staff/runner.js";
import { noonOf } from "./days.js";

const LOOK_EVERY_MS = 1_000;
const DRAWN = ["days", t("Days to simulate"), 1, 10];
const FIELDS = [
  ["staff", t("Clerks at counters"), 1, 40],
  ["reserve", t("Clerks in reserve"), 0, 20],
  ["added", t("Counters to add"), 0, 5],
  ["arrivals_percent", t("Visitors, in %"), 50, 200],
  ["service_times_percent", t("Service times, in %"), 50, 200],
  ["waiting_limit", t("Alert above so many people"), 1, 99],
  ["wait_limit_minutes", t("Alert above so many minutes"), 1, 120],
];
const root = $("#what-if");
const runner = makeRunner(draw);
const isChinese = document.documentElement.lang.startsWith("zh");
const both = (words) => (isChinese ? words.zh : words.en);
let view = null;
let kept = { days: [], most: 0 }; // days of the log that may be lived again
let isRecorded = null; // which days are asked for; null: as the latest question had it

function take(answer) {
  view = answer;
  isRecorded ??= view.asked.recorded.length > 0;
  draw();
  if (view.state === "running") setTimeout(look, LOOK_EVERY_MS);
}

async function look() {
  try {
    take(await get("/what-if"));
  } catch {
    setTimeout(look, LOOK_EVERY_MS * 5);
  }
}

function draw() {
  if (!view) return;
  $(".loading", root)?.remove();
  render(html`${form()} ${view.state === "running" ? progress() : nothing} ${failed()} ${view.result ? result(view.result) : nothing}`, root);
}

// --- The question -----------------------------------------------------------------------------------

function form() {
  const { problem } = runner;
  const isBusy = view.state === "running" || Boolean(runner.busy);
  return html`<section class="card" aria-labelledby="ask-title">
    <h2 id="ask-title" class="card__title">${t("What should be otherwise?")}</h2>
    <p class="soft">${t("Leave empty what should stay as it is.")}</p>
    <form class="what-if__form" @submit=${submit}>
      ${which()}
      ${isRecorded ? nothing : field(DRAWN)}
      ${FIELDS.map(field)}
      <div class="field">
        <label for="mode">${t("Reallocation")}</label>
        <select id="mode" name="mode">
          <option value="propose" ?selected=${view.asked.mode === "propose"}>${t("the supervisor decides")}</option>
          <option value="auto" ?selected=${view.asked.mode === "auto"}>${t("goes ahead by itself")}</option>
        </select>
      </div>
      <p class="row what-if__send">
        <button class="button button--primary" ?disabled=${isBusy}>${t("Simulate")}</button>
        <span class="soft">${t("The office goes on meanwhile; the same visitors come in every column.")}</span>
      </p>
    </form>
    <div role="alert">
      ${problem ? html`<p class="note note--red">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>` : nothing}
    </div>
  </section>`;
}

function field([name, words, least, most]) {
  return html`<div class="field">
    <label for=${name}>${words}</label>
    <input id=${name} name=${name} type="number" inputmode="numeric" min=${least} max=${most} .defaultValue=${String(view.asked[name] ?? "")} placeholder=${t("as now")} />
  </div>`;
}

function which() {
  const choose = (event) => {
    isRecorded = event.target.value === "recorded";
    runner.clear();
  };
  const way = (value, words, isOn, isOff = false) => html`<label class="check">
    <input type="radio" name="which" value=${value} .checked=${isOn} ?disabled=${isOff} @change=${choose} /><span>${words}</span></label>`;
  return html`<fieldset class="what-if__which">
    <legend>${t("On which days?")}</legend>
    <div class="what-if__ways">
      ${way("drawn", t("Drawn from the configuration"), !isRecorded)}
      ${way("recorded", t("Recorded days, lived again"), isRecorded, kept.days.length === 0)}
      ${kept.days.length === 0 ? html`<span class="soft">${t("The log has no day yet that is over.")}</span>` : nothing}
    </div>
    ${isRecorded ? keptDays() : nothing}
  </fieldset>`;
}

function keptDays() {
  const asked = new Set(view.asked.recorded);
  return html`<p class="soft">${t("Up to {n} days; the same people come for the same things, as on the day.", { n: kept.most })}</p>
    <div class="what-if__days" tabindex="0" role="group" aria-label=${t("Recorded days")}>${kept.days.map(
      (day) => html`<label class="check">
        <input type="checkbox" name="day" value=${day} .defaultChecked=${asked.has(day)} /><span>${dayOf(noonOf(day))}</span></label>`,
    )}</div>`;
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  const body = { mode: form.elements.mode.value };
  for (const [name] of isRecorded ? FIELDS : [DRAWN, ...FIELDS]) {
    const { value } = form.elements[name];
    if (value !== "") body[name] = Number(value);
  }
  if (isRecorded) {
    body.recorded = new FormData(form).getAll("day");
    if (body.recorded.length === 0) return runner.refuse("ask", t("Choose a day"), t("Tick at least one recorded day."));
    if (body.recorded.length > kept.most) return runner.refuse("ask", t("Too many days"), t("Tick {n} at most.", { n: kept.most }));
  }
  const answer = await runner.run("ask", () => post("/what-if", body));
  if (answer) take(answer);
  return undefined;
}

// --- How far it is ----------------------------------------------------------------------------------

function progress() {
  const words = t("Simulating: {done} of {every} days", { done: view.done, every: view.every });
  return html`<section class="card" aria-label=${t("What if")}>
    <p role="status">${words}</p>
    <progress max=${view.every || 1} .value=${view.done} aria-label=${words}></progress>
    <p class="row">
      <button type="button" class="button" id="cancel" @click=${cancel}>${t("Cancel")}</button>
      <span class="soft">${t("One runs at a time. It stops when you cancel it.")}</span>
    </p>
  </section>`;
}

async function cancel() {
  const answer = await runner.run("cancel", () => remove("/what-if"));
  if (answer) take(answer);
}

function failed() {
  if (view.state !== "failed") return nothing;
  return html`<p class="note note--amber" role="alert">${icon("alert")}<span>${view.failed ? both(view.failed) : t("The simulation ended without a result. Fewer clerks than counters need, or none?")}</span></p>`;
}

// --- The result -------------------------------------------------------------------------------------

function result({ columns, strokes, changes, rows, charts, notes }) {
  // Nodes stand in one place only: a key for each chart.
  const key = () => html`<ul class="plain-list what-if__key">${columns.map((words, n) => html`<li>${line(strokes[n])} ${both(words)}</li>`)}</ul>`;
  return html`<section class="card what-if__result" aria-labelledby="result-title">
    <div class="row row--apart">
      <h2 id="result-title" class="card__title">${t("Result, a mean day")}</h2>
      <a class="button" href="/api/v1/what-if/report" download="what-if.html">${t("Download the report")}</a>
    </div>
    ${changes.length ? html`<ul>${changes.map((words) => html`<li>${both(words)}</li>`)}</ul>` : nothing}
    <div class="table-wrap" tabindex="0" role="group" aria-labelledby="result-title">
      <table class="table">
        <thead><tr><td></td>${columns.map((words) => html`<th scope="col">${both(words)}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr><th scope="row">${both(row.what)}</th>${row.values.map((value) => html`<td class="is-number number">${value}</td>`)}</tr>`)}</tbody>
      </table>
    </div>
    <ul class="soft what-if__notes">${notes.map((words) => html`<li>${both(words)}</li>`)}</ul>
    ${charts.map((chart) => html`<h3>${both(chart.title)}</h3>${key()}<div class="what-if__chart">${drawn(chart.svg)}</div>`)}
  </section>`;
}

/** SVG from our own server as an element. */
function drawn(svg) {
  const whole = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return document.importNode(new DOMParser().parseFromString(whole, "image/svg+xml").documentElement, true);
}

const line = (stroke) => drawn(`<svg viewBox="0 0 44 10" aria-hidden="true"><line x1="0" x2="44" y1="5" y2="5" ${stroke}/></svg>`);

async function begin() {
  try {
    kept = await get("/what-if/days");
  } catch {
    // Days are drawn, then.
  }
  look();
}

begin();
