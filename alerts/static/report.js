// What reallocation did in a month: how soon, how much waiting was spared, who helped how often.

import { t, tn } from "/assets/js/i18n.js";
import { html, nothing } from "/assets/js/parts.js";

const MONTHS_BACK = 12;

/** "4.5 min", of a span in seconds; a dash for none. */
export const inMinutes = (seconds) =>
  seconds === null || seconds === undefined ? "–" : t("{n} min", { n: Math.round(seconds / 6) / 10 });

/** "2.3 h" from an hour on, else minutes. */
export const inHours = (seconds) =>
  Math.abs(seconds) >= 3600 ? t("{n} h", { n: Math.round(seconds / 360) / 10 }) : inMinutes(seconds);

export function report(told, { month, choose }) {
  if (!told) return nothing;
  return html`<section class="card card--tight report" aria-labelledby="report-title">
    <h2 id="report-title" class="watch__title">${t("Alerts and help by month")}</h2>
    <label class="report__month"><span>${t("Month")}</span>
      <select @change=${(event) => choose(event.target.value)}>
        ${months(told.month).map((one) => html`<option value=${one} ?selected=${one === (month ?? told.month)}>${one}</option>`)}
      </select>
    </label>
    ${told.total.episodes === 0 ? html`<p class="watch__none">${t("No alerts in this month")}</p>` : figures(told)}
    ${helps(told.helps)}
  </section>`;
}

function figures({ total, days }) {
  return html`<div class="table-wrap" tabindex="0" role="group" aria-labelledby="report-title">
    <table class="table">
      <thead><tr><th scope="col">${t("Day")}</th><th scope="col" class="is-number">${t("Alerts")}</th>
        <th scope="col" class="is-number">${t("Carried out")}</th><th scope="col" class="is-number">${t("Seen after")}</th>
        <th scope="col" class="is-number">${t("Acted after")}</th><th scope="col" class="is-number">${t("Over after")}</th>
        <th scope="col" class="is-number">${t("Waiting spared")}</th><th scope="col" class="is-number">${t("Time of helpers")}</th></tr></thead>
      <tbody>${days.map(({ date, sums }) => row(date, sums))}</tbody>
      <tfoot>${row(t("Together"), total)}</tfoot>
    </table>
  </div>`;
}

function row(name, sums) {
  return html`<tr><th scope="row" class="number">${name}</th>
    <td class="is-number">${sums.episodes}</td><td class="is-number">${sums.applied}</td>
    <td class="is-number">${inMinutes(sums.to_ack_s)}</td><td class="is-number">${inMinutes(sums.to_act_s)}</td>
    <td class="is-number">${inMinutes(sums.to_recover_s)}</td><td class="is-number">${inHours(sums.saved_s)}</td>
    <td class="is-number">${inHours(sums.helper_s)}</td></tr>`;
}

/** The load on each helper, so that it can be seen to be fair. */
function helps(lines) {
  const shown = lines.filter((line) => line.helps > 0 || line.reserve);
  const most = Math.max(1, ...shown.map((line) => line.helps));
  if (shown.length === 0) return nothing;
  return html`<h3 class="watch__title">${t("Helps of each clerk")}</h3>
    <ul class="plain-list helps">${shown.map(
      (line) => html`<li><span class="helps__name">${line.name}</span>
        <svg class="helps__bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${(100 * line.helps) / most} height="8"></rect></svg>
        <span class="number">${tn("{n} time", "{n} times", line.helps)}</span></li>`,
    )}</ul>`;
}

function months(shown) {
  const [year, month] = shown.split("-").map(Number);
  const now = new Date();
  const last = Math.max(year * 12 + month - 1, now.getFullYear() * 12 + now.getMonth());
  return Array.from({ length: MONTHS_BACK }, (_, i) => last - i).map((n) => `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}`);
}
