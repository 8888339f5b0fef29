// Alerts that live, with who has seen them; and why it is crowded.

import { clockOf, pick, t, tn } from "/assets/js/i18n.js";
import { html, icon, nothing, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { countdown, minutes, since, until } from "/assets/js/staff/time.js";
import { listed, pauseReason, whoIs } from "/assets/js/staff/words.js";
import { isMuted, muteButton, muteTags, silences } from "./silences.js";
import { causes, liveAlerts, servedFor } from "./state.js";

const STATES = {
  pending: () => tag("amber", "clock", t("Pending")),
  firing: () => tag("red", "bell", t("Not acknowledged")),
  acked: () => tag("amber", "check", t("Acknowledged")),
  clearing: () => tag("accent", "check", t("Clearing")),
};

/** A value of an alert in its own unit. */
export function valueOf(value, unit) {
  if (unit === "people") return tn("{n} person", "{n} people", value);
  if (unit === "percent") return t("{n} %", { n: Math.round(value) });
  return value < 60 ? t("{n} s", { n: Math.floor(value) }) : t("{n} min", { n: Math.floor(value / 60) });
}

export function alarms({ watch, runner, acknowledge, annotate, silence, lift }) {
  const live = liveAlerts(watch.alerts);
  const hot = live.some((alert) => alert.state === "firing" && !isMuted(alert));
  return html`<section class="card card--tight alarms ${hot ? "card--red" : ""}" aria-labelledby="alarms-title">
    <h2 id="alarms-title" class="watch__title">${t("Alerts")} <span class="count">${live.length}</span></h2>
    ${live.length === 0
      ? html`<p class="watch__none">${icon("check")} ${t("No alert")}</p>`
      : html`<ul class="plain-list alarms__list" tabindex="0" aria-labelledby="alarms-title">
          ${repeat(live, (alert) => alert.id, (alert) => alarm(alert, alert === live.find((one) => one.state === "firing"), { runner, acknowledge, annotate, silence }))}
        </ul>`}
    ${silences(watch, { runner, lift })} ${refusal(runner, "ack", "silence", "lift")}
  </section>`;
}

/** What was refused, beside what was asked. */
export function refusal({ problem }, ...names) {
  return html`<div role="alert">
    ${problem && names.includes(problem.name)
      ? html`<p class="note note--red watch__refusal">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`
      : nothing}
  </div>`;
}

function alarm(alert, isFirst, { runner, acknowledge, annotate, silence }) {
  const busy = Boolean(runner.busy);
  return html`<li class="alarm alarm--${alert.state}" data-alert=${alert.id}>
    <p class="alarm__what">${pick(alert.title)}${alert.about ? html` <span class="soft">${pick(alert.about)}</span>` : nothing}</p>
    <p class="alarm__facts">
      ${STATES[alert.state]()} <span class="number">${clockOf(since(alert.crossed_at))}</span>
      <span class="soft">${t("worst {value}", { value: valueOf(alert.worst, alert.unit) })}</span>
      ${muteTags(alert)}
      <a href="/notices?alert=${encodeURIComponent(alert.id)}">${t("Who was told")}</a>
    </p>
    ${alert.acked_by && alert.state !== "firing" ? acked(alert) : nothing}
    ${alert.state === "firing"
      ? html`<p class="row">
          <button type="button" class="button button--primary button--small" ?disabled=${busy} aria-keyshortcuts=${isFirst ? "a" : nothing}
            @click=${() => acknowledge(alert)}>${icon("check")} ${t("I have seen it")} ${isFirst ? html`<kbd>A</kbd>` : nothing}</button>
          <button type="button" class="button button--small" ?disabled=${busy} aria-keyshortcuts=${isFirst ? "n" : nothing}
            @click=${() => annotate(alert)}>${t("… with a note")} ${isFirst ? html`<kbd>N</kbd>` : nothing}</button>
          ${muteButton(alert, isFirst, { runner, silence })}
        </p>`
      : nothing}
  </li>`;
}

/** As high as the buttons that stood there: what is below stays where it is. */
function acked(alert) {
  const left = until(alert.ack_lapses_at);
  const note = alert.ack_note ? t("“{note}”", { note: alert.ack_note }) : "";
  return html`<p class="alarm__acked soft">
    <span>${t("Seen by {who}", { who: whoIs(alert.acked_by, alert.acked_by_name) })}</span>
    ${left > 0 ? html`<span>${t("asks again in {time}", { time: countdown(left) })}</span>` : nothing}
    <span class="alarm__note" title=${alert.ack_note ?? nothing}>${note}</span>
  </p>`;
}

// --- Why ------------------------------------------------------------------------------------------

export function reasons({ floor, seenTo, runner }) {
  const found = causes(floor, since);
  return html`<section class="card card--tight reasons" aria-labelledby="reasons-title">
    <h2 id="reasons-title" class="watch__title">${t("Why")}</h2>
    ${found.length === 0 ? html`<p class="watch__none">${t("Nobody waits.")}</p>` : nothing}
    <ul class="plain-list reasons__list" tabindex="0" aria-labelledby="reasons-title">
      ${repeat(found, keyOf, (cause) => html`<li class="reason">${SENTENCES[cause.kind](cause, floor, { seenTo, runner })}</li>`)}
    </ul>
    ${refusal(runner, "seen-to")}
  </section>`;
}

const keyOf = ({ kind, counter, service }) => `${kind}/${counter?.id ?? service?.id ?? ""}`;

/** Short: what it is called and whom it serves stands among the counters below. */
const titleOf = ({ id }) => t("Counter {n}", { n: id });

const SENTENCES = {
  help: ({ counter, for_s: span }, floor, { seenTo, runner }) => html`${icon("hand")}
    <span><strong>${titleOf(counter)}</strong> ${t("asks for you, {time}", { time: clockOf(span) })}</span>
    <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)}
      aria-label=${t("Seen to: {counter}", { counter: titleOf(counter) })} @click=${() => seenTo(counter)}>${t("Seen to")}</button>`,
  service: ({ service }) => html`${icon("people")}
    <span><strong>${pick(service.name)}</strong>
      ${t("{n} waiting, the longest {longest} min", { n: service.waiting, longest: Math.floor(service.longest_wait_s / 60) })}${service.open_counters === 0
        ? html`<strong class="reason__none">${t(", no counter open")}</strong>`
        : nothing}</span>`,
  long: ({ counter }, floor) => html`${icon("clock")}
    <span><strong>${titleOf(counter)}</strong> ${t("{number} in service for {time}, usually {usual} min", {
        number: counter.ticket.number,
        time: clockOf(servedFor(counter.ticket, since)),
        usual: minutes(floor.services.find((service) => service.id === counter.ticket.service)?.mean_service_s ?? 0),
      })}</span>`,
  paused: ({ counter, for_s: span }) => html`${icon("pause")}
    <span><strong>${titleOf(counter)}</strong> ${t("paused for {time}: {reason}", {
        time: clockOf(span),
        reason: pauseReason(counter.pause_reason),
      })}</span>`,
  closed: ({ closed, free, away }) => html`${icon("counter")}
    <span><strong>${t("Closed: counters {numbers}", { numbers: listed(closed.map((counter) => counter.id)) })}</strong>
      ${helpers(free, away) || t("nobody free to help")}</span>`,
};

/** Those in the house, then the reserve: a plan may ask them too. */
function helpers(free, away) {
  const here = free.length > 0 ? t("free to help: {names}", { names: namesOf(free) }) : "";
  const called = away.length > 0 ? t("reserve, not signed in: {names}", { names: namesOf(away) }) : "";
  return [here, called].filter(Boolean).join(t("; "));
}

const namesOf = (clerks) => listed(clerks.map((clerk) => clerk.name));

