// Words of the screens. English is the source text; other languages come from the same .po files as
// the server's, as JSON { "English source": "translation" }.

const html = document.documentElement;
const catalogues = new Map([["en", {}]]);
let current = html.lang || "zh-TW";

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
  const words = catalogues.get(current)?.[source] || source;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** Singular or plural by `n`; both are source texts of their own. */
export function tn(one, other, n, values = {}) {
  const form = new Intl.PluralRules(current).select(n) === "one" ? one : other;
  return t(form, { n, ...values });
}

/** A name given as {"zh-TW": …, "en": …} in the language shown (or `language`). */
export function pick(name, language = current) {
  if (name === null || name === undefined) return "";
  if (typeof name === "string") return name;
  return name[language] ?? name["zh-TW"] ?? name.en ?? "";
}

const timeZone = html.dataset.timeZone || "Asia/Taipei";
const formats = new Map();

function format(options) {
  const key = current + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(current, { timeZone, ...options }));
  }
  return formats.get(key);
}

/** "10:32" in the office's time zone, whatever the device's. */
export function hourOf(instant) {
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(instant));
}

/** "11月22日 星期日" / "Sunday, November 22". */
export function dayOf(instant) {
  return format({ month: "long", day: "numeric", weekday: "long" }).format(new Date(instant));
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

/** A range of minutes [lo, hi] in words: "5–10 min", "under 5 min". */
export function rangeOf(range) {
  if (!range) return "";
  const [lo, hi] = range;
  return lo <= 0 ? t("within {n} min", { n: hi }) : t("{lo}–{hi} min", { lo, hi });
}

const STEPS_MIN = [0, 5, 10, 15, 20, 30, 40, 50, 60, 75, 90, 120, 150, 180, 240];

/** {p10, p90} in seconds, rounded outwards to steps people use: [lo, hi] in minutes. */
export function outwards(wait) {
  if (!wait) return null;
  const lo = STEPS_MIN.filter((step) => step * 60 <= wait.p10).at(-1) ?? 0;
  const hi = STEPS_MIN.find((step) => step * 60 >= wait.p90 && step > lo) ?? STEPS_MIN.at(-1);
  return [lo, hi];
}

await load(current);
