// What a clerk's page knows, worked out of the floor: no screen in here.

/** Supervisors may act at a counter that somebody else opened. */
export const mayActFor = (me) => me.role === "supervisor" || me.role === "admin";

/** Whether this person opened the counter. */
export const isMine = (counter, me) =>
  counter.status !== "closed" &&
  ((me.clerk && counter.clerk === me.clerk) || (counter.holder && counter.holder === me.actor));

/** The counter this person acts at: the one asked for by address, else the one they hold. */
export function counterOf(floor, me, chosen = null) {
  if (!floor) return null;
  if (chosen !== null) return floor.counters.find((counter) => counter.id === chosen) ?? null;
  return floor.counters.find((counter) => isMine(counter, me)) ?? null;
}

/** This person, as the floor shows them. */
export const clerkOf = (floor, me) => floor?.clerks.find((clerk) => clerk.id === me.clerk) ?? null;

/** Whether the counter may call that ticket. */
export function takes(counter, line) {
  if (line.only_counter !== null) return line.only_counter === counter.id;
  return counter.serves.some((lane) => lane.services.includes(line.service) && lane.classes.includes(line.class));
}

/** Waiting tickets that the counter may call, in the order of arrival. */
export const linesFor = (floor, counter) => floor.lines.filter((line) => takes(counter, line));

/** What may be done now: a set of action names; `until` gives the seconds to an instant. */
export function allowed(counter, floor, until) {
  if (counter.status === "closed") return new Set(["open"]);
  const can = new Set(["help"]);
  const state = counter.ticket?.state ?? null;
  const isOpen = counter.status === "open";
  const add = (...names) => names.forEach((name) => can.add(name));
  if (floor.missed.length > 0) add("takeBack");
  if (counter.can_undo) add("undo");
  if (isOpen) add("pause");
  else add("resume");
  if (state === null) add("close");
  if (state === null && isOpen) add("next", "choose");
  if (state === null && isOpen && floor.parked.length > 0) add("takeUp");
  if (state === "called") add("start", "recall");
  if (state === "called" && until(counter.ticket.no_show_from) === 0) add("noShow");
  if (state === "serving") add("finish", "park", "transfer");
  if (state === "serving" && isOpen) add("next");
  return can;
}

/** The action a clerk most likely takes next: the one drawn in full colour. */
export function likely(counter) {
  if (counter.status === "closed") return "open";
  if (counter.ticket?.state === "called") return "start";
  if (counter.status === "paused") return counter.ticket ? "finish" : "resume";
  return "next";
}

/** How long the ticket in hand has been served, in seconds; `since` gives those of an instant. */
export const servedFor = (line, since) => line.served_s + since(line.started_at);

/** "a023", "23", "A-23": those of `lines` whose number it may be. */
export function matching(typed, lines) {
  const [, letter, digits] = /^([a-z]?)[^0-9a-z]*0*([0-9]*)$/i.exec(typed.trim()) ?? [];
  if (!letter && !digits) return [];
  return lines.filter(({ number }) => {
    const [, own, rest] = /^(\D*)0*(\d+)$/.exec(number) ?? [null, "", number];
    return (!letter || own.toUpperCase() === letter.toUpperCase()) && (!digits || rest === digits);
  });
}

/** The request for help that waits for this clerk's answer. */
export const requestFor = (plans, me) =>
  (me.clerk && plans.find((plan) => plan.state === "offered" && plan.offered_to === me.clerk)) || null;
