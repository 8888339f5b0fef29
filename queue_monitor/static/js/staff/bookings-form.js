// An appointment for somebody who calls: service, day and time, a contact if they give one. Pure.

import { dayOf, hourOf, ownName, pick, t, tn } from "/assets/js/i18n.js";
import { foreign, html, icon, nothing } from "/assets/js/parts.js";

/** What is chosen, with the first that is free where nothing was chosen yet. */
function chosen({ offer, wish }) {
  const service = offer.services.find(({ id }) => id === wish.service) ?? offer.services[0];
  const days = offer.days.filter(({ slots }) => slots.some(({ left }) => left[service.id]));
  const day = days.find(({ date }) => date === wish.day) ?? days[0];
  const slots = day ? day.slots.filter(({ left }) => left[service.id]) : [];
  const slot = slots.find(({ at }) => at === wish.slot) ?? slots[0];
  return { service, days, day, slots, slot };
}

/** The wish as the office is asked for it. */
export function wishOf(state) {
  const { service, slot } = chosen(state);
  const { contact, language, pickUp } = state.wish;
  return {
    service: service.id,
    slot_at: slot.at,
    language,
    pick_up: pickUp && service.pick_up,
    ...(contact.trim() && { contact: contact.trim() }),
  };
}

export function form(state, { runner, change, book }) {
  const { offer, wish } = state;
  if (!offer) return nothing;
  if (!offer.enabled || !offer.services.length) {
    return html`<p class="note">${icon("info")}<span>${t("This office takes no appointments.")}</span></p>`;
  }
  const { service, days, day, slots, slot } = chosen(state);
  const set = (name) => (event) => change({ [name]: event.target.value });
  return html`<section class="card card--tight" aria-labelledby="book-title">
    <h2 id="book-title" class="bookings__title">${t("Book for somebody")}</h2>
    <form class="stack" @submit=${book}>
      <div class="bookings__fields">
        <div class="field"><label for="book-service">${t("Service")}</label>
          <select id="book-service" @change=${set("service")}>${offer.services.map(
            (one) => html`<option value=${one.id} .selected=${one === service}>${one.letter} ${pick(one.name)}</option>`,
          )}</select></div>
        <div class="field"><label for="book-day">${t("Day")}</label>
          <select id="book-day" ?disabled=${!day} @change=${set("day")}>${days.map(
            (one) => html`<option value=${one.date} .selected=${one === day}>${dayOf(one.slots[0].at)}</option>`,
          )}</select></div>
        <div class="field"><label for="book-slot">${t("Time")}</label>
          <select id="book-slot" ?disabled=${!slot} @change=${set("slot")}>${slots.map(
            (one) => html`<option value=${one.at} .selected=${one === slot}>${hourOf(one.at)} · ${tn("{n} left", "{n} left", one.left[service.id])}</option>`,
          )}</select></div>
        <div class="field"><label for="book-language">${t("The visitor's language")}</label>
          <select id="book-language" @change=${set("language")}>${offer.languages.map(
            (one) => html`<option value=${one} lang=${foreign(one)} .selected=${one === wish.language}>${ownName(one)}</option>`,
          )}</select></div>
        <div class="field"><label for="book-contact">${t("E-mail or telephone")}</label>
          <input id="book-contact" autocomplete="off" maxlength="254" .value=${wish.contact} aria-describedby="book-hint"
            aria-invalid=${String(runner.problem?.code === "invalid_body")} @input=${set("contact")}></div>
      </div>
      <p class="field__hint" id="book-hint">${t("The contact may be left out; without it nothing is sent, and one appointment a person and day is not looked at. It is deleted the night after.")}</p>
      ${service.pick_up
        ? html`<label class="choice"><input type="checkbox" id="book-pick-up" .checked=${wish.pickUp} @change=${(event) => change({ pickUp: event.target.checked })}>${t("To pick up what is ready")}</label>`
        : nothing}
      ${day ? nothing : html`<p class="note note--amber">${icon("calendar")}<span>${t("Every time is taken for this service.")}</span></p>`}
      ${runner.problem?.name === "book"
        ? html`<p class="note note--red" role="alert">${icon("alert")}<span><strong>${runner.problem.title}</strong> ${runner.problem.detail}</span></p>`
        : nothing}
      <div><button class="button button--primary" data-book ?disabled=${!slot || Boolean(runner.busy)}>${icon("check")}${t("Book it")}</button></div>
    </form>
  </section>`;
}

/** What to tell the caller. */
export function booked(made) {
  return html`<section class="note note--accent" aria-labelledby="made" data-made>${icon("check")}<div>
    <h2 id="made" tabindex="-1" class="bookings__title">${t("{day} {hour}", { day: dayOf(made.slot_at), hour: hourOf(made.slot_at) })} · <span class="number">${made.number}</span></h2>
    <p>${pick(made.service.name)}${made.pick_up ? html` · ${t("Pick-up")}` : nothing}</p>
    <p>${t("Tell the caller the time and the number. On arrival it is enough to say the number to any of the staff.")}
      ${made.mail ? t("The confirmation goes out by e-mail.") : nothing}</p>
    <p><a href=${made.link} target="_blank" rel="noopener">${t("The appointment's page, with its QR code")}</a></p>
  </div></section>`;
}
