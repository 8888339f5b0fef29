// Who waits: the next one and why, the line in its order, what is set aside, who missed the call.

import { html, icon, nothing, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { clockOf, pick, t } from "/assets/js/i18n.js";
import { countdown, since, until } from "/assets/js/staff/time.js";
import { classOf, errandTag, needTags, parkReason, peopleTag, serviceName, slotTag } from "/assets/js/staff/words.js";
import { linesFor } from "./model.js";

export function lists({ floor, counter, next, perform }) {
  const lines = linesFor(floor, counter);
  const upcoming = next?.upcoming ?? lines.slice(0, 10);
  return html`
    ${nextOne(floor, next)}
    <section class="card card--tight line" aria-labelledby="line-title">
      <h2 id="line-title" class="waiting__title">${t("Can be called here")} <span class="count">${lines.length}</span></h2>
      <ol class="plain-list rows" tabindex="0" aria-labelledby="line-title">
        ${repeat(upcoming, byTicket, (line) => waitingRow(floor, line))}
        <li class="rows__more soft" ?hidden=${lines.length <= upcoming.length}>
          ${t("and {n} more", { n: lines.length - upcoming.length })}
        </li>
      </ol>
    </section>
    <section class="card card--tight aside" aria-labelledby="parked-title">
      <h2 id="parked-title" class="waiting__title">${t("Set aside")} <span class="count">${floor.parked.length}</span></h2>
      <ul class="plain-list rows" tabindex="0" aria-labelledby="parked-title">
        ${repeat(floor.parked, byTicket, (line) => parkedRow(line, counter, perform))}
      </ul>
    </section>
    <section class="card card--tight aside" aria-labelledby="missed-title">
      <h2 id="missed-title" class="waiting__title">${t("Missed")} <span class="count">${floor.missed.length}</span></h2>
      <ul class="plain-list rows" tabindex="0" aria-labelledby="missed-title">
        ${repeat(floor.missed, byTicket, (line) => missedRow(line, counter, perform))}
      </ul>
    </section>
  `;
}

const byTicket = (line) => line.ticket;

function nextOne(floor, next) {
  const line = next?.ticket;
  const why = next ? pick(next.reason.text) : "";
  return html`<section class="card card--tight card--accent next" aria-labelledby="next-title">
    <h2 id="next-title" class="waiting__title">${t("Next")}</h2>
    <p class="next__number number">${line ? line.number : "–"}</p>
    <div class="next__facts">
      <p class="next__service">${line ? html`${serviceName(floor, line.service)} ${tags(floor, line)}` : t("Nobody to call")}</p>
      <p class="next__why soft">${why}</p>
    </div>
    <p class="next__time number">${line ? clockOf(since(line.waiting_since)) : nothing}</p>
  </section>`;
}

function waitingRow(floor, line) {
  return html`<li class="rows__row">
    <span class="rows__number number">${line.number}</span>
    <span class="rows__what">${serviceName(floor, line.service)} ${tags(floor, line)}</span>
    <span class="rows__time number">${clockOf(since(line.waiting_since))}</span>
  </li>`;
}

function tags(floor, line) {
  return html`${line.class === "walk_in" ? nothing : tag("solid", "", classOf(line.class, floor))}
  ${peopleTag(line)} ${slotTag(line)} ${needTags(line)} ${errandTag(floor, line)}
  ${line.gave_way_at ? tag("", "history", t("Asked for more time")) : nothing}`;
}

function parkedRow(line, counter, perform) {
  const isFree = counter.status === "open" && !counter.ticket;
  return html`<li class="rows__row">
    <span class="rows__number number">${line.number}</span>
    <span class="rows__what soft">${peopleTag(line)} ${line.reason ? parkReason(line.reason) : nothing} ${clockOf(since(line.parked_at))}</span>
    <button type="button" class="button button--small" ?disabled=${!isFree}
      aria-label=${t("Take up {number} again", { number: line.number })}
      @click=${() => perform("takeUp", ({ post }) => post("resume", { ticket: line.ticket }))}>${t("Take up")}</button>
  </li>`;
}

function missedRow(line, counter, perform) {
  return html`<li class="rows__row">
    <span class="rows__number number">${line.number}</span>
    <span class="rows__what soft">${peopleTag(line)} ${icon("clock")} ${t("{time} left", { time: countdown(until(line.grace_until)) })}</span>
    <button type="button" class="button button--small" ?disabled=${counter.status === "closed"}
      aria-label=${t("{number} is here after all", { number: line.number })}
      @click=${() => perform("takeBack", ({ post }) => post("return", { ticket: line.ticket }))}>${t("Is here")}</button>
  </li>`;
}
