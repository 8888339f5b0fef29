// The lobby board: what is called now, what was called last, who waits, and for how long.

import { hourOf, lang, load, t, warmType } from "/assets/js/i18n.js";
import { everySecond, now } from "/assets/js/clock.js";
import { follow } from "/assets/js/live.js";
import { $, foreign, html, icon, nothing, pageData, render, say } from "/assets/js/parts.js";
import { Calls } from "/assets/display/calls.js";
import { allow, chime, isAllowed } from "/assets/display/sound.js";
import { Media } from "/assets/display/media.js";
import { Marquee } from "/assets/display/marquee.js";
import { picture } from "/assets/display/screen.js";
import { Voice } from "/assets/display/voice.js";

const TONGUES = { "zh-TW": "國語", "nan-TW": "台語", "hak-TW": "客語", en: "English" };
const FRESH_MS = 25_000; // how long a called number stays marked among the others
const REST_MS = 4_000; // after a hand's last move the buttons go out of the way
const HINT_MS = 30_000; // how long a new screen says that its chime is off
const SOUNDED = "board.sound"; // kept on a screen whose sound has once been allowed

const state = { view: null, call: null, isNew: false, stale: false, since: null };
const { topic = "board", layout = "lobby", name = null } = pageData();
const root = $("#board");
const media = layout === "media" ? new Media() : null;
const voice = new Voice();
const marquee = new Marquee($("#marquee"));
const calls = new Calls({
  now,
  async onMoment(call, { isHurried }) {
    Object.assign(state, { call, isNew: true });
    draw();
    marquee.announce(t("{number}, please go to counter {n}", { number: call.number, n: call.counter }));
    const words = call.say[lang()] ?? call.say.en;
    say(words, { urgent: true });
    if (state.view.sound) await chime({ isShort: isHurried });
    // While a crowd waits to be called the voice says each in the office's first language alone.
    if (voice.isOn) await voice.speak(call, { onlyFirst: isHurried });
  },
  onRest(call) {
    Object.assign(state, { call, isNew: false });
    draw();
    marquee.rest();
  },
});

function draw() {
  if (!state.view) return;
  root.classList.toggle("board--stale", state.stale);
  render(picture(state, { now: now(), freshMs: FRESH_MS, layout, name, media: media?.element }), root);
}

/** A screen on end has the number over the counter, and its own way of showing all at once. */
function fitShape() {
  const onEnd = matchMedia("(orientation: portrait)").matches;
  const { classList } = document.body;
  classList.toggle("is-stacked", onEnd || layout === "media" || layout === "vertical");
  if (layout === "lobby") classList.toggle("layout-vertical", onEnd);
}

// --- what little can be pressed on a board ---------------------------------------------------------

function controls() {
  const silent = Boolean(state.view?.sound) && !isAllowed();
  const tongues = voice.languages;
  if (isAllowed()) localStorage.setItem(SOUNDED, "allowed");
  render(
    html`${silent
      ? html`<button type="button" class="button" data-sound @click=${enableSound}>${icon("sound-off")}${t("Turn the chime on")}</button>`
      : nothing}
    ${tongues.length > 0
      ? html`<button type="button" class="button" data-voice aria-pressed=${String(voice.isOn)} @click=${toggleVoice}>
          ${icon("sound")}${voice.isOn ? t("Stop the voice") : t("Speak each call")}</button>`
      : nothing}
    ${voice.isOn && tongues.length > 1
      ? tongues.map((one) => html`<button type="button" class="button" lang=${foreign(one)} data-tongue=${one}
          aria-pressed=${String(voice.isSwitchedOn(one))} @click=${() => toggleTongue(one)}>
          ${voice.isSwitchedOn(one) ? icon("check") : nothing}${TONGUES[one]}</button>`)
      : nothing}
    <button type="button" class="button" data-pause aria-pressed=${String(marquee.paused)} @click=${toggleMarquee}>
      ${icon(marquee.paused ? "play" : "pause")}${marquee.paused ? t("Let the text run") : t("Stop the running text")}</button>`,
    $("#controls"),
  );
}

let hiding;
/** They stand beside the running text for a while; by keyboard they can be reached at any time. */
function showControls(ms = REST_MS) {
  const { classList } = $("#controls");
  classList.add("controls--shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => classList.remove("controls--shown"), ms);
}

/** The browser lets the page sound only once somebody has touched it: whoever sets it up is told. */
function hint() {
  controls();
  if (state.view.sound && !isAllowed() && localStorage.getItem(SOUNDED) === null) showControls(HINT_MS);
}

async function enableSound() {
  if (await allow()) await chime();
  controls();
}

function toggleVoice() {
  voice.toggle();
  controls();
}

function toggleTongue(one) {
  voice.toggleLanguage(one);
  controls();
}

function toggleMarquee() {
  marquee.toggle();
  controls();
}

// --- from here it runs by itself ----------------------------------------------------------------------

await Promise.all([load("zh-TW"), load("en")]); // both stand side by side
follow(topic, {
  onView(view) {
    const first = state.view === null;
    state.view = view;
    calls.take(view.calls);
    if (state.call === null || !state.isNew) state.call = calls.shown;
    draw();
    marquee.show(view.marquee);
    if (!first) return;
    allow().then(hint);
    warmType("zh-TW", JSON.stringify(view)).catch(() => {});
  },
  onStale(stale, since) {
    Object.assign(state, { stale, since: hourOf(since) });
    draw();
  },
});

voice.start(controls);
fitShape();
matchMedia("(orientation: portrait)").addEventListener("change", fitShape);
everySecond(draw);
for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => isAllowed() || allow().then(controls), { passive: true });
}
for (const kind of ["pointermove", "pointerdown", "keydown"]) {
  addEventListener(kind, () => showControls(), { passive: true });
}
globalThis.speechSynthesis?.addEventListener("voiceschanged", controls);
