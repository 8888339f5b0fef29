// Who is where, and who has helped how often; a clerk is moved by hand: dragged to a counter, or
// from a list with the keyboard. What speaks against a move is said before it is done all the same.

import { post, Problem } from "/assets/js/api.js";
import { t, tn } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { ask } from "/assets/js/staff/dialog.js";
import { counterTitle, listed, tongue } from "/assets/js/staff/words.js";
import { refusal } from "./alarms.js";

const STATES = {
  free: () => t("can help"),
  break: () => t("on a break"),
  off: () => t("signed out"),
};

/** What moves clerks. `drag` begins with a clerk, `over` and `drop` end at a counter. */
export function placer({ runner, draw, floor }) {
  let dragged = null;
  const named = (id) => floor().clerks.find((clerk) => clerk.id === id);

  async function place(clerk, counter, reason = null) {
    const body = reason ? { counter, reason } : { counter };
    let guards = null;
    const move = async () => {
      try {
        return await post(`/clerks/${encodeURIComponent(clerk.id)}/place`, body);
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.code !== "guarded") throw problem;
        guards = problem.errors.map((mistake) => mistake.what);
        return null;
      }
    };
    await runner.run("place", move, null, JSON.stringify([clerk.id, body]));
    if (guards) await override(clerk, counter, guards);
  }

  async function override(clerk, counter, guards) {
    const field = { label: t("Reason"), placeholder: t("Agreed with both"), submit: t("Move all the same"), maxlength: 200 };
    const hint = t("Against it: {what}.", { what: guards.join(t("; ")) });
    const answer = await ask({ title: titleOf(clerk, counter), hint, field });
    if (answer?.text) await place(clerk, counter, answer.text);
  }

  function titleOf(clerk, counter) {
    const to = floor().counters.find((one) => one.id === counter);
    return to ? t("{clerk} to {counter}", { clerk: clerk.name, counter: counterTitle(to) }) : t("{clerk} to other work", { clerk: clerk.name });
  }

  return {
    async choose(clerk) {
      const closed = floor().counters.filter((counter) => counter.status === "closed");
      const options = closed.map((counter, i) => ({ key: i < 9 ? String(i + 1) : null, label: counterTitle(counter), value: counter.id }));
      const away = clerk.counter ? [{ options: [{ key: "0", label: t("Away from the counters, to other work"), value: 0 }] }] : [];
      const answer = await ask({ title: t("Where should {clerk} go?", { clerk: clerk.name }), groups: [{ options }, ...away] });
      if (answer) await place(clerk, answer.value || null);
    },
    drag(event, clerk) {
      dragged = clerk.id;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", clerk.name);
      draw();
    },
    rest() {
      dragged = null;
      draw();
    },
    takes: (counter) => dragged !== null && counter.status === "closed",
    over(event, counter) {
      if (dragged !== null && counter.status === "closed") event.preventDefault();
    },
    drop(event, counter) {
      const clerk = named(dragged);
      dragged = null;
      event.preventDefault();
      if (clerk) place(clerk, counter.id);
    },
  };
}

export function staff(floor, { runner, hand }) {
  return html`<section class="card card--tight staff-list" aria-labelledby="staff-title">
    <h2 id="staff-title" class="watch__title">${t("Staff")} <span class="soft">${t("Drag to a closed counter, or choose.")}</span></h2>
    <ul class="plain-list staff-list__all">${repeat(floor.clerks, (clerk) => clerk.id, (clerk) => person(clerk, { runner, hand }))}</ul>
    ${refusal(runner, "place")}
  </section>`;
}

function person(clerk, { runner, hand }) {
  const where = clerk.counter ? t("Counter {n}", { n: clerk.counter }) : "";
  const state = STATES[clerk.state]?.() ?? "";
  return html`<li class="person person--${clerk.state}" data-clerk=${clerk.id} draggable="true"
    @dragstart=${(event) => hand.drag(event, clerk)} @dragend=${() => hand.rest()}>
    <span class="person__name">${clerk.name}${clerk.reserve ? html` <span class="person__reserve">${t("reserve")}</span>` : nothing}</span>
    <span class="person__where">${[where, state].filter(Boolean).join(" · ")}</span>
    ${clerk.languages.length ? html`<span class="person__speaks">${icon("globe")}${listed(clerk.languages.map(tongue))}</span>` : nothing}
    <span class="person__helps">${tn("{n} help this month", "{n} helps this month", clerk.helps_this_month)}</span>
    <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)} @click=${() => hand.choose(clerk)}
      aria-label=${t("Move {clerk} …", { clerk: clerk.name })}>${icon("move")}${t("Move …")}</button>
  </li>`;
}
