// Alerts of the past: how soon they were seen, acted on and over.

import { hourOf, pick, t } from "/assets/js/i18n.js";
import { html } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { whoIs } from "/assets/js/staff/words.js";
import { valueOf } from "./alarms.js";

const whole = (minutes) => (minutes === null || minutes === undefined ? "–" : t("{n} min", { n: Math.round(minutes * 10) / 10 }));

export function history(alerts) {
  const over = alerts
    .filter((alert) => ["resolved", "transient"].includes(alert.state))
    .sort((a, b) => b.crossed_at.localeCompare(a.crossed_at));
  return html`<section class="card card--tight history" aria-labelledby="history-title">
    <h2 id="history-title" class="watch__title">${t("Earlier alerts")}</h2>
    ${over.length === 0
      ? html`<p class="watch__none">${t("None today")}</p>`
      : html`<div class="table-wrap" tabindex="0" role="group" aria-labelledby="history-title">
          <table class="table">
            <thead><tr><th scope="col">${t("Began")}</th><th scope="col">${t("Alert")}</th><th scope="col" class="is-number">${t("Worst")}</th>
              <th scope="col" class="is-number">${t("Seen after")}</th><th scope="col" class="is-number">${t("Acted after")}</th>
              <th scope="col" class="is-number">${t("Over after")}</th><th scope="col">${t("Seen by")}</th><th scope="col">${t("Told")}</th></tr></thead>
            <tbody>${repeat(over, (alert) => alert.id, row)}</tbody>
          </table>
        </div>`}
  </section>`;
}

function row(alert) {
  const { to_ack: seen, to_act: acted, to_recover: over } = alert.minutes ?? {};
  return html`<tr>
    <td class="number">${hourOf(alert.crossed_at)}</td>
    <th scope="row"><a href="/supervisor/alerts/${encodeURIComponent(alert.id)}">${pick(alert.title)}</a>${alert.state === "transient" ? html` <span class="soft">${t("back within the hold time, told to nobody")}</span>` : ""}</th>
    <td class="is-number">${valueOf(alert.worst, alert.unit)}</td>
    <td class="is-number">${whole(seen)}</td>
    <td class="is-number">${whole(acted)}</td>
    <td class="is-number">${whole(over)}</td>
    <td>${alert.acked_by ? whoIs(alert.acked_by, alert.acked_by_name) : "–"}${alert.ack_note ? html` <span class="soft">${t("“{note}”", { note: alert.ack_note })}</span>` : ""}</td>
    <td><a href="/notices?alert=${encodeURIComponent(alert.id)}" aria-label=${t("Who was told of: {alert}", { alert: pick(alert.title) })}>${t("Who was told")}</a></td>
  </tr>`;
}
