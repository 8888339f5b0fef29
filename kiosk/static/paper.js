// The slip of the number on the screen: is it printed, and if not, what now? Only where the office has
// a slip printer; elsewhere the browser prints.

import { get, post } from "/assets/js/api.js";
import { t } from "/assets/js/i18n.js";
import { html, icon, nothing, say } from "/assets/js/parts.js";

const LOOK_EVERY_MS = 700;
const FIRST_WITHIN_MS = 3_000; // then this kiosk has no printer of its own
const PATIENCE_MS = 8_000; // a slip takes two seconds

/** Follows one number's slip; `onChange(paper)` hears `{state, works, again}` or null for none. */
export class SlipWatch {
  #token = null;
  #timer = 0;
  #onChange;
  #since = 0;
  #told = "";

  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Begin with the number that was just taken. */
  start(token) {
    this.stop();
    this.#token = token;
    this.#since = Date.now();
    this.#look(token);
  }

  /** The visitor has gone. */
  stop() {
    clearTimeout(this.#timer);
    this.#token = null;
    this.#told = "";
  }

  /** Another slip. */
  async again() {
    const token = this.#token;
    try {
      this.#since = Date.now();
      this.#take(token, await post(`/tickets/${encodeURIComponent(token)}/slip`));
    } catch (problem) {
      if (token === this.#token) this.#show({ state: "refused", words: problem.detail });
    }
  }

  async #look(token) {
    try {
      const slip = await get(`/tickets/${encodeURIComponent(token)}/slip`);
      this.#take(token, slip);
    } catch {
      this.#later(token); // the network is away; the page says so elsewhere
    }
  }

  #take(token, slip) {
    if (token !== this.#token) return;
    const waited = Date.now() - this.#since;
    if (slip.state === "none" && waited > FIRST_WITHIN_MS) return this.#onChange(null);
    const failed = slip.state === "dropped" || (slip.printer_state && !slip.works) || waited > PATIENCE_MS;
    const state = slip.state === "printed" ? "printed" : failed ? "failed" : "printing";
    this.#show({ state });
    if (slip.state !== "printed" && slip.state !== "dropped") this.#later(token);
  }

  #later(token) {
    clearTimeout(this.#timer);
    if (token === this.#token) this.#timer = setTimeout(() => this.#look(token), LOOK_EVERY_MS);
  }

  #show(paper) {
    if (this.#told === paper.state) return;
    this.#told = paper.state;
    this.#onChange(paper);
    say(wordsOf(paper));
  }
}

function wordsOf({ state, words }) {
  return {
    printing: t("Your slip is being printed …"),
    printed: t("Your slip is printed. Please take it."),
    failed: t("The printer cannot print just now. Scan the code or remember the number: it counts without paper, too."),
    refused: words,
  }[state];
}

/** What the number's screen says of paper, under the number. */
export function paperLine(paper) {
  if (!paper) return nothing;
  const name = { printing: "printer", printed: "check", failed: "info", refused: "info" }[paper.state];
  const kind = paper.state === "failed" || paper.state === "refused" ? "note--amber" : "";
  return html`<p class="note ${kind} taken__paper" data-paper=${paper.state}>${icon(name)}<span>${wordsOf(paper)}</span></p>`;
}
