// The remedy in ten seconds: what is proposed, what it should do, one tap; then how far it has come.

import { hourOf, pick, t, tn } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { countdown, minutes, since, until } from "/assets/js/staff/time.js";
import { declineReason, effectOf, planSentence, serviceName, whoIs } from "/assets/js/staff/words.js";
import { refusal } from "./alarms.js";
import { shownPlans, undecided } from "./state.js";

const STEPS = [
  ["proposed", () => t("Proposed")],
  ["accepted", () => t("Agreed")],
  ["offered", () => t("Clerk asked")],
  ["applied", () => t("At work")],
  ["ended", () => t("Measured")],
];

/** Why a plan went no further, where nobody's own words say it. */
const CAUSES = {
  recovered: () => t("the crowd eased"),
  day_closed: () => t("the office closed"),
  floor_changed: () => t("the floor changed"),
  nobody_came: () => t("nobody who was asked could come"),
  stood_down: () => t("the help went back"),
  counter_closed: () => t("the counter closed"),
};

export function remedy({ floor, plans, alerts, hasAlert, runner, accept, decline }) {
  const shown = shownPlans(plans, since);
  const first = undecided(plans);
  return html`<section class="card card--tight remedy ${first ? "card--accent" : ""}" aria-labelledby="remedy-title">
    <h2 id="remedy-title" class="watch__title">${t("Reallocation")} ${shown.length > 1 ? html`<span class="count">${shown.length}</span>` : nothing}</h2>
    ${shown.length === 0
      ? html`<p class="watch__none">${hasAlert ? t("No remedy is possible just now; it is looked for again as the floor changes.") : t("Nothing to do")}</p>`
      : nothing}
    <div class="remedy__list" tabindex="0" role="group" aria-labelledby="remedy-title">${repeat(shown, (plan) => plan.id, (plan) => card(plan, { floor, alerts, isFirst: plan === first, runner, accept, decline }))}</div>
    ${refusal(runner, "accept", "decline")}
  </section>`;
}

function card(plan, { floor, alerts, isFirst, runner, accept, decline }) {
  const alert = alerts.find((one) => one.id === plan.alert);
  const busy = Boolean(runner.busy);
  return html`<article class="plan plan--${plan.state}" data-plan=${plan.id}>
    <p class="plan__what">${planSentence(plan, floor)}</p>
    <p class="plan__why soft">
      ${alert ? t("for: {alert}", { alert: pick(alert.title) }) : nothing}
      ${plan.state === "proposed" ? html`<span>${t("as of {time}", { time: hourOf(plan.proposed_at) })}</span>` : nothing}
    </p>
    ${effect(plan, floor)} ${answers(plan, floor)}
    ${plan.state === "proposed"
      ? html`<p class="row plan__answers">
          <button type="button" class="button button--primary button--big" ?disabled=${busy} aria-keyshortcuts=${isFirst ? "y" : nothing}
            @click=${() => accept(plan)}>${icon("check")} ${t("Do it")} ${isFirst ? html`<kbd>Y</kbd>` : nothing}</button>
          <button type="button" class="button" ?disabled=${busy} aria-keyshortcuts=${isFirst ? "d" : nothing}
            @click=${() => decline(plan)}>${t("Not now …")} ${isFirst ? html`<kbd>D</kbd>` : nothing}</button>
          ${plan.auto_at ? html`<span class="soft">${t("by itself in {time}", { time: countdown(until(plan.auto_at)) })}</span>` : nothing}
        </p>`
      : progress(plan, floor)}
  </article>`;
}

function effect(plan, floor) {
  const { wait, people } = effectOf(plan);
  return html`<dl class="effect">
    ${fromTo(t("Longest wait"), wait, t("min"))} ${fromTo(t("People waiting"), people, "")}
    ${plan.effect.hurt.map(
      ({ service, change_s: change }) => html`<div class="effect__hurt"><dt>${serviceName(floor, service)}</dt>
        <dd>${change >= 0 ? "+" : "−"}${Math.max(1, minutes(Math.abs(change)))} ${t("min")}</dd></div>`,
    )}
  </dl>`;
}

/** An arrow only where something changes; of nothing that stays nothing, no word. */
function fromTo(name, { before, after }, unit) {
  if (before === 0 && after === 0) return nothing;
  return html`<div><dt>${name}</dt>
    <dd class="number">${before === after
      ? html`${t("stays")} ${after}`
      : html`<span class="effect__before">${before}</span> <span aria-hidden="true">→</span><span class="visually-hidden">${t("becomes")}</span>
          <strong>${after}</strong>`} ${unit}</dd></div>`;
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
          ${i < at ? icon("check") : nothing}${words()}</li>`,
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
