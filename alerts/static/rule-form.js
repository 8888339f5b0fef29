// One rule while it is changed: its sentence with fields in it, its hold, and its hours.

import { pick, t } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";

const FACTORS = { minutes: 60 };
const DAYS = () => [
  ["mon", t("Mon")],
  ["tue", t("Tue")],
  ["wed", t("Wed")],
  ["thu", t("Thu")],
  ["fri", t("Fri")],
  ["sat", t("Sat")],
  ["sun", t("Sun")],
];
const LABELS = {
  limit: () => t("Limit"),
  clear: () => t("Over at"),
  worse: () => t("Told again at"),
  within: () => t("Looks ahead, minutes"),
};
const BLANK = { days: ["mon", "tue", "wed", "thu", "fri"], from: "11:30", to: "13:30" };

const factorOf = ({ told_in: unit }) => FACTORS[unit] ?? 1;
const told = (figure, factor) => (figure === null || figure === undefined ? "" : String(Number((figure / factor).toFixed(2))));
const figure = (text, factor) => (text === "" || text === undefined ? null : Number(text) * factor);

/** The rule's figures as texts for fields, in the unit of its sentence. */
export function draftOf(rule) {
  const { setting } = rule;
  const factor = factorOf(rule);
  const limits = ({ limit, clear, worse }) => ({ limit: told(limit, factor), clear: told(clear, factor), worse: told(worse, factor) });
  return {
    rule,
    ...limits(setting),
    isOn: setting.limit !== null,
    hold: told(setting.hold_s, 1),
    within: told(setting.within_s, 60),
    hours: setting.hours.map((hours) => ({ days: [...hours.days], from: hours.from, to: hours.to, ...limits(hours) })),
  };
}

/** The fields as the API wants them; an empty limit watches nothing. */
export function bodyOf(rule, draft) {
  const factor = factorOf(rule);
  const limits = ({ limit, clear, worse }) => ({ limit: figure(limit, factor), clear: figure(clear, factor), worse: figure(worse, factor) });
  const own = draft.isOn ? { ...draft, limit: draft.limit || "0" } : { limit: "", clear: "", worse: "" };
  return {
    ...limits(own), // a rule that is on and has no limit is refused, not switched off
    hold_s: Number(draft.hold || 0),
    within_s: figure(draft.within, 60),
    hours: draft.hours.map((hours) => ({ days: hours.days, from: hours.from, to: hours.to, ...limits(hours) })),
  };
}

export function ruleForm({ rule, draft, wrong, runner, draw, save, close }) {
  const submit = (event) => {
    event.preventDefault();
    save(rule, draft);
  };
  const isAlways = rule.rule === "blind";
  return html`<form class="rule__form" novalidate @submit=${submit}>
    ${isAlways
      ? nothing
      : html`<label class="choice rule__switch"><input type="checkbox" name="on" .checked=${draft.isOn}
          @change=${(event) => ((draft.isOn = event.target.checked), draw())} /> ${t("Watch this")}</label>`}
    ${draft.isOn ? sentence(rule, draft, wrong) : html`<p class="rule__sentence soft">${t("Not watched, but at the hours below.")}</p>`}
    ${isAlways ? nothing : more(draft, wrong)} ${isAlways ? nothing : hourList(draft, wrong, draw)}
    <div role="alert">${faults(runner, wrong)}</div>
    <p class="row">
      <button class="button button--primary" ?disabled=${Boolean(runner.busy)}>${t("Put in force")}</button>
      <button type="button" class="button" @click=${close}>${t("Leave as it was")}</button>
    </p>
  </form>`;
}

/** 「當等候超過 [7] 人…」: the words stand, the figures are fields. */
function sentence(rule, draft, wrong) {
  const parts = pick(rule.template).split(/\{(\w+)\}/);
  return html`<p class="rule__sentence rule__sentence--open">
    ${parts.map((part, i) => (i % 2 === 0 ? part : number(draft, part, LABELS[part](), wrong, `/${part === "within" ? "within_s" : part}`)))}
  </p>`;
}

function number(draft, name, label, wrong, where) {
  return html`<input class="rule__figure" type="number" inputmode="decimal" step="any" min="0" name=${name} aria-label=${label}
    aria-invalid=${wrong.some((mistake) => mistake.where === where) ? "true" : nothing}
    .value=${draft[name]} @input=${(event) => (draft[name] = event.target.value)} />`;
}

function more(draft, wrong) {
  return html`<p class="rule__hold">${t("It must last")} ${number(draft, "hold", t("Hold, seconds"), wrong, "/hold_s")} ${t("seconds")}</p>`;
}

function hourList(draft, wrong, draw) {
  const add = () => {
    draft.hours.push({ ...BLANK, days: [...BLANK.days], limit: draft.limit, clear: "", worse: "" });
    draw();
  };
  return html`<div class="rule__hours">
    ${draft.hours.map((hours, i) => oneSpan(draft, hours, i, wrong, draw))}
    <button type="button" class="button button--small button--quiet" @click=${add}>${icon("plus")} ${t("Other limits at some hours")}</button>
  </div>`;
}

function oneSpan(draft, hours, i, wrong, draw) {
  const toggle = (day) => (event) => {
    hours.days = event.target.checked ? [...hours.days, day] : hours.days.filter((other) => other !== day);
  };
  const clock = (name, label) =>
    html`<input type="time" class="rule__clock" required aria-label=${label} .value=${hours[name]} @input=${(event) => (hours[name] = event.target.value)} />`;
  return html`<fieldset class="span">
    <legend class="visually-hidden">${t("Hours {n}", { n: i + 1 })}</legend>
    <span class="span__days">${DAYS().map(([day, words]) => html`<label class="span__day"><input type="checkbox" .checked=${hours.days.includes(day)} @change=${toggle(day)} />${words}</label>`)}</span>
    <span class="span__part">${clock("from", t("From"))} – ${clock("to", t("To"))}</span>
    <label class="span__part">${LABELS.limit()} ${number(hours, "limit", LABELS.limit(), wrong, `/hours/${i}/limit`)}</label>
    <label class="span__part">${LABELS.clear()} ${number(hours, "clear", LABELS.clear(), wrong, `/hours/${i}/clear`)}</label>
    <button type="button" class="button button--small button--quiet" aria-label=${t("Remove hours {n}", { n: i + 1 })}
      @click=${() => (draft.hours.splice(i, 1), draw())}>${icon("close")}</button>
    <span class="field__hint">${t("An empty limit watches nothing then.")}</span>
  </fieldset>`;
}

function faults({ problem }, wrong) {
  if (problem?.name !== "save") return nothing;
  const words = wrong.length > 0 ? wrong.map(({ where, what }) => `${nameOf(where)} ${what}`) : [problem.detail];
  return html`<div class="note note--red rule__faults">${icon("alert")}<span><strong>${problem.title}</strong>
    ${words.map((one) => html`<span class="rule__fault">${one}</span>`)}</span></div>`;
}

/** "/hours/0/clear" as the field is called on the page. */
function nameOf(where) {
  const last = where.split("/").at(-1).replace(/_s$/, "");
  return LABELS[last]?.() ?? (last === "hold" ? t("Hold, seconds") : "");
}
