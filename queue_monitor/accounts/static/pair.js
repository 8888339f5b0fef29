// A screen shows its code and waits for a supervisor to accept it.

import { get, post } from "/assets/js/api.js";
import { clockOf, t } from "/assets/js/i18n.js";
import { $, html, icon, nothing, pageData, render } from "/assets/js/parts.js";
import { inWords } from "/assets/js/staff/runner.js";

const ASK_EVERY_MS = 2_000;
const CODE_LASTS_MS = 300_000; // shown only; the server decides when a code is over
const data = pageData();
const root = $("#pair");
const state = { kind: data.kind, pairing: null, problem: null, asking: false, until: 0 };

const home = () => (data.next !== "/kiosk" ? data.next : { kiosk: "/kiosk", board: "/display" }[state.kind]);

/** A new code, for the kind of screen chosen. */
async function begin() {
  Object.assign(state, { pairing: null, problem: null });
  draw();
  try {
    state.pairing = await post("/pairing", { kind: state.kind });
    state.until = performance.now() + CODE_LASTS_MS; // this screen's own clock may be wrong
  } catch (error) {
    state.problem = inWords(error);
  }
  draw();
}

async function look() {
  const { pairing } = state;
  if (!pairing || state.asking) return;
  state.asking = true;
  try {
    const now = await get(`/pairing/${encodeURIComponent(pairing.id)}`);
    if (now.state === "paired") location.replace(home());
    state.problem = null;
  } catch (error) {
    state.problem = inWords(error);
    if (!error.canRetry) await begin(); // the code is over
  } finally {
    state.asking = false;
  }
}

function draw() {
  const { pairing, problem, kind } = state;
  const left = Math.max(0, Math.ceil((state.until - performance.now()) / 1000));
  root.querySelector(".loading")?.remove();
  render(
    html`<div class="stack">
      <fieldset class="pair__kinds">
        <legend>${t("This screen is")}</legend>
        ${[
          ["kiosk", t("a ticket kiosk")],
          ["board", t("a lobby board")],
        ].map(
          ([value, words]) => html`<label class="choice"><input type="radio" name="kind" .value=${value} .checked=${value === kind}
            @change=${() => ((state.kind = value), begin())} /> ${words}</label>`,
        )}
      </fieldset>
      <p>${t("A supervisor opens “Accounts” and types this code:")}</p>
      <p class="pair__code number" aria-live="polite">${pairing ? `${pairing.code.slice(0, 3)} ${pairing.code.slice(3)}` : "…"}</p>
      <p class="soft">${pairing ? t("A new code follows in {time}. This page goes on by itself.", { time: clockOf(left) }) : nothing}</p>
      <div role="alert">
        ${problem ? html`<p class="note note--amber">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>` : nothing}
      </div>
    </div>`,
    root,
  );
}

begin();
setInterval(look, ASK_EVERY_MS);
setInterval(draw, 1_000);
