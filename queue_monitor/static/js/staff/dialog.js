/**
 * A question with a few answers, each on a key; Esc takes it back.
 *
 * The browser's own <dialog> keeps the focus inside and gives it back afterwards.
 */
import { html, nothing, render } from "/assets/vendor/lit-html/lit-html.js";
import { t } from "/assets/js/i18n.js";
import { isForPage, nameOf } from "./keys.js";

/**
 * @param {object} question
 * @param {string} question.title
 * @param {string} [question.hint]
 * @param {{heading?: string, options: {key?: string, label: unknown, note?: string, value: unknown,
 *   disabled?: boolean}[]}[]} [question.groups]
 * @param {{label: string, placeholder?: string, maxlength?: number, submit: string}} [question.field]
 * @returns {Promise<{value: unknown, text: string} | null>} null if taken back
 */
export function ask({ title, hint, groups = [], field, wide = false }) {
  const before = document.activeElement;
  const box = document.createElement("dialog");
  box.className = wide ? "ask ask-wide" : "ask";
  box.setAttribute("aria-labelledby", "ask-title");
  document.body.append(box);
  return new Promise((resolve) => {
    let answer = null;
    const text = () => box.querySelector("#ask-text")?.value.trim() ?? "";
    const give = (value) => {
      answer = { value, text: text() };
      box.close();
    };
    box.addEventListener("close", () => {
      box.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(answer);
    });
    box.addEventListener("click", (event) => event.target === box && box.close());
    box.addEventListener("keydown", (event) => pressed(event, box));
    render(body({ title, hint, groups, field, give, box }), box);
    box.showModal();
    (box.querySelector("#ask-text") ?? box.querySelector(".ask-option:not(:disabled)"))?.focus();
  });
}

const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

function pressed(event, box) {
  const options = [...box.querySelectorAll(".ask-option:not(:disabled)")];
  if (event.code in ARROWS && options.length) {
    const at = options.indexOf(document.activeElement) + ARROWS[event.code];
    options.at(at % options.length)?.focus();
    event.preventDefault();
  } else if (isForPage(event)) {
    const key = nameOf(event);
    const option = key && options.find((button) => button.dataset.key === key);
    if (option) {
      event.preventDefault();
      option.click();
    }
  }
}

function body({ title, hint, groups, field, give, box }) {
  const submit = (event) => {
    event.preventDefault();
    give(null);
  };
  return html`
    <form class="ask-form" @submit=${submit}>
      <h2 id="ask-title">${title}</h2>
      ${hint ? html`<p class="ask-hint">${hint}</p>` : nothing}
      ${field
        ? html`<div class="field">
            <label for="ask-text">${field.label}</label>
            <input id="ask-text" class="input" autocomplete="off" maxlength=${field.maxlength ?? 120}
              placeholder=${field.placeholder ?? ""} />
          </div>`
        : nothing}
      ${groups.map((group) => choices(group, give))}
      <div class="ask-end">
        <button type="button" class="button" @click=${() => box.close()}>
          ${t("Back")} <kbd class="key">Esc</kbd>
        </button>
        ${field?.submit
          ? html`<button type="submit" class="button button-primary">
              ${field.submit} <kbd class="key">Enter</kbd>
            </button>`
          : nothing}
      </div>
    </form>
  `;
}

function choices({ heading, options }, give) {
  return html`<div class="ask-group" role="group" aria-label=${heading ?? nothing}>
    ${heading ? html`<h3>${heading}</h3>` : nothing}
    ${options.map(
      ({ key, label, note, value, disabled }) => html`<button
        type="button" class="ask-option" data-key=${key ?? nothing} ?disabled=${disabled}
        @click=${() => give(value)}>
        ${key ? html`<kbd class="key">${key}</kbd>` : html`<span></span>`}
        <span class="ask-label">${label}</span>
        ${note ? html`<span class="ask-note">${note}</span>` : nothing}
      </button>`,
    )}
  </div>`;
}
