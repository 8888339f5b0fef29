// What the booking page looks like. Pure: state in, picture out.

import { dayOf, hourOf, lang, pick, t, tn } from "/assets/js/i18n.js";
import { html, icon, languageChoice, nothing } from "/assets/js/parts.js";

/** The whole page. */
export function picture(state, actions) {
  const office = (state.mine ?? state.offer)?.office;
  return html`<header class="visitor-top">
      <p class="visitor-top__office">${office ? pick(office.name) : ""}</p>
      ${languageChoice(actions.language)}
    </header>
    <main class="book-main" id="main" tabindex="-1">${screen(state, actions)}</main>`;
}

function screen(state, actions) {
  switch (state.screen) {
    case "choose":
      return choose(state, actions);
    case "mine":
      return mine(state, actions);
    case "lost":
      return lost(state, actions);
    default:
      return html`<h1 tabindex="-1">${t("One moment …")}</h1>`;
  }
}

// --- choosing -----------------------------------------------------------------------------------------

function choose(state, actions) {
  const { offer } = state;
  if (!offer.enabled || offer.services.length === 0) {
    return html`<h1 tabindex="-1">${t("Book an appointment")}</h1>
      <p class="note">${icon("info")}<span>${t("This office takes no appointments. Please come and take a number.")}</span></p>`;
  }
  return html`<div class="book-lead">
      <h1 tabindex="-1">${t("Book an appointment")}</h1>
      <p class="soft">${t("No ticket and no queue: come at your time, show a QR code and be called within minutes.")}</p>
    </div>
    <section aria-labelledby="what" class="book-step">
      <h2 id="what"><span class="book-step__n" aria-hidden="true">1</span>${t("What did you come for?")}</h2>
      <ul class="book-services">${offer.services.map(
        (service) => html`<li><button type="button" class="book-service" data-service=${service.id}
          aria-pressed=${String(service.id === state.service)} @click=${() => actions.service(service.id)}>
          <span class="letter" aria-hidden="true">${service.letter}</span>
          <span><strong>${pick(service.name)}</strong><span class="book-service__about">${pick(service.description)}</span></span>
        </button></li>`,
      )}</ul>
    </section>
    ${state.service ? chosen(state, actions) : nothing}`;
}

function chosen(state, actions) {
  const service = state.offer.services.find(({ id }) => id === state.service);
  return html`${service.pick_up ? errand(state, actions) : nothing}
    ${when(state, actions, "2")}
    ${state.slot ? who(state, service, actions) : nothing}
    ${rules(state.offer)}`;
}

function errand(state, actions) {
  return html`<fieldset class="book-errand">
    <legend>${t("Which is it?")}</legend>
    <label class="choice"><input type="radio" name="errand" .checked=${!state.pickUp} @change=${() => actions.pickUp(false)}>${t("To have it done")}</label>
    <label class="choice"><input type="radio" name="errand" .checked=${state.pickUp} @change=${() => actions.pickUp(true)}>${t("To pick up what is ready")}</label>
  </fieldset>`;
}

function when(state, actions, step) {
  const days = state.offer.days.filter((day) => day.slots.some(({ left }) => left[state.service]));
  const day = days.find(({ date }) => date === state.day) ?? days[0];
  return html`<section aria-labelledby="when" class="book-step">
    <h2 id="when" tabindex="-1">${step ? html`<span class="book-step__n" aria-hidden="true">${step}</span>` : nothing}${t("When will you come?")}</h2>
    ${day
      ? html`<div class="book-days" role="group" aria-label=${t("Day")}>${days.map(
            (one) => html`<button type="button" class="book-day" data-day=${one.date} aria-pressed=${String(one === day)}
              @click=${() => actions.day(one.date)}>${dayOf(one.slots[0].at)}</button>`,
          )}</div>
          <div class="book-slots" role="group" aria-label=${t("Time")}>${day.slots.map((slot) => time(slot, state, actions))}</div>`
      : html`<p class="note">${icon("calendar")}<span>${t("Every time is taken. Please look again tomorrow, or come and take a number.")}</span></p>`}
  </section>`;
}

function time(slot, state, actions) {
  const left = slot.left[state.service] ?? 0;
  const isMine = state.changing && slot.at === state.mine.slot_at;
  return html`<button type="button" class="book-slot" data-slot=${slot.at} ?disabled=${left === 0 || isMine}
    aria-pressed=${String(slot.at === state.slot)} @click=${() => actions.slot(slot.at)}>
    <span class="number">${hourOf(slot.at)}</span>
    <small>${isMine ? t("yours") : left === 0 ? t("taken") : tn("{n} left", "{n} left", left)}</small></button>`;
}

function who(state, service, actions) {
  return html`<section aria-labelledby="who" class="book-step">
    <h2 id="who"><span class="book-step__n" aria-hidden="true">3</span>${t("How can we reach you?")}</h2>
    <form class="stack" novalidate @submit=${actions.book}>
      <div class="field">
        <label for="contact">${t("E-mail or telephone")}</label>
        <input id="contact" name="contact" autocomplete="email" inputmode="email" maxlength="254" required aria-describedby="contact-hint"
          aria-invalid=${String(Boolean(state.problem?.errors?.length))}>
        <p class="field__hint" id="contact-hint">${t("Only for this appointment; deleted the night after. No ID number, no name.")}</p>
      </div>
      <p class="book-sum">${icon("calendar")}<span><strong>${whenIs(state.slot)}</strong> ${pick(service.name)}${state.pickUp ? html` · ${t("pick-up")}` : nothing}</span></p>
      ${refusal(state.problem)}
      <button class="button button--primary button--big" data-book ?disabled=${Boolean(state.busy)}>${icon("check")}${state.busy ? t("One moment …") : t("Book it")}</button>
    </form>
  </section>`;
}

function rules(offer) {
  return html`<section class="book-rules" aria-labelledby="rules">
    <h2 id="rules">${t("Good to know")}</h2>
    <ul>
      <li>${t("Book up to {n} days ahead, until {until} of the day before; one appointment a person and day.", { n: offer.days_ahead, until: offer.until })}</li>
      <li>${t("Check in from {n} min before your time. More than {late} min late, you wait as a walk-in.", { n: min(offer.early_s), late: min(offer.late_s) })}</li>
      <li>${t("If you cannot come, please cancel: after more than {n} missed appointments booking is paused.", { n: offer.no_show_limit })}</li>
    </ul>
  </section>`;
}

// --- one's own ------------------------------------------------------------------------------------------

function mine(state, actions) {
  const { mine: booking } = state;
  const isBooked = booking.state === "booked";
  return html`<section class="card book-mine">
      <h1 tabindex="-1">${booking.state === "cancelled" ? t("Your appointment is cancelled") : t("Your appointment")}</h1>
      <p class="book-mine__when number" data-when>${whenIs(booking.slot_at)}</p>
      <p class="book-mine__what">${pick(booking.service.name)}${booking.pick_up ? html` · ${t("pick-up")}` : nothing}</p>
      <p><span class="visually-hidden">${t("Your number")}</span> <span class="plate number" data-number>${booking.number}</span></p>
      ${isBooked ? html`<img class="book-mine__qr" src=${booking.qr} width="240" height="240" alt=${t("QR code of your appointment")}>` : standing(booking)}
    </section>
    ${isBooked ? coming(state, actions) : html`<button type="button" class="button" @click=${actions.again}>${icon("plus")}${t("Book an appointment")}</button>`}`;
}

function standing(booking) {
  if (booking.state === "cancelled") return html`<p class="soft">${t("Nothing is held against you.")}</p>`;
  if (["expired", "no_show", "left"].includes(booking.state)) return html`<p class="soft">${t("Its hour is over.")}</p>`;
  return html`<a class="button button--primary" href="/t#${booking.token}">${icon("ticket")}${t("Follow your place on your phone")}</a>`;
}

function coming(state, actions) {
  const { mine: booking, busy } = state;
  const at = new Date(booking.at);
  const mayCome = booking.phone_check_in && at >= new Date(booking.check_in_from);
  return html`${refusal(state.problem)}
    ${state.changing
      ? html`${when(state, actions, "")}
          <div class="book-actions">
            <button type="button" class="button button--primary button--big" data-move ?disabled=${!state.slot || Boolean(busy)} @click=${actions.move}>${icon("check")}${t("Take this time")}</button>
            <button type="button" class="button" @click=${actions.keep}>${icon("back")}${t("Keep it as it is")}</button>
          </div>`
      : html`<div class="book-actions">
            ${mayCome
              ? html`<button type="button" class="button button--primary button--big" data-check-in ?disabled=${Boolean(busy)} @click=${actions.checkIn}>${icon("hand")}${t("I am here: check in")}</button>`
              : nothing}
            <button type="button" class="button" data-calendar ?disabled=${Boolean(busy)} @click=${actions.calendar}>${icon("calendar")}${t("Into my calendar")}</button>
            ${booking.may_change
              ? html`<button type="button" class="button" data-change ?disabled=${Boolean(busy)} @click=${actions.change}>${icon("move")}${t("Change the time")}</button>
                  <button type="button" class="button button--danger" data-cancel ?disabled=${Boolean(busy)} @click=${actions.cancel}>${icon("close")}${t("Cancel")}</button>`
              : nothing}
          </div>
          ${advice(booking)}`}`;
}

function advice(booking) {
  const documents = booking.pick_up ? [] : booking.documents[lang()] ?? booking.documents.en ?? booking.documents["zh-TW"] ?? [];
  return html`<section class="book-rules" aria-labelledby="then">
    <h2 id="then">${t("When you come")}</h2>
    <ul>
      <li>${t("You need no ticket: show this QR code to the scanner of the kiosk, from {at}.", { at: hourOf(booking.check_in_from) })}</li>
      <li>${t("After {at} you wait as a walk-in; your errand is kept.", { at: hourOf(booking.late_after) })}</li>
      <li>${booking.mail ? t("A confirmation is on its way by e-mail.") : t("Keep this page: save its address or take a picture of the code.")}</li>
    </ul>
    ${documents.length ? html`<h2>${t("Please bring:")}</h2><ul>${documents.map((one) => html`<li>${one}</li>`)}</ul>` : nothing}
  </section>`;
}

function lost(state, actions) {
  const { problem } = state;
  const isUnknown = problem.code === "unknown_booking";
  return html`<div class="stack">
    <h1 tabindex="-1">${isUnknown ? t("No appointment is known by this code") : problem.title}</h1>
    <p>${isUnknown ? t("It is not one of ours, not whole, or of a day that is over. Please ask the staff.") : problem.detail}</p>
    <p><button type="button" class="button button--primary" @click=${actions.again}>${icon("calendar")}${t("Book an appointment")}</button></p>
  </div>`;
}

function refusal(problem) {
  if (!problem) return nothing;
  const more = (problem.errors ?? []).map(({ what }) => what).join(" ");
  return html`<p class="note note--red" role="alert" data-problem>${icon("alert")}<span><strong>${problem.title}</strong> ${more || problem.detail}</span></p>`;
}

const min = (seconds) => Math.round(seconds / 60);
const whenIs = (instant) => t("{day} {hour}", { day: dayOf(instant), hour: hourOf(instant) });
