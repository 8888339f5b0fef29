// How the visit was, asked once when it is over. The answer goes with the ticket's token; from there
// on only its receipt is known, by which more can be added on a page of its own.

import { get, post } from "/assets/js/api.js";
import { faces, promise, question } from "/assets/js/faces.js";
import { t } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";

/** One visit's question; `draw` is called whenever something about it has changed. */
export function asker(draw) {
  const self = {
    state: "", // "" | asked | open | sent | closed
    face: 0,
    busy: false,
    receipt: null,
    practice: false,
    problem: null,

    /** Look once whether visitors are asked today. */
    async look() {
      if (self.state) return;
      self.state = "asked";
      try {
        const { open } = await get("/survey");
        self.state = open ? "open" : "closed";
      } catch {
        self.state = ""; // asked again when the page next hears of the office
      }
      draw();
    },

    /** Another visit. */
    forget() {
      Object.assign(self, { state: "", face: 0, busy: false, receipt: null, practice: false, problem: null });
    },

    async pick(token, face) {
      Object.assign(self, { face, busy: true, problem: null });
      draw();
      try {
        const { receipt, practice } = await post("/survey/answers", { token, face, way: "phone" });
        Object.assign(self, { state: "sent", receipt, practice });
      } catch (problem) {
        if (problem.code === "already_answered") self.state = "sent";
        else if (problem.code === "survey_closed") self.state = "closed";
        else Object.assign(self, { problem, face: 0 });
      }
      self.busy = false;
      draw();
    },
  };
  return self;
}

/** The question, or thanks; nothing where nobody is asked. */
export function how(asked, pick) {
  if (asked.state === "open") {
    return html`<section class="how" data-how aria-labelledby="how">
      <h2 id="how">${question()}</h2>
      ${asked.problem ? html`<p class="note note--red" role="alert">${icon("alert")}<span>${asked.problem.detail || asked.problem.title}</span></p>` : nothing}
      ${faces({ label: question(), pick, chosen: asked.face, busy: asked.busy })}
      <p class="soft">${promise()}</p>
    </section>`;
  }
  if (asked.state !== "sent") return nothing;
  return html`<div class="how" data-how-sent>
    <p class="note note--accent" role="status">${icon("check")}<span>${asked.practice ? t("Practice: this answer is not counted.") : t("Thank you, your answer counts")}</span></p>
    ${asked.receipt ? html`<a class="button" data-more href="/survey#more.${asked.receipt}">${t("Say more, or tell the supervisor something")}</a>` : nothing}
  </div>`;
}
