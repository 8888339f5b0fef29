// The clerk's own side: the number in hand, how long it takes, and every action in its place.

import { html, icon, nothing, svg, tag } from "/assets/js/parts.js";
import { clockOf, pick, t } from "/assets/js/i18n.js";
import { between, countdown, minutes, since, until } from "/assets/js/staff/time.js";
import { classOf, counterTitle, errandTag, needTags, pauseReason, peopleTag, servedNames, serviceOf, slotTag } from "/assets/js/staff/words.js";
import { ACTIONS } from "./actions.js";
import { allowed, likely, servedFor } from "./model.js";

// A place never changes its meaning, only whether it can be used.
const GROUPS = [
  ["main", () => t("Calling"), ["next", "start", "finish"]],
  ["ticket", () => t("This number"), ["recall", "noShow", "park", "transfer", "undo"]],
  ["floor", () => t("Other numbers"), ["choose", "takeUp", "takeBack"]],
  ["counter", () => t("The counter"), ["pause", "help", "close"]],
];
const LONG = 1.5; // times the usual

export function desk({ floor, counter, runner, perform }) {
  const can = allowed(counter, floor, until);
  const best = likely(counter);
  const button = (name) => actionButton({ name: inPlaceOf(name, counter), counter, can, best, runner, perform });
  const [main, ...others] = GROUPS.map(
    ([name, label, actions]) => html`<div class="actions actions--${name}" role="group" aria-label=${label()}>
      ${actions.map(button)}
    </div>`,
  );
  return html`<section class="desk" aria-labelledby="desk-title">
    ${heading(floor, counter)} ${inHand(floor, counter)} ${main} ${message(runner)} ${others}
  </section>`;
}

/** Opening takes the place of calling, resuming that of pausing. */
function inPlaceOf(name, counter) {
  if (name === "next" && counter.status === "closed") return "open";
  if (name === "pause" && counter.status === "paused") return "resume";
  return name;
}

function actionButton({ name, counter, can, best, runner, perform }) {
  const { key, label, icon: picture } = ACTIONS[name];
  const looks = ["button", "action", name === best ? "button--primary" : "", runner.busy === name ? "is-busy" : ""];
  return html`<button type="button" class=${looks.filter(Boolean).join(" ")} data-action=${name}
    aria-keyshortcuts=${key.toLowerCase()} aria-busy=${String(runner.busy === name)} ?disabled=${!can.has(name)}
    @click=${() => perform(name)}>${icon(picture)}<span class="action__label">${label(counter)}${wait(name, counter)}</span><kbd>${key}</kbd></button>`;
}

/** A called visitor is given time to come: how much is left before a no-show may be marked. */
function wait(name, { ticket }) {
  const left = name === "noShow" && ticket?.state === "called" ? until(ticket.no_show_from) : 0;
  return left > 0 ? html` <span class="number">${countdown(left)}</span>` : nothing;
}

function heading(floor, counter) {
  return html`<header class="desk__head">
    <h1 id="desk-title" class="desk__title">${counterTitle(counter)}</h1>
    ${statusTag(counter)}
    ${counter.help_requested_at
      ? tag("amber", "hand", t("Supervisor asked for, {time}", { time: clockOf(since(counter.help_requested_at)) }))
      : nothing}
    <p class="desk__serves soft">${servedNames(counter, floor)}</p>
    <p class="desk__count soft">${t("{n} served today", { n: counter.served_today })}</p>
  </header>`;
}

/** Open, paused since when and why, or closed: an icon and words. */
export function statusTag(counter) {
  if (counter.status === "open") return tag("accent", "check", t("Open"));
  if (counter.status === "closed") return tag("", "close", t("Closed"));
  const words = counter.pause_reason ? t("Paused: {reason}", { reason: pauseReason(counter.pause_reason) }) : t("Paused");
  return tag("solid", "pause", `${words} ${clockOf(since(counter.since))}`);
}

function inHand(floor, counter) {
  const line = counter.ticket;
  if (!line) return nobody(counter);
  const service = serviceOf(floor, line.service);
  return html`<div class="hand hand--${line.state}">
    <p class="hand__number number">${line.number}</p>
    <div class="hand__facts">
      <p class="hand__service">${service ? pick(service.name) : line.service}</p>
      <p class="hand__tags">${handTags(floor, line)}</p>
      ${line.state === "called" ? calledFor(line) : servingFor(line, (service?.mean_service_s ?? 0) * line.people)}
    </div>
  </div>`;
}

function handTags(floor, line) {
  return [
    line.class === "walk_in" ? nothing : tag("solid", "heart", classOf(line.class, floor)),
    peopleTag(line),
    slotTag(line),
    needTags(line),
    errandTag(floor, line),
    tag("", "clock", t("Waited {time}", { time: clockOf(between(line.waiting_since, line.called_at)) })),
    line.calls > 1 ? tag("", "recall", t("Called {n} times", { n: line.calls })) : nothing,
  ];
}

function nobody({ status }) {
  const words = {
    open: () => t("Nobody is at the counter"),
    paused: () => t("Paused: nobody is called here"),
    closed: () => t("This counter is closed"),
  };
  return html`<div class="hand hand--empty">
    <p class="hand__number number" aria-hidden="true">–</p>
    <div class="hand__facts"><p class="hand__service">${words[status]()}</p></div>
  </div>`;
}

function calledFor(line) {
  return html`<p class="hand__time">
    <span class="hand__what">${t("Called")}</span>
    <span class="hand__clock number">${clockOf(since(line.called_at))}</span>
    <span class="soft">${t("Start when the visitor is here")}</span>
  </p>`;
}

function servingFor(line, usual = 0) {
  const spent = servedFor(line, since);
  const isLong = usual > 0 && spent > usual * LONG;
  return html`<p class="hand__time">
      <span class="hand__what">${t("In service")}</span>
      <span class="hand__clock number">${clockOf(spent)}</span>
      ${usual > 0 ? html`<span class="soft">${t("usually {n} min", { n: Math.max(1, minutes(usual)) })}</span>` : nothing}
      ${isLong ? tag("amber", "clock", t("Longer than usual")) : nothing}
    </p>
    ${usual > 0 ? track(spent / usual, isLong) : nothing}`;
}

/** How much of the usual time has gone: the mark is the usual time, the end `LONG` times it. */
function track(ratio, isLong) {
  const [width, mark] = [(100 * Math.min(ratio, LONG)) / LONG, 100 / LONG];
  return html`<svg class="meter track ${isLong ? "meter--near" : ""}" aria-hidden="true">
    ${svg`<rect class="meter__track" width="100%" height="100%" rx="4"></rect>
      <rect class="meter__fill" width="${width}%" height="100%" rx="4"></rect>
      <line class="meter__limit" x1="${mark}%" x2="${mark}%" y1="-15%" y2="115%"></line>`}
  </svg>`;
}

/** What the latest action did, or why it was refused: a line that is always there. */
export function message({ problem, done, busy }) {
  return html`<div class="said" role="status">
    ${problem
      ? html`<p class="note note--red said__problem">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`
      : busy
        ? html`<p class="soft">${t("One moment …")}</p>`
        : done
          ? html`<p class="said__done">${icon("check")}${done}</p>`
          : nothing}
  </div>`;
}
