// The supervisor's page: the state of the floor in one second, the cause in five, the remedy in ten.

import { get, post } from "/assets/js/api.js";
import { everySecond, sync } from "/assets/js/clock.js";
import { hourOf, t } from "/assets/js/i18n.js";
import { follow } from "/assets/js/live.js";
import { $, html, practiceBanner, render, staleBanner } from "/assets/js/parts.js";
import { ask, show } from "/assets/js/staff/dialog.js";
import { onKeys } from "/assets/js/staff/keys.js";
import { keysButton } from "/assets/js/staff/keys-button.js";
import { runner as makeRunner } from "/assets/js/staff/runner.js";
import { alarms, reasons } from "./alarms.js";
import { bellButton, listen, ring } from "./bell.js";
import { counters, services } from "./floor.js";
import { dutyLine, watchDuty } from "./duty-line.js";
import { watchForecast } from "./forecast-age.js";
import { headline } from "./headline.js";
import { history } from "./history.js";
import { doorkeeper, greetings } from "./lobby.js";
import { lookForPush, pushButton } from "./push-button.js";
import { remedy } from "./remedy.js";
import { report } from "./report.js";
import { askSilence, isMuted } from "./silences.js";
import { placer, staff } from "./staff.js";
import { liveAlerts, toStandDown, unacknowledged, undecided } from "./state.js";

const root = $("#supervisor");
const state = { floor: null, watch: null, plans: [], past: [], stale: {}, since: null, report: null, month: null };
const runner = makeRunner(draw);
const doors = doorkeeper(runner);
const hand = placer({ runner, draw, floor: () => state.floor });

function draw() {
  const { floor, watch, plans } = state;
  const isStale = Object.values(state.stale).some(Boolean);
  render(html`${staleBanner(isStale, isStale ? hourOf(state.since) : "")} ${practiceBanner(floor?.practice)}`, $("#banners"));
  render(html`${keysButton(keySheet)} ${bellButton(draw)} ${pushButton(draw)}`, $("#bar-tools"));
  root.toggleAttribute("data-stale", isStale);
  if (!floor || !watch) return;
  $(".loading", root)?.remove();
  const hasAlert = liveAlerts(watch.alerts).length > 0;
  render(
    html`${headline(floor, watch)}
      ${greetings(floor, runner)}
      <div class="watch__now">
        ${alarms({ watch, runner, acknowledge, annotate, silence, lift })} ${reasons({ floor, seenTo, runner })}
        ${remedy({ floor, plans, alerts: watch.alerts, hasAlert, runner, accept, decline, sendBack, keep })}
      </div>
      <div class="watch__floor">${counters(floor, hand)} ${services(floor, doors)}</div>
      ${staff(floor, { runner, hand })} ${dutyLine()} ${history(pastAlerts())}
      ${report(state.report, { month: state.month, choose: readReport })}`,
    root,
  );
}

/** Those told by the history, and those that were over since. */
function pastAlerts() {
  const known = new Map([...state.past, ...state.watch.alerts].map((alert) => [alert.id, alert]));
  return [...known.values()];
}

// --- What a supervisor does ---------------------------------------------------------------------

const path = (kind, { id }, verb) => `/${kind}/${encodeURIComponent(id)}/${verb}`;

const acknowledge = (alert, note = null) =>
  runner.run("ack", () => post(path("alerts", alert, "ack"), note ? { note } : {}));

async function annotate(alert) {
  const field = { label: t("What you do about it"), placeholder: t("On my way"), submit: t("I have seen it"), maxlength: 200 };
  const answer = await ask({ title: t("Acknowledge with a note"), field });
  if (answer) acknowledge(alert, answer.text);
}

async function silence(alert) {
  const answer = await askSilence(alert, (title, detail) => runner.refuse("silence", title, detail));
  if (!answer) return;
  const { kind, id } = alert.scope;
  runner.run("silence", () => post("/silences", { scope: { kind, id }, rule: alert.rule, ...answer }));
}

const lift = (known) => runner.run("lift", () => post(path("silences", known, "lift"), {}));

const accept = (plan) => runner.run("accept", () => post(path("reallocations", plan, "accept"), {}));

async function decline(plan) {
  const reasonsWhy = [t("It will ease by itself"), t("That clerk is needed elsewhere"), t("I arrange it another way")];
  const options = reasonsWhy.map((words, i) => ({ key: String(i + 1), label: words, value: words }));
  const field = { label: t("Another reason"), submit: t("Decline"), maxlength: 200 };
  const answer = await ask({ title: t("Decline: why?"), groups: [{ options }], field });
  if (!answer) return;
  const reason = answer.value ?? answer.text;
  runner.run("decline", () => post(path("reallocations", plan, "decline"), reason ? { reason } : {}));
}

const sendBack = (plan) => runner.run("send-back", () => post(path("reallocations", plan, "stand-down"), {}));

const keep = (plan) => runner.run("keep", () => post(path("reallocations", plan, "keep"), {}));

const seenTo = (counter) => runner.run("seen-to", () => post(`/counters/${counter.id}/help`, { needed: false }));

function keySheet() {
  const keys = [
    ["A", t("Acknowledge the first alert")],
    ["N", t("Acknowledge with a note")],
    ["S", t("Silence the first alert for a while")],
    ["Y", t("Accept the proposed reallocation")],
    ["D", t("Decline it")],
    ["B", t("Send help back")],
    ["?", t("This sheet")],
  ];
  const body = html`<dl class="keys">${keys.map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${words}</dd></div>`)}</dl>`;
  return show({ title: t("Keys"), body });
}

function keyed(key) {
  if (key === "?") return keySheet;
  const alert = state.watch && unacknowledged(state.watch.alerts);
  const plan = undecided(state.plans);
  if (alert && key === "A") return () => acknowledge(alert);
  if (alert && key === "N") return () => annotate(alert);
  if (alert && key === "S" && !isMuted(alert)) return () => silence(alert);
  if (plan && key === "Y") return () => accept(plan);
  if (plan && key === "D") return () => decline(plan);
  const leaving = toStandDown(state.plans);
  if (leaving && key === "B") return () => sendBack(leaving);
  return null;
}

// --- What comes from the office -------------------------------------------------------------------

const staleness = (topic) => (stale, since) => {
  state.stale[topic] = stale;
  state.since = since;
  draw();
};
const onProblem = (problem) => problem.code === "not_signed_in" && location.assign("/sign-in?next=/supervisor");

follow("floor", {
  onView(floor) {
    state.floor = floor;
    draw();
  },
  onStale: staleness("floor"),
  onProblem,
});

follow("alerts", {
  onView(watch) {
    state.watch = { ...watch, alerts: [...watch.alerts, ...watch.warnings], loud: watch.alerts };
    state.plans = watch.reallocations;
    ring(watch.alerts);
    draw();
  },
  onStale: staleness("alerts"),
  onProblem,
});

async function remember() {
  const { alerts, warnings, at } = await get("/alerts?history=1");
  sync(at);
  state.past = [...alerts, ...warnings];
  draw();
}

async function readReport(month = state.month) {
  state.month = month;
  try {
    state.report = await get(`/reallocations/report${month ? `?month=${month}` : ""}`);
  } catch {
    return; // the banner says that the connection is lost; read again in a while
  }
  draw();
}

onKeys(keyed);
listen(draw);
lookForPush(draw);
watchDuty(draw);
watchForecast(draw);
remember();
readReport();
setInterval(() => readReport(), 60_000);
everySecond(() => {
  if (state.watch) ring(state.watch.loud);
  draw();
});
