// Hindsight: how good the forecast was on the days that are over, in words, a chart and a table.

import { get } from "/assets/js/api.js";
import { t, tn } from "/assets/js/i18n.js";
import { $, html, icon, nothing, render, svg } from "/assets/js/parts.js";
import { frame } from "/assets/js/staff/axes.js";

const HEIGHT = 220;
const LEFT = 40;
const TOP = 12;
const STEPS = [0.5, 1, 2, 5, 10, 20, 50, 100];
const root = $("#hindsight");

const tenth = (value) => (value === null ? "–" : value.toFixed(1));
const percent = (value) => (value === null ? "–" : `${Math.round(value * 100)} %`);
const dayName = (date) => `${Number(date.slice(5, 7))}/${Number(date.slice(8))}`;

async function load() {
  try {
    draw(await get("/forecast/scores"));
  } catch (problem) {
    $(".loading", root)?.remove();
    render(html`<p class="note note--red" role="alert">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`, root);
  }
}

function draw({ days, total }) {
  $(".loading", root)?.remove();
  if (days.length === 0) {
    render(empty(), root);
    return;
  }
  const charted = days.filter((day) => day.mae_min !== null).reverse();
  render(html`${summary(total)} ${charted.length > 0 ? chart(charted) : nothing} ${table(days)}`, root);
}

function empty() {
  return html`<section class="card" aria-labelledby="none">
    <h2 id="none" class="card__title">${t("No day has been looked back on yet")}</h2>
    <p>${t("Once a day is over, the office plays it to the forecast again, as it happened, and compares what people were told with what came. The figures usually stand here half an hour after the day is over.")}</p>
    <p class="soft">${t("Days of practice do not count. The first days are less exact: the forecast learns from the twenty days before.")}</p>
  </section>`;
}

// --- In words ---------------------------------------------------------------------------------------

function summary(total) {
  return html`<section class="card" aria-labelledby="in-words">
    <h2 id="in-words" class="card__title">${tn("The last {n} day", "The last {n} days", total.days)}</h2>
    <ul class="hindsight__words">
      ${total.waits > 0 ? html`<li>${error(total)}</li><li>${bias(total)}</li><li>${coverage(total)}</li>` : html`<li>${t("Nobody had to wait.")}</li>`}
      <li>${breaches(total)}</li>
      ${total.lead_min === null ? nothing : html`<li>${t("Half of the timely warnings came at least {n} minutes ahead.", { n: tenth(total.lead_min) })}</li>`}
      ${total.precision === null ? nothing : html`<li>${alarms(total)}</li>`}
    </ul>
  </section>`;
}

const error = ({ mae_min: ours, simple_mae_min: simple, waits }) =>
  t("The wait told with a number was {ours} minutes off on average; counting heads alone would have been {simple} minutes off ({n} waits).", { ours: tenth(ours), simple: tenth(simple), n: waits });

function bias({ bias_min: value }) {
  if (Math.abs(value) < 0.05) return t("Over all it told neither too long nor too short.");
  const n = tenth(Math.abs(value));
  return value > 0 ? t("Over all it told {n} minutes too long.", { n }) : t("Over all it told {n} minutes too short.", { n });
}

const coverage = ({ coverage: value }) => t("{share} of the waits were within the range that was told; it should be about 80 %.", { share: percent(value) });

const breaches = ({ breaches: all, foreseen }) =>
  all === 0 ? t("No limit was crossed.") : tn("A limit was crossed {n} time; {foreseen} foreseen.", "A limit was crossed {n} times; {foreseen} foreseen.", all, { foreseen });

const alarms = ({ precision, false_alarms_a_day: wrong }) =>
  t("While it warned, a limit was indeed crossed soon in {share} of the minutes; {n} false alarms a day.", { share: percent(precision), n: tenth(wrong) });

// --- The chart --------------------------------------------------------------------------------------

function chart(days) {
  const highest = Math.max(...days.flatMap((day) => [day.mae_min, day.simple_mae_min]), 1);
  const { right, y, around } = frame({ height: HEIGHT, left: LEFT, top: TOP, highest, steps: STEPS });
  const room = (right - LEFT) / days.length;
  const bar = Math.min(room * 0.36, 26);
  const middle = (i) => LEFT + room * (i + 0.5);
  const every = Math.ceil(days.length / 15);
  const column = (kind, x, value) => svg`<rect class="hindsight__${kind}" x=${x} y=${y(value)} width=${bar} height=${Math.max(y(0) - y(value), 1)}></rect>`;
  return html`<section class="card" aria-labelledby="error-title">
    <h2 id="error-title" class="card__title">${t("Mean error of the wait, in minutes")}</h2>
    <figure class="chart">
      ${around(t("Mean error by day; the same figures stand in the table below"), days.map((day, i) => svg`${column("ours", middle(i) - bar - 1, day.mae_min)} ${column("simple", middle(i) + 1, day.simple_mae_min)}
            ${i % every === 0 ? svg`<text class="chart__label" x=${middle(i)} y=${HEIGHT - 8} text-anchor="middle">${dayName(day.date)}</text>` : nothing}`))}
      <figcaption class="chart__legend hindsight__keys"><span>${key("ours")}${t("Forecast")}</span><span>${key("simple")}${t("Counting heads alone")}</span></figcaption>
    </figure>
  </section>`;
}

const key = (kind) => html`<svg viewBox="0 0 18 14" aria-hidden="true"><rect class="hindsight__${kind}" x="1" y="1" width="16" height="12"></rect></svg>`;

// --- Day by day -------------------------------------------------------------------------------------

const HEADS = [t("Waits"), t("Error, min"), t("Counting heads, min"), t("Too long (+) or short (−), min"), t("Within the range"), t("Limits crossed"), t("Foreseen"), t("Notice, min"), t("Warnings right"), t("False alarms")];

function table(days) {
  return html`<section class="card" aria-labelledby="days-title">
    <h2 id="days-title" class="card__title">${t("Day by day")}</h2>
    <div class="table-wrap" tabindex="0" role="group" aria-labelledby="days-title">
      <table class="table">
        <thead><tr><th scope="col">${t("Day")}</th>${HEADS.map((words) => html`<th scope="col">${words}</th>`)}</tr></thead>
        <tbody>${days.map(row)}</tbody>
      </table>
    </div>
    <p class="soft">${t("Notice: the middle one of the day. Each day was told what was known then: it learned from the twenty days before at most.")}</p>
  </section>`;
}

function row(day) {
  const head = html`<th scope="row" class="number">${day.date}</th>`;
  if (day.failed) return html`<tr data-day=${day.date}>${head}<td colspan=${HEADS.length}>${t("This day's record could not be read; it is tried again tomorrow.")}</td></tr>`;
  const values = [
    day.waits,
    tenth(day.mae_min),
    tenth(day.simple_mae_min),
    signed(day.bias_min),
    percent(day.coverage),
    day.breaches,
    day.breaches > 0 ? day.foreseen : "–",
    tenth(median(day.leads_min)),
    day.alarm_minutes > 0 ? percent(day.right_alarm_minutes / day.alarm_minutes) : "–",
    day.false_alarms,
  ];
  return html`<tr data-day=${day.date}>${head}${values.map((value) => html`<td class="is-number number">${value}</td>`)}</tr>`;
}

function signed(value) {
  if (value === null) return "–";
  const shown = tenth(Math.abs(value));
  return shown === "0.0" ? shown : `${value > 0 ? "+" : "−"}${shown}`;
}

function median(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

load();
