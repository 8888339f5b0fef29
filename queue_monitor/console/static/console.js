// The clerk's page: who is at the counter, who waits, and every action on one key.

import { get, post } from "/assets/js/api.js";
import { everySecond, sync } from "/assets/js/clock.js";
import { hourOf, t } from "/assets/js/i18n.js";
import { follow } from "/assets/js/live.js";
import { $, html, nothing, pageData, practiceBanner, render, say, staleBanner } from "/assets/js/parts.js";
import { keysButton } from "/assets/js/staff/keys-button.js";
import { onKeys } from "/assets/js/staff/keys.js";
import { runner as makeRunner } from "/assets/js/staff/runner.js";
import { play, unlockOnTouch } from "/assets/js/staff/sound.js";
import { until } from "/assets/js/staff/time.js";
import { planSentence } from "/assets/js/staff/words.js";
import { ACTIONS } from "./actions.js";
import { chooser, counterByKey } from "./chooser.js";
import { desk } from "./desk.js";
import { keySheet } from "./help.js";
import { lists } from "./lists.js";
import { allowed, clerkOf, counterOf, isMine, likely, mayActFor, requestFor } from "./model.js";
import { requestPanel, whyNot } from "./request.js";

const RING_EVERY_MS = 8_000;
const AWAY = "not-available";
const [root, banners, request] = [$("#console"), $("#banners"), $("#request")];
const { me, at } = pageData();
sync(at);
const state = { floor: null, alerts: [], plans: [], next: null, nextFor: "", stale: false, since: null, problem: null };
const runner = makeRunner(draw);

const chosen = () => (mayActFor(me) && Number(new URLSearchParams(location.search).get("counter"))) || null;
const counterNow = () => counterOf(state.floor, me, chosen());
const requestNow = () => requestFor(state.plans, me);

function draw() {
  const { floor, stale } = state;
  render(html`${staleBanner(stale, stale ? hourOf(state.since) : "")} ${practiceBanner(floor?.practice)}`, banners);
  if (!floor) return;
  $(".loading", root)?.remove();
  const counter = counterNow();
  render(requestPanel({ plan: requestNow(), floor, alerts: state.alerts, runner, accept, decline }), request);
  render(counter ? atCounter(floor, counter) : chooser({ floor, me, runner, choose, beHere }), root);
}

function atCounter(floor, counter) {
  return html`<div class="console">
    <div class="console__main">${isMine(counter, me) ? nothing : notMine()} ${desk({ floor, counter, runner, perform })}</div>
    <aside class="waiting" aria-label=${t("Who waits")}>${lists({ floor, counter, next: state.next, perform })}</aside>
  </div>`;
}

const notMine = () =>
  html`<p class="note note--accent acting">${t("You act for this counter.")} <a href="/console">${t("Leave it")}</a></p>`;

const MOST_FOLLOWING = 2;
let following = []; // asked for while another request was under way: their turn comes right after

/** Do `act` now, or right after the request that is under way. */
function inTurn(name, act) {
  if (!runner.busy) goOn(act());
  else if (runner.busy !== name && following.length < MOST_FOLLOWING) following.push(() => inTurn(name, act));
}

/** Once that is answered, do what was asked for meanwhile, unless nothing came of it. */
async function goOn(underWay) {
  const answer = await underWay;
  if (!answer) following = [];
  following.shift()?.();
}

/** Do what `name` says at the counter in hand, if it may be done then. */
function perform(name, how = ACTIONS[name].ask) {
  inTurn(name, () => {
    const [floor, counter] = [state.floor, counterNow()];
    if (!counter || !allowed(counter, floor, until).has(name)) return null;
    const post = (verb, body) => runner.run(name, () => tell(counter, verb, body), ACTIONS[name].say);
    const refuse = (title, detail) => runner.refuse(name, title, detail);
    return how({ floor, counter, post, refuse });
  });
}

async function tell(counter, verb, body) {
  const answer = await post(`/counters/${counter.id}/${verb}`, body);
  took(answer);
  return answer;
}

/** Show what the answer says at once; the change that comes by itself says the same. */
function took({ counter, seq }) {
  if (state.floor.seq >= seq) return;
  const counters = state.floor.counters.map((other) => (other.id === counter.id ? counter : other));
  state.floor = { ...state.floor, counters };
}

/** Take a free counter; a supervisor may look after one that somebody works at. */
function choose(counter) {
  if (counter.status === "closed" && !mayActFor(me)) {
    inTurn("open", () => runner.run("open", () => tell(counter, "open", {})));
    return;
  }
  history.pushState(null, "", `/console?counter=${counter.id}`);
  [state.next, state.nextFor] = [null, ""];
  runner.clear();
  lookAhead();
}

const accept = () => answer("accept", requestNow(), {});

async function decline() {
  const plan = requestNow();
  const reason = plan && (await whyNot());
  if (reason) answer("decline", plan, { reason });
}

function answer(verb, plan, body) {
  if (plan) inTurn(verb, () => runner.run(verb, () => told(plan, verb, body)));
}

async function told(plan, verb, body) {
  const changed = await post(`/reallocations/${encodeURIComponent(plan.id)}/${verb}`, body);
  state.plans = state.plans.map((other) => (other.id === plan.id ? { ...other, ...changed } : other));
  return changed;
}

/** What a key does just now. */
function keyed(key) {
  if (key === "?") return keySheet;
  if (requestNow() && key === "A") return accept;
  if (requestNow() && key === "D") return decline;
  const counter = counterNow();
  if (counter) return keyedAt(counter, key);
  const free = state.floor && counterByKey(state.floor, key, me);
  return free && (() => choose(free));
}

function keyedAt(counter, key) {
  const can = allowed(counter, state.floor, until);
  // While a request is under way nobody knows yet what may be done after it.
  const mayCome = (name) => runner.busy !== null || can.has(name);
  const names = Object.keys(ACTIONS).filter((name) => ACTIONS[name].key === key && mayCome(name));
  const name = names.includes(likely(counter)) ? likely(counter) : names[0];
  return name && (() => perform(name));
}

/** Who is next and why: asked again whenever the floor has moved, one question at a time. */
async function lookAhead() {
  const counter = counterNow();
  const wanted = counter && `${counter.id}/${state.floor.seq}`;
  if (!counter || state.asking || state.nextFor === wanted) return;
  state.asking = true;
  try {
    state.next = await get(`/counters/${counter.id}/next`);
  } catch {
    state.next = null; // the line by arrival is still shown; the next change asks again
  } finally {
    [state.nextFor, state.asking] = [wanted, false];
  }
  draw();
  lookAhead();
}

/** Whoever opens this page is in the house and may be asked to help, until they say otherwise. */
function arrive(floor) {
  const clerk = clerkOf(floor, me);
  if (clerk?.state !== "off" || sessionStorage.getItem(AWAY)) return;
  // Beside the clerk's own requests: it must keep no key waiting. If it fails, the page says "not
  // available" and has a button for it.
  post("/me/presence", { present: true }).catch(() => {});
}

function beHere(present) {
  if (present) sessionStorage.removeItem(AWAY);
  else sessionStorage.setItem(AWAY, "yes");
  const name = present ? "here" : "away";
  inTurn(name, () => runner.run(name, () => post("/me/presence", { present })));
}

let rung = { key: null, at: 0 };

/** Ring when a request comes, and again while it waits for an answer. */
function ring() {
  const plan = requestNow();
  const key = plan && `${plan.id}/${plan.offer_until}`;
  const isNew = key !== rung.key;
  if (!plan || (!isNew && performance.now() - rung.at < RING_EVERY_MS)) {
    if (!plan) rung = { key: null, at: 0 };
    return;
  }
  rung = { key, at: performance.now() };
  play("request");
  if (isNew && state.floor) say(`${t("Can you help?")} ${planSentence(plan, state.floor)}`, { urgent: true });
  if (isNew) notify();
}

function notify() {
  if (!document.hidden || globalThis.Notification?.permission !== "granted") return;
  new Notification(t("Can you help?"), { tag: "request" }).addEventListener("click", () => window.focus());
}

follow("floor", {
  onView(floor) {
    const isFirst = state.floor === null;
    state.floor = floor;
    if (isFirst) arrive(floor);
    draw();
    lookAhead();
  },
  onStale(stale, since) {
    Object.assign(state, { stale, since });
    root.toggleAttribute("data-stale", stale);
    draw();
  },
  onProblem: (problem) => problem.code === "not_signed_in" && location.assign("/sign-in?next=/console"),
});

follow("alerts", {
  onView({ alerts, warnings, reallocations }) {
    Object.assign(state, { alerts: [...alerts, ...warnings], plans: reallocations });
    ring();
    draw();
  },
});

onKeys(keyed);
render(keysButton(keySheet), $("#bar-tools"));
unlockOnTouch();
addEventListener("popstate", () => (runner.clear(), lookAhead()));
everySecond(() => {
  ring();
  draw();
});
