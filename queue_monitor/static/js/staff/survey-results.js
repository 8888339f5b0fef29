// Figures of the survey: each with its interval and how many answered. Pure: view in, picture out.

import { faceOf, FACES, faceWord } from "/assets/js/faces.js";
import { lang, pick, t } from "/assets/js/i18n.js";
import { html, icon, nothing, svg, tag } from "/assets/js/parts.js";
import { languageOf } from "./words.js";

const WAYS = {
  phone: () => t("on the page of the number"),
  link: () => t("by link"),
  tablet: () => t("on a tablet"),
};

const percent = (share) => new Intl.NumberFormat(lang(), { style: "percent", maximumFractionDigits: 0 }).format(share);
const mean = (value) => new Intl.NumberFormat(lang(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
const monthOf = (month) => new Intl.DateTimeFormat(lang(), { year: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${month}-15T00:00:00Z`));
const interval = ({ low, high }) => t("{low} to {high}", { low: percent(low), high: percent(high) });

/** All figures of a run. */
export function results(view, actions) {
  if (!view.run) return html`<section class="surveys__part"><h2>${t("Results")}</h2><p class="empty">${icon("info")}${t("No survey has been held yet. Waves and questions stand in config.yaml under survey.")}</p></section>`;
  return html`<section class="surveys__part" aria-labelledby="results">
      <div class="row row--apart">
        <h2 id="results">${t("Results")} ${view.open ? tag("accent", "check", t("under way")) : tag("", "calendar", t("no survey now"))}</h2>
        ${runs(view, actions)}
      </div>
      <div class="surveys__goals">${goal(view)}${forms(view)}</div>
      <p class="soft">${t("Answers are counted at night, at least {n} together; {waiting} are waiting for that. The interval is Wilson's at 95 %.", { n: view.least, waiting: view.waiting })}</p>
    </section>
    ${view.total ? html`${spread(view)}${services(view)}${months(view)}${questions(view)}` : html`<p class="empty">${icon("people")}${t("Fewer than {n} answers so far: nothing is shown yet.", { n: view.least })}</p>`}
    ${said(view)}
    <p class="row surveys__files">
      <a class="button button--small" href="/api/v1/surveys/results.csv?run=${view.run}" download>${icon("document")}${t("Figures (CSV)")}</a>
      <a class="button button--small" href="/api/v1/surveys/texts.csv?run=${view.run}" download>${icon("document")}${t("Words (CSV)")}</a>
    </p>`;
}

function runs(view, actions) {
  if (view.runs.length < 2) return html`<p><strong>${runName(view.runs[0])}</strong></p>`;
  return html`<div class="field surveys__run">
    <label for="run">${t("Wave")}</label>
    <select id="run" @change=${(event) => actions.run(event.target.value)}>${view.runs.map(
      (run) => html`<option value=${run.id} .selected=${run.id === view.run}>${runName(run)}</option>`,
    )}</select>
  </div>`;
}

const runName = ({ name, year }) => `${pick(name)} ${year}`;

/** The share of the satisfied against the target: reached is good, so it is no alert's meter. */
function goal(view) {
  const { total, target } = view;
  return html`<div class="card card--tight" data-goal>
    <h3>${t("Satisfied (4 or 5 of 5)")}</h3>
    ${total
      ? html`<p class="surveys__figure number">${percent(total.satisfied.share)}</p>
          <p>${interval(total.satisfied)} · n = ${total.n} · ${t("mean {mean} of 5", { mean: mean(total.mean) })}</p>
          ${bar(total.satisfied, target)}
          <p class="faint">${verdict(total.satisfied, target)}</p>`
      : html`<p class="soft">${t("too few to show")}</p>`}
  </div>`;
}

/** What may be said of the target, honestly. */
function verdict({ share, low, high }, target) {
  const aim = percent(target);
  if (low >= target) return t("The target of {aim} is reached, chance considered.", { aim });
  if (high < target) return t("The target of {aim} is missed, chance considered.", { aim });
  return share >= target
    ? t("At the target of {aim}, but too few answers to be sure.", { aim })
    : t("Below the target of {aim}, but too few answers to be sure.", { aim });
}

/** Share, interval and target on one line. */
function bar({ share, low, high }, target) {
  const label = t("{share} satisfied, interval {interval}, target {target}", { share: percent(share), interval: interval({ low, high }), target: percent(target) });
  return svg`<svg class="surveys__bar" role="img" aria-label=${label}>
    <rect class="surveys__track" width="100%" height="100%" rx="4"></rect>
    <rect class="surveys__fill" width="${100 * share}%" height="100%" rx="4"></rect>
    <line class="surveys__whisker" x1="${100 * low}%" x2="${100 * high}%" y1="50%" y2="50%"></line>
    <line class="surveys__whisker" x1="${100 * low}%" x2="${100 * low}%" y1="20%" y2="80%"></line>
    <line class="surveys__whisker" x1="${100 * high}%" x2="${100 * high}%" y1="20%" y2="80%"></line>
    <line class="surveys__target" x1="${100 * target}%" x2="${100 * target}%" y1="-15%" y2="115%"></line>
  </svg>`;
}

function forms(view) {
  const { forms: n, forms_per_month: wanted, month } = view;
  const width = Math.min(100, (100 * n) / wanted);
  const words = t("{n} of {wanted} forms", { n, wanted });
  return html`<div class="card card--tight" data-forms=${n}>
    <h3>${monthOf(month)}</h3>
    <p class="surveys__figure number">${words}</p>
    <p>${n >= wanted ? t("The month's number is reached.") : view.open && view.run === view.runs[0].id ? t("{n} more this month", { n: wanted - n }) : t("The month's number was missed.")}</p>
    <svg class="surveys__bar" role="meter" aria-label=${t("Forms this month")} aria-valuenow=${Math.min(n, wanted)} aria-valuemin="0" aria-valuemax=${wanted} aria-valuetext=${words}>
      <rect class="surveys__track" width="100%" height="100%" rx="4"></rect>
      <rect class="surveys__fill" width="${width}%" height="100%" rx="4"></rect>
    </svg>
    <p class="faint">${Object.entries(view.ways).map(([way, count], i) => html`${i ? " · " : nothing}${count} ${WAYS[way]?.() ?? way}`)}</p>
  </div>`;
}

function spread(view) {
  const n = Object.values(view.faces).reduce((sum, one) => sum + one, 0);
  return html`<section class="surveys__part" aria-labelledby="spread">
    <h3 id="spread">${t("What was touched")}</h3>
    <ul class="surveys__spread plain-list">${FACES.map(
      (face) => html`<li>${faceOf(face)}<span class="surveys__word">${faceWord(face)}</span>${track(view.faces[face] / n)}<span class="number">${view.faces[face]}</span></li>`,
    )}</ul>
  </section>`;
}

const track = (share) => html`<svg class="surveys__bar surveys__bar--thin" aria-hidden="true">
  <rect class="surveys__track" width="100%" height="100%" rx="3"></rect><rect class="surveys__fill" width="${100 * share}%" height="100%" rx="3"></rect></svg>`;

const head = (names) => html`<thead role="rowgroup"><tr role="row">${names.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>`;

function cells(figure) {
  if (!figure) return html`<td role="cell" colspan="4" class="soft">${t("too few to show")}</td>`;
  return html`<td role="cell" class="number" data-label=${t("Satisfied")}>${percent(figure.satisfied.share)}</td>
    <td role="cell" class="number" data-label=${t("Interval (95 %)")}>${interval(figure.satisfied)}</td>
    <td role="cell" class="number" data-label=${t("Mean")}>${mean(figure.mean)}</td>
    <td role="cell" class="number" data-label="n">${figure.n}</td>`;
}

const COLUMNS = () => [t("Satisfied"), t("Interval (95 %)"), t("Mean"), "n"];

function services(view) {
  return html`<section class="surveys__part" aria-labelledby="by-service">
    <h3 id="by-service">${t("By service")}</h3>
    <div class="card card--tight"><table class="table table--stack" role="table">
      ${head([t("Service"), ...COLUMNS()])}
      <tbody role="rowgroup">${Object.entries(view.services).map(
        ([id, figure]) => html`<tr role="row" data-service=${id}><th role="rowheader" scope="row">${pick(view.names[id])}</th>${cells(figure)}</tr>`,
      )}</tbody>
    </table></div>
    <p class="faint">${t("Of a service, what stands on fewer than {n} answers is left out, and so is what would give it away.", { n: view.least })}</p>
  </section>`;
}

function months(view) {
  return html`<section class="surveys__part" aria-labelledby="by-month">
    <h3 id="by-month">${t("By month")}</h3>
    <div class="card card--tight"><table class="table table--stack" role="table">
      ${head([t("Month"), ...COLUMNS(), t("Forms")])}
      <tbody role="rowgroup">${view.months.map((one) => month(one, view))}</tbody>
    </table></div>
  </section>`;
}

function month(one, view) {
  const enough = one.forms >= view.forms_per_month;
  return html`<tr role="row" data-month=${one.month}>
      <th role="rowheader" scope="row">${monthOf(one.month)}</th>${cells(one.figure)}
      <td role="cell" data-label=${t("Forms")}>${tag(enough ? "accent" : "", enough ? "check" : "", t("{n} of {wanted}", { n: one.forms, wanted: view.forms_per_month }))}</td>
    </tr>
    ${Object.entries(one.services).map(([id, figure]) =>
      figure ? html`<tr role="row" class="surveys__sub"><th role="rowheader" scope="row">${pick(view.names[id])}</th>${cells(figure)}<td role="cell"></td></tr>` : nothing,
    )}`;
}

function questions(view) {
  if (!view.questions.length) return nothing;
  return html`<section class="surveys__part" aria-labelledby="questions">
    <h3 id="questions">${t("Further questions")}</h3>
    <div class="surveys__goals">${view.questions.map((one) => question(one, view))}</div>
  </section>`;
}

function question(one, view) {
  return html`<div class="card card--tight" data-question=${one.id}>
    <h4>${pick(one.words)}</h4>
    ${one.n < view.least
      ? html`<p class="soft">${t("too few to show")}</p>`
      : one.figure
        ? html`<p class="surveys__figure number">${percent(one.figure.satisfied.share)}</p>
            <p>${interval(one.figure.satisfied)} · n = ${one.n} · ${t("mean {mean} of 5", { mean: mean(one.figure.mean) })}</p>`
        : html`<ul class="surveys__options plain-list">${one.options.map(
              ({ words, share }) => html`<li><span>${pick(words)}</span><span class="number">${percent(share.share)}</span>${track(share.share)}<span class="faint">${interval(share)}</span></li>`,
            )}</ul><p class="faint">n = ${one.n}</p>`}
  </div>`;
}

function said(view) {
  if (!view.said.length) return nothing;
  return html`<section class="surveys__part" aria-labelledby="said">
    <h3 id="said">${t("What visitors wrote")}</h3>
    <ul class="surveys__said plain-list">${view.said.map(
      (one) => html`<li class="card card--tight"><p class="faint">${monthOf(one.month)} · ${pick(one.words)} ${languageOf(one.language) ?? ""}</p>
        <blockquote class="surveys__words" dir="auto">${one.text}</blockquote></li>`,
    )}</ul>
  </section>`;
}
