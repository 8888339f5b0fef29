// Words of the screens. English is the source text; other languages come from the same .po files as
// the server's, as JSON { "English source": "translation" }.

const html = document.documentElement;
const FACES = ["Noto Sans TC", "Noto Sans Thai"];
const catalogues = new Map([["en", {}]]);
let current = html.lang || "zh-TW";

/** The languages this page may be switched to, the office's first one first. */
export const offered = (html.dataset.languages || "zh-TW en").split(" ");

const OWN_NAMES = {
  "zh-TW": "中文",
  en: "English",
  vi: "Tiếng Việt",
  id: "Bahasa Indonesia",
  th: "ไทย",
  tl: "Filipino",
};

/** What a language calls itself. */
export function ownName(language) {
  return OWN_NAMES[language] ?? language;
}

/** The language shown now, e.g. "zh-TW". */
export function lang() {
  return current;
}

/** Show another language from now on; the caller draws the page again. */
export async function use(language) {
  await load(language);
  current = language;
  html.lang = language;
}

/** Have a language's words at hand, so that a later `use` needs no network. */
export async function load(language) {
  if (catalogues.has(language)) return;
  try {
    const response = await fetch(`/assets/i18n/${encodeURIComponent(language)}.json`);
    if (response.ok) catalogues.set(language, await response.json());
  } catch {
    // English is shown, and the next use asks again.
  }
}

/** `t("{n} waiting", {n: 3})`: the translation, with {names} filled in. */
export function t(source, values = {}) {
  return words(current, source, values);
}

/** The same in a language of one's choice, which must have been loaded. */
export function words(language, source, values = {}) {
  const found = catalogues.get(language)?.[source] || source;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** Singular or plural by `n`; both are source texts of their own. */
export function tn(one, other, n, values = {}) {
  const form = new Intl.PluralRules(current).select(n) === "one" ? one : other;
  return t(form, { n, ...values });
}

/**
 * A name given as {"zh-TW": …, "en": …} in the language shown (or `language`). What the office has
 * not written in a visitor's language is shown in English, which more of them read than Chinese.
 */
export function pick(name, language = current) {
  if (name === null || name === undefined) return "";
  if (typeof name === "string") return name;
  return name[language] ?? (language === "zh-TW" ? null : name.en) ?? name["zh-TW"] ?? name.en ?? "";
}

/** The same, but nothing where it is written in Chinese alone and another language is shown. */
export function readable(name) {
  const isForeign = current !== "zh-TW" && typeof name === "object" && !name?.[current] && !name?.en;
  return isForeign ? "" : pick(name);
}

/**
 * Fetch the type for every word of a language now, and for `more` (names from the office). Screens
 * that stand for days call this: a word first needed when the connection is gone could not be drawn.
 */
export async function warmType(language, more = "") {
  await load(language);
  const signs = [...new Set(Object.values(catalogues.get(language) ?? {}).join("") + more)].join("");
  await Promise.all(
    [400, 500, 700].flatMap((weight) =>
      FACES.map((face) => document.fonts.load(`${weight} 1em "${face}"`, signs)),
    ),
  );
}

const timeZone = html.dataset.timeZone || "Asia/Taipei";
const formats = new Map();

function format(options, language = current) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language, { timeZone, ...options }));
  }
  return formats.get(key);
}

/** "10:32" in the office's time zone, whatever the device's. */
export function hourOf(instant) {
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(instant));
}

/** "11月22日 星期日" / "Sunday, November 22". */
export function dayOf(instant, language = current) {
  const parts = { month: "long", day: "numeric", weekday: "long" };
  return format(parts, language).format(new Date(instant));
}

/** True when both instants fall on one day of the office. */
export function sameDay(one, other) {
  const day = (instant) => format({ dateStyle: "short" }).format(new Date(instant));
  return day(one) === day(other);
}

/** A span as whole minutes, e.g. "12 min"; under a minute, "under 1 min". */
export function minutesOf(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes < 1 ? t("under 1 min") : t("{n} min", { n: minutes });
}

/** A span as a running clock, "4:05" or "1:04:05". */
export function clockOf(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

const OPEN_ABOVE_MIN = 300; // who is told more waits for the rest of the day: the end says nothing
const FLOOR_MIN = 180;

/** A range of minutes [lo, hi] in words: "5–10 min", "within 5 min", "no wait", "over 180 min". */
export function rangeOf(range) {
  if (!range) return "";
  const [lo, hi] = range;
  if (hi <= 0) return t("no wait");
  if (hi > OPEN_ABOVE_MIN && lo > 0) return t("over {n} min", { n: Math.min(lo, FLOOR_MIN) });
  return lo <= 0 ? t("within {n} min", { n: hi }) : t("{lo}–{hi} min", { lo, hi });
}

const HOLD_S = 45;

/**
 * {p10, p90} in seconds, rounded outwards: [lo, hi] in minutes, as the server does for the board.
 * Each end of `previous` stays while it is right within HOLD_S, so that figures do not jump.
 */
export function outwards(wait, previous = null) {
  if (!wait) return null;
  let [lo, hi] = [down(wait.p10), up(wait.p90)];
  if (previous) {
    const [was, wasHi] = previous;
    if (down(Math.max(wait.p10 - HOLD_S, 0)) <= was && was <= down(wait.p10 + HOLD_S)) lo = was;
    if (up(Math.max(wait.p90 - HOLD_S, 0)) <= wasHi && wasHi <= up(wait.p90 + HOLD_S)) hi = wasHi;
  }
  return [Math.min(lo, hi), hi];
}

/** Up to twenty minutes by the minute, up to an hour by five, then by ten; in seconds. */
function step(seconds) {
  return 60 * (seconds <= 1200 ? 1 : seconds <= 3600 ? 5 : 10);
}

function down(seconds) {
  return (Math.floor(seconds / step(seconds)) * step(seconds)) / 60;
}

function up(seconds) {
  return (Math.ceil(seconds / step(seconds)) * step(seconds)) / 60;
}

await load(current);
