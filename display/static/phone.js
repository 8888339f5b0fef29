// One ticket on its holder's phone: place and range, then the counter when it is called.

import { post } from "/assets/js/api.js";
import { now } from "/assets/js/clock.js";
import { hourOf, lang, load, offered, outwards, t, tn, use } from "/assets/js/i18n.js";
import { follow } from "/assets/js/live.js";
import { $, confirm, pageData, render, say, toast } from "/assets/js/parts.js";
import { asker } from "/assets/display/how.js";
import * as install from "/assets/display/install.js";
import * as memory from "/assets/display/memory.js";
import * as push from "/assets/display/push.js";
import * as summons from "/assets/display/summons.js";
import { isOver, isSoon, picture, sentence } from "/assets/display/ticket.js";

const NAME = /^[\w-]{16,64}$/;
const LANGUAGE = "phone-language";
const ANSWER_WITHIN_MS = 2_000;

const state = { view: null, range: null, problem: null, stale: false, since: null, busy: false, canPush: false };
const root = $("#phone");
const { office } = pageData();
let token = null;
let following = null;
let late = null;
const asked = asker(() => draw());

const actions = {
  async language(language) {
    memory.put(LANGUAGE, language);
    await use(language);
    install.keepFiles();
    push.renew(token).catch(() => {}); // it goes on in the language before
    draw();
  },
  async sound() {
    if (summons.isHeard()) summons.turnOff();
    else if (!(await summons.turnOn())) toast(t("This phone does not allow sound here."), { kind: "red" });
    draw();
  },
  async push() {
    try {
      if (push.isOn(token)) await push.turnOff(token);
      else if (!(await push.turnOn(token))) toast(t("The browser does not allow it."), { kind: "red" });
    } catch (problem) {
      const words = problem.code ? problem.detail || problem.title : t("The browser's push service cannot be reached.");
      toast(words, { kind: "red" });
    }
    draw();
  },
  async install() {
    await install.ask();
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
  face: (face) => asked.pick(token, face),
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

/** Called, and known to be so now: only that fills the screen. */
const isCalled = () => state.view?.state === "called" && !state.stale;

function draw() {
  const { view, stale, since } = state;
  root.classList.toggle("phone--called", isCalled());
  root.classList.toggle("phone--old", stale && view !== null);
  document.title = title(view, stale, since);
  const offers = { sound: summons.isHeard(), canInstall: install.isOffered(), push: state.canPush && push.isOn(token) };
  render(picture({ ...state, ...offers, asked, office }, actions), root);
}

function title(view, stale, since) {
  if (!view) return t("Your number");
  return stale ? `${view.number} · ${t("As of {time}", { time: since })}` : `${view.number} · ${sentence(view)}`;
}

/** Take in a view; a change of state or a recall is also said, heard and felt. */
function take(view) {
  const was = state.view;
  const wasKnown = was !== null && !state.kept;
  const range = outwards(view.expected_wait_s, was?.state === view.state ? state.range : null);
  Object.assign(state, { view, range, problem: null, kept: false, stale: false });
  clearTimeout(late);
  if (isOver(view)) end();
  else memory.keep(token, view);
  if (view.state === "done") asked.look();
  draw();
  tell(view, was, wasKnown);
}

/** The visit is over: nothing of it stays on the phone. */
function end() {
  memory.forget();
  push.end().catch(() => {}); // the office has forgotten the phone already
}

function tell(view, was, wasKnown) {
  if (view.state !== "called") summons.hush();
  const isSame = was && was.state === view.state && was.calls === view.calls && was.counter === view.counter;
  if (isSame) {
    if (isSoon(view) && !isSoon(was)) summon(view, summons.hint);
    return;
  }
  say(sentence(view), { urgent: view.state === "called" });
  if (view.state === "called" && (wasKnown || was?.state === "waiting")) summons.ring();
  if (was && was.state !== view.state) scrollTo(0, 0);
}

function summon(view, how) {
  say(sentence(view), { urgent: true });
  how();
}

function open() {
  following?.stop();
  following = null;
  clearTimeout(late);
  asked.forget();
  const named = decodeURIComponent(location.hash.slice(1));
  const known = memory.kept();
  token = named || known?.token || "";
  Object.assign(state, { view: null, range: null, problem: null, stale: false, kept: false });
  if (!NAME.test(token)) {
    state.problem = { code: "no_ticket" };
    return draw();
  }
  draw();
  if (known?.token === token) late = setTimeout(showKept, navigator.onLine ? ANSWER_WITHIN_MS : 0, known);
  const own = token;
  push.look(own).then((canPush) => {
    if (own !== token) return;
    state.canPush = canPush;
    draw();
  });
  following = follow("ticket", { token, onView: take, onStale, onProblem: (problem) => refused(problem, named) });
  return following;
}

/** No word from the office yet: what was known, and of when. */
function showKept({ view, at }) {
  if (state.view || state.problem) return;
  Object.assign(state, { view, range: null, kept: true, stale: true, since: hourOf(at) });
  draw();
}

function onStale(stale, since) {
  if (state.kept) return; // older than that, and said so already
  Object.assign(state, { stale, since: hourOf(since ?? now()) });
  if (stale) summons.hush();
  draw();
}

function refused(problem, named) {
  if (problem.code !== "unknown_ticket") return;
  end();
  const told = named ? problem : { code: "no_ticket" }; // opened without a number: simply none
  Object.assign(state, { problem: told, view: null, stale: false, kept: false });
  following?.stop(); // the day is over or the link is wrong: nothing will come
  draw();
}

addEventListener("hashchange", open);
summons.attend(draw);
summons.resumeOnTouch(draw);
const chosen = memory.read(LANGUAGE);
if (chosen && offered.includes(chosen) && chosen !== lang()) await use(chosen);
install.prepare(draw);
for (const language of offered) load(language);
open();
