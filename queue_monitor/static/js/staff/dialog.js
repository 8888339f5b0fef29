// A question with a few answers, each on a key; Esc takes it back. The browser's own <dialog> keeps
// the focus inside and gives it back afterwards.

import { html, nothing, render } from "/assets/js/parts.js";
import { t } from "/assets/js/i18n.js";
import { isForPage, nameOf } from "./keys.js";

/**
 * Ask. Resolves to {value, text}, or null if taken back.
 *   groups  [{heading?, options: [{key?, label, note?, value, disabled?}]}]
 *   field   {label, placeholder?, maxlength?, submit}: a line of text beside or instead of options
 */
export function ask({ title, hint, groups = [], field, wide = false }) {
  return open(wide, (box, give) => {
    const submit = (event) => {
      event.preventDefault();
      give({ value: null, text: box.querySelector("#ask-text").value.trim() });
    };
    return html`<form @submit=${submit}>
      <h2 id="ask-title" class="dialog__title">${title}</h2>
      ${hint ? html`<p class="soft ask__hint">${hint}</p>` : nothing} ${field ? textField(field) : nothing}
      <div class="ask__groups">${groups.map((group) => choices(group, give))}</div>
      <div class="dialog__actions">
        <button type="button" class="button" @click=${() => box.close()}>${t("Back")} <kbd>Esc</kbd></button>
        ${field
          ? html`<button type="submit" class="button button--primary">${field.submit} <kbd>Enter</kbd></button>`
          : nothing}
      </div>
    </form>`;
  });
}

/** Show something to read; any button of its own closes it. */
export function show({ title, body, wide = true }) {
  return open(
    wide,
    (box) => html`<h2 id="ask-title" class="dialog__title">${title}</h2>
      ${body}
      <div class="dialog__actions">
        <button type="button" class="button button--primary" @click=${() => box.close()}>${t("Close")} <kbd>Esc</kbd></button>
      </div>`,
  );
}

function open(wide, draw) {
  const before = document.activeElement;
  const box = document.createElement("dialog");
  box.className = wide ? "dialog ask ask--wide" : "dialog ask";
  box.setAttribute("aria-labelledby", "ask-title");
  document.body.append(box);
  return new Promise((resolve) => {
    let answer = null;
    const give = (given) => {
      answer = given;
      box.close();
    };
    box.addEventListener("close", () => {
      box.remove();
      if (before?.isConnected) before.focus();
      resolve(answer);
    });
    box.addEventListener("click", (event) => event.target === box && box.close());
    box.addEventListener("keydown", (event) => pressed(event, box));
    render(draw(box, give), box);
    box.showModal();
    (box.querySelector("#ask-text") ?? box.querySelector(".ask__option:enabled") ?? box.querySelector(".button"))?.focus();
  });
}

const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

function pressed(event, box) {
  const options = [...box.querySelectorAll(".ask__option:enabled")];
  if (event.code in ARROWS && options.length > 0) {
    const to = options.indexOf(document.activeElement) + ARROWS[event.code];
    options.at(to % options.length)?.focus();
    event.preventDefault();
  } else if (isForPage(event)) {
    const key = nameOf(event);
    const option = key && options.find((button) => button.dataset.key === key);
    if (!option) return;
    event.preventDefault();
    option.click();
  }
}

function textField({ label, placeholder = "", maxlength = 120 }) {
  return html`<div class="field">
    <label for="ask-text">${label}</label>
    <input id="ask-text" autocomplete="off" autocapitalize="characters" maxlength=${maxlength} placeholder=${placeholder} />
  </div>`;
}

function choices({ heading, options }, give) {
  if (options.length === 0) return nothing;
  return html`<div class="ask__group" role="group" aria-label=${heading ?? nothing}>
    ${heading ? html`<h3 class="ask__heading">${heading}</h3>` : nothing}
    ${options.map(
      ({ key, label, note, value, disabled = false }) => html`<button type="button" class="ask__option"
        data-key=${key ?? nothing} ?disabled=${disabled} @click=${() => give({ value, text: "" })}>
        ${key ? html`<kbd>${key}</kbd>` : html`<span></span>`}<span class="ask__label">${label}</span
        >${note ? html`<span class="ask__note">${note}</span>` : nothing}
      </button>`,
    )}
  </div>`;
}
