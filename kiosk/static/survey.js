// The survey: on the tablet of a counter, or by the link of a visit (`#token`, `#more.receipt`).
// A touch on a face is the answer; all that comes after is as one likes. A tablet is as new for the
// next visitor: language, answers and words.

import { get, post } from "/assets/js/api.js";
import { lang, load, offered, t, use } from "/assets/js/i18n.js";
import { $, pageData, render, say } from "/assets/js/parts.js";
import { picture } from "/assets/kiosk/survey-screens.js";

const TOKEN = /^[\w-]{16,64}$/;
const ADDING = "more.";
const THANKS_MS = 6_000;
const LOOK_AGAIN_MS = 60_000;

const { counter = null } = pageData();
const root = $("#survey");
const first = lang();
const fresh = () => ({ face: 0, receipt: null, practice: false, values: {}, complaining: false, problem: null, busy: false });
const state = { screen: "loading", counter, form: null, ...fresh() };
let token = "";
let timer = null;

const actions = {
  async language(language) {
    await use(language);
    draw();
    linger();
  },
  async face(face) {
    if (state.busy) return;
    Object.assign(state, { face, busy: true, problem: null });
    draw();
    try {
      const taken = await (counter ? post("/survey/answers/at-counter", { counter, face }) : post("/survey/answers", { token, face, way: "link" }));
      Object.assign(state, { receipt: taken.receipt, practice: taken.practice });
      go(taken.receipt ? "more" : "thanks");
    } catch (problem) {
      state.problem = problem;
      state.face = 0;
      if (problem.code === "already_answered" && !counter) go("thanks");
    }
    state.busy = false;
    draw();
    if (state.problem) $("[data-problem]", root)?.scrollIntoView({ block: "center" });
    linger();
  },
  value(question, value) {
    state.values = { ...state.values, [question]: state.values[question] === value ? undefined : value };
    draw();
    linger();
  },
  complaining(isOn) {
    state.complaining = isOn;
    draw();
    if (isOn) $("#complaint", root)?.focus();
    linger();
  },
  touched: () => linger(),
  async send(event) {
    event.preventDefault();
    const given = new FormData(event.target);
    const texts = {};
    for (const { id, kind } of state.form.questions) if (kind === "text" && given.get(`text-${id}`)) texts[id] = given.get(`text-${id}`);
    const values = Object.fromEntries(Object.entries(state.values).filter(([, value]) => value !== undefined));
    const complaint = state.complaining
      ? { text: given.get("complaint") ?? "", service: given.get("service") ?? "", contact: (given.get("contact") ?? "").trim() }
      : null;
    Object.assign(state, { busy: true, problem: null });
    draw();
    try {
      await post("/survey/answers/more", { receipt: state.receipt, values, texts, language: lang(), complaint });
      go("thanks");
    } catch (problem) {
      state.problem = problem;
    }
    state.busy = false;
    draw();
    if (state.problem) $("[data-problem]", root)?.scrollIntoView({ block: "center" });
    linger();
  },
  done() {
    go("thanks");
    linger();
  },
};

function go(screen) {
  Object.assign(state, { screen });
  draw();
  scrollTo(0, 0);
  $("h1", root)?.focus({ preventScroll: true });
  if (screen === "thanks") say(t("Thank you"));
}

/** A tablet that nobody touches goes back to the faces; somebody's own page stays as it is. */
function linger() {
  clearTimeout(timer);
  if (!counter) return;
  const isFresh = state.screen === "ask" && !state.problem && lang() === first;
  if (isFresh || state.screen === "closed") timer = setTimeout(look, LOOK_AGAIN_MS);
  else timer = setTimeout(anew, state.screen === "more" ? 1000 * state.form.return_s * 2 : THANKS_MS);
}

async function anew() {
  Object.assign(state, fresh(), { screen: state.form.open ? "ask" : "closed" });
  await use(first);
  draw();
  linger();
}

function draw() {
  document.title = t("Survey");
  render(picture(state, actions), root);
}

async function look() {
  try {
    state.form = await get("/survey");
  } catch (problem) {
    if (!state.form) Object.assign(state, { screen: "lost", problem });
    else linger();
    draw();
    if (!state.form && counter) timer = setTimeout(look, THANKS_MS);
    return;
  }
  if (state.screen === "lost") Object.assign(state, fresh());
  if (!state.form.open) state.screen = "closed";
  else if (["loading", "closed", "lost"].includes(state.screen)) begin();
  draw();
  linger();
}

function begin() {
  const named = decodeURIComponent(location.hash.slice(1));
  if (counter) return void (state.screen = "ask");
  if (named.startsWith(ADDING) && TOKEN.test(named.slice(ADDING.length))) {
    Object.assign(state, { screen: "more", receipt: named.slice(ADDING.length) });
  } else if (TOKEN.test(named)) {
    token = named;
    state.screen = "ask";
  } else state.screen = "nothing";
}

addEventListener("hashchange", () => {
  if (counter) return;
  Object.assign(state, fresh(), { screen: "loading" });
  look();
});
if (counter) for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => state.screen === "more" && linger());
for (const language of offered) load(language);
draw();
look();
