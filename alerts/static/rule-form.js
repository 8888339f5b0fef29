// One rule while it is changed: its sentence with fields in it, its hold, and its hours.

import { pick, t } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";
import { hourList } from "./rule-hours.js";

const FACTORS = { minutes: 60 };
const LABELS = {
  limit: () => t("Limit"),
  clear: () => t("Over at"),
  worse: () => t("Told again at"),
  within: () => t("Looks ahead, minutes"),
};
const OTHERS = { hold: () => t("Hold, seconds"), days: () => t("Weekdays"), from: () => t("From"), to: () => t("To") };
/** Where the API would speak of lengths and patterns. */
const OWN_WORDS = { days: () => t("choose at least one"), from: () => t("an hour such as 11:30"), to: () => t("an hour such as 11:30") };

const factorOf = ({ told_in: unit }) => FACTORS[unit] ?? 1;
const told = (figure, factor) => (figure === null || figure === undefined ? "" : String(Number((figure / factor).toFixed(4))));
/** To a tenth of a second: 100 s are 1.6667 minutes in the field and 100 s again when it is sent. */
const figure = (text, factor) => (text === "" || text === undefined ? null : Number((Number(text) * factor).toFixed(1)));

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
    ${isAlways ? nothing : more(draft, wrong)} ${isAlways ? nothing : hourList(draft, draw, (hours, name, where) => number(hours, name, LABELS[name](), wrong, where))}
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

function faults({ problem }, wrong) {
  if (problem?.name !== "save") return nothing;
  const words = wrong.length > 0 ? wrong.map(({ where, what }) => `${nameOf(where)} ${OWN_WORDS[where.split("/").at(-1)]?.() ?? what}`) : [problem.detail];
  return html`<div class="note note--red rule__faults">${icon("alert")}<span><strong>${problem.title}</strong>
    ${words.map((one) => html`<span class="rule__fault">${one}</span>`)}</span></div>`;
}

/** "/hours/0/clear" as the field is called on the page. */
function nameOf(where) {
  const [, span, last] = /^(?:\/hours\/(\d+))?\/(\w+?)(?:_s)?$/.exec(where) ?? [];
  const name = LABELS[last]?.() ?? OTHERS[last]?.() ?? "";
  return span === undefined ? name : `${t("Hours {n}", { n: Number(span) + 1 })} ${name}`;
}
