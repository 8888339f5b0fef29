// Small parts shared by the pages, drawn with lit-html.

import { html, nothing, render, svg } from "/assets/vendor/lit-html/lit-html.js";
import { lang, offered, ownName, t } from "/assets/js/i18n.js";

export { html, nothing, render, svg };

/** What to say of the language of words: nothing where it is the page's own. */
export const foreign = (language) => (language === lang() ? nothing : language);

/** The first element that matches. */
export const $ = (selector, root = document) => root.querySelector(selector);

/** What the server put into the page: <script type="application/json" id="page-data">. */
export function pageData() {
  return JSON.parse($("#page-data")?.textContent || "{}");
}

/** An icon of /assets/icons.svg; decoration, so the word stands beside it. */
export function icon(name, className = "") {
  return html`<svg class="icon ${className}" aria-hidden="true" focusable="false"><use href="#icon-${name}"></use></svg>`;
}

/** All icons into the page at once: those that tell of a broken connection must be here already. */
async function bringIcons() {
  const sheet = await (await fetch("/assets/icons.svg")).text();
  const icons = new DOMParser().parseFromString(sheet, "image/svg+xml").documentElement;
  for (const symbol of icons.querySelectorAll("symbol")) symbol.id = `icon-${symbol.id}`;
  icons.setAttribute("class", "visually-hidden");
  icons.setAttribute("aria-hidden", "true");
  document.body.prepend(document.importNode(icons, true));
}

bringIcons().catch(() => {}); // every icon has its word beside it

/**
 * The languages of the page: two side by side, more in a list. `choose(language)` shows another one.
 */
export function languageChoice(choose) {
  if (offered.length > 2) {
    return html`<label class="language-choice">${icon("globe")}<span class="visually-hidden">${t("Language")}</span>
      <select @change=${(event) => choose(event.target.value)}>${offered.map(
        (language) => html`<option value=${language} lang=${foreign(language)} .selected=${language === lang()}>${ownName(language)}</option>`,
      )}</select></label>`;
  }
  return html`<div class="switch" role="group" aria-label=${t("Language")}>${offered.map(
    (language) => html`<button type="button" lang=${foreign(language)} aria-pressed=${String(language === lang())}
      @click=${() => choose(language)}>${ownName(language)}</button>`,
  )}</div>`;
}

/** tag("red", "alert", "Over the limit"): kind is "", accent, solid, amber or red. */
export function tag(kind, iconName, words) {
  return html`<span class="tag ${kind ? `tag--${kind}` : ""}">${iconName ? icon(iconName) : nothing}${words}</span>`;
}

/**
 * A bar for a value against a limit. The limit is a line at a fixed place; past it the bar turns red
 * and hatched. `label` says it in words for those who do not see it.
 */
export function meter({ value, limit, label, valueText = String(value), near = 0.75 }) {
  const most = limit * 1.5;
  const width = (100 * Math.min(value, most)) / most;
  const at = (100 * limit) / most;
  const state = value > limit ? "meter--over" : value >= limit * near ? "meter--near" : "";
  return html`<svg class="meter ${state}" role="meter" aria-label=${label} aria-valuenow=${Math.min(value, most)}
    aria-valuemin="0" aria-valuemax=${most} aria-valuetext=${valueText}>
    <defs><pattern id="meter-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line x1="0" y1="0" x2="0" y2="6" stroke="#fff" stroke-opacity="0.45" stroke-width="3"></line></pattern></defs>
    <rect class="meter__track" width="100%" height="100%" rx="4"></rect>
    <rect class="meter__fill" width="${width}%" height="100%" rx="4"></rect>
    <rect class="meter__hatch" width="${width}%" height="100%" rx="4"></rect>
    <line class="meter__limit" x1="${at}%" x2="${at}%" y1="-15%" y2="115%"></line>
  </svg>`;
}

/** "Live connection lost" across the page; nothing while all is well. */
export function staleBanner(stale, since) {
  if (!stale) return nothing;
  return html`<section class="banner banner--stale" aria-label=${t("No connection")}>
    ${icon("offline")}<span role="status">${t("Connection lost. What you see is from {time}; connecting again …", { time: since })}</span>
  </section>`;
}

/** Practice mode, outside office hours. */
export function practiceBanner(practice) {
  if (!practice) return nothing;
  return html`<section class="banner banner--practice" aria-label=${t("Practice mode")}>
    ${icon("info")}<span>${t("Practice mode: outside office hours. Numbers taken now are for trying out only.")}</span>
  </section>`;
}

/** Say something to a screen reader without showing it. */
export function say(words, { urgent = false } = {}) {
  const id = urgent ? "say-now" : "say-politely";
  const region = document.getElementById(id);
  if (!region) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = words;
  }, 50);
}

/** A passing word at the foot of the page; `action` = {label, run} adds a button. */
export function toast(words, { kind = "", action = null, forMs = 6_000 } = {}) {
  const holder = $(".toasts") ?? document.body.appendChild(element("div", "toasts"));
  const box = holder.appendChild(element("div", `toast ${kind ? `toast--${kind}` : ""}`));
  const close = () => box.remove();
  render(
    html`${icon(kind === "red" ? "alert" : "info")}<span>${words}</span>${action
        ? html`<button class="button button--small" @click=${() => (close(), action.run())}>${action.label}</button>`
        : nothing}`,
    box,
  );
  say(words, { urgent: kind === "red" });
  setTimeout(close, forMs);
  return close;
}

/** Ask before something that cannot be undone; resolves to true or false. Escape means no. */
export function confirm({ title, text, yes, no = t("Go back"), danger = false }) {
  const box = document.body.appendChild(element("dialog", "dialog"));
  box.setAttribute("aria-labelledby", "dialog-title");
  render(
    html`<form method="dialog">
      <h2 class="dialog__title" id="dialog-title">${title}</h2>
      <p>${text}</p>
      <div class="dialog__actions">
        <button class="button" value="no" autofocus>${no}</button>
        <button class="button ${danger ? "button--danger" : "button--primary"}" value="yes">${yes}</button>
      </div>
    </form>`,
    box,
  );
  box.showModal();
  return new Promise((settle) => {
    box.addEventListener("close", () => {
      box.remove();
      settle(box.returnValue === "yes");
    });
  });
}

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
