// Words for what the floor says in codes, and sentences that several staff pages share.

import { hourOf, lang, pick, t, tn } from "/assets/js/i18n.js";
import { html, nothing, tag } from "/assets/js/parts.js";
import { minutes } from "./time.js";

const PAUSES = {
  break: () => t("Break"),
  paperwork: () => t("Paperwork"),
  other: () => t("Other reason"),
};
const PARKS = {
  documents: () => t("Fetching a document"),
  form: () => t("Filling in a form"),
  enquiry: () => t("Waiting for an enquiry"),
  other: () => t("Other reason"),
};
const DECLINES = {
  serving: () => t("In the middle of a case"),
  break: () => t("On a break"),
  duty: () => t("Bound to another duty"),
  other: () => t("Other reason"),
};
const CLASSES = {
  walk_in: () => t("Walk-in"),
  priority: () => t("Priority"),
  appointment: () => t("Appointment"),
};
const inWords = (words) => (code) => words[code]?.() ?? code ?? "";

export const PAUSE_REASONS = Object.keys(PAUSES);
export const PARK_REASONS = Object.keys(PARKS);
export const DECLINE_REASONS = Object.keys(DECLINES);
/** A reason as chosen from the list, or as somebody wrote it. */
export const pauseReason = inWords(PAUSES);
export const parkReason = inWords(PARKS);
export const declineReason = inWords(DECLINES);

/** The name of a class of visitors. */
export const classOf = (id, floor) => {
  const found = floor?.classes?.find((one) => one.id === id);
  return found ? pick(found.name) : inWords(CLASSES)(id);
};

/** Codes for which browsers have no name, or another one than the office's. */
const TONGUES = { tl: "fil" };

/** A visitor's language where it is not the office's own: to know before speaking. */
export function languageOf(code) {
  if (!code || code.toLowerCase().startsWith("zh")) return null;
  return new Intl.DisplayNames([lang()], { type: "language" }).of(TONGUES[code] ?? code) ?? code;
}

/** A language by its code, or signs. */
export function tongue(code) {
  if (code === "sign_language") return t("Sign language");
  return new Intl.DisplayNames([lang()], { type: "language" }).of(TONGUES[code] ?? code) ?? code;
}

/** A visitor's language, stronger where somebody who speaks it was asked for, and signs. */
export function needTags({ language: code, needs }) {
  const language = languageOf(code);
  const isNeeded = needs.includes("language");
  return html`${language || isNeeded
      ? tag(isNeeded ? "solid" : "accent", "globe", isNeeded ? t("Needs {language}", { language: tongue(code) }) : language)
      : nothing}
    ${needs.includes("sign_language") ? tag("solid", "hand", t("Sign language")) : nothing}`;
}

/** "Counter 3 · Express": its number always, its name where it has one of its own. */
export function counterTitle(counter) {
  const number = t("Counter {n}", { n: counter.id });
  const name = pick(counter.name);
  return !name || name === number ? number : `${number} · ${name}`;
}

export const serviceOf = (floor, id) => floor.services.find((service) => service.id === id) ?? null;

/** The name of a service by its id. */
export const serviceName = (floor, id) => pick(serviceOf(floor, id)?.name) || id;

/** For when an appointment was made, also where its holder came too late; and what for. */
export function slotTag({ slot_at: slot, pick_up: isPickUp }) {
  return html`${slot ? tag("", "calendar", t("For {time}", { time: hourOf(slot) })) : nothing}
    ${isPickUp ? tag("accent", "hand", t("Pick-up")) : nothing}`;
}

/** How many come under one number, where it is not one alone. */
export function peopleTag({ people }) {
  return people > 1 ? tag("solid", "people", tn("{n} person", "{n} people", people)) : nothing;
}

/** What the visitor came for besides; the number goes on to it by itself. */
export function errandTag(floor, { errands }) {
  if (errands.length === 0) return nothing;
  return tag("", "document", t("Then: {services}", { services: listed(errands.map((id) => serviceName(floor, id))) }));
}

/** Several names in one sentence. */
export const listed = (names) => names.join(t(", "));

/** "All services", or their names. */
export function servedNames(counter, floor) {
  const ids = [...new Set(counter.serves.flatMap((lane) => lane.services))];
  return ids.length === floor.services.length ? t("All services") : listed(ids.map((id) => serviceName(floor, id)));
}

/** A few names in full, many by the first two. */
function fewNames(names, all) {
  if (names.length === 0 || names.length === all) return t("All services");
  if (names.length <= 3) return listed(names);
  return t("{names} and {n} more services", { names: listed(names.slice(0, 2)), n: names.length - 2 });
}

/** What a plan asks for, in one sentence. */
export function planSentence(plan, floor) {
  const values = {
    counter: t("Counter {n}", { n: plan.counter }),
    services: fewNames(plan.services.map((id) => serviceName(floor, id)), floor.services.length),
    clerk: plan.clerk_name,
  };
  const sentences = {
    open_counter: () => t("{clerk} opens {counter}: {services}.", values),
    add_service: () => t("{counter} takes {services} as well.", values),
    move_clerk: () => t("{clerk} moves to {counter}: {services}.", values),
    end_break: () => t("{clerk} ends the break and resumes {counter}, if willing.", values),
    shorten_break: () => t("{clerk} ends the break and resumes {counter}, if willing.", values),
    call_express: () => t("{counter} calls the express lane.", values),
  };
  return (sentences[plan.kind] ?? sentences.open_counter)();
}

/**
 * What a plan is expected to change: minutes of the longest wait and people waiting, without and
 * with it. Both, as either may stay the same while the other falls.
 */
export function effectOf({ effect }) {
  const { longest_wait_s: wait, waiting } = effect;
  return {
    wait: { before: minutes(wait.without), after: minutes(wait.with) },
    people: { before: Math.round(waiting.without), after: Math.round(waiting.with) },
  };
}

/** Who did it: the name the office gave, or what the actor's id says of its kind. */
export function whoIs(actor, name) {
  if (name) return name;
  const [kind, id = ""] = actor.split(/:(.*)/s);
  if (kind === "system") return t("the system");
  if (kind === "token") return t("a program");
  return id || actor;
}
