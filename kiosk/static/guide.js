// The screen read aloud by the browser's own voice: what it asks, then what can be touched; and
// whatever gets the focus, for who goes by keys.

const READ = "h1, h2, h3, .kiosk-lead, .message__big, .bring li > span, dt, dd, [data-number], button";
const TONGUES = { tl: ["fil", "tl"] };

const voices = () => globalThis.speechSynthesis?.getVoices() ?? [];

function voiceFor(language) {
  const main = (tag) => tag.replace("_", "-").toLowerCase();
  const wanted = (TONGUES[language] ?? [language]).map(main);
  const exact = voices().find(({ lang }) => wanted.includes(main(lang)));
  if (exact || language.startsWith("zh")) return exact ?? null; // no Mandarin of elsewhere is taken for it
  return voices().find(({ lang }) => wanted.includes(main(lang).split("-")[0])) ?? null;
}

/** Whether this machine can say it. */
export const canGuide = (language) => voiceFor(language) !== null;

/** `heard()` when the machine's voices are known, which may be late. */
export function whenVoicesChange(heard) {
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", heard);
}

/** Read the screen, instead of what is being read. */
export function readScreen(main, language) {
  const parts = [...main.querySelectorAll(READ)].filter((one) => !one.closest("button") || one.matches("button"));
  say(parts.map(textOf).filter(Boolean).join("。"), language);
}

/** Read one thing, as it gets the focus. */
export const readOne = (element, language) => say(textOf(element), language);

export function hush() {
  globalThis.speechSynthesis?.cancel();
}

function textOf(element) {
  const words = element.getAttribute("aria-label") ?? element.innerText ?? "";
  return words.replace(/\s+/g, " ").trim();
}

function say(text, language) {
  const voice = voiceFor(language);
  hush();
  if (!voice || !text) return;
  const words = new SpeechSynthesisUtterance(text);
  Object.assign(words, { voice, lang: voice.lang, rate: 0.9 });
  speechSynthesis.speak(words);
}
