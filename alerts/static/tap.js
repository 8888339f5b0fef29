// One tap from a message. The token stays behind # and goes in a request's body, never in an address.

import { post, Problem } from "/assets/js/api.js";
import { hourOf, pick, t } from "/assets/js/i18n.js";
import { $, html, icon, nothing, practiceBanner, render } from "/assets/js/parts.js";
import { whoIs } from "/assets/js/staff/words.js";
import { valueOf } from "./alarms.js";

const root = $("#tap");
const token = location.hash.slice(1);
let busy = false;
let refusal = null;

const keep = $("[data-keep-fragment]");
if (keep) keep.href += location.hash;

const QUESTIONS = {
  ack: () => t("Have you seen it?"),
  accept: () => t("Shall it be done?"),
  decline: () => t("Not to be done?"),
};
const BUTTONS = {
  ack: () => t("I have seen it"),
  accept: () => t("Do it"),
  decline: () => t("Not now"),
};
const THANKS = {
  ack: () => t("Noted. Nobody further is told for now."),
  accept: () => t("Agreed. Whoever is to help is being asked."),
  decline: () => t("Declined. Another way is looked for."),
};
const STATES = {
  pending: () => t("Pending"),
  firing: () => t("Not acknowledged"),
  acked: () => t("Acknowledged"),
  clearing: () => t("Clearing"),
  resolved: () => t("Over"),
  transient: () => t("Over"),
};
const PLANS = {
  proposed: () => t("Proposed"),
  accepted: () => t("Agreed"),
  offered: () => t("Clerk asked"),
  applied: () => t("At work"),
  ended: () => t("Staff went back."),
  declined: () => t("Declined"),
};

/** What a refusal says; anything else is a fault of this page and goes on. */
function told(error) {
  if (!(error instanceof Problem)) throw error;
  return error;
}

async function start() {
  if (!token) {
    dead({ title: t("The link is incomplete"), detail: t("Open it again exactly as you got it, to its last character.") });
    return;
  }
  try {
    draw(await post("/links/look", { token }));
  } catch (error) {
    dead(told(error), error.canRetry ? start : null);
  }
}

function dead({ title, detail }, again = null) {
  $(".loading", root)?.remove();
  render(
    html`<p class="note note--amber" role="alert">${icon("alert")}<span><strong>${title}</strong> ${detail}</span></p>
      ${again ? html`<button type="button" class="button button--wide" @click=${again}>${t("Try again")}</button>` : nothing} ${where()}`,
    root,
  );
}

async function press(event) {
  event.preventDefault();
  if (busy) return;
  const reason = $("#reason", root)?.value.trim();
  busy = true;
  refusal = null;
  draw(shown);
  try {
    shown = await post("/links/use", reason ? { token, reason } : { token });
  } catch (error) {
    refusal = told(error);
    // Somebody else may have been first, or the answer was lost on its way: ask how things stand.
    shown = await post("/links/look", { token }).catch(() => shown);
    if (shown.standing !== "open") refusal = null;
  }
  busy = false;
  draw(shown);
  $("#outcome", root)?.focus();
}

let shown = null;

function draw(view) {
  shown = view;
  $(".loading", root)?.remove();
  render(practiceBanner(view.practice), $("#banners"));
  render(html`${view.standing === "open" ? question(view) : outcome(view)} ${facts(view)} ${where()}`, root);
}

function question(view) {
  return html`<form class="tap__form" @submit=${press}>
    <h1 class="tap__title">${QUESTIONS[view.verb]()}</h1>
    ${what(view)}
    ${view.verb === "decline"
      ? html`<div class="field">
          <label for="reason">${t("Why not, if you like")}</label>
          <input id="reason" maxlength="200" autocomplete="off" />
        </div>`
      : nothing}
    <button class="button ${view.verb === "decline" ? "" : "button--primary"} tap__button" ?disabled=${busy} aria-busy=${busy}>
      ${icon(view.verb === "decline" ? "close" : "check")} ${BUTTONS[view.verb]()}
    </button>
    <div role="alert">
      ${refusal ? html`<p class="note note--red">${icon("alert")}<span><strong>${refusal.title}</strong> ${refusal.detail}</span></p>` : nothing}
    </div>
    <p class="soft tap__as">${t("As {who}; the link works once, until {time}.", { who: pick(view.to), time: hourOf(view.expires_at) })}</p>
  </form>`;
}

function outcome(view) {
  const { icon: sign, title, detail } = OUTCOMES[view.standing](view);
  return html`<section class="tap__done" id="outcome" tabindex="-1" aria-labelledby="outcome-title">
    <h1 class="tap__title tap__title--${view.standing}" id="outcome-title">${icon(sign)} ${title}</h1>
    ${detail ? html`<p>${detail}</p>` : nothing} ${what(view)}
  </section>`;
}

const whoWhen = (view) => ({ who: whoIs(view.by ?? "", view.by_name), time: view.done_at ? hourOf(view.done_at) : "" });

const OUTCOMES = {
  used: (view) => ({ icon: "check", title: t("Done"), detail: view.state === "firing" ? t("It was acknowledged, and asks again since.") : THANKS[view.verb]() }),
  done: (view) => ({
    icon: "check",
    title: view.verb === "ack" ? t("Somebody has seen it already") : t("It was decided already"),
    detail: view.by ? t("{who}, {time}", whoWhen(view)) : "",
  }),
  over: (view) => ({
    icon: "check",
    title: view.verb === "ack" ? t("It is over") : t("No longer needed or possible"),
    detail: t("There is nothing left for you to do here."),
  }),
  expired: () => ({
    icon: "clock",
    title: t("The link has expired"),
    detail: t("Nothing was changed. A newer message has a newer link; the supervisor's page always works."),
  }),
};

const what = (view) => html`${view.title ? html`<p class="tap__what">${pick(view.title)}</p>` : nothing}
  ${view.plan ? html`<p class="tap__plan">${pick(view.plan)}</p>` : nothing}`;

/** How things stand now, which may be otherwise than when the message was sent. */
function facts(view) {
  if (!view.state) return nothing;
  const over = ["resolved", "transient"].includes(view.state);
  return html`<dl class="tap__facts">
    <div><dt>${t("Began")}</dt><dd class="number">${hourOf(view.crossed_at)}</dd></div>
    ${over ? nothing : html`<div><dt>${t("Now")}</dt><dd class="number">${view.value === 0 && view.unit !== "people" ? t("no longer so") : valueOf(view.value, view.unit)}</dd></div>`}
    <div><dt>${t("Limit")}</dt><dd class="number">${valueOf(view.limit, view.unit)}</dd></div>
    <div><dt>${t("State")}</dt><dd>${STATES[view.state]()}</dd></div>
    ${view.plan_state ? html`<div><dt>${t("Plan")}</dt><dd>${(PLANS[view.plan_state] ?? (() => t("No longer needed or possible")))()}</dd></div>` : nothing}
  </dl>`;
}

const where = () => html`<p class="tap__where"><a href="/supervisor">${t("To the supervisor's page")}</a></p>`;

start();
