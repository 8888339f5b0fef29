// The delivery log: every notice of a day, to whom, over which channel, and how that went.

import { get } from "/assets/js/api.js";
import { dayOf, hourOf, pick, t } from "/assets/js/i18n.js";
import { $, html, icon, nothing, render, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { isoDay } from "./days.js";

const EVERY_MS = 10_000;
const root = $("#notices");
const asked = new URLSearchParams(location.search);
const filters = { day: asked.get("day"), alert: asked.get("alert"), channel: asked.get("channel"), state: asked.get("state") };
const state = { view: null, problem: null, today: null };

const STATES = {
  queued: () => tag("", "clock", t("To be sent")),
  claimed: () => tag("accent", "clock", t("Being sent")),
  retrying: () => tag("amber", "alert", t("Tried again")),
  sent: () => tag("accent", "check", t("Sent")),
  dead: () => tag("red", "close", t("Not delivered")),
  cancelled: () => tag("", "close", t("Not needed")),
};
const KINDS = {
  firing: () => t("It fires"),
  proposed: () => t("Proposal"),
  resolved: () => t("It is over"),
  unstable: () => t("Comes and goes"),
  digest: () => t("Summary"),
  undelivered: () => t("Not delivered"),
};
const CHANNELS = {
  smtp: () => t("Mail"),
  webhook: () => t("Webhook"),
  push: () => t("Browser notices"),
  line: () => t("LINE"),
  mqtt: () => t("Lights and buzzers"),
  apprise: () => t("Other services"),
};
const TAPS = {
  ack: () => t("acknowledged by link"),
  accept: () => t("accepted by link"),
  decline: () => t("declined by link"),
};
const wordOf = (words, code) => words[code]?.() ?? code;
const timeOf = new Intl.DateTimeFormat("en-GB", {
  timeZone: document.documentElement.dataset.timeZone || "Asia/Taipei",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const secondOf = (instant) => timeOf.format(new Date(instant));

async function load() {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  try {
    const view = await get(`/notices?${query}`);
    Object.assign(state, { view, problem: null, today: isoDay(view.at) });
  } catch (problem) {
    state.problem = problem;
  }
  draw();
}

function choose(name, value) {
  filters[name] = value || null;
  if (name === "day") filters.alert = null;
  const query = new URLSearchParams(Object.entries(filters).filter(([, one]) => one));
  history.replaceState(null, "", query.size > 0 ? `?${query}` : location.pathname);
  load();
}

function draw() {
  $(".loading", root)?.remove();
  const { view, problem } = state;
  render(
    html`${problem ? html`<p class="note note--red" role="alert">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>` : nothing}
      ${view ? html`${bar(view)} ${list(view)}` : nothing}`,
    root,
  );
}

function bar(view) {
  const day = filters.day ?? view.day ?? state.today;
  return html`<section class="card card--tight" aria-label=${t("Which notices")}>
    <form class="telling__form" @submit=${(event) => event.preventDefault()}>
      <div class="field">
        <label for="day">${t("Day")}</label>
        <input id="day" type="date" .value=${day} max=${state.today} @change=${(event) => choose("day", event.target.value)} />
      </div>
      <div class="field">
        <label for="channel">${t("Channel")}</label>
        <select id="channel" @change=${(event) => choose("channel", event.target.value)}>
          <option value="">${t("All")}</option>
          ${[...new Set([...view.channels, ...(filters.channel ? [filters.channel] : [])])].map(
            (one) => html`<option value=${one} ?selected=${one === filters.channel}>${wordOf(CHANNELS, one)}</option>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="state">${t("How it went")}</label>
        <select id="state" @change=${(event) => choose("state", event.target.value)}>
          ${[["", t("All")], ["underway", t("Underway")], ["sent", t("Sent")], ["dead", t("Not delivered")], ["cancelled", t("Not needed")]].map(
            ([value, words]) => html`<option value=${value} ?selected=${value === (filters.state ?? "")}>${words}</option>`,
          )}
        </select>
      </div>
      ${filters.alert
        ? html`<p class="telling__send"><button type="button" class="button button--small" @click=${() => choose("alert", null)}>${icon("close")} ${t("Of all alerts")}</button></p>`
        : nothing}
    </form>
  </section>`;
}

function list(view) {
  const counts = [
    [view.sent, t("Sent")],
    [view.underway, t("Underway")],
    [view.dead, t("Not delivered")],
    [view.cancelled, t("Not needed")],
  ];
  return html`<section class="card" aria-labelledby="log-title">
    <h2 id="log-title" class="card__title">${filters.alert && view.notices.length > 0 ? pick(view.notices[0].title) || t("What was told") : t("What was told")}</h2>
    <p class="row notice-counts">${counts.map(([n, words]) => html`<span><strong class="number">${n}</strong> ${words}</span>`)}</p>
    ${view.notices.length === 0
      ? html`<p class="empty">${t("No notices.")}</p>`
      : html`<ul class="plain-list notice-list">${repeat(view.notices, (one) => one.id, entry)}</ul>`}
  </section>`;
}

function entry(one) {
  return html`<li class="notice-entry" data-notice=${one.id} data-state=${one.state}>
    <p class="notice-entry__when number"><time datetime=${one.queued_at}>${secondOf(one.queued_at)}</time></p>
    <div class="notice-entry__what">
      <p><strong>${pick(one.to_name)}</strong>${one.post_name ? html` <span class="soft">${t("as {post}", { post: pick(one.post_name) })}</span>` : nothing}
        <span class="soft">· ${wordOf(CHANNELS, one.channel)}</span></p>
      <p>${wordOf(KINDS, one.kind)}${one.title
          ? html` · <a href="?alert=${encodeURIComponent(one.alert)}" @click=${(event) => (event.preventDefault(), choose("alert", one.alert))}>${pick(one.title)}</a>`
          : nothing}</p>
      ${one.vacant.map((post) => html`<p class="soft">${t("Nobody was on duty as {post}.", { post: pick(post) })}</p>`)}
      ${troubles(one)}
      ${one.taps.map((tap) => html`<p>${icon("check")} ${secondOf(tap.at)} ${wordOf(TAPS, tap.verb)}</p>`)}
    </div>
    <p class="notice-entry__how">${STATES[one.state]()}
      <span class="soft number">${one.ended_at ? endOf(one) : nextOf(one)}</span></p>
  </li>`;
}

/** What failed, each attempt with its hour; and why it ended as it did, unless that was the last. */
function troubles(one) {
  const { failures, reason } = one;
  const isTold = failures.some((failure) => failure.reason === reason);
  return html`${failures.map((failure) => html`<p class="soft">${icon("alert")} ${secondOf(failure.at)} ${pick(failure.why)}</p>`)}
    ${one.why && !isTold ? html`<p class="soft">${pick(one.why)}</p>` : nothing}
    ${one.attempts > failures.length + 1 ? html`<p class="soft">${t("{n} attempts", { n: one.attempts })}</p>` : nothing}`;
}

const endOf = (one) => (isoDay(one.ended_at) === isoDay(one.queued_at) ? secondOf(one.ended_at) : `${dayOf(one.ended_at)} ${hourOf(one.ended_at)}`);
const nextOf = (one) => t("next at {time}", { time: secondOf(one.due_at) });

load();
setInterval(() => document.hidden || filters.day || load(), EVERY_MS);
