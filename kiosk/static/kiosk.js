// The ticket kiosk: choose a service, see what to bring, take a number, go.

import { hourOf, lang, t, tn, use, warmType } from "/assets/js/i18n.js";
import { post } from "/assets/js/api.js";
import { everySecond, now } from "/assets/js/clock.js";
import { follow } from "/assets/js/live.js";
import { $, render, say } from "/assets/js/parts.js";
import { apply, isPlain, plain } from "/assets/kiosk/comfort.js";
import { hush, readOne, readScreen, whenVoicesChange } from "/assets/kiosk/guide.js";
import { Idle } from "/assets/kiosk/timer.js";
import { SlipWatch } from "/assets/kiosk/paper.js";
import { checkIn } from "/assets/kiosk/booked.js";
import { forget, newIntent, send, unanswered } from "/assets/kiosk/take.js";
import { readScans } from "/assets/kiosk/scan.js";
import { page } from "/assets/kiosk/screens.js";

const HOME_LANGUAGE = lang();
const READ_S = 75; // to read what to bring; the warning comes in the last WARN_S
const WARN_S = 20;
const MORE_S = 60;

const state = {
  screen: "services", // attract | services | confirm | errands | greeter | number | trouble
  view: null,
  service: null, // id
  ticket: null,
  came: null, // who has an appointment and has just checked in
  scanned: null, // what the scanner typed, to be tried again
  problem: null,
  needs: new Set(), // "language", "sign_language"
  errands: [], // further services of this visit
  people: 1, // who belong together
  intents: new Map(), // what is wished for → intent, for this visitor
  intent: null,
  busy: false,
  stale: false,
  since: null,
  comfort: plain(),
  leftS: null,
  totalS: null,
  printed: false,
  paper: null, // what became of the slip, where a slip printer prints it
};

const root = $("#kiosk");
const idle = new Idle({
  onTick(leftS, totalS) {
    const shown = state.screen === "number" || leftS <= WARN_S;
    const was = state.leftS;
    Object.assign(state, { leftS: shown ? leftS : null, totalS: Math.min(totalS, shownFor()) });
    if (shown && (was === null || leftS === 10)) {
      say(tn("Back to the start in {n} second", "Back to the start in {n} seconds", leftS));
    }
    draw();
  },
  onEnd: home,
});

/** Nobody is here: after a while at the first page the screen says how to begin. */
const rest = new Idle({ onTick() {}, onEnd: () => state.screen === "services" && go("attract") });

const actions = {
  begin: () => go("services"),
  choose(service) {
    if (service.paused) return;
    const errands = state.errands.filter((id) => id !== service.id);
    go("confirm", { service: service.id, errands, intents: new Map() });
  },
  take(visitClass) {
    if (state.busy) return;
    const wish = { service: state.service, class: visitClass, language: lang(), ...extras() };
    const key = JSON.stringify(wish);
    if (!state.intents.has(key)) state.intents.set(key, newIntent(wish));
    issue(state.intents.get(key));
  },
  need(code) {
    state.needs.has(code) ? state.needs.delete(code) : state.needs.add(code);
    draw();
  },
  people(count) {
    state.people = Math.min(Math.max(count, 1), state.view.largest_group);
    draw();
  },
  errands: () => go("errands"),
  errand(service) {
    const has = state.errands.includes(service);
    state.errands = has ? state.errands.filter((id) => id !== service) : [...state.errands, service];
    draw();
  },
  back: () => go("confirm"),
  /** Another service for the same visitor, whose language, needs and large type stay. */
  other() {
    forget();
    go("services", { service: null, errands: [], intents: new Map(), intent: null, scanned: null, problem: null });
  },
  greeter,
  again() {
    if (state.busy) return;
    if (state.intent) issue(state.intent);
    else if (state.scanned) arrived(state.scanned);
  },
  home,
  stay() {
    idle.prolong(state.screen === "number" ? MORE_S : READ_S);
    Object.assign(state, { leftS: state.screen === "number" ? idle.leftS : null });
    Object.assign(state, { totalS: idle.totalS });
    draw();
  },
  print() {
    if (!state.paper) return printSlip();
    idle.prolong(state.view.return_after_s);
    return slips.again();
  },
  async language(language) {
    await use(language);
    document.title = t("Take a number");
    if (state.screen === "attract") return go("services");
    touched();
    draw();
    if (state.comfort.voice) readScreen($("#main", root), lang());
  },
  comfort(way) {
    state.comfort = { ...state.comfort, [way]: !state.comfort[way] };
    touched();
    draw();
    if (way === "voice") state.comfort.voice ? readScreen($("#main", root), lang()) : hush();
  },
};

function draw() {
  if (!state.view) return;
  apply(state.comfort, root);
  render(page(state, actions, { languages: state.view.languages, now: now() }), root);
}

const slips = new SlipWatch((paper) => {
  state.paper = paper;
  draw();
});

/** Show another screen, with the reader's place at its heading. */
function go(screen, changes = {}) {
  Object.assign(state, { screen, leftS: null, totalS: null, ...changes });
  idle.start(secondsFor(screen));
  rest.start(screen === "services" ? state.view.attract_after_s : null);
  if (screen === "number") Object.assign(state, { leftS: idle.leftS, totalS: idle.totalS });
  draw();
  window.scrollTo(0, 0);
  $("h1", root)?.focus({ preventScroll: true });
  if (state.comfort.voice) readScreen($("#main", root), lang());
}

/** What goes with the wish beside service, class and language: only what was asked for. */
function extras() {
  const needs = [...state.needs].filter((code) => code !== "language" || lang() !== state.view.languages[0]);
  return {
    ...(needs.length && { needs }),
    ...(state.errands.length && { errands: state.errands }),
    ...(state.people > 1 && { people: state.people }),
  };
}

/** Something is missing: staff come instead of a number being wasted. */
async function greeter() {
  if (state.busy) return;
  Object.assign(state, { busy: true });
  draw();
  try {
    const { needs } = extras();
    await post("/greetings", { service: state.service, language: lang(), ...(needs && { needs }) });
    go("greeter", { busy: false });
  } catch (problem) {
    go("trouble", { busy: false, problem, intent: null });
  }
}

async function home() {
  forget();
  hush();
  slips.stop();
  if (lang() !== HOME_LANGUAGE) await use(HOME_LANGUAGE);
  const nobody = { service: null, ticket: null, came: null, scanned: null, problem: null, intent: null, printed: false, paper: null };
  const nothing = { needs: new Set(), errands: [], people: 1, intents: new Map() };
  go("services", { ...nobody, ...nothing, busy: false, comfort: plain() });
}

function secondsFor(screen) {
  if (screen === "number" || screen === "arrived") return state.view.return_after_s;
  const isHome = screen === "services" || screen === "attract";
  if (isHome && lang() === HOME_LANGUAGE && isPlain(state.comfort)) return null;
  return READ_S;
}

function shownFor() {
  return state.screen === "number" ? Infinity : WARN_S;
}

function touched() {
  if (state.screen === "number") return;
  rest.touch();
  idle.start(secondsFor(state.screen));
  if (state.leftS !== null) {
    state.leftS = null;
    draw();
  }
}

async function issue(intent) {
  Object.assign(state, { busy: true, intent });
  draw();
  try {
    const ticket = await send(intent);
    go("number", { busy: false, ticket, service: intent.body.service, printed: false, paper: null });
    if (state.view.prints) slips.start(ticket.token);
    else if (new URLSearchParams(location.search).get("print") === "auto") printSlip();
  } catch (problem) {
    go("trouble", { busy: false, problem });
  }
}

/** A code was shown to the scanner: whatever the screen, somebody with an appointment is here. */
async function arrived(typed) {
  if (state.busy || !state.view?.booking) return;
  Object.assign(state, { busy: true, intent: null, scanned: typed });
  draw();
  try {
    go("arrived", { busy: false, scanned: null, came: await checkIn(typed) });
  } catch (problem) {
    go("trouble", { busy: false, problem });
  }
}

/** Through a hidden frame, so that the kiosk's own screen never changes. */
function printSlip() {
  const frame = $("#slip");
  frame.onload = () => {
    frame.onload = null;
    frame.contentWindow.print();
  };
  frame.src = `/slip/${encodeURIComponent(state.ticket.token)}?lang=${encodeURIComponent(lang())}`;
  state.printed = true;
  idle.prolong(state.view.return_after_s);
  say(t("The slip is being printed."));
  draw();
}

follow("kiosk", {
  onView(view) {
    const first = state.view === null;
    state.view = view;
    if (!first) return draw();
    for (const language of view.languages) warmType(language, JSON.stringify(view)).catch(() => {});
    const intent = unanswered();
    if (intent) return issue(intent);
    return go("services");
  },
  onStale(stale, since) {
    Object.assign(state, { stale, since: hourOf(since) });
    draw();
  },
});

everySecond(() => {
  const clock = $(".kiosk-top__clock", root);
  if (clock && clock.textContent !== hourOf(now())) draw();
});

for (const kind of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(kind, touched, { passive: true });
}
readScans(arrived);
addEventListener("focusin", ({ target }) => {
  if (state.comfort.voice && target.matches("button:focus-visible")) readOne(target, lang());
});
whenVoicesChange(draw);
addEventListener("contextmenu", (event) => event.preventDefault());
