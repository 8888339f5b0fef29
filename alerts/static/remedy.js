// The remedy in ten seconds: what is proposed, what it should do, one tap; then how far it has come.

import { hourOf, pick, t, tn } from "/assets/js/i18n.js";
import { html, icon, nothing, svg, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { countdown, minutes, since, until } from "/assets/js/staff/time.js";
import { declineReason, effectOf, planSentence, serviceName, whoIs } from "/assets/js/staff/words.js";
import { refusal } from "./alarms.js";
import { latelyRefused, shownPlans, toStandDown, undecided } from "./state.js";

const STEPS = [
  ["proposed", () => t("Proposed")],
  ["accepted", (plan) => (plan.decided_by === "system" ? t("Went ahead by itself") : t("Agreed"))],
  ["offered", () => t("Clerk asked")],
  ["applied", () => t("At work")],
  ["returning", () => t("Goes back")],
  ["ended", () => t("Measured")],
];

/** Why a plan went no further, where nobody's own words say it. */
const CAUSES = {
  recovered: () => t("the crowd eased"),
  day_closed: () => t("the office closed"),
  floor_changed: () => t("the floor changed"),
  another_chosen: () => t("another remedy was chosen"),
  superseded: () => t("another remedy does more"),
  nobody_came: () => t("nobody who was asked could come"),
  stood_down: () => t("the help went back"),
  counter_closed: () => t("the counter closed"),
};

export function remedy({ floor, plans, alerts, hasAlert, runner, accept, decline, sendBack, keep }) {
  const shown = shownPlans(plans, since);
  const first = undecided(plans);
  const leaving = toStandDown(plans);
  const does = { floor, alerts, first, leaving, runner, accept, decline, sendBack, keep };
  return html`<section class="card card--tight remedy ${first ? "card--accent" : ""}" aria-labelledby="remedy-title">
    <h2 id="remedy-title" class="watch__title">${t("Reallocation")} ${shown.length > 1 ? html`<span class="count">${shown.length}</span>` : nothing}</h2>
    ${shown.length === 0
      ? html`<p class="watch__none">${hasAlert ? t("No remedy is possible just now; it is looked for again as the floor changes.") : t("Nothing to do")}</p>`
      : nothing}
    <div class="remedy__list" tabindex="0" role="group" aria-labelledby="remedy-title">${repeat(shown, (plan) => plan.id, (plan) => card(plan, does))}</div>
    ${first ? answers({ answers: latelyRefused(plans, first, since) }, floor) : nothing}
    ${refusal(runner, "accept", "decline", "send-back", "keep")}
  </section>`;
}

function card(plan, does) {
  const { floor, alerts, first } = does;
  const alert = alerts.find((one) => one.id === plan.alert);
  const isProposed = plan.state === "proposed";
  return html`<article class="plan plan--${plan.state}" data-plan=${plan.id} data-rank=${plan.rank} aria-labelledby="what-${plan.id}">
    <p class="plan__what" id="what-${plan.id}">${isProposed && plan === first ? tag("accent", "check", t("Recommended")) : nothing} ${planSentence(plan, floor)}</p>
    <p class="plan__why soft">
      ${alert && !isProposed ? t("for: {alert}", { alert: pick(alert.title) }) : nothing}
      ${isProposed ? html`<span>${t("as of {time}", { time: hourOf(plan.scored_at) })}</span>
        <span>${tn("helped {n} time this month", "helped {n} times this month", plan.helps_this_month)}</span>
        ${plan.effect.sufficient ? nothing : html`<span class="plan__short">${t("not enough alone")}</span>`}` : nothing}
      ${["proposed", "offered"].includes(plan.state) && !isSignedIn(floor, plan.offered_to ?? plan.clerk) ? html`<span class="plan__short">${t("not signed in: call them")}</span>` : nothing}
    </p>
    ${isProposed ? picture(plan, alert, floor) : effect(plan, alert, floor)} ${answers(plan, floor)}
    ${isProposed ? choice(plan, does) : progress(plan, floor)} ${["accepted", "offered"].includes(plan.state) ? takingBack(plan, does) : nothing}
    ${plan.state === "applied" ? goingBack(plan, does) : nothing}
  </article>`;
}

const isSignedIn = (floor, id) => floor.clerks.some((one) => one.id === id && one.state !== "off");

/** A request that nobody has answered yet can be taken back. */
const takingBack = (plan, { runner, decline }) => html`<p class="row plan__answers">
    <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)} aria-describedby="what-${plan.id}"
      @click=${() => decline(plan)}>${t("Take back …")}</button>
  </p>`;

function choice(plan, { first, runner, accept, decline }) {
  const busy = Boolean(runner.busy);
  const isFirst = plan === first;
  return html`<p class="row plan__answers">
    <button type="button" class="button ${isFirst ? "button--primary" : ""}" ?disabled=${busy} aria-describedby="what-${plan.id}" aria-keyshortcuts=${isFirst ? "y" : nothing}
      @click=${() => accept(plan)}>${icon("check")} ${t("Do it")} ${isFirst ? html`<kbd>Y</kbd>` : nothing}</button>
    <button type="button" class="button button--quiet" ?disabled=${busy} aria-describedby="what-${plan.id}" aria-keyshortcuts=${isFirst ? "d" : nothing}
      @click=${() => decline(plan)}>${t("Not now …")} ${isFirst ? html`<kbd>D</kbd>` : nothing}</button>
    ${plan.auto_at ? html`<span class="soft">${t("by itself in {time}", { time: countdown(until(plan.auto_at)) })}</span>` : nothing}
  </p>`;
}

/** The help goes back: proposed once the load has allowed it for a while, or whenever the supervisor wants. */
function goingBack(plan, { leaving, runner, sendBack, keep }) {
  const busy = Boolean(runner.busy);
  const isNext = plan === leaving;
  if (!plan.stand_down_at) {
    return html`<p class="row plan__answers">
      <button type="button" class="button button--small" ?disabled=${busy} @click=${() => sendBack(plan)}>${t("Send back early")}</button>
    </p>`;
  }
  const odds = t("The odds of a limit broken without this help are {n} %.", { n: Math.round(100 * (plan.odds_without ?? 0)) });
  return html`<p class="plan__now">${icon("check")} ${t("The help can go back.")} <span class="soft">${odds}</span></p>
    <p class="row plan__answers">
      <button type="button" class="button button--primary" ?disabled=${busy} aria-keyshortcuts=${isNext ? "b" : nothing}
        @click=${() => sendBack(plan)}>${t("Send back")} ${isNext ? html`<kbd>B</kbd>` : nothing}</button>
      <button type="button" class="button" ?disabled=${busy} @click=${() => keep(plan)}>${t("Keep a while")}</button>
      ${plan.stand_down_auto_at ? html`<span class="soft">${t("by itself in {time}", { time: countdown(until(plan.stand_down_auto_at)) })}</span>` : nothing}
    </p>`;
}

/** Before and after as bars of one scale, each pair under the same figures in words. */
function picture(plan, alert, floor) {
  const { wait, people } = effectOf(plan);
  return html`<dl class="effect effect--pictured">
    ${fromTo(t("Longest wait, expected"), wait, t("min"), bars(wait, (floor.limits.wait_s ?? 0) / 60))}
    ${fromTo(waitingThen(alert), people, "", bars(people, floor.limits.waiting ?? 0))} ${hurts(plan, floor)}
  </dl>`;
}

/** Figures are of the time that the forecast looked at: a crowd's half hour, or until one is foreseen. */
const waitingThen = (alert) => t("Waiting in {n} min", { n: alert?.rule === "forecast" ? 15 : 30 });

function bars({ before, after }, limit) {
  const most = Math.max(before, after, limit * 1.2, 1);
  const width = (value) => (100 * value) / most;
  return html`<dd class="effect__bars"><svg class="bars" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    ${svg`<rect class="bars__before" x="0" y="0" width=${width(before)} height="6"></rect>
    <rect class="bars__after" x="0" y="7" width=${width(after)} height="6"></rect>`}
    ${limit > 0 ? svg`<line class="bars__limit" x1=${width(limit)} x2=${width(limit)} y1="0" y2="14"></line>` : nothing}
  </svg></dd>`;
}

function effect(plan, alert, floor) {
  const { wait, people } = effectOf(plan);
  return html`<dl class="effect">
    ${fromTo(t("Longest wait, expected"), wait, t("min"))} ${fromTo(waitingThen(alert), people, "")}
    ${hurts(plan, floor)}
  </dl>`;
}

const hurts = (plan, floor) =>
  plan.effect.hurt.map(
    ({ service, change_s: change }) => html`<div class="effect__hurt"><dt>${serviceName(floor, service)}</dt>
      <dd>${change >= 0 ? "+" : "−"}${Math.max(1, minutes(Math.abs(change)))} ${t("min")}</dd></div>`,
  );

/** An arrow only where something changes; of nothing that stays nothing, no word. */
function fromTo(name, { before, after }, unit, picture = nothing) {
  if (before === 0 && after === 0) return nothing;
  return html`<div><dt>${name}</dt>
    <dd class="number">${before === after
      ? html`${t("stays")} ${after}`
      : html`<span class="effect__before">${before}</span> <span aria-hidden="true">→</span><span class="visually-hidden">${t("becomes")}</span>
          <strong>${after}</strong>`} ${unit}</dd>${picture}</div>`;
}

/** What clerks who were asked have said so far. */
function answers({ answers: given }, floor) {
  const refused = given.filter((answer) => !answer.accepted);
  return refused.map(({ clerk, reason, timed_out: late }) => {
    const name = floor.clerks.find((one) => one.id === clerk)?.name ?? clerk;
    const why = late ? t("no answer") : reason ? declineReason(reason) : t("cannot come");
    return html`<p class="plan__answer soft">${icon("close")} ${t("{how}: {why}", { how: name, why })}</p>`;
  });
}

/** How far an agreed plan has come; or how it ended. */
function progress(plan, floor) {
  const at = STEPS.findIndex(([state]) => state === plan.state);
  if (at < 0) return html`<p class="plan__end">${icon("close")} ${ending(plan)}</p>`;
  return html`<ol class="plain-list steps">
      ${STEPS.map(
        ([, words], i) => html`<li class="steps__step ${i <= at ? "is-done" : ""}" aria-current=${i === at ? "step" : nothing}>
          ${i < at ? icon("check") : nothing}${words(plan)}</li>`,
      )}
    </ol>
    <p class="plan__now">${nowOf(plan, floor)}</p>`;
}

function nowOf(plan, floor) {
  const clerk = floor.clerks.find((one) => one.id === (plan.offered_to ?? plan.clerk))?.name ?? "";
  if (plan.state === "accepted") return t("The clerk is asked as soon as the visitor at the counter is served.");
  if (plan.state === "offered") {
    return html`${t("{clerk} is asked", { clerk })} <strong class="number">${countdown(until(plan.offer_until))}</strong>`;
  }
  if (plan.state === "applied") return t("In effect since {time}.", { time: hourOf(plan.applied_at) });
  if (plan.state === "returning") return t("The clerk goes back as soon as the visitor at the counter is served.");
  return measured(plan.measured);
}

function measured(result) {
  if (!result) return t("Staff went back.");
  const saved = result.saved_s > 0 ? t("Saved {n} min of the longest wait.", { n: minutes(result.saved_s) }) : "";
  const called = result.called > 0 ? tn("{n} number called there.", "{n} numbers called there.", result.called) : "";
  return [t("Staff went back."), called, saved].filter(Boolean).join(" ");
}

function ending(plan) {
  const words = {
    declined: () => (plan.decided_by ? t("Declined by {who}", { who: whoIs(plan.decided_by, plan.decided_by_name) }) : t("Declined")),
    withdrawn: () => t("No longer needed or possible"),
    expired: () => t("Nobody could come in time"),
  };
  const how = (words[plan.state] ?? words.withdrawn)();
  const why = plan.why ? (CAUSES[plan.why]?.() ?? declineReason(plan.why)) : "";
  return why ? t("{how}: {why}", { how, why }) : how;
}
