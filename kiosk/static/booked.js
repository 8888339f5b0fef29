// Somebody with an appointment at the kiosk: the code, and the screen after it.

import { post, Problem } from "/assets/js/api.js";
import { hourOf, outwards, pick, rangeOf, t, tn } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";

const TOKEN = /([\w-]{22})$/; // the end of the address that the code holds, or all of it

/** Check in by what the scanner typed. Throws Problem. */
export async function checkIn(typed) {
  const token = TOKEN.exec(typed.trim())?.[1];
  if (!token) {
    throw new Problem({
      code: "unknown_booking",
      status: 404,
      title: t("No appointment is known by this code"),
      detail: t("It is not one of ours, not whole, or of a day that is over. Please ask the staff."),
    });
  }
  return post("/bookings/check-in", { token });
}

/** On the first screen: no need to take a number. */
export function bookedHint(view) {
  if (!view.booking) return nothing;
  return html`<p class="booked-hint">${icon("calendar")}<span>${t("Have you an appointment? Show its QR code to the scanner; you need no number.")}</span></p>`;
}

/** The number under which somebody with an appointment is called. */
export function arrived({ came, view }, actions) {
  const service = view.services.find(({ id }) => id === came.service);
  const range = outwards(came.expected_wait_s);
  return html`<div class="taken">
      <section class="card taken__number">
        <h1 class="kiosk-title" tabindex="-1">${t("You are checked in")}<span class="visually-hidden"> ${came.number}</span></h1>
        <p class="plate number" data-number aria-hidden="true">${came.number}</p>
        <p class="message__big">${pick(service?.name)} · ${hourOf(came.slot_at)}</p>
        ${came.late
          ? html`<p class="note note--amber">${icon("clock")}<span>${t("Your time is past, so you now wait as a walk-in. Your errand is kept; you need no other number.")}</span></p>
              <dl class="taken__facts">
                <div><dt>${t("Before you")}</dt><dd data-ahead>${came.ahead === 0 ? t("nobody") : tn("{n} person", "{n} people", came.ahead)}</dd></div>
                <div><dt>${t("Expected wait")}</dt><dd>${range ? rangeOf(range) : t("not known yet")}</dd></div>
              </dl>`
          : html`<p class="message__big">${t("Please take a seat. You are called within minutes of your time.")}</p>`}
      </section>
    </div>
    <div class="taken__actions">
      <button type="button" class="button button--big button--primary" @click=${actions.home}>${icon("check")}${t("I am done")}</button>
    </div>`;
}
