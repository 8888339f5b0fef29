// Alerts that tell nobody for a while: muted by a person, by a graver alert, or by the hour.

import { now } from "/assets/js/clock.js";
import { hourOf, pick, t } from "/assets/js/i18n.js";
import { html, icon, nothing, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { ask } from "/assets/js/staff/dialog.js";
import { until } from "/assets/js/staff/time.js";
import { whoIs } from "/assets/js/staff/words.js";

const SPANS_MIN = [15, 30, 60, 120];

const isSilenced = (alert) => Boolean(alert.silenced_by) && until(alert.silenced_until) > 0;

/** Whether nobody is to be told of it now, here with a tone as little as outside. */
export const isMuted = (alert) => isSilenced(alert) || Boolean(alert.inhibited_by);

/** Why it is not told as usual, as tags beside its state. */
export function muteTags(alert) {
  return html`${isSilenced(alert) ? tag("amber", "sound-off", t("Silent until {time}", { time: hourOf(alert.silenced_until) })) : nothing}
    ${alert.inhibited_by ? tag("", "sound-off", t("Told with the office's alert")) : nothing}
    ${alert.unstable ? tag("amber", "recall", t("Comes and goes: told in summaries")) : nothing}`;
}

/** The button that silences an alert; it stays where it is. */
export function muteButton(alert, isFirst, { runner, silence }) {
  const words = t("Silence …");
  return html`<button type="button" class="button button--small alarm__mute" ?disabled=${Boolean(runner.busy) || isSilenced(alert)}
    aria-keyshortcuts=${isFirst ? "s" : nothing} @click=${() => silence(alert)}>${icon("sound-off")} ${words} ${isFirst ? html`<kbd>S</kbd>` : nothing}</button>`;
}

/** What is silent now, with a way to end it; and quiet hours. */
export function silences({ silences: known, quiet_until: quiet }, { runner, lift }) {
  const holding = known.filter((silence) => until(silence.until) > 0);
  const isQuiet = until(quiet) > 0;
  if (holding.length === 0 && !isQuiet) return nothing;
  return html`<ul class="plain-list silences" aria-label=${t("Told to nobody")}>
    ${repeat(holding, (silence) => silence.id, (silence) => html`<li class="silence" data-silence=${silence.id}>
      ${icon("sound-off")}
      <span><strong>${t("Silent until {time}", { time: hourOf(silence.until) })}</strong> ${pick(silence.title)}
        <span class="soft">${t("{who}: {reason}", { who: whoIs(silence.by, silence.by_name), reason: silence.reason })}</span></span>
      <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)} aria-label=${t("End the silence: {alert}", { alert: pick(silence.title) })}
        @click=${() => lift(silence)}>${t("End it")}</button>
    </li>`)}
    ${isQuiet
      ? html`<li class="silence">${icon("moon")}<span><strong>${t("Quiet hours until {time}", { time: hourOf(quiet) })}</strong>
          <span class="soft">${t("nobody outside is told")}</span></span></li>`
      : nothing}
  </ul>`;
}

/** Ask until when and why; {until, reason}, or null if taken back or not to be understood. */
export async function askSilence(alert, refuse) {
  const end = await askEnd(alert);
  if (end === null) return null;
  if (end === undefined) {
    refuse(t("That is no time of day"), t("Write it as 14:30."));
    return null;
  }
  const reason = await askReason(end);
  if (reason === "") refuse(t("A silence needs a reason"), t("Others see it beside the alert."));
  return reason ? { until: end.toISOString(), reason } : null;
}

async function askEnd(alert) {
  const after = (minutes) => new Date(now().getTime() + minutes * 60_000);
  const options = SPANS_MIN.map((minutes, i) => ({
    key: String(i + 1),
    label: t("{n} min", { n: minutes }),
    note: t("until {time}", { time: hourOf(after(minutes)) }),
    value: minutes,
  }));
  const field = { label: t("Until another time today"), placeholder: "14:30", submit: t("On to the reason"), maxlength: 5 };
  const hint = t("The alert goes on and stays in sight. Nobody is told of it until then.");
  const answer = await ask({ title: t("Silence: {alert}", { alert: pick(alert.title) }), hint, groups: [{ options }], field });
  if (!answer) return null;
  return answer.value ? after(answer.value) : instantOf(answer.text);
}

async function askReason(end) {
  const reasons = [t("I am dealing with it on the spot"), t("A group has announced itself"), t("A test")];
  const options = reasons.map((words, i) => ({ key: String(i + 1), label: words, value: words }));
  const field = { label: t("Another reason"), submit: t("Silence"), maxlength: 200 };
  const answer = await ask({ title: t("Silent until {time}: why?", { time: hourOf(end) }), groups: [{ options }], field });
  return answer && (answer.value ?? answer.text);
}

/** "14:30" in the office's zone as the next such instant; undefined for anything else. */
function instantOf(text) {
  const [, hours, minutes] = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(text) ?? [];
  if (minutes === undefined) return undefined;
  const wanted = `${hours.padStart(2, "0")}:${minutes}`;
  const first = new Date(Math.ceil((now().getTime() + 1) / 60_000) * 60_000);
  for (let ahead = 0; ahead < 24 * 60; ahead += 1) {
    const instant = new Date(first.getTime() + ahead * 60_000);
    if (hourOf(instant) === wanted) return instant;
  }
  return undefined;
}
