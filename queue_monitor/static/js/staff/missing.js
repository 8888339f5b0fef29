// What keeps a form from being sent, in words below each field. The browser's own bubble is gone with
// the next key, and is no part of the page that a screen reader reads.

import { t } from "/assets/js/i18n.js";

/** For every form under `root`, now and later; the first field that lacks something gets the focus. */
export function sayWhatIsMissing(root) {
  root.addEventListener("invalid", stopped, true); // it does not bubble
  root.addEventListener("input", ({ target }) => target.validity?.valid && forget(target));
}

function stopped(event) {
  const field = event.target;
  event.preventDefault();
  say(field, field.validity.valueMissing ? t("Please fill this in.") : field.validationMessage);
  if ([...field.form.elements].find((one) => one.willValidate && !one.validity.valid) === field) field.focus();
}

function say(field, words) {
  const id = `${field.id}-missing`;
  let line = document.getElementById(id);
  if (!line) {
    line = Object.assign(document.createElement("p"), { id, className: "field__error" });
    (field.closest(".field") ?? field.parentElement).append(line);
  }
  line.textContent = words;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
}

function forget(field) {
  const line = document.getElementById(`${field.id}-missing`);
  if (!line) return;
  line.remove();
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
}
