// The greeter's page, carried about: who asks for help at which kiosk, a number for somebody,
// where a number stands, and how the lines are.

import { get, newIdempotencyKey, post } from "/assets/js/api.js";
import { everySecond } from "/assets/js/clock.js";
import { hourOf } from "/assets/js/i18n.js";
import { follow } from "/assets/js/live.js";
import { $, html, pageData, practiceBanner, render, say, staleBanner } from "/assets/js/parts.js";
import { heading, lines, requests, search } from "./greeter-floor.js";
import { blank, numberForm, wishOf } from "./greeter-number.js";
import { runner as makeRunner } from "./runner.js";
import { isReady, play, unlock, unlockOnTouch } from "./sound.js";

const root = $("#greeter");
const KEY = "greeter-sound";
const { me } = pageData();
const state = {
  me,
  floor: null,
  kiosk: null, // services with their documents, languages, the largest group
  wish: blank(),
  given: null, // the number given last
  sought: "", // a number as it was typed
  found: null, // where it stands; {problem} where there is none
  wantsSound: localStorage.getItem(KEY) !== "off",
  stale: false,
  since: null,
};
const runner = makeRunner(draw);
let known = null; // requests that have been heard of
let intent = null; // one wish, one key, however often it is sent

const actions = {
  runner,
  take: (one) => runner.run("take", () => post(`/greetings/${one.id}/take`), null, `take ${one.id}`),
  seen: (one) => runner.run("seen", () => post(`/greetings/${one.id}/done`), null, `seen ${one.id}`),
  /** A number for whoever asked: what is known of them is filled in. */
  help(one) {
    Object.assign(state, { wish: { ...blank(), service: one.service, language: one.language, needs: [...one.needs] }, given: null });
    draw();
    $("#give", root).focus();
  },
  change(part) {
    state.wish = { ...state.wish, ...part };
    state.wish.errands = state.wish.errands.filter((id) => id !== state.wish.service);
    draw();
  },
  async give(event) {
    event.preventDefault();
    const body = wishOf(state);
    const same = JSON.stringify(body);
    if (intent?.same !== same) intent = { same, key: newIdempotencyKey() };
    const given = await runner.run("give", () => post("/tickets", body, { idempotencyKey: intent.key }), null, intent.key);
    if (!given) return;
    intent = null;
    Object.assign(state, { given, wish: blank() });
    draw();
    $("#given", root)?.focus();
  },
  another() {
    state.given = null;
    draw();
    $("#give", root).focus();
  },
  async seek(event) {
    event.preventDefault();
    state.sought = new FormData(event.target).get("number").trim();
    await look();
    draw();
  },
  async sound() {
    state.wantsSound = !(state.wantsSound && isReady());
    localStorage.setItem(KEY, state.wantsSound ? "on" : "off");
    if (state.wantsSound && (await unlock())) play("request");
    draw();
  },
};

function draw() {
  if (!state.floor || !state.kiosk) return;
  root.querySelector(".loading")?.remove();
  const isHeard = state.wantsSound && isReady();
  render(
    html`${staleBanner(state.stale, state.since)} ${practiceBanner(state.floor.practice)} ${heading(state, isHeard, actions)}
      <div class="greeter__columns">
        <div class="greeter__column">${requests(state, actions)} ${search(state, actions)}</div>
        <div class="greeter__column">${numberForm(state, actions)} ${lines(state)}</div>
      </div>`,
    root,
  );
}

/** Where the number sought stands now; asked again whenever the floor has moved. */
async function look() {
  const { sought } = state;
  if (!sought) {
    state.found = null;
    return;
  }
  try {
    const found = await get(`/numbers/${encodeURIComponent(sought)}`);
    if (sought === state.sought) state.found = found;
  } catch (problem) {
    if (sought === state.sought && problem.status === 404) state.found = { problem };
  }
}

/** A new request is heard, and told to screen readers. */
function ring(greetings) {
  const fresh = known && greetings.filter(({ id }) => !known.has(id));
  known = new Set(greetings.map(({ id }) => id));
  if (!fresh?.length) return;
  if (state.wantsSound) play("request");
  say($("#requests", root)?.textContent ?? "", { urgent: true });
}

follow("floor", {
  async onView(floor) {
    state.floor = floor;
    draw();
    ring(floor.greetings);
    if (!state.sought) return;
    await look();
    draw();
  },
  onStale(stale, since) {
    Object.assign(state, { stale, since: hourOf(since) });
    draw();
  },
});
if (state.wantsSound) unlockOnTouch(draw);
everySecond(draw);
state.kiosk = await get("/kiosk");
draw();
