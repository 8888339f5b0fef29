// The lines at the foot of the boards: what they say, and when they are shown.

import { get, post, remove } from "/assets/js/api.js";
import { lang, pick, t } from "/assets/js/i18n.js";
import { $, confirm, foreign, html, icon, nothing, pageData, render, tag } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { sayWhatIsMissing } from "/assets/js/staff/missing.js";
import { runner as makeRunner } from "/assets/js/staff/runner.js";

const EVERY_MS = 30_000;
const DAYS = [0, 1, 2, 3, 4, 5, 6];
const { most_signs: mostSigns } = pageData();
const root = $("#marquee");
sayWhatIsMissing(root);
const runner = makeRunner(draw);
const state = { view: null, editing: null }; // the id of the line in the form; null for a new one

/** "週一" or "Mon"; 2024 began on a Monday. */
const dayName = (day) => new Intl.DateTimeFormat(lang(), { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + day));

function take(view) {
  state.view = view;
  if (!view.lines.some(({ id }) => id === state.editing)) state.editing = null;
  draw();
}

function draw() {
  if (!state.view) return;
  $(".loading", root)?.remove();
  render(html`${lines()} ${form()} ${always()}`, root);
}

// --- What there is ----------------------------------------------------------------------------------

function lines() {
  const { lines: all } = state.view;
  return html`<section class="card" aria-labelledby="lines-title">
    <h2 id="lines-title" class="card__title">${t("On the boards")}</h2>
    ${all.length === 0
      ? html`<p class="soft">${t("Nothing has been written here yet.")}</p>`
      : html`<ul class="plain-list">${repeat(all, ({ id }) => id, row)}</ul>`}
  </section>`;
}

function row(line) {
  return html`<li class="marquee-line" data-line=${line.id}>
    <p class="marquee-line__text"><strong><bdi>${line.words["zh-TW"]}</bdi></strong>${line.words.en ? html`<span class="soft" lang=${foreign("en")}><bdi>${line.words.en}</bdi></span>` : nothing}</p>
    <p class="marquee-line__when">${line.shown ? tag("accent", "check", t("shown now")) : tag("", "clock", t("not shown now"))} <span class="soft">${when(line)}</span></p>
    <p class="row">
      <button type="button" class="button button--small" aria-label=${`${t("Change")}: ${line.words["zh-TW"]}`} @click=${() => edit(line)}>${t("Change")}</button>
      <button type="button" class="button button--small" aria-label=${`${t("Take away")}: ${line.words["zh-TW"]}`} ?disabled=${Boolean(runner.busy)} @click=${() => takeAway(line)}>${t("Take away")}</button>
    </p>
  </li>`;
}

/** The schedule in words; nothing of it given is "always". */
function when({ days, start, end, first, last }) {
  const said = [];
  if (first || last) said.push(t("{first} to {last}", { first: first ?? "…", last: last ?? "…" }));
  if (days.length > 0) said.push(days.map(dayName).join("、"));
  if (start || end) said.push(`${start ?? "00:00"}–${end ?? "24:00"}`);
  return said.join(" · ") || t("always");
}

function always() {
  const { always: written } = state.view;
  if (written.length === 0) return nothing;
  return html`<section class="card" aria-labelledby="always-title">
    <h2 id="always-title" class="card__title">${t("Always, from config.yaml")}</h2>
    <ul>${written.map((line) => html`<li>${pick(line)}</li>`)}</ul>
  </section>`;
}

async function takeAway(line) {
  const sure = await confirm({ title: t("Take this line away?"), text: line.words["zh-TW"], yes: t("Take away"), danger: true });
  if (!sure) return;
  const view = await runner.run("remove", () => remove(`/marquee/${encodeURIComponent(line.id)}`), () => t("It is off the boards."), line.id);
  if (view) take(view);
}

// --- A line ------------------------------------------------------------------------------------------

function edit(line) {
  state.editing = line.id;
  runner.clear();
  fill(line);
  $("#line-zh").focus();
}

function fill({ words, days, start, end, first, last }) {
  $("#line-zh").value = words["zh-TW"] ?? "";
  $("#line-en").value = words.en ?? "";
  $("#line-start").value = start ?? "";
  $("#line-end").value = end ?? "";
  $("#line-first").value = first ?? "";
  $("#line-last").value = last ?? "";
  for (const day of DAYS) $(`#line-day-${day}`).checked = days.includes(day);
}

const EMPTY = { words: {}, days: [], start: null, end: null, first: null, last: null };

function forget() {
  state.editing = null;
  runner.clear();
  fill(EMPTY);
}

function form() {
  const { problem, done, busy } = runner;
  return html`<section class="card" aria-labelledby="form-title">
    <h2 id="form-title" class="card__title">${state.editing ? t("Change the line") : t("Write a line")}</h2>
    <form class="telling__form" @submit=${submit}>
      <div class="field marquee-form__wide">
        <label for="line-zh">${t("Text in Chinese")}</label>
        <input id="line-zh" required maxlength=${mostSigns} lang=${foreign("zh-TW")} autocomplete="off" />
      </div>
      <div class="field marquee-form__wide">
        <label for="line-en">${t("Text in English, if there is one")}</label>
        <input id="line-en" maxlength=${mostSigns} lang=${foreign("en")} autocomplete="off" />
      </div>
      ${field("line-first", "date", t("First day"))} ${field("line-last", "date", t("Last day"))}
      ${field("line-start", "time", t("From hour"))} ${field("line-end", "time", t("To hour"))}
      <fieldset class="marquee-form__days">
        <legend>${t("Only on these days; none chosen is every day")}</legend>
        ${DAYS.map((day) => html`<label><input type="checkbox" id="line-day-${day}" />${dayName(day)}</label>`)}
      </fieldset>
      <p class="row telling__send">
        <button class="button button--primary" ?disabled=${Boolean(busy)}>${icon("check")} ${state.editing ? t("Change it") : t("Put it on the boards")}</button>
        ${state.editing ? html`<button type="button" class="button" @click=${forget}>${t("Do not change it")}</button>` : nothing}
      </p>
    </form>
    <div role="alert">
      ${problem ? html`<p class="note note--red">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>` : nothing}
    </div>
    <p class="soft" role="status">${done ?? t("It is on the boards within seconds, and stays in the log: write no names.")}</p>
  </section>`;
}

function field(id, type, label) {
  return html`<div class="field"><label for=${id}>${label}</label><input id=${id} type=${type} /></div>`;
}

function written() {
  const value = (id) => $(`#${id}`).value.trim() || null;
  const [zh, en] = [value("line-zh"), value("line-en")];
  return {
    words: { "zh-TW": zh ?? "", ...(en ? { en } : {}) },
    days: DAYS.filter((day) => $(`#line-day-${day}`).checked),
    start: value("line-start"),
    end: value("line-end"),
    first: value("line-first"),
    last: value("line-last"),
  };
}

async function submit(event) {
  event.preventDefault();
  const line = written();
  const path = state.editing ? `/marquee/${encodeURIComponent(state.editing)}` : "/marquee";
  const say = () => (state.editing ? t("The line is changed.") : t("The line is on the boards."));
  const view = await runner.run("line", () => post(path, line), say, JSON.stringify([path, line]));
  if (!view) return;
  state.editing = null;
  fill(EMPTY);
  take(view);
}

get("/marquee").then(take, (problem) => {
  $(".loading", root)?.remove();
  render(html`<p class="note note--red" role="alert">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`, root);
});
setInterval(() => document.hidden || get("/marquee").then(take, () => {}), EVERY_MS);
