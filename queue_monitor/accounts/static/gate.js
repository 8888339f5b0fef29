// What the doors share: one form, one request at a time, and a refusal in plain words.

import { html, icon, nothing, render } from "/assets/js/parts.js";
import { inWords } from "/assets/js/staff/runner.js";

/** Show a refusal, or nothing; `holder` is an element with role="alert". */
export function tell(holder, problem) {
  render(
    problem
      ? html`<p class="note note--red">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`
      : nothing,
    holder,
  );
}

/** Run `ask` while the form cannot be sent again; resolves to whether it went well. */
export async function send(form, holder, ask) {
  if (form.getAttribute("aria-busy") === "true") return false;
  form.setAttribute("aria-busy", "true");
  tell(holder, null);
  try {
    await ask();
    return true;
  } catch (error) {
    tell(holder, inWords(error));
    return false;
  } finally {
    form.removeAttribute("aria-busy");
  }
}

const HOME = { clerk: "/console", supervisor: "/supervisor", admin: "/supervisor", greeter: "/greeter", viewer: "/display" };

/** Where somebody goes once signed in: where they wanted, else the page of their role. */
export const homeOf = (me, wanted = "/") => (wanted === "/" ? (HOME[me.role] ?? "/") : wanted);
