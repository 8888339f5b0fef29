// Before the first call: take a counter, or stand by as reserve.

import { html, icon, nothing, tag } from "/assets/js/parts.js";
import { pick, t } from "/assets/js/i18n.js";
import { servedNames } from "/assets/js/staff/words.js";
import { counterKey } from "./actions.js";
import { message, statusTag } from "./desk.js";
import { clerkOf, mayActFor } from "./model.js";

const isUsable = (counter, me) => counter.status === "closed" || mayActFor(me);

/** The counter a digit stands for, if this person may take it or look after it. */
export const counterByKey = (floor, key, me) =>
  floor.counters.find((counter) => counterKey(counter) === key && isUsable(counter, me)) ?? null;

export function chooser({ floor, me, runner, choose }) {
  const clerk = clerkOf(floor, me);
  return html`<div class="chooser">
    ${clerk?.reserve ? standby(floor) : nothing}
    <header class="chooser__head">
      ${clerk?.reserve ? html`<h2>${t("Or take a counter")}</h2>` : html`<h1>${t("Take a counter")}</h1>`}
      <p class="soft">${t("Touch it, or press its number.")}</p>
    </header>
    ${message(runner)}
    <ul class="plain-list counters">
      ${floor.counters.map((counter) => seat({ floor, counter, clerk, me, runner, choose }))}
    </ul>
  </div>`;
}

function standby(floor) {
  const isOpen = (counter) => counter.status === "open";
  return html`<section class="card card--accent standby" aria-labelledby="standby-title">
    <h1 id="standby-title" class="standby__title">${icon("bell")} ${t("Standing by")}</h1>
    <p>${t("Leave this page open: when the office needs you, it rings and asks here.")}</p>
    <p class="standby__floor">
      <strong>${t("{n} waiting", { n: floor.waiting_total })}</strong>
      <span class="soft">${t("{n} counters open", { n: floor.counters.filter(isOpen).length })}</span>
    </p>
  </section>`;
}

function seat({ floor, counter, clerk, me, runner, choose }) {
  const isFree = counter.status === "closed";
  const isHome = isFree && clerk?.home === counter.id;
  const key = counterKey(counter);
  return html`<li>
    <button type="button" class="seat ${isHome ? "seat--home" : ""}" aria-keyshortcuts=${key ?? nothing}
      data-counter=${counter.id} ?disabled=${!isUsable(counter, me) || Boolean(runner.busy)} @click=${() => choose(counter)}>
      <span class="seat__number number">${counter.id}</span>
      <span class="seat__name">${pick(counter.name)}</span>
      <span class="seat__serves">${servedNames(counter, floor)}</span>
      <span class="seat__who">
        ${isFree
          ? tag(isHome ? "solid" : "", isHome ? "person" : "", isHome ? t("Yours, free") : t("Free"))
          : html`${statusTag(counter)} <span>${counter.clerk_name ?? ""}</span>`}
      </span>
    </button>
  </li>`;
}
