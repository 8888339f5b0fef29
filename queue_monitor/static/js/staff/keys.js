/**
 * One key for each action.
 *
 * Keys go by their place on the keyboard (`code`), so that they work whatever input method is on.
 * They are silent while somebody types in a field or a dialog is open, with Ctrl, Alt or Meta, and
 * while a key is held down: a resting finger calls nobody.
 */
const FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/** Whether what is typed there is text. */
export const isTyping = (target) => target instanceof Element && target.closest(FIELDS) !== null;

/** The name of the key an action is printed with: "N", "3", "?"; null for any other key. */
export function nameOf(event) {
  if (event.key === "?") return "?";
  const match = /^(?:Key([A-Z])|Digit([0-9])|Numpad([0-9]))$/.exec(event.code);
  return match ? (match[1] ?? match[2] ?? match[3]) : null;
}

/** Whether this press is meant for the page: not a repeat, not a shortcut, not text. */
export function isForPage(event) {
  const held = event.repeat || event.ctrlKey || event.altKey || event.metaKey;
  return !held && !event.isComposing && !event.defaultPrevented && !isTyping(event.target);
}

/**
 * Ask `find(key)` for what to do at each press; null means nothing.
 * A dialog that is open has the keyboard for itself.
 */
export function onKeys(find) {
  const listen = (event) => {
    if (!isForPage(event) || document.querySelector("dialog[open]")) return;
    const key = nameOf(event);
    const act = key && find(key);
    if (!act) return;
    event.preventDefault();
    act();
  };
  addEventListener("keydown", listen);
  return () => removeEventListener("keydown", listen);
}
