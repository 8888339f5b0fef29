// Booking an appointment and, behind #, one's own: look, change, cancel, check in.
// The token of a booking is in the fragment and in bodies, never in an address that is sent.

import { get, newIdempotencyKey, post } from "/assets/js/api.js";
import { hourOf, load, offered, t, use } from "/assets/js/i18n.js";
import { $, confirm, render, say } from "/assets/js/parts.js";
import { picture } from "/assets/kiosk/book-screens.js";

const TOKEN = /^[\w-]{16,64}$/;

const state = {
  screen: "loading", // loading | choose | mine | lost
  offer: null,
  service: null, // id
  pickUp: false,
  day: null, // "2026-11-24"
  slot: null, // instant
  changing: false, // choosing another slot for `mine`
  mine: null,
  problem: null,
  busy: "",
};
const root = $("#book");
let intent = null; // one wish, one key, however often it is sent

const actions = {
  async language(language) {
    await use(language);
    document.title = t("Book an appointment");
    draw();
  },
  service(id) {
    Object.assign(state, { service: id, pickUp: false, slot: null, problem: null });
    const days = openDays();
    if (!days.some(({ date }) => date === state.day)) state.day = days[0]?.date ?? null;
    draw();
    $("#when", root)?.focus();
  },
  pickUp(isPickUp) {
    state.pickUp = isPickUp;
    draw();
  },
  day(date) {
    Object.assign(state, { day: date, slot: null });
    draw();
  },
  slot(at) {
    Object.assign(state, { slot: at, problem: null });
    draw();
    if (!state.changing) $("#contact", root)?.focus();
  },
  async book(event) {
    event.preventDefault();
    const contact = new FormData(event.target).get("contact").trim();
    const body = { service: state.service, slot_at: state.slot, contact, language: document.documentElement.lang, pick_up: state.pickUp };
    const same = JSON.stringify(body);
    if (intent?.same !== same) intent = { same, key: newIdempotencyKey() };
    const mine = await tried("book", () => post("/bookings", body, { idempotencyKey: intent.key }));
    if (!mine) return refreshed();
    intent = null;
    history.pushState(null, "", `#${mine.token}`);
    show(mine);
    say(t("Your appointment is made."));
  },
  async change() {
    await refreshed();
    const { service } = state.mine;
    Object.assign(state, { changing: true, service: service.id, slot: null });
    state.day = openDays()[0]?.date ?? null;
    draw();
    $("#when", root)?.focus();
  },
  keep() {
    Object.assign(state, { changing: false, problem: null });
    draw();
  },
  async move() {
    const body = { token: state.mine.token, slot_at: state.slot };
    const mine = await tried("move", () => post("/bookings/change", body));
    if (!mine) return refreshed();
    show(mine);
    say(t("Your appointment is changed."));
  },
  async cancel() {
    const isSure = await confirm({
      title: t("Cancel your appointment?"),
      text: t("Somebody else may then have the time. You may book again."),
      yes: t("Cancel it"),
      no: t("Keep it"),
      danger: true,
    });
    if (!isSure) return;
    const mine = await tried("cancel", () => post("/bookings/cancel", { token: state.mine.token }));
    if (mine) show(mine);
  },
  async checkIn() {
    const isHere = await confirm({
      title: t("Are you at the office now?"),
      text: t("Your number may be called at once. Check in when you are at the door."),
      yes: t("Yes, check in"),
      no: t("Not yet"),
    });
    if (!isHere) return;
    const came = await tried("check-in", () => post("/bookings/check-in", { token: state.mine.token }));
    if (came) location.assign(came.link);
  },
  async calendar() {
    const file = await tried("calendar", () => calendarFile(state.mine.token));
    if (!file) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "appointment.ics";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  },
  again() {
    history.pushState(null, "", location.pathname);
    open();
  },
};

async function calendarFile(token) {
  const response = await fetch("/api/v1/bookings/calendar", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw Object.assign(new Error(), await response.json());
  return response.blob();
}

/** What `work` gives; null after a refusal, which is then on the screen. */
async function tried(name, work) {
  Object.assign(state, { busy: name, problem: null });
  draw();
  try {
    return await work();
  } catch (problem) {
    state.problem = problem;
    return null;
  } finally {
    state.busy = "";
    draw();
    if (state.problem) $("[data-problem]", root)?.scrollIntoView({ block: "center" });
  }
}

function openDays() {
  return state.offer.days.filter((day) => day.slots.some(({ left }) => left[state.service]));
}

/** The slots as they are now, with the choice kept where it still holds. */
async function refreshed() {
  try {
    state.offer = await get("/bookings/offer");
  } catch {
    return draw();
  }
  const slots = state.offer.days.flatMap((day) => day.slots);
  if (!slots.some(({ at, left }) => at === state.slot && left[state.service])) state.slot = null;
  return draw();
}

function show(mine) {
  Object.assign(state, { screen: "mine", mine, changing: false, problem: null });
  draw();
  scrollTo(0, 0);
  $("h1", root)?.focus({ preventScroll: true });
}

function draw() {
  document.title = state.mine && state.screen === "mine" ? `${hourOf(state.mine.slot_at)} · ${t("Your appointment")}` : t("Book an appointment");
  render(picture(state, actions), root);
}

async function open() {
  const token = decodeURIComponent(location.hash.slice(1));
  Object.assign(state, { screen: "loading", mine: null, problem: null, changing: false, slot: null });
  draw();
  try {
    if (token) {
      if (!TOKEN.test(token)) throw { code: "unknown_booking" };
      return show(await post("/bookings/mine", { token }));
    }
    state.offer = await get("/bookings/offer");
    state.screen = "choose";
  } catch (problem) {
    Object.assign(state, { screen: "lost", problem });
  }
  return draw();
}

addEventListener("hashchange", open);
addEventListener("popstate", open);
for (const language of offered) load(language);
await load(document.documentElement.lang);
open();
