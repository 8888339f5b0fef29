// Other limits at some hours of a rule: the entries, and which of them counts where two name one hour.

import { t } from "/assets/js/i18n.js";
import { html, icon, nothing } from "/assets/js/parts.js";

const DAYS = () => [
  ["mon", t("Mon")],
  ["tue", t("Tue")],
  ["wed", t("Wed")],
  ["thu", t("Thu")],
  ["fri", t("Fri")],
  ["sat", t("Sat")],
  ["sun", t("Sun")],
];
const BLANK = { days: ["mon", "tue", "wed", "thu", "fri"], from: "11:30", to: "13:30" };
const DAY_MIN = 24 * 60;
const WEEK_MIN = 7 * DAY_MIN;

/** Minutes of the week that an entry names; it ends on the next day where `to` is not later. */
function minutesOf({ days, from, to }) {
  const found = new Set();
  if (!from || !to) return found;
  const minute = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  const [begin, end] = [minute(from), minute(to)];
  const lasts = end > begin ? end - begin : end + DAY_MIN - begin;
  DAYS().forEach(([day], number) => {
    if (!days.includes(day)) return;
    for (let n = 0; n < lasts; n += 1) found.add((number * DAY_MIN + begin + n) % WEEK_MIN);
  });
  return found;
}

/** Of each entry: which earlier ones have hours of it, and whether they have all of them. */
export function overlaps(spans) {
  const own = spans.map(minutesOf);
  return own.map((mine, i) => {
    const left = new Set(mine);
    const others = [];
    for (let j = 0; j < i; j += 1) {
      const size = left.size;
      for (const minute of own[j]) left.delete(minute);
      if (left.size < size) others.push(j);
    }
    return { others, isIdle: others.length > 0 && left.size === 0 };
  });
}

/** `number(hours, name, where)` is a field for a figure. */
export function hourList(draft, draw, number) {
  const add = () => {
    draft.hours.push({ ...BLANK, days: [...BLANK.days], limit: draft.limit, clear: "", worse: "" });
    draw();
  };
  const shared = overlaps(draft.hours);
  return html`<div class="rule__hours">
    ${draft.hours.map((hours, i) => oneSpan({ draft, draw, number, hours, i, shared: shared[i] }))}
    ${draft.hours.length > 1 ? html`<p class="field__hint">${t("Where two entries name the same hour, the upper one counts.")}</p>` : nothing}
    <button type="button" class="button button--small button--quiet" @click=${add}>${icon("plus")} ${t("Other limits at some hours")}</button>
  </div>`;
}

function oneSpan({ draft, draw, number, hours, i, shared }) {
  const toggle = (day) => (event) => {
    hours.days = event.target.checked ? [...hours.days, day] : hours.days.filter((other) => other !== day);
    draw();
  };
  const clock = (name, label) =>
    html`<input type="time" class="rule__clock" required aria-label=${label} .value=${hours[name]} @input=${(event) => ((hours[name] = event.target.value), draw())} />`;
  return html`<fieldset class="span">
    <legend class="span__name">${t("Hours {n}", { n: i + 1 })}</legend>
    <span class="span__days">${DAYS().map(([day, words]) => html`<label class="span__day"><input type="checkbox" .checked=${hours.days.includes(day)} @change=${toggle(day)} />${words}</label>`)}</span>
    <span class="span__part">${clock("from", t("From"))} – ${clock("to", t("To"))}</span>
    <label class="span__part">${t("Limit")} ${number(hours, "limit", `/hours/${i}/limit`)}</label>
    <label class="span__part">${t("Over at")} ${number(hours, "clear", `/hours/${i}/clear`)}</label>
    <span class="span__deeds">
      ${i > 0
        ? html`<button type="button" class="button button--small button--quiet" aria-label=${t("Move hours {n} up", { n: i + 1 })} @click=${() => up(draft, i, draw)}>${t("Move up")}</button>`
        : nothing}
      <button type="button" class="button button--small button--quiet" aria-label=${t("Remove hours {n}", { n: i + 1 })}
        @click=${() => (draft.hours.splice(i, 1), draw())}>${icon("close")}</button>
    </span>
    <span class="field__hint">${t("An empty limit watches nothing then.")}</span>
    ${clash(shared)}
  </fieldset>`;
}

function up({ hours }, i, draw) {
  hours.splice(i - 1, 2, hours[i], hours[i - 1]);
  draw();
}

function clash({ others, isIdle }) {
  if (others.length === 0) return nothing;
  const names = others.map((n) => t("Hours {n}", { n: n + 1 })).join(t(", "));
  const words = isIdle ? t("Never counts: {spans} have all its hours.", { spans: names }) : t("Overlaps with {spans}, which counts in the hours they share.", { spans: names });
  return html`<span class="span__clash">${icon("alert")} ${words}</span>`;
}
