// The rules of e-Eyes: each a sentence, its figures changed where they stand.

import { get, post, remove } from "/assets/js/api.js";
import { dayOf, hourOf, pick, t } from "/assets/js/i18n.js";
import { $, confirm, html, icon, nothing, render, tag, toast } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { runner as makeRunner } from "/assets/js/staff/runner.js";
import { whoIs } from "/assets/js/staff/words.js";
import { bodyOf, draftOf, ruleForm } from "./rule-form.js";

const root = $("#rules");
const state = { view: null, key: null, draft: null, wrong: [] };
const runner = makeRunner(draw);
const OFFICE_ONLY = ["silent", "channel", "blind"];

const scopeKey = ({ kind, id }) => (kind === "office" ? kind : `${kind}:${id}`);
const keyOf = ({ rule, scope }) => `${rule}/${scopeKey(scope)}`;
const pathOf = ({ rule, scope }) => `/rules/${encodeURIComponent(rule)}/${encodeURIComponent(scopeKey(scope))}`;

async function load() {
  state.view = await get("/rules");
  draw();
}

function draw() {
  if (!state.view) return;
  root.querySelector(".loading")?.remove();
  const { rules, history } = state.view;
  render(html`${head(rules)} ${scopes().map((scope) => card(scope, rules))} ${adding()} ${past(history)}`, root);
}

/** The scopes that have a rule, the office first; last those that the office has no more. */
function scopes() {
  const known = new Set(state.view.scopes.map(scopeKey));
  const gone = state.view.rules.map((rule) => rule.scope).filter((scope) => !known.has(scopeKey(scope)));
  const left = gone.filter((scope, i) => gone.findIndex((other) => scopeKey(other) === scopeKey(scope)) === i);
  const all = [...state.view.scopes.filter((scope) => state.view.rules.some((rule) => scopeKey(rule.scope) === scopeKey(scope))), ...left];
  const drafted = state.draft?.isNew ? [state.draft.rule.scope] : [];
  return [...all, ...drafted.filter((scope) => !all.some((known) => scopeKey(known) === scopeKey(scope)))];
}

function head(rules) {
  const changed = rules.filter((rule) => rule.changed).length;
  return html`<p class="rules__lead">${t("What e-Eyes watches. A change counts at once, stays after a restart, and is noted with your name.")}</p>
    ${changed > 0
      ? html`<p class="row"><span class="soft">${t("{n} changed here, in place of config.yaml", { n: changed })}</span>
          <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)} @click=${resetAll}>${t("All back to config.yaml")}</button></p>`
      : nothing}`;
}

function card(scope, rules) {
  const key = scopeKey(scope);
  const mine = rules.filter((rule) => scopeKey(rule.scope) === key);
  const shown = state.draft?.isNew && scopeKey(state.draft.rule.scope) === key ? [...mine, state.draft.rule] : mine;
  return html`<section class="card" aria-labelledby=${`scope-${key}`}>
    <h2 id=${`scope-${key}`} class="card__title">${scope.kind === "office" ? t("The whole office") : pick(scope.name)}</h2>
    <ul class="plain-list rules__list">${repeat(shown, keyOf, ruleItem)}</ul>
  </section>`;
}

function ruleItem(rule) {
  const key = keyOf(rule);
  const isOpen = state.key === key;
  return html`<li class="rule" data-rule=${key}>
    <div class="rule__head">
      <h3 class="rule__name">${pick(rule.name)}</h3>
      ${rule.setting.limit === null && rule.setting.hours.every((hours) => hours.limit === null) ? tag("", "close", t("Not watched")) : nothing}
      ${rule.changed ? tag("amber", "check", t("Changed here")) : nothing}
    </div>
    ${isOpen ? ruleForm({ rule, draft: state.draft, wrong: state.wrong, runner, draw, save, close }) : shown(rule)}
  </li>`;
}

function shown(rule) {
  const who = rule.changed_by ? whoIs(rule.changed_by, rule.changed_by_name) : "";
  return html`<p class="rule__sentence">${pick(rule.sentence)}</p>
    ${rule.changed
      ? html`<p class="soft rule__was">${t("Changed by {who}, {when}.", { who, when: when(rule.changed_at) })}
          ${rule.config_sentence ? t("config.yaml: “{sentence}”", { sentence: pick(rule.config_sentence) }) : t("config.yaml does not have it.")}</p>`
      : nothing}
    <p class="row">
      <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy)}
        aria-label=${t("Change: {rule}", { rule: pick(rule.name) })} @click=${() => open(rule)}>${t("Change")}</button>
      ${rule.changed
        ? html`<button type="button" class="button button--small button--quiet" ?disabled=${Boolean(runner.busy)}
            aria-label=${t("Back to config.yaml: {rule}", { rule: pick(rule.name) })} @click=${() => reset(rule)}>${t("Back to config.yaml")}</button>`
        : nothing}
    </p>`;
}

function open(rule, { isNew = false } = {}) {
  Object.assign(state, { key: keyOf(rule), draft: { ...draftOf(rule), isNew }, wrong: [] });
  runner.clear();
  root.querySelector(".rule__form input")?.focus();
}

function close() {
  const { key } = state;
  Object.assign(state, { key: null, draft: null, wrong: [] });
  runner.clear();
  root.querySelector(`[data-rule="${CSS.escape(key ?? "")}"] .button`)?.focus();
}

/** Ask; the answer is the whole view, and takes the place of what is shown. */
async function act(name, ask, words) {
  const view = await runner.run(name, ask);
  if (!view) return false;
  state.view = view;
  toast(words);
  return true;
}

async function save(rule, draft) {
  state.wrong = [];
  const asked = async () => {
    try {
      return await post(pathOf(rule), bodyOf(rule, draft));
    } catch (problem) {
      state.wrong = problem.errors ?? [];
      throw problem;
    }
  };
  if (await act("save", asked, t("{rule}: changed", { rule: pick(rule.name) }))) close();
}

const reset = (rule) => act("reset", () => remove(pathOf(rule)), t("{rule}: back to config.yaml", { rule: pick(rule.name) })).then(draw);

async function resetAll() {
  const text = t("Every rule changed here is as config.yaml says again, at once.");
  if (await confirm({ title: t("All back to config.yaml?"), text, yes: t("Back to config.yaml") })) {
    act("reset", () => remove("/rules"), t("All rules are config.yaml's again")).then(draw);
  }
}

// --- A rule for one service or class ---------------------------------------------------------------

function adding() {
  const office = state.view.rules.filter((rule) => rule.scope.kind === "office" && !OFFICE_ONLY.includes(rule.rule));
  const narrow = state.view.scopes.filter((scope) => scope.kind !== "office");
  return html`<section class="card" aria-labelledby="adding-title">
    <h2 id="adding-title" class="card__title">${t("A rule for one service or class")}</h2>
    <form class="inline-form" @submit=${add}>
      <div class="field"><label for="new-rule">${t("What is watched")}</label>
        <select id="new-rule" name="rule">${office.map((rule) => html`<option value=${rule.rule}>${pick(rule.name)}</option>`)}</select></div>
      <div class="field"><label for="new-scope">${t("Where")}</label>
        <select id="new-scope" name="scope">${narrow.map((scope) => html`<option value=${scopeKey(scope)}>${pick(scope.name)}</option>`)}</select></div>
      <button class="button" ?disabled=${Boolean(runner.busy)}>${icon("plus")} ${t("Write the rule")}</button>
    </form>
  </section>`;
}

function add(event) {
  event.preventDefault();
  const { rule: name, scope: where } = Object.fromEntries(new FormData(event.currentTarget));
  const scope = state.view.scopes.find((one) => scopeKey(one) === where);
  const known = state.view.rules.find((rule) => rule.rule === name && scopeKey(rule.scope) === where);
  const model = state.view.rules.find((rule) => rule.rule === name && rule.scope.kind === "office");
  const fresh = { ...model, scope, changed: false, config: null, setting: { ...model.setting, hours: [] } };
  if (known) open(known);
  else open(fresh, { isNew: true });
  root.querySelector(".rule__form")?.scrollIntoView({ block: "center" });
}

// --- What was changed ------------------------------------------------------------------------------

const when = (at) => `${dayOf(at)} ${hourOf(at)}`;
const CAUSES = {
  changed: () => t("changed"),
  reset: () => t("back to config.yaml"),
  config: () => t("config.yaml was changed"),
};

function past(history) {
  return html`<section class="card" aria-labelledby="past-title">
    <h2 id="past-title" class="card__title">${t("Changes")}</h2>
    ${history.length === 0 ? html`<p class="soft">${t("Nothing has been changed so far.")}</p>` : nothing}
    <ol class="plain-list rules__past">
      ${history.map(
        (change) => html`<li class="past">
          <p><strong>${change.scope.kind === "office" ? "" : `${pick(change.scope.name)} · `}${pick(change.name)}</strong> ${CAUSES[change.cause]()}
            <span class="soft">${when(change.at)}${change.cause === "config" ? "" : ` · ${whoIs(change.by, change.by_name)}`}</span></p>
          <p class="soft past__before">${change.before ? pick(change.before) : t("There was no such rule.")}</p>
          <p>${icon("forward")} ${change.after ? pick(change.after) : t("There is no such rule any more.")}</p>
        </li>`,
      )}
    </ol>
  </section>`;
}

load();
