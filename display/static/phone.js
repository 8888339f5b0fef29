// One ticket on its holder's phone: place and range, then the counter when it is called.

import { post } from "/assets/js/api.js";
import { hourOf, load, offered, outwards, t, tn, use } from "/assets/js/i18n.js";
import { follow } from "/assets/js/live.js";
import { $, confirm, render, say, toast } from "/assets/js/parts.js";
import { picture, sentence } from "/assets/display/ticket.js";


const BUZZ_MS = [400, 200, 400, 200, 700];
const NAME = /^[\w-]{16,64}$/;

const state = { view: null, range: null, problem: null, stale: false, since: null, busy: false };
const root = $("#phone");
let token = null;
let following = null;

const actions = {
  async language(language) {
    await use(language);
    draw();
  },
  async moreTime() {
    const n = state.view.more_time_places;
    const isSure = await confirm({
      title: t("Need more time?"),
      text: tn("The next person goes before you. You can do this once.", "The next {n} people go before you. You can do this once.", n),
      yes: t("Let them go first"),
      no: t("Stay where I am"),
    });
    if (isSure) await ask("more-time");
  },
  async cancel() {
    const isSure = await confirm({
      title: t("Give your number back?"),
      text: t("Your place in line is then gone. You can take a new number at any time."),
      yes: t("Give it back"),
      no: t("Keep my number"),
      danger: true,
    });
    if (isSure) await ask("cancel");
  },
};

/** Ask the office for a change of one's own ticket; what it refuses is told. */
async function ask(what) {
  state.busy = true;
  draw();
  try {
    take(await post(`/tickets/${token}/${what}`));
  } catch (problem) {
    toast(problem.detail || problem.title, { kind: "red" });
  }
  state.busy = false;
  draw();
  following?.refresh();
}

function draw() {
  const called = state.view?.state === "called";
  root.classList.toggle("phone--called", called);
  document.title = state.view ? `${state.view.number} · ${sentence(state.view)}` : t("Your number");
  render(picture(state, actions), root);
}

/** Take in a view; a change of state or a recall is also said, and felt. */
function take(view) {
  const was = state.view;
  const range = outwards(view.expected_wait_s, was?.state === view.state ? state.range : null);
  Object.assign(state, { view, range, problem: null });
  draw();
  if (was && was.state === view.state && was.calls === view.calls && was.counter === view.counter) return;
  say(sentence(view), { urgent: view.state === "called" });
  if (view.state === "called" && was) navigator.vibrate?.(BUZZ_MS);
  if (was && was.state !== view.state) scrollTo(0, 0);
}

function open() {
  following?.stop();
  following = null;
  token = decodeURIComponent(location.hash.slice(1));
  Object.assign(state, { view: null, range: null, problem: null });
  if (!NAME.test(token)) {
    state.problem = { code: "no_ticket" };
    return draw();
  }
  draw();
  following = follow("ticket", {
    token,
    onView: take,
    onStale(stale, since) {
      Object.assign(state, { stale, since: hourOf(since) });
      draw();
    },
    onProblem(problem) {
      if (problem.code !== "unknown_ticket") return;
      Object.assign(state, { problem, view: null, stale: false });
      following?.stop(); // the day is over or the link is wrong: nothing will come
      draw();
    },
  });
  return following;
}

addEventListener("hashchange", open);
for (const language of offered) load(language);
open();
