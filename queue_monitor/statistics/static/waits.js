// How long it takes now, how long it took today, and what is usual by weekday and hour.

import { get } from "/assets/js/api.js";
import { hourOf, lang, pick, rangeOf, t } from "/assets/js/i18n.js";
import { $, foreign, html, icon, nothing, pageData, render } from "/assets/js/parts.js";

const NOW_EVERY_MS = 15_000;
const USUAL_EVERY_MS = 600_000;
const WIDE_PX = 640; // narrower, the chart is no easier to read than the table and costs a megabyte
const { office, plotly } = pageData();
const root = $("#waits");
const state = { now: null, usual: null, lost: false };

/** 2024 began on a Monday. */
const dayName = (day, weekday = "long") =>
  new Intl.DateTimeFormat(lang(), { weekday, timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + day));
const hours = (hour) => `${String(hour).padStart(2, "0")}:00–${String(hour + 1).padStart(2, "0")}:00`;
const minutes = (value) => t("{n} min", { n: Math.max(1, Math.ceil(value)) });

function draw() {
  if (!state.now && !state.usual) return;
  render(html`<h1>${pick(office)}</h1>${state.now ? present(state.now) : nothing}${state.usual ? usual(state.usual) : nothing}`, root);
}

// --- Now ---------------------------------------------------------------------------------------------

function present({ at, open, waiting_total: total, services }) {
  return html`<section class="card" aria-labelledby="now-title">
    <h2 id="now-title" class="card__title">${t("At this moment")}</h2>
    ${state.lost ? html`<p class="note note--amber" role="status">${icon("offline")}<span>${t("Connection lost. What you see is from {time}; connecting again …", { time: hourOf(at) })}</span></p>` : nothing}
    ${open ? nothing : html`<p class="note">${icon("info")}<span>${t("The office is closed now")}</span></p>`}
    <dl class="waits__total">
      <div><dt>${t("People waiting")}</dt><dd class="number" data-waiting>${total}</dd></div>
      ${today()}
    </dl>
    <div class="table-wrap" tabindex="0" role="group" aria-labelledby="now-title">
      <table class="table waits__now">
        <thead><tr><th scope="col">${t("Service")}</th><th scope="col" class="is-number">${t("People waiting")}</th><th scope="col" class="is-number">${t("Expected wait")}</th></tr></thead>
        <tbody>${services.map((service) => html`<tr data-line=${service.id}>
          <th scope="row">${pick(service.name)}</th>
          <td class="is-number number">${service.waiting}</td>
          <td class="is-number">${service.expected_wait_min ? rangeOf(service.expected_wait_min) : t("not open")}</td>
        </tr>`)}</tbody>
      </table>
    </div>
    <p class="faint">${t("As of {time}", { time: hourOf(at) })}</p>
  </section>`;
}

function today() {
  const told = state.usual?.today;
  if (!told || told.called < state.usual.least_visits) return nothing; // of a few it would be chance
  return html`<div><dt>${t("Today half waited less than")}</dt><dd>${minutes(told.median_min)}</dd></div>
    <div><dt>${t("Today nine in ten waited less than")}</dt><dd>${minutes(told.p90_min)}</dd></div>`;
}

// --- What is usual -----------------------------------------------------------------------------------

function usual(view) {
  const known = view.cells.filter(({ enough }) => enough);
  return html`<section class="card" aria-labelledby="usual-title">
    <h2 id="usual-title" class="card__title">${t("The best time to come")}</h2>
    ${known.length === 0
      ? html`<p class="note" data-too-little>${icon("info")}<span>${t("Too little is known yet to say: {n} days so far.", { n: view.days })} ${t("An hour is shown from {visits} visits on {days} different days on.", { visits: view.least_visits, days: view.least_days })}</span></p>`
      : html`<p class="soft">${t("Waits are usually shortest at these times:")}</p>
          <ol class="waits__best plain-list">${view.best.map((cell) => html`<li><strong>${dayName(cell.weekday)} ${hours(cell.hour)}</strong>${t("nine in ten within {n} min", { n: Math.max(1, Math.ceil(cell.p90_min)) })}</li>`)}</ol>
          <div id="chart" class="waits__chart" aria-hidden="true"></div>
          ${table(view, known)}
          <p class="faint">${t("From {first} to {last}: {visits} visits on {days} days. Appointments are not counted.", { first: view.first, last: view.last, visits: view.visits, days: view.days })}</p>`}
  </section>`;
}

/** Weekdays and hours of which anything is known, without gaps between the hours. */
function axes(cells) {
  const days = [...new Set(cells.map(({ weekday }) => weekday))].sort((a, b) => a - b);
  const [first, last] = [Math.min(...cells.map(({ hour }) => hour)), Math.max(...cells.map(({ hour }) => hour))];
  return { days, spans: Array.from({ length: last - first + 1 }, (_, n) => first + n) };
}

const at = (cells, day, hour) => cells.find((cell) => cell.weekday === day && cell.hour === hour);

/** The same in figures: for readers, for narrow screens, and for whoever wants to know exactly. */
function table(view, known) {
  const { days, spans } = axes(view.cells);
  return html`<div class="table-wrap" tabindex="0" role="group" aria-label=${t("Usual wait in minutes, by weekday and hour")}>
    <table class="table waits__table">
      <caption>${t("Half waited less than (minutes)")}</caption>
      <thead><tr><th scope="col">${t("Hour")}</th>${days.map((day) => html`<th scope="col">${dayName(day, "short")}</th>`)}</tr></thead>
      <tbody>${spans.map((hour) => html`<tr><th scope="row" class="number">${hours(hour)}</th>${days.map((day) => {
        const cell = at(known, day, hour);
        return html`<td class="number">${cell ? Math.ceil(cell.median_min) : html`<span class="faint">${t("too few")}</span>`}</td>`;
      })}</tr>`)}</tbody>
    </table>
  </div>`;
}

/** The heat map. Its colours are the board's own; what is not known stays blank. */
async function drawChart() {
  const chart = $("#chart");
  if (!chart || innerWidth < WIDE_PX) return;
  await bring(plotly);
  const { cells } = state.usual;
  const known = cells.filter(({ enough }) => enough);
  const { days, spans } = axes(cells);
  const z = spans.map((hour) => days.map((day) => at(known, day, hour)?.median_min ?? null));
  const still = { displayModeBar: false, responsive: true, staticPlot: true };
  const layout = {
    height: 90 + 34 * spans.length,
    margin: { l: 110, r: 20, t: 40, b: 10 },
    paper_bgcolor: "transparent",
    plot_bgcolor: "#f1f0eb",
    font: { family: getComputedStyle(document.body).fontFamily, size: 14, color: "#1a2027" },
    xaxis: { side: "top", type: "category", fixedrange: true },
    yaxis: { autorange: "reversed", type: "category", fixedrange: true },
  };
  const map = {
    type: "heatmap", z, x: days.map((day) => dayName(day)), y: spans.map(hours), xgap: 3, ygap: 3,
    colorscale: [[0, "#e8eef7"], [0.5, "#7f98c4"], [1, "#152b54"]], texttemplate: "%{z:.0f}",
    colorbar: { title: { text: t("minutes") }, thickness: 14 }, hoverinfo: "skip", zmin: 0,
  };
  await globalThis.Plotly.react(chart, [map], layout, still);
}

/** A classic script, once. */
function bring(address) {
  if (globalThis.Plotly) return Promise.resolve();
  return new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: fail });
    document.head.append(script);
  });
}

async function lookNow() {
  try {
    Object.assign(state, { now: await get("/waiting"), lost: false });
  } catch {
    state.lost = true;
  }
  draw();
}

async function lookBack() {
  try {
    state.usual = await get("/waits");
  } catch {
    return; // what was shown stays; it changes once a day
  }
  draw();
  await drawChart();
}

const LANGUAGES = { "zh-TW": "中文", en: "English", vi: "Tiếng Việt", id: "Indonesia", th: "ไทย", tl: "Filipino" };
render(
  html`<nav class="switch" aria-label=${t("Language")}>${Object.entries(LANGUAGES).map(
    ([code, name]) => html`<a href="?lang=${code}" lang=${foreign(code)} aria-current=${code === lang() ? "true" : nothing}>${name}</a>`,
  )}</nav>`,
  $("#languages"),
);
render(html`<p class="soft">${t("One moment …")}</p>`, root);
await lookNow();
lookBack().catch(() => {}); // without the chart there is the table
setInterval(() => document.hidden || lookNow(), NOW_EVERY_MS);
setInterval(() => document.hidden || lookBack().catch(() => {}), USUAL_EVERY_MS);
