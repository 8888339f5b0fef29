// One key for each action.
//
// Keys go by their place on the keyboard, so that they work whatever input method is on. They rest
// while somebody types in a field or a dialog is open, with Ctrl, Alt or Meta, and while a key is
// held down: a resting finger calls nobody.

const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** Whether what is typed there is text. */
export const isTyping = (target) => target instanceof Element && target.closest(FIELDS) !== null;

/** The name a key is printed with, "N", "3", "?"; null for any other key. */
export function nameOf(event) {
  if (event.key === "?") return "?";
  const [, letter, digit] = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code) ?? [];
  return letter ?? digit ?? null;
}

/** Whether this press is meant for the page: not a repeat, not a shortcut, not text. */
export function isForPage(event) {
  const held = event.repeat || event.ctrlKey || event.altKey || event.metaKey;
  return !held && !event.isComposing && !event.defaultPrevented && !isTyping(event.target);
}

/** Ask `find(key)` for what to do at each press; nothing if it gives nothing. */
export function onKeys(find) {
  addEventListener("keydown", (event) => {
    if (!isForPage(event) || document.querySelector("dialog[open]")) return;
    const key = nameOf(event);
    const act = key && find(key);
    if (!act) return;
    event.preventDefault();
    act();
  });
}
