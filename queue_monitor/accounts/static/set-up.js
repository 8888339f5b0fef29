// A new password by the one-time link, whose token stays behind # and is never sent in an address.

import { post } from "/assets/js/api.js";
import { t } from "/assets/js/i18n.js";
import { $, html, icon, nothing, render } from "/assets/js/parts.js";
import { inWords } from "/assets/js/staff/runner.js";
import { homeOf, send, tell } from "./gate.js";

const SHORTEST = 10; // the server decides; this only spares a round trip
const root = $("#set-up");
const token = decodeURIComponent(location.hash.slice(1));
let isShown = false;

const keep = $("[data-keep-fragment]");
if (keep) keep.href += location.hash;
start();

async function start() {
  if (!token) {
    dead({ title: t("The link is incomplete"), detail: t("Open it again exactly as you got it, to its last character.") });
    return;
  }
  try {
    draw(await post("/set-up/check", { token }));
  } catch (error) {
    dead(inWords(error));
  }
}

function dead({ title, detail }) {
  root.querySelector(".loading")?.remove();
  render(
    html`<p class="note note--amber" role="alert">${icon("alert")}<span><strong>${title}</strong> ${detail}</span></p>
      <p class="gate__end"><a class="button" href="/sign-in">${t("Sign in")}</a></p>`,
    root,
  );
}

function draw(invited) {
  root.querySelector(".loading")?.remove();
  const kind = isShown ? "text" : "password";
  render(
    html`<form class="stack" novalidate @submit=${(event) => submit(event, invited)}>
      <p>
        ${t("Welcome, {name}.", { name: invited.display_name })} <br />
        <span class="soft">${t("You sign in as")}</span> <strong>${invited.name}</strong>
      </p>
      <input class="visually-hidden" tabindex="-1" aria-hidden="true" autocomplete="username" .value=${invited.name} readonly />
      <div class="field">
        <label for="password">${t("New password")}</label>
        <input id="password" type=${kind} autocomplete="new-password" minlength=${SHORTEST} aria-describedby="hint" required autofocus />
        <span id="hint" class="field__hint">${t("At least {n} characters. A few words in a row are easy to keep in mind.", { n: SHORTEST })}</span>
      </div>
      <div class="field" ?hidden=${isShown}>
        <label for="again">${t("The same once more")}</label>
        <input id="again" type="password" autocomplete="new-password" />
      </div>
      <label class="choice"><input type="checkbox" .checked=${isShown} @change=${() => ((isShown = !isShown), draw(invited))} /> ${t("Show what I type")}</label>
      <div class="gate__said" role="alert">${nothing}</div>
      <button class="button button--primary button--big button--wide">${t("Set password and sign in")}</button>
    </form>`,
    root,
  );
}

async function submit(event, invited) {
  event.preventDefault();
  const form = event.currentTarget;
  const said = form.querySelector(".gate__said");
  const [password, again] = [form.querySelector("#password"), form.querySelector("#again")];
  const fault = faultOf(password.value, again.value);
  if (fault) {
    tell(said, { title: fault, detail: "" });
    (password.value.length < SHORTEST ? password : again).focus();
    return;
  }
  let me = null;
  const done = await send(form, said, async () => {
    me = await post("/set-up", { token, password: password.value });
  });
  if (done) location.replace(homeOf(me ?? invited));
}

function faultOf(password, again) {
  if (password.length < SHORTEST) return t("The password needs at least {n} characters.", { n: SHORTEST });
  if (!isShown && password !== again) return t("The two passwords differ.");
  return null;
}
