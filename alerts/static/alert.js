// One alert's own page: its course against the same day with nothing done, and what was done when.

import { get, Problem } from "/assets/js/api.js";
import { sync } from "/assets/js/clock.js";
import { dayOf, hourOf, pick, t } from "/assets/js/i18n.js";
import { $, html, icon, nothing, pageData, render } from "/assets/js/parts.js";
import { chart } from "./chart.js";
import { inHours, inMinutes } from "./report.js";

const AGAIN_MS = 15_000; // while it lasts
const root = $("#alert");
const { alert: id } = pageData();

const ACTIONS = {
  crossed: () => t("Limit crossed"),
  acked: () => t("Acknowledged"),
  proposed: () => t("Remedy proposed"),
  accepted: () => t("Remedy accepted"),
  accepted_by_itself: () => t("Remedy went ahead by itself"),
  declined: () => t("Remedy declined"),
  clerk_declined: () => t("Could not come"),
  clerk_silent: () => t("Did not answer"),
  applied: () => t("Counters changed"),
  recovered: () => t("Under the limits again"),
  resolved: () => t("Over"),
  went_back: () => t("Help went back"),
};
const named = ({ kind, who }) => [ACTIONS[kind]?.() ?? kind, who].filter(Boolean).join(" · ");

function draw(view) {
  const { alert, actions, appraisal, points, without, limits } = view;
  const marks = actions.map((action) => ({ ...action, words: named(action) }));
  $(".loading", root)?.remove();
  render(
    html`<header class="course__head">
        <p><a href="/supervisor">${t("Back to the floor")}</a></p>
        <h1>${pick(alert.title)}</h1>
        <p class="soft">${dayOf(alert.crossed_at)} ${hourOf(alert.crossed_at)}${alert.resolved_at ? ` – ${hourOf(alert.resolved_at)}` : ""}</p>
      </header>
      ${figures(alert, appraisal)}
      <section class="card" aria-labelledby="waiting-title"><h2 id="waiting-title" class="course__title">${t("People waiting")}</h2>
        ${chart({ points, without, value: (p) => p.waiting, limit: limits.waiting, marks, unit: "" })}</section>
      <section class="card" aria-labelledby="wait-title"><h2 id="wait-title" class="course__title">${t("Longest wait (minutes)")}</h2>
        ${chart({ points, without, value: (p) => p.longest_wait_s / 60, rises: (p, ms) => (p.waiting > 0 ? ms / 60_000 : 0), limit: limits.wait_s === null ? null : limits.wait_s / 60, marks, unit: t("min") })}</section>
      <section class="card" aria-labelledby="deeds-title"><h2 id="deeds-title" class="course__title">${t("What happened")}</h2>
        <ol class="plain-list deeds">${marks.map(
          (mark, i) => html`<li><span class="deeds__mark number">${i + 1}</span><time class="number" datetime=${mark.at}>${hourOf(mark.at)}</time> <span>${mark.words}</span></li>`,
        )}</ol></section>`,
    root,
  );
}

function figures({ minutes }, told) {
  const whole = (value) => (value === null ? "–" : t("{n} min", { n: value }));
  return html`<dl class="course__figures">
      ${figure(t("Seen after"), whole(minutes.to_ack))} ${figure(t("Acted after"), whole(minutes.to_act))}
      ${figure(t("Over after"), whole(minutes.to_recover))}
      ${told ? figure(t("Waiting spared"), inHours(told.saved_s), t("all visitors together")) : nothing}
      ${told ? figure(t("Longest wait"), ...compared(told.longest_wait_s)) : nothing}
      ${told ? figure(t("Time over the limit"), ...compared(told.over_limit_s)) : nothing}
    </dl>
    ${told ? html`<p class="soft course__how">${icon("info")} ${t("“Instead of”: the same visitors, visits and clerks lived through again with nothing done; who is called when follows from the office's own rule.")}</p>` : nothing}`;
}

const figure = (name, value, note = "") => html`<div><dt>${name}</dt><dd class="number">${value}</dd>${note ? html`<dd class="soft">${note}</dd>` : nothing}</div>`;
const compared = (change) => [inMinutes(change.with), t("instead of {before}", { before: inMinutes(change.without) })];

async function read() {
  let view;
  try {
    view = await get(`/alerts/${encodeURIComponent(id)}`);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    render(html`<p class="note note--red" role="alert">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>
      <p><a href="/supervisor">${t("Back to the floor")}</a></p>`, root);
    if (problem.canRetry) setTimeout(read, AGAIN_MS);
    return;
  }
  sync(view.at);
  draw(view);
  const goesOn = !view.alert.resolved_at || view.plans.some((plan) => ["applied", "returning"].includes(plan.state));
  if (goesOn) setTimeout(read, AGAIN_MS);
}

read();
