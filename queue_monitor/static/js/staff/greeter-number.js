// A number for somebody who stands here: service, language, needs, further errands, how many. Pure.

import { hourOf, outwards, ownName, pick, rangeOf, t, tn } from "/assets/js/i18n.js";
import { foreign, html, icon, nothing } from "/assets/js/parts.js";
import { refused } from "./greeter-floor.js";
import { classOf } from "./words.js";

const MOST_ERRANDS = 3;

/** Nothing chosen yet. */
export const blank = () => ({ service: "", visitClass: "walk_in", language: "zh-TW", needs: [], errands: [], people: 1 });

/** The wish as the office is asked for it. */
export function wishOf({ wish, floor }) {
  return {
    service: wish.service || floor.services[0].id,
    class: wish.visitClass,
    language: wish.language,
    ...(wish.needs.length && { needs: wish.needs }),
    ...(wish.errands.length && { errands: wish.errands }),
    ...(wish.people > 1 && { people: wish.people }),
  };
}

export function numberForm(state, actions) {
  return html`<section class="card card--tight" aria-labelledby="give">
    <h2 id="give" class="greeter__title" tabindex="-1">${icon("ticket")}${t("Give a number")}</h2>
    ${state.given ? given(state.given, actions) : form(state, actions)}
  </section>`;
}

function form(state, actions) {
  const { floor, kiosk, wish } = state;
  const services = floor.services.filter(({ paused }) => !paused);
  const service = wish.service || services[0]?.id;
  const pickOne = (name) => (event) => actions.change({ [name]: event.target.value });
  return html`<form class="stack" @submit=${actions.give}>
    <div class="field"><label for="service">${t("Service")}</label>
      <select id="service" @change=${pickOne("service")}>${services.map(
        ({ id, letter, name }) => html`<option value=${id} .selected=${id === service}>${letter} ${pick(name)}</option>`,
      )}</select></div>
    <div class="greeter__pair">
      <div class="field"><label for="class">${t("Kind of number")}</label>
        <select id="class" @change=${pickOne("visitClass")}>${floor.classes
          .filter(({ id }) => id !== "appointment")
          .map(({ id }) => html`<option value=${id} .selected=${id === wish.visitClass}>${classOf(id, floor)}</option>`)}</select></div>
      <div class="field"><label for="language">${t("The visitor's language")}</label>
        <select id="language" @change=${pickOne("language")}>${kiosk.languages.map(
          (one) => html`<option value=${one} lang=${foreign(one)} .selected=${one === wish.language}>${ownName(one)}</option>`,
        )}</select></div>
    </div>
    ${needs(wish, actions)} ${kiosk.largest_group > 1 ? people(wish, kiosk.largest_group, actions) : nothing}
    ${errands(services.filter(({ id }) => id !== service), wish, actions)}
    ${refused(actions.runner, "give")}
    <button class="button button--primary" data-give ?disabled=${Boolean(actions.runner.busy) || !services.length}>${icon("ticket")}${t("Give the number")}</button>
  </form>`;
}

function toggled(list, value) {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}

function needs(wish, actions) {
  const need = (code, words) => html`<label class="choice"><input type="checkbox" data-need=${code} .checked=${wish.needs.includes(code)}
    @change=${() => actions.change({ needs: toggled(wish.needs, code) })}>${words}</label>`;
  return html`<fieldset class="greeter__choices"><legend>${t("Needs")}</legend>
    ${need("language", t("Somebody who speaks the language"))} ${need("sign_language", t("Sign language"))}
  </fieldset>`;
}

function people({ people: count }, most, actions) {
  return html`<div class="field"><label for="people">${t("How many come together")}</label>
    <select id="people" @change=${(event) => actions.change({ people: Number(event.target.value) })}>${Array.from(
      { length: most },
      (_, i) => html`<option value=${i + 1} .selected=${i + 1 === count}>${tn("{n} person", "{n} people", i + 1)}</option>`,
    )}</select></div>`;
}

function errands(others, wish, actions) {
  const isFull = wish.errands.length >= MOST_ERRANDS;
  return html`<details class="greeter__errands" ?open=${wish.errands.length > 0}>
    <summary>${t("Further services, in turn")}${wish.errands.length ? ` (${wish.errands.length})` : ""}</summary>
    <div class="greeter__choices">${others.map(({ id, letter, name }) => {
      const isOn = wish.errands.includes(id);
      return html`<label class="choice"><input type="checkbox" data-errand=${id} .checked=${isOn} ?disabled=${isFull && !isOn}
        @change=${() => actions.change({ errands: toggled(wish.errands, id) })}>${letter} ${pick(name)}</label>`;
    })}</div>
  </details>`;
}

function given(ticket, actions) {
  const range = outwards(ticket.expected_wait_s);
  return html`<div class="greeter__given">
    <h3 id="given" tabindex="-1" class="greeter__number number" data-given>${ticket.number}</h3>
    <p>${ticket.ahead === 0 ? t("Next in line") : tn("Waits behind {n} person", "Waits behind {n} people", ticket.ahead)}
      ${range ? html` · ${rangeOf(range)}` : nothing} <span class="soft">${hourOf(ticket.issued_at)}</span></p>
    <img src="/qr/${ticket.token}.svg" width="200" height="200" alt=${t("QR code: the visitor's phone page")}>
    <p class="soft">${t("Let the visitor scan the code to follow the line on their phone.")}</p>
    <div class="greeter__actions">
      <a class="button" href="/slip/${ticket.token}" target="_blank" rel="noopener">${icon("printer")}${t("Print the slip")}</a>
      <button type="button" class="button button--primary" data-another @click=${actions.another}>${icon("plus")}${t("Another number")}</button>
    </div>
  </div>`;
}
