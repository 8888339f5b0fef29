// Everything a clerk can do: its key, its words, and what it asks of the server.
//
// `ask` gets {floor, counter, post, refuse}; `post(verb, body)` asks the counter.

import { clockOf, pick, t } from "/assets/js/i18n.js";
import { ask as question } from "/assets/js/staff/dialog.js";
import { since } from "/assets/js/staff/time.js";
import {
  PARK_REASONS,
  PAUSE_REASONS,
  classOf,
  counterTitle,
  listed,
  parkReason,
  pauseReason,
  servedNames,
  serviceName,
} from "/assets/js/staff/words.js";
import { linesFor, matching } from "./model.js";

const at = (verb, body = () => ({})) => (desk) => desk.post(verb, body(desk));
const digit = (index) => (index < 9 ? String(index + 1) : null);
const isServing = (counter) => counter.ticket?.state === "serving";

export const ACTIONS = {
  open: { key: "O", icon: "play", label: () => t("Open this counter"), ask: at("open") },
  next: {
    key: "N",
    icon: "forward",
    label: (counter) => (isServing(counter) ? t("Finish, call next") : t("Call next")),
    ask: at("call-next", ({ counter }) => ({ finish_current: isServing(counter) })),
    say: (answer) => (answer.number ? t("{number} called", { number: answer.number }) : t("Done. Nobody else is waiting for this counter.")),
  },
  start: {
    key: "S",
    icon: "play",
    label: () => t("Start"),
    ask: at("start"),
    say: (answer) => t("{number}: service has begun", { number: answer.number }),
  },
  finish: {
    key: "F",
    icon: "finish",
    label: () => t("Finish"),
    ask: at("finish"),
    say: (answer) => t("{number} is done", { number: answer.number }),
  },
  recall: {
    key: "R",
    icon: "recall",
    label: () => t("Call again"),
    ask: at("recall"),
    say: (answer) => t("{number} called again", { number: answer.number }),
  },
  noShow: {
    key: "X",
    icon: "eye-off",
    label: () => t("Did not come"),
    ask: at("no-show"),
    say: (answer) => t("{number} is marked as missed", { number: answer.number }),
  },
  park: {
    key: "P",
    icon: "park",
    label: () => t("Set aside"),
    ask: park,
    say: (answer) => t("{number} is set aside", { number: answer.number }),
  },
  transfer: {
    key: "T",
    icon: "move",
    label: () => t("Transfer"),
    ask: transfer,
    say: (answer) => t("{number} is transferred", { number: answer.number }),
  },
  undo: { key: "U", icon: "undo", label: () => t("Undo"), ask: at("undo"), say: () => t("Taken back") },
  choose: {
    key: "G",
    icon: "ticket",
    label: () => t("Call a number"),
    ask: choose,
    say: (answer) => t("{number} called", { number: answer.number }),
  },
  takeUp: {
    key: "E",
    icon: "history",
    label: () => t("Take up again"),
    ask: takeUp,
    say: (answer) => t("{number}: service goes on", { number: answer.number }),
  },
  takeBack: {
    key: "M",
    icon: "back",
    label: () => t("Missed number is here"),
    ask: takeBack,
    say: (answer) => t("{number} is back in line", { number: answer.number }),
  },
  pause: { key: "B", icon: "pause", label: () => t("Pause"), ask: pause, say: () => t("Nobody is called here now") },
  resume: { key: "B", icon: "play", label: () => t("Resume calling"), ask: at("resume"), say: () => t("Calling again") },
  help: {
    key: "H",
    icon: "hand",
    label: (counter) => (counter.help_requested_at ? t("Help no longer needed") : t("Ask for the supervisor")),
    ask: at("help", ({ counter }) => ({ needed: !counter.help_requested_at })),
    say: ({ counter }) => (counter.help_requested_at ? t("The supervisor is told") : t("The request is taken back")),
  },
  close: { key: "Q", icon: "close", label: () => t("Close the counter"), ask: at("close") },
};

const reasons = (codes, inWords) => codes.map((value, i) => ({ key: digit(i), label: inWords(value), value }));

async function pause({ post }) {
  const options = reasons(PAUSE_REASONS, pauseReason);
  const answer = await question({ title: t("Why pause?"), groups: [{ options }] });
  return answer && post("pause", { reason: answer.value });
}

async function park({ counter, post }) {
  const answer = await question({
    title: t("Set {number} aside: why?", { number: counter.ticket.number }),
    hint: t("You are free to call others; it is taken up again from the list."),
    groups: [{ options: reasons(PARK_REASONS, parkReason) }],
  });
  return answer && post("park", { reason: answer.value });
}

async function transfer({ floor, counter, post }) {
  const answer = await question({
    title: t("Transfer {number} to …", { number: counter.ticket.number }),
    hint: t("Same number; its place in line follows its time of arrival."),
    wide: true,
    groups: [
      { heading: t("Another service"), options: otherServices(floor, counter) },
      { heading: t("Another counter"), options: otherCounters(floor, counter) },
    ],
  });
  return answer && post("transfer", answer.value);
}

const otherServices = (floor, counter) =>
  floor.services
    .filter((service) => service.id !== counter.ticket.service)
    .map((service) => ({
      key: service.letter,
      label: pick(service.name),
      note: service.open_counters > 0 ? t("{n} waiting", { n: service.waiting }) : t("No counter open"),
      value: { service: service.id },
    }));

const otherCounters = (floor, counter) =>
  floor.counters
    .filter((other) => other.id !== counter.id && other.status !== "closed")
    .map((other) => ({
      key: counterKey(other),
      label: counterTitle(other),
      note: other.clerk_name ?? "",
      value: { counter: other.id },
    }));

/** The digit a counter is chosen by: 1 to 9, and 0 for counter 10. */
export const counterKey = ({ id }) => (id <= 10 ? String(id % 10) : null);

const rowOf = (floor) => (line, i) => ({
  key: digit(i),
  label: line.number,
  note: [
    serviceName(floor, line.service),
    line.class === "walk_in" ? "" : classOf(line.class, floor),
    clockOf(since(line.waiting_since)),
  ]
    .filter(Boolean)
    .join(" · "),
  value: line,
});

async function choose({ floor, counter, post, refuse }) {
  const lines = linesFor(floor, counter);
  const answer = await question({
    title: t("Call a chosen number"),
    field: { label: t("Number"), placeholder: "A023", maxlength: 8, submit: t("Call") },
    groups: [{ heading: t("Waiting longest"), options: lines.slice(0, 5).map(rowOf(floor)) }],
  });
  if (!answer) return undefined;
  const found = answer.value ? [answer.value] : matching(answer.text, lines);
  if (found.length === 1) return post("call", { ticket: found[0].ticket });
  return refuse(...whyNot(answer.text, found, floor, counter));
}

function whyNot(typed, found, floor, counter) {
  if (found.length > 1) {
    const numbers = listed(found.map((line) => line.number));
    return [t("Which one?"), t("{typed} may be {numbers}: type the letter too.", { typed, numbers })];
  }
  const [elsewhere] = matching(typed, floor.lines);
  if (elsewhere) {
    const services = servedNames(counter, floor);
    return [
      t("{number} cannot be called here.", { number: elsewhere.number }),
      t("This counter takes: {services}.", { services }),
    ];
  }
  return [t("{typed} is not waiting.", { typed: typed || "–" }), t("Missed and set-aside numbers are in their own lists.")];
}

async function oneOf(title, lines, floor) {
  if (lines.length === 1) return lines[0];
  const answer = await question({ title, groups: [{ options: lines.map(rowOf(floor)) }] });
  return answer?.value;
}

async function takeUp({ floor, counter, post }) {
  const own = floor.parked.filter((line) => line.counter === counter.id);
  const line = await oneOf(t("Take up which number?"), own.length > 0 ? own : floor.parked, floor);
  return line && post("resume", { ticket: line.ticket });
}

async function takeBack({ floor, post }) {
  const line = await oneOf(t("Which missed number is here?"), floor.missed, floor);
  return line && post("return", { ticket: line.ticket });
}
