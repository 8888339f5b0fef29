// Slips and printers: what became of each number's paper, and printing it again.

import { post } from "/assets/js/api.js";
import { hourOf, pick, t, tn } from "/assets/js/i18n.js";
import { follow } from "/assets/js/live.js";
import { $, html, icon, nothing, render, staleBanner, tag } from "/assets/js/parts.js";
import { sayWhatIsMissing } from "/assets/js/staff/missing.js";
import { runner } from "/assets/js/staff/runner.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";

const root = $("#slips");
sayWhatIsMissing(root);
const state = { view: null, stale: false, since: null };
const work = runner(draw);

const PRINTERS = {
  ready: () => tag("accent", "check", t("Ready")),
  paper_low: () => tag("amber", "alert", t("Paper runs low")),
  paper_out: () => tag("red", "alert", t("Out of paper")),
  cover_open: () => tag("red", "alert", t("Cover open")),
  offline: () => tag("red", "offline", t("Not reached")),
  fault: () => tag("red", "alert", t("Out of order")),
};
const SLIPS = {
  queued: () => tag("", "clock", t("To be printed")),
  printing: () => tag("accent", "printer", t("Being printed")),
  printed: () => tag("accent", "check", t("Printed")),
  dropped: () => tag("amber", "close", t("Not printed")),
};
const REASONS = {
  too_late: () => t("the printer was out of order for too long"),
  not_needed: () => t("no longer needed"),
  failed: () => t("torn three times"),
  no_printer: () => t("the printer is gone from the configuration"),
};

function draw() {
  const { view } = state;
  $(".loading", root)?.remove();
  if (!view) return;
  render(
    html`${staleBanner(state.stale, state.since)} ${told()}
      ${view.printers.length === 0 ? none() : html`${printers(view)} ${form(view)} ${list(view)}`}`,
    root,
  );
}

function told() {
  const { problem, done } = work;
  if (problem) return html`<p class="note note--red" role="alert">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`;
  return done ? html`<p class="note note--accent" role="status">${icon("check")}<span>${done}</span></p>` : nothing;
}

function none() {
  return html`<div class="card"><p class="empty" data-none>${t("The configuration has no slip printer: the kiosk's browser prints.")}</p></div>`;
}

function printers(view) {
  return html`<section aria-label=${t("Printers")} class="slips__printers">${view.printers.map(printer)}</section>`;
}

function printer(one) {
  return html`<div class="card card--tight slips__printer" data-printer=${one.id} data-state=${one.state ?? "unknown"}>
    <h2 class="card__title">${pick(one.name)}</h2>
    <p>${PRINTERS[one.state]?.() ?? tag("", "clock", t("Not heard of yet"))}
      ${one.since ? html`<span class="soft number">${t("since {time}", { time: hourOf(one.since) })}</span>` : nothing}</p>
    ${one.waiting ? html`<p>${tn("{n} slip waits to be printed", "{n} slips wait to be printed", one.waiting)}</p>` : nothing}
  </div>`;
}

function form(view) {
  return html`<section class="card card--tight" aria-label=${t("Print a slip")}>
    <form class="slips__form" @submit=${submit}>
      <div class="field"><label for="number">${t("Number")}</label>
        <input id="number" name="number" class="number" required maxlength="8" autocomplete="off" placeholder="A023" /></div>
      <div class="field"><label for="printer">${t("Printer")}</label>
        <select id="printer" name="printer">
          <option value="">${t("Where it came out before")}</option>
          ${view.printers.map((one) => html`<option value=${one.id}>${pick(one.name)}</option>`)}
        </select></div>
      <button class="button button--primary" ?disabled=${work.busy !== null}>${icon("printer")} ${t("Print the slip")}</button>
    </form>
  </section>`;
}

function submit(event) {
  event.preventDefault();
  const { number, printer } = event.target.elements;
  print(number.value.trim(), printer.value || null);
}

function print(ticket, printer = null) {
  return work.run("print", () => post("/slips", { ticket, printer }), (slip) => t("{number}: the slip is to be printed.", { number: slip.number }), ticket);
}

function list(view) {
  return html`<section class="card" aria-labelledby="list-title">
    <h2 id="list-title" class="card__title">${t("Today's slips")} <span class="soft number">${t("{n} printed", { n: view.printed })}</span></h2>
    ${view.slips.length === 0 ? html`<p class="empty">${t("No slips yet.")}</p>` : table(view)}
  </section>`;
}

function table(view) {
  return html`<div class="table-wrap"><table class="table table--stack" role="table">
    <thead role="rowgroup"><tr role="row"><th role="columnheader">${t("Number")}</th><th role="columnheader">${t("State")}</th><th role="columnheader">${t("Asked for at")}</th>
      <th role="columnheader">${t("Printer")}</th><th role="columnheader"><span class="visually-hidden">${t("Print again")}</span></th></tr></thead>
    <tbody role="rowgroup">${repeat(view.slips, (one) => one.ticket, (one) => row(one, view))}</tbody>
  </table></div>`;
}

function row(one, view) {
  const name = view.printers.find(({ id }) => id === one.printer)?.name;
  const isOpen = one.state === "queued" || one.state === "printing";
  return html`<tr role="row" data-slip=${one.number} data-state=${one.state}>
    <th role="rowheader" scope="row" class="number">${one.number}</th>
    <td role="cell" data-label=${t("State")}><span>${SLIPS[one.state]()} ${one.reason ? html`<span class="soft">${REASONS[one.reason]?.() ?? one.reason}</span>` : nothing}
      ${one.copy > 1 ? html`<span class="soft">${t("copy {n}", { n: one.copy })}</span>` : nothing}</span></td>
    <td role="cell" data-label=${t("Asked for at")} class="number">${hourOf(one.requested_at)}</td>
    <td role="cell" data-label=${t("Printer")}>${name ? pick(name) : one.printer}</td>
    <td role="cell">${isOpen
      ? nothing
      : html`<button type="button" class="button button--small" ?disabled=${work.busy !== null} aria-label=${t("Print {number} again", { number: one.number })}
          @click=${() => print(one.ticket)}>${icon("printer")} ${t("Print again")}</button>`}</td>
  </tr>`;
}

follow("printers", {
  onView(view) {
    state.view = view;
    draw();
  },
  onStale(stale, since) {
    Object.assign(state, { stale, since: since ? hourOf(since) : null });
    draw();
  },
});
