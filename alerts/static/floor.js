// Counters with who sits there and whom they serve; the line of each service.

import { clockOf, outwards, pick, rangeOf, t, tn } from "/assets/js/i18n.js";
import { html, icon, meter, nothing, tag } from "/assets/js/parts.js";
import { since } from "/assets/js/staff/time.js";
import { pauseReason } from "/assets/js/staff/words.js";
import { refusal } from "./alarms.js";
import { isLong, servedFor } from "./state.js";

export function counters(floor, hand) {
  return html`<section class="desks" aria-labelledby="desks-title">
    <h2 id="desks-title" class="watch__title">${t("Counters")}</h2>
    <ul class="plain-list desks__grid">${floor.counters.map((counter) => deskCard(counter, floor, hand))}</ul>
  </section>`;
}

function deskCard(counter, floor, hand) {
  const long = isLong(counter, floor, since);
  return html`<li>
    <a class="desk-card desk-card--${counter.status} ${long ? "desk-card--long" : ""} ${hand.takes(counter) ? "desk-card--takes" : ""}"
      href="/console?counter=${counter.id}" data-counter=${counter.id} draggable="false"
      @dragover=${(event) => hand.over(event, counter)} @drop=${(event) => hand.drop(event, counter)}>
      <span class="visually-hidden">${statusOf(counter)}</span>
      <span class="desk-card__number number">${counter.id}</span>
      <span class="desk-card__name">${pick(counter.name)}</span>
      <span class="desk-card__clerk">${counter.clerk_name ?? ""}</span>
      <span class="desk-card__now">${nowAt(counter, long)}</span>
      ${counter.help_requested_at ? html`<span class="desk-card__help">${icon("hand")}<span class="visually-hidden">${t("asks for the supervisor")}</span></span>` : nothing}
    </a>
  </li>`;
}

function nowAt(counter, long) {
  const line = counter.ticket;
  if (line) {
    const span = line.state === "called" ? since(line.called_at) : servedFor(line, since);
    return html`<strong class="number">${line.number}</strong> ${line.people > 1 ? people(line.people) : nothing} <span class="number">${clockOf(span)}</span>
      ${line.state === "called" ? icon("bell") : long ? icon("alert") : nothing}`;
  }
  if (counter.status === "paused") return html`${icon("pause")} ${clockOf(since(counter.since))}`;
  return counter.status === "open" ? t("free") : t("closed");
}

/** How many come under one number: a figure, as the cards are small. */
function people(count) {
  return html`<span class="desk-card__people"><span aria-hidden="true">×${count}</span><span class="visually-hidden">${tn("{n} person", "{n} people", count)}</span></span>`;
}

function statusOf({ status, pause_reason: reason }) {
  if (status === "paused") return t("Paused: {reason}", { reason: pauseReason(reason) });
  return status === "open" ? t("Open") : t("Closed");
}

/** `doors` pauses services and kiosks, and lets them go on. */
export function services(floor, doors) {
  return html`<section class="lines" aria-labelledby="lines-title">
    <h2 id="lines-title" class="watch__title">${t("Lines")} ${kioskDoor(floor, doors)}</h2>
    ${floor.kiosk_pause ? html`<p class="note note--amber">${icon("pause")}<span><strong>${t("No kiosk gives numbers")}</strong> ${pick(floor.kiosk_pause.message)}</span></p>` : nothing}
    ${refusal(doors.runner, "doors")}
    <div class="table-wrap" tabindex="0" role="group" aria-labelledby="lines-title">
      <table class="table lines__table">
        <thead><tr>
          <th scope="col">${t("Service")}</th><th scope="col" class="is-number">${t("In line")}</th>
          <th scope="col" class="lines__bar"><span class="visually-hidden">${t("Against the limit")}</span></th>
          <th scope="col" class="is-number">${t("Longest")}</th><th scope="col" class="is-number lines__expected">${t("Expected")}</th>
          <th scope="col" class="is-number">${t("Open")}</th>
        </tr></thead>
        <tbody>${floor.services.map((service) => serviceRow(service, floor, doors))}</tbody>
      </table>
    </div>
  </section>`;
}

function kioskDoor(floor, doors) {
  const isPaused = floor.kiosk_pause !== null;
  return html`<button type="button" class="button button--small" data-kiosk-door ?disabled=${Boolean(doors.runner.busy)}
    @click=${() => doors.kiosk(isPaused)}>${icon(isPaused ? "play" : "pause")}${isPaused ? t("Kiosks give numbers again") : t("Pause the kiosks …")}</button>`;
}

function serviceDoor(service, doors) {
  const name = pick(service.name);
  return html`<button type="button" class="button button--small button--quiet" data-door=${service.id} ?disabled=${Boolean(doors.runner.busy)}
    aria-label=${service.paused ? t("Give numbers again: {service}", { service: name }) : t("Give no more numbers: {service}", { service: name })}
    @click=${() => doors.service(service)}>${icon(service.paused ? "play" : "pause")}</button>`;
}

function serviceRow(service, floor, doors) {
  // Without a limit of its own a line is held against the office's: together they make the crowd.
  const limit = service.limits.waiting ?? floor.limits.waiting;
  const longest = service.longest_wait_s;
  const waitLimit = service.limits.wait_s ?? floor.limits.wait_s;
  const isOver = waitLimit !== null && longest > waitLimit;
  return html`<tr>
    <th scope="row"><span class="lines__name"><span class="letter" aria-hidden="true">${service.letter}</span> ${pick(service.name)} ${service.paused ? tag("amber", "pause", t("paused")) : nothing} ${serviceDoor(service, doors)}</span></th>
    <td class="is-number"><strong>${service.waiting}</strong></td>
    <td class="lines__bar">${limit === null ? nothing : meter({ value: service.waiting, limit, label: pick(service.name), near: 0.7 })}</td>
    <td class="is-number ${isOver ? "lines__over" : ""}">${longest > 0 ? html`${isOver ? icon("alert") : nothing} ${clockOf(longest)}` : "–"}</td>
    <td class="is-number lines__expected">${service.expected_wait_s ? rangeOf(outwards(service.expected_wait_s)) : t("nobody serves it")}</td>
    <td class="is-number ${service.open_counters === 0 && service.waiting > 0 ? "lines__over" : ""}">${service.open_counters}</td>
  </tr>`;
}
