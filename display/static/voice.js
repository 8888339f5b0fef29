// The voice: each call in each language, one after the other. A language is spoken by the office's
// own recordings if all that the call needs are there, else by the server, else by the browser.

import { get } from "/assets/js/api.js";
import { speak, voices } from "/assets/display/sound.js";

const ON = "board.voice";
const LOOK_EVERY_MS = 300_000; // clips that were recorded meanwhile
const LONGEST_MS = 12_000; // of one clip or sentence: a broken one must not hold up the next call

export class Voice {
  constructor() {
    this.view = { on: false, languages: [], clips: {}, server: [], browser: true };
    this.tail = Promise.resolve();
  }

  /** Learn what there is; `onChange` when it is known anew. */
  async start(onChange) {
    const look = async () => {
      try {
        this.view = await get("/voice");
      } catch {
        return; // what was known stands
      }
      onChange();
    };
    setInterval(look, LOOK_EVERY_MS);
    await look();
  }

  get isOn() {
    return (localStorage.getItem(ON) ?? (this.view.on ? "on" : "off")) === "on";
  }

  toggle() {
    localStorage.setItem(ON, this.isOn ? "off" : "on");
  }

  /** Languages that something here can speak, in the office's order. */
  get languages() {
    const { languages, clips, server, browser } = this.view;
    const own = browser ? voices(languages) : [];
    return languages.filter((one) => Object.keys(clips[one] ?? {}).length > 0 || server.includes(one) || own.includes(one));
  }

  isSwitchedOn(language) {
    return localStorage.getItem(`${ON}.${language}`) !== "off";
  }

  toggleLanguage(language) {
    localStorage.setItem(`${ON}.${language}`, this.isSwitchedOn(language) ? "off" : "on");
  }

  /** Speak a call; resolves when it is said. Calls are said in the order they were asked for. */
  speak(call, { onlyFirst = false } = {}) {
    this.tail = this.tail.then(() => this.say(call, onlyFirst)).catch(() => {});
    return this.tail;
  }

  async say(call, onlyFirst) {
    const chosen = this.languages.filter((language) => this.isSwitchedOn(language));
    for (const language of onlyFirst ? chosen.slice(0, 1) : chosen) await this.sayIn(language, call);
  }

  async sayIn(language, call) {
    const files = this.filesOf(language, call);
    if (files && (await playAll(files))) return;
    // Calls are counted anew each day: with its hour no cache gives out another day's.
    const address = `/api/v1/calls/${call.call}/voice/${language}?at=${encodeURIComponent(call.at)}`;
    if (this.view.server.includes(language) && (await playAll([address]))) return;
    const sentence = call.say[language];
    if (this.view.browser && sentence) await speak({ [language]: sentence });
  }

  /** The addresses of all clips of the call, or null if one is missing: half a number misleads. */
  filesOf(language, call) {
    const there = this.view.clips[language] ?? {};
    const names = call.clips?.[language] ?? [];
    if (names.length === 0 || names.some((name) => !there[name])) return null;
    return names.map((name) => `/voice/${language}/${encodeURIComponent(there[name])}`);
  }
}

/** Play one after the other; false if the very first cannot be played. */
async function playAll(addresses) {
  for (const [index, address] of addresses.entries()) {
    if (!(await play(address)) && index === 0) return false;
  }
  return true;
}

function play(address) {
  return new Promise((done) => {
    const sound = new Audio(address);
    const timer = setTimeout(() => sound.pause() || done(true), LONGEST_MS);
    const end = (heard) => {
      clearTimeout(timer);
      done(heard);
    };
    sound.onended = () => end(true);
    sound.onerror = () => end(false);
    sound.play().catch(() => end(false));
  });
}
