// Before the first call: take a counter, or stand by as reserve.

import { html, icon, nothing, tag } from "/assets/js/parts.js";
import { pick, t, tn } from "/assets/js/i18n.js";
import { servedNames } from "/assets/js/staff/words.js";
import { counterKey } from "./actions.js";
import { message, statusTag } from "./desk.js";
import { clerkOf, mayActFor } from "./model.js";

const isUsable = (counter, me) => counter.status === "closed" || mayActFor(me);

/** The counter a digit stands for, if this person may take it or look after it. */
export const counterByKey = (floor, key, me) =>
  floor.counters.find((counter) => counterKey(counter) === key && isUsable(counter, me)) ?? null;

export function chooser({ floor, me, runner, choose, beHere }) {
  const clerk = clerkOf(floor, me);
  return html`<div class="chooser">
    ${clerk?.reserve ? standby(floor, clerk, runner, beHere) : nothing}
    <header class="chooser__head">
      ${clerk?.reserve ? html`<h2>${t("Or take a counter")}</h2>` : html`<h1>${t("Take a counter")}</h1>`}
      <p class="soft">${t("Touch it, or press its number.")}</p>
      ${message(runner)}
    </header>
    <ul class="plain-list counters">
      ${floor.counters.map((counter) => seat({ floor, counter, clerk, me, runner, choose }))}
    </ul>
  </div>`;
}

function standby(floor, clerk, runner, beHere) {
  const isHere = clerk.state !== "off";
  const openCounters = floor.counters.filter((counter) => counter.status === "open").length;
  return html`<section class="card ${isHere ? "card--accent" : ""} standby" aria-labelledby="standby-title">
    <h1 id="standby-title" class="standby__title">${icon(isHere ? "bell" : "moon")} ${isHere ? t("Standing by") : t("Not available")}</h1>
    <p>
      ${isHere
        ? t("Leave this page open: when the office needs you, it rings and asks here.")
        : t("You are not asked to help until you are available again.")}
    </p>
    <p class="standby__floor">
      <strong>${t("{n} waiting", { n: floor.waiting_total })}</strong>
      <span class="soft">${tn("{n} counter open", "{n} counters open", openCounters)}</span>
    </p>
    <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)} @click=${() => beHere(!isHere)}>
      ${isHere ? t("I am not available") : t("I am available again")}
    </button>
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
