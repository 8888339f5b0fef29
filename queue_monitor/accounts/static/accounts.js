// Who may sign in, and which screens may show and give numbers.

import { get, patch, post, remove } from "/assets/js/api.js";
import { dayOf, hourOf, pick, t } from "/assets/js/i18n.js";
import { $, confirm, html, icon, nothing, pageData, render, tag, toast } from "/assets/js/parts.js";
import { repeat } from "/assets/vendor/lit-html/directives/repeat.js";
import { runner as makeRunner } from "/assets/js/staff/runner.js";

const { clerks, role: mine, actor: me } = pageData();
const root = $("#accounts");
const state = { accounts: [], devices: [], link: null, loaded: false };
const runner = makeRunner(draw);
const isAdmin = mine === "admin";
const ROLES = () => ({
  admin: t("Administrator"),
  supervisor: t("Supervisor"),
  clerk: t("Clerk"),
  greeter: t("Greeter"),
  viewer: t("Viewer"),
});
const KINDS = () => ({ kiosk: t("Ticket kiosk"), board: t("Lobby board") });
const mayManage = (role) => isAdmin || !["admin", "supervisor"].includes(role);
const grantable = () => Object.entries(ROLES()).filter(([role]) => mayManage(role));

async function load() {
  const [{ accounts }, { devices }] = await Promise.all([get("/accounts"), get("/devices")]);
  Object.assign(state, { accounts, devices, loaded: true });
  draw();
}

/** Ask, then show the lists as they are now. */
async function act(name, ask, say) {
  const answer = await runner.run(name, ask, say);
  if (answer !== undefined) await load();
  return answer;
}

function draw() {
  if (!state.loaded && !runner.problem) return;
  root.querySelector(".loading")?.remove();
  render(html`${linkBox()} ${people()} ${screens()}`, root);
}

function refusal(...names) {
  const { problem } = runner;
  return html`<div class="gate__said" role="alert">
    ${names.includes(problem?.name)
      ? html`<p class="note note--red">${icon("alert")}<span><strong>${problem.title}</strong> ${problem.detail}</span></p>`
      : nothing}
  </div>`;
}

// --- One-time links: told once ------------------------------------------------------------------

function linkBox() {
  if (!state.link) return nothing;
  const { name, link, expires_at: until } = state.link;
  const address = location.origin + link;
  return html`<section class="card card--accent link" aria-labelledby="link-title" tabindex="-1">
    <h2 id="link-title" class="card__title">${t("One-time link for {name}", { name })}</h2>
    <p>${t("Give it to them in person or by a message only they read. It is shown only now and works once, until {time}.", { time: `${dayOf(until)} ${hourOf(until)}` })}</p>
    <p class="link__address"><input class="link__field" readonly aria-label=${t("One-time link")} .value=${address} @focus=${(event) => event.target.select()} /></p>
    <p class="row">
      <button type="button" class="button button--primary" @click=${() => copy(address)}>${t("Copy")}</button>
      <button type="button" class="button" @click=${() => ((state.link = null), draw())}>${t("Done")}</button>
    </p>
  </section>`;
}

async function copy(address) {
  try {
    await navigator.clipboard.writeText(address);
    toast(t("Copied"));
  } catch {
    root.querySelector(".link__field").select(); // no clipboard without TLS: the text stands ready
    toast(t("Press Ctrl+C to copy"));
  }
}

function showLink(link) {
  state.link = link;
  draw();
  root.querySelector(".link").focus();
  root.querySelector(".link").scrollIntoView({ block: "nearest" });
}

// --- People -------------------------------------------------------------------------------------

function people() {
  return html`<section class="card" aria-labelledby="people-title">
    <h2 id="people-title" class="card__title">${t("Staff")}</h2>
    <div class="table-wrap" tabindex="0" role="group" aria-labelledby="people-title">
      ${table([t("Name"), t("Signs in as"), t("Role"), t("At the counter"), t("State"), t("Change")],
        repeat(state.accounts, (account) => account.name, personRow))}
    </div>
    ${refusal("link", "state")}
    <h3 class="form-title">${t("New account")}</h3>
    <form class="inline-form" novalidate @submit=${create}>
      ${field("display_name", t("Name"), { placeholder: "林佳穎", maxlength: 60 })}
      ${field("name", t("Signs in as"), { placeholder: "lin", maxlength: 32, pattern: "[a-z0-9][a-z0-9._\\-]{1,31}", hint: t("Small letters and digits, at least two") })}
      ${choice("role", t("Role"), grantable(), "clerk")}
      ${choice("clerk", t("At the counter"), [["", t("Nobody of the counters")], ...freeClerks()], "")}
      <button class="button button--primary" ?disabled=${Boolean(runner.busy)}>${t("Make account and link")}</button>
    </form>
    ${refusal("create")}
  </section>`;
}

const clerkName = (id) => clerks.find((clerk) => clerk.id === id)?.name ?? id ?? "";
const freeClerks = () =>
  clerks
    .filter(({ id }) => !state.accounts.some((account) => account.clerk === id))
    .map(({ id, name, title }) => [id, `${name} ${pick(title)}`]);

function personRow(account) {
  const { name, role, state: standing } = account;
  const own = me === `staff:${name}`;
  const states = {
    active: () => tag("accent", "check", t("Active")),
    invited: () => tag("", "mail", t("Invited")),
    disabled: () => tag("", "close", t("Locked")),
  };
  return html`<tr role="row" data-account=${name}>
    <th scope="row" role="rowheader">${account.display_name}${own ? html` <span class="soft">${t("(you)")}</span>` : nothing}</th>
    ${cell(t("Signs in as"), name)} ${cell(t("Role"), ROLES()[role])}
    ${cell(t("At the counter"), clerkName(account.clerk))} ${cell(t("State"), states[standing]())}
    <td role="cell">
      <span class="row row--tight" ?hidden=${!mayManage(role)}>
        <button type="button" class="button button--small" ?disabled=${Boolean(runner.busy) || standing === "disabled"}
          aria-label=${t("One-time link for {name}", { name: account.display_name })} @click=${() => newLink(account)}>${t("One-time link")}</button>
        <button type="button" class="button button--small" ?hidden=${own} ?disabled=${Boolean(runner.busy)}
          aria-label=${standing === "disabled" ? t("Unlock {name}", { name: account.display_name }) : t("Lock {name}", { name: account.display_name })}
          @click=${() => lock(account)}>${standing === "disabled" ? t("Unlock") : t("Lock")}</button>
      </span>
    </td>
  </tr>`;
}

async function newLink({ name }) {
  const link = await act("link", () => post(`/accounts/${encodeURIComponent(name)}/link`));
  if (link) showLink(link);
}

async function lock({ name, display_name: shown, state: standing }) {
  const isLocked = standing === "disabled";
  const sure =
    isLocked ||
    (await confirm({
      title: t("Lock {name}?", { name: shown }),
      text: t("They are signed out everywhere and cannot sign in until unlocked."),
      yes: t("Lock"),
      danger: true,
    }));
  if (sure) act("state", () => patch(`/accounts/${encodeURIComponent(name)}`, { disabled: !isLocked }));
}

async function create(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const { clerk, ...rest } = Object.fromEntries(new FormData(form));
  const made = await act("create", () => post("/accounts", { ...rest, clerk: clerk || null }));
  if (!made) return;
  form.reset();
  showLink(made.link);
}

// --- Screens -------------------------------------------------------------------------------------

function screens() {
  return html`<section class="card" aria-labelledby="screens-title">
    <h2 id="screens-title" class="card__title">${t("Kiosks and boards")}</h2>
    ${state.devices.length === 0
      ? html`<p class="soft">${t("No other screen is paired. Screens on the server itself need no pairing.")}</p>`
      : html`<div class="table-wrap" tabindex="0" role="group" aria-labelledby="screens-title">
          ${table([t("Where it stands"), t("Kind"), t("Paired"), t("Last heard of"), t("Change")],
            repeat(state.devices, (device) => device.id, deviceRow))}
        </div>`}
    ${refusal("unpair")}
    <h3 class="form-title">${t("Pair a screen")}</h3>
    <p class="soft">${t("Open {address} on the screen; it shows a code.", { address: `${location.origin}/pair` })}</p>
    <form class="inline-form" novalidate @submit=${pair}>
      ${field("code", t("Code on the screen"), { placeholder: "K7Q 2MX", maxlength: 12 })}
      ${field("name", t("Where it stands"), { placeholder: t("Kiosk at the door"), maxlength: 60 })}
      ${choice("kind", t("Kind"), Object.entries(KINDS()), "kiosk")}
      <button class="button button--primary" ?disabled=${Boolean(runner.busy)}>${t("Pair")}</button>
    </form>
    ${refusal("pair")}
  </section>`;
}

const when = (at) => (at ? `${dayOf(at)} ${hourOf(at)}` : "–");

function deviceRow({ id, name, kind, paired_at: paired, seen_at: seen }) {
  return html`<tr role="row">
    <th scope="row" role="rowheader">${name}</th>
    ${cell(t("Kind"), KINDS()[kind])} ${cell(t("Paired"), when(paired))} ${cell(t("Last heard of"), when(seen))}
    <td role="cell"><button type="button" class="button button--small" aria-label=${t("Remove {name}", { name })} @click=${() => unpair(id, name)}>${t("Remove")}</button></td>
  </tr>`;
}

async function unpair(id, name) {
  const text = t("It can no longer show or give numbers until it is paired again.");
  const sure = await confirm({ title: t("Remove {name}?", { name }), text, yes: t("Remove"), danger: true });
  if (sure) act("unpair", async () => (await remove(`/devices/${encodeURIComponent(id)}`)) ?? true);
}

async function pair(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const { code, ...rest } = Object.fromEntries(new FormData(form));
  const plain = code.replace(/[^0-9a-z]/gi, "").toUpperCase();
  const paired = await act("pair", () => post("/devices", { ...rest, code: plain }));
  if (!paired) return;
  form.reset();
  toast(t("{name} is paired", { name: paired.name }));
}

// --- Tables, which a phone shows as lists -----------------------------------------------------------

function table(heads, rows) {
  return html`<table class="table table--stack" role="table">
    <thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows}</tbody>
  </table>`;
}

const cell = (label, value) => html`<td role="cell" data-label=${label}>${value}</td>`;

// --- Fields ----------------------------------------------------------------------------------------

function field(name, label, { placeholder = "", maxlength, pattern, hint } = {}) {
  const hinted = `${name}-hint`;
  return html`<div class="field">
    <label for=${`new-${name}`}>${label}</label>
    <input id=${`new-${name}`} name=${name} autocomplete="off" required maxlength=${maxlength} placeholder=${placeholder}
      pattern=${pattern ?? ".*"} aria-describedby=${hint ? hinted : nothing} />
    ${hint ? html`<span id=${hinted} class="field__hint">${hint}</span>` : nothing}
  </div>`;
}

function choice(name, label, options, chosen) {
  return html`<div class="field">
    <label for=${`new-${name}`}>${label}</label>
    <select id=${`new-${name}`} name=${name}>
      ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
    </select>
  </div>`;
}

load();
