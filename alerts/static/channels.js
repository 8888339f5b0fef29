// The ways of telling people: how each fares, a test for each, and notices in this browser.

import { get, post, remove } from "/assets/js/api.js";
import { dayOf, hourOf, pick, sameDay, t } from "/assets/js/i18n.js";
import { $, confirm, html, icon, nothing, render, tag, toast } from "/assets/js/parts.js";
import { runner as makeRunner } from "/assets/js/staff/runner.js";
import { idOf, isPossible, renew, subscription, switchOff, switchOn, whyNot } from "./push.js";

const root = $("#channels");
const state = { view: null, mine: null, said: {}, chosen: {}, rings: null };
const runner = makeRunner(draw);

async function load() {
  state.view = await get("/channels");
  const known = await subscription();
  state.mine = known && (await idOf(known));
  draw();
}

function draw() {
  if (!state.view) return;
  root.querySelector(".loading")?.remove();
  const { channels, push } = state.view;
  render(
    html`<p class="channels__lead">${t("Outside the screens, people are told over these ways, step by step up the ladder. What they are is set in config.yaml.")}</p>
      <ul class="channels__list">${[...channels].sort(onFirst).map(channelCard)}</ul>
      ${push ? browsers(push) : nothing}`,
    root,
  );
}

function when(at) {
  if (!at) return t("never");
  return sameDay(at, new Date()) ? t("today {time}", { time: hourOf(at) }) : `${dayOf(at)} ${hourOf(at)}`;
}

const onFirst = (one, other) => (one.state === "off") - (other.state === "off");

// --- One channel --------------------------------------------------------------------------------

const STATES = {
  off: () => tag("", "close", t("Off")),
  unused: () => tag("", "info", t("Not used yet")),
  working: () => tag("accent", "check", t("Works")),
  failing: () => tag("red", "alert", t("Does not get through")),
};

function channelCard(channel) {
  const { id, state: standing } = channel;
  const isOff = standing === "off";
  return html`<li class="card channel ${isOff ? "channel--off" : ""}" data-channel=${id}>
    <div class="channel__head">
      <h2 class="card__title" id="channel-${id}">${pick(channel.name)}</h2>
      ${STATES[standing]()}
    </div>
    ${isOff ? html`<p class="soft">${t("Switched off in config.yaml.")} <code lang="en">channels.${id}.enabled</code></p>` : html`${facts(channel)} ${trial(channel)}`}
  </li>`;
}

function facts(channel) {
  const { failures_in_a_row: failures, failing_since: since } = channel;
  return html`<dl class="channel__facts">
    <div><dt>${t("Last success")}</dt><dd>${when(channel.last_success_at)}</dd></div>
    <div>
      <dt>${t("Last failure")}</dt>
      <dd>${when(channel.last_failure_at)}
        ${channel.last_failure ? html`<span class="channel__why">${pick(channel.last_failure)}</span>` : nothing}
        ${failures > 1 ? html`<span class="channel__why">${t("{n} in a row since {time}", { n: failures, time: when(since) })}</span>` : nothing}
      </dd>
    </div>
    <div><dt>${t("Reaches")}</dt><dd>${channel.recipients.map(({ name }) => pick(name)).join(t(", ")) || t("No recipient")}</dd></div>
  </dl>`;
}

function trial(channel) {
  const { id, recipients } = channel;
  const chosen = state.chosen[id] ?? recipients[0]?.id ?? null;
  const mayTry = recipients.length > 0 || ["mqtt", "webhook"].includes(id);
  return html`<div class="channel__try">
      ${recipients.length > 1
        ? html`<div class="field channel__to"><label for="to-${id}">${t("Test to")}</label>
            <select id="to-${id}" aria-describedby="channel-${id}" @change=${(event) => (state.chosen[id] = event.target.value)}>
              ${recipients.map(({ id: to, name }) => html`<option value=${to} ?selected=${to === chosen}>${pick(name)}</option>`)}
            </select></div>`
        : nothing}
      <button type="button" class="button" ?disabled=${Boolean(runner.busy) || !mayTry} aria-describedby="channel-${id}"
        @click=${() => tryOut(channel)}>${icon("bell")} ${runner.busy === `test-${id}` ? t("Sending …") : t("Send a test")}</button>
    </div>
    <div class="channel__said" role="status">${said(id)}</div>`;
}

function said(id) {
  const { problem } = runner;
  if (problem?.name === `test-${id}`) return note(false, `${problem.title} ${problem.detail}`);
  const told = state.said[id];
  return told ? note(told.delivered, told.said) : nothing;
}

const note = (good, words) =>
  html`<p class="note ${good ? "note--accent" : "note--red"}">${icon(good ? "check" : "alert")}<span>${words}</span></p>`;

async function tryOut({ id, recipients }) {
  const recipient = state.chosen[id] ?? recipients[0]?.id;
  const told = await runner.run(`test-${id}`, () => {
    delete state.said[id];
    return post(`/channels/${id}/test`, recipient ? { recipient } : {});
  });
  if (!told) return;
  state.said[id] = told;
  const { channels } = state.view;
  channels[channels.findIndex((known) => known.id === id)] = told.channel;
  draw();
}

// --- Notices in browsers ------------------------------------------------------------------------

function browsers(push) {
  const names = Object.fromEntries(reached().map(({ id, name }) => [id, pick(name)]));
  const isOn = push.browsers.some(({ id }) => id === state.mine);
  return html`<section class="card browsers" id="browsers" aria-labelledby="browsers-title">
    <h2 id="browsers-title" class="card__title">${t("Notices in this browser")}</h2>
    <p class="soft">${t("They come even when no page of ours is open. They tell what is over the limit and name nobody. You can switch them off at any time.")}</p>
    ${isOn ? offButton() : onForm()}
    <div role="status">${said("push-here")}${runner.problem?.name === "push" ? note(false, `${runner.problem.title} ${runner.problem.detail}`) : nothing}</div>
    ${push.browsers.length === 0
      ? html`<p class="soft">${t("No browser has them on yet.")}</p>`
      : html`<ul class="browsers__list">${push.browsers.map((browser) => browserRow(browser, names))}</ul>`}
  </section>`;
}

const reached = () => state.view.channels.find(({ id }) => id === "push").recipients;

function onForm() {
  if (!isPossible()) return html`<p class="note">${icon("info")}<span>${whyNot()}</span></p>`;
  state.rings ??= reached().slice(0, 1).map(({ id }) => id);
  return html`<form class="browsers__form" @submit=${subscribe}>
    <fieldset class="browsers__for">
      <legend>${t("Ring here for")}</legend>
      ${reached().map(
        ({ id, name }) => html`<label class="check"><input type="checkbox" name="recipient" value=${id} ?checked=${state.rings.includes(id)} /> ${pick(name)}</label>`,
      )}
    </fieldset>
    <button class="button button--primary" ?disabled=${Boolean(runner.busy)}>${icon("bell")} ${t("Switch on notices here")}</button>
  </form>`;
}

const offButton = () =>
  html`<p class="row"><button type="button" class="button" ?disabled=${Boolean(runner.busy)} @click=${unsubscribe}>${t("Switch off notices here")}</button></p>`;

async function subscribe(event) {
  event.preventDefault();
  const recipients = new FormData(event.currentTarget).getAll("recipient");
  if (recipients.length === 0) return runner.refuse("push", t("Choose for whom it shall ring."));
  const allowed = await runner.run("push", () => tried(() => switchOn(state.view.push.public_key, recipients)));
  if (allowed === undefined) return;
  if (!allowed) return runner.refuse("push", t("The browser does not allow it."), t("Allow notices for this page in its settings, then try again."));
  toast(t("Notices are on in this browser"));
  await load();
}

async function unsubscribe() {
  const done = await runner.run("push", async () => (await switchOff(), true));
  if (done) await load();
}

/** A browser that cannot reach its own push service says so in its own way. */
async function tried(ask) {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    runner.refuse("push", t("The browser's push service cannot be reached."), error.message);
    return undefined;
  }
}

function browserRow({ id, label, account, recipients, since }, names) {
  const whose = account ?? t("somebody who has left");
  return html`<li class="browsers__row">
    <span><strong>${whose}</strong> · ${label || t("a browser")}${id === state.mine ? html` <span class="soft">${t("(this one)")}</span>` : nothing}</span>
    <span class="soft">${recipients.map((to) => names[to] ?? to).join(t(", "))} · ${t("since {time}", { time: dayOf(since) })}</span>
    <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)}
      aria-label=${t("Forget {name}", { name: `${whose}, ${label}` })} @click=${() => forget(id, whose)}>${t("Forget")}</button>
  </li>`;
}

async function forget(id, name) {
  const text = t("It gets no notices any more, until somebody switches them on there again.");
  if (!(await confirm({ title: t("Forget {name}?", { name }), text, yes: t("Forget"), danger: true }))) return;
  const ask = id === state.mine ? switchOff : () => remove(`/channels/push/browsers/${id}`);
  const done = await runner.run("push", async () => (await ask(), true));
  if (done) await load();
}

renew().catch(() => {}); // the page shows what the server knows
load();
