// The office asks this clerk to help elsewhere: what, why, and how long there is to answer.

import { html, icon, nothing, svg } from "/assets/js/parts.js";
import { pick, t, tn } from "/assets/js/i18n.js";
import { ask } from "/assets/js/staff/dialog.js";
import { countdown, until } from "/assets/js/staff/time.js";
import { DECLINE_REASONS, declineReason, effectOf, planSentence } from "/assets/js/staff/words.js";

const spans = new Map(); // plan and clerk → the seconds there were when the request came

/** The panel; it lies over the top of the page, so that nothing below it moves. */
export function requestPanel({ plan, floor, alerts, runner, accept, decline }) {
  if (!plan) return nothing;
  const left = until(plan.offer_until);
  const key = `${plan.id}/${plan.offered_to}`;
  const span = Math.max(spans.get(key) ?? 1, left);
  spans.set(key, span);
  const refusal = ["accept", "decline"].includes(runner.problem?.name) ? runner.problem : null;
  return html`<section class="request" role="region" aria-labelledby="request-title">
    <div class="request__time">${ring(left / span)}<span class="request__left number">${countdown(left)}</span></div>
    <div class="request__words">
      <h2 id="request-title" class="request__title">${icon("bell")} ${t("Can you help?")}</h2>
      <p class="request__what">${planSentence(plan, floor)}</p>
      <p class="request__why">
        ${[pick(alerts.find((alert) => alert.id === plan.alert)?.title), ...gains(plan)].filter(Boolean).join(" · ")}
      </p>
      <p class="request__why">${fairness(plan)}</p>
      ${refusal ? html`<p class="request__refusal" role="alert"><strong>${refusal.title}</strong> ${refusal.detail}</p>` : nothing}
    </div>
    <div class="request__answers">
      <button type="button" class="button action" aria-keyshortcuts="a" ?disabled=${Boolean(runner.busy)} @click=${accept}>
        ${icon("check")}<span class="action__label">${t("I will go")}</span><kbd>A</kbd>
      </button>
      <button type="button" class="button action request__no" aria-keyshortcuts="d" ?disabled=${Boolean(runner.busy)} @click=${decline}>
        ${icon("close")}<span class="action__label">${t("I cannot")}</span><kbd>D</kbd>
      </button>
    </div>
  </section>`;
}

/** How often this clerk has helped already; the rest is asked in turn. */
function fairness(plan) {
  const n = plan.helps_this_month;
  return n > 0 ? tn("You have helped {n} time this month.", "You have helped {n} times this month.", n) : t("Your first help this month.");
}

/** What coming is expected to change; what stays the same is not said. */
function gains(plan) {
  const { wait, people } = effectOf(plan);
  return [
    wait.before === wait.after ? "" : t("expected longest wait {before} → {after} min", wait),
    people.before === people.after ? "" : t("expected waiting {before} → {after} people", people),
  ];
}

function ring(ratio) {
  const length = 2 * Math.PI * 20;
  return html`<svg class="request__ring" viewBox="0 0 48 48" aria-hidden="true">
    ${svg`<circle class="request__ring-back" cx="24" cy="24" r="20"></circle>
      <circle class="request__ring-left" cx="24" cy="24" r="20" transform="rotate(-90 24 24)"
        stroke-dasharray="${length * Math.min(1, ratio)} ${length}"></circle>`}
  </svg>`;
}

/** Ask why not; nothing if taken back. */
export async function whyNot() {
  const options = DECLINE_REASONS.map((value, i) => ({ key: String(i + 1), label: declineReason(value), value }));
  const hint = t("Somebody else is asked at once.");
  const answer = await ask({ title: t("Why can you not go?"), hint, groups: [{ options }] });
  return answer?.value;
}
