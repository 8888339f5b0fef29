// What the lobby board looks like. Pure: state in, picture out. Two languages stand side by side,
// as nobody can press anything in a lobby.

import { dayOf, hourOf, lang, pick, rangeOf, sameDay, t, tn, words } from "/assets/js/i18n.js";
import { keyed } from "/assets/vendor/lit-html/directives/keyed.js";
import { html, icon, nothing, practiceBanner, staleBanner } from "/assets/js/parts.js";

const MANY_COUNTERS = 10;
const MISSED_SHOWN = 6;
const ROWS = 4; // of the layout list

const other = () => (lang() === "en" ? "zh-TW" : "en");

/** Words in the board's language, and small beside them in the other. */
function both(source, values = {}) {
  return html`${t(source, values)}<small lang=${other()}>${words(other(), source, values)}</small>`;
}

/**
 * The whole board. `call` is the one in the large field; `isNew` while it has its moment; `name` is
 * the board's own, if it has one.
 */
export function picture(state, { now, freshMs, layout, name, media }) {
  const { view, call, isNew } = state;
  const isFresh = (at) => at !== null && now - new Date(at) < freshMs;
  const moment = html`<section class="hero" aria-label=${t("Now serving")}>
    ${view.open ? hero(call, isNew) : closed(view, now)}
    ${layout === "list" ? rows(view, call, isFresh) : recent(view, call, isFresh)}
  </section>`;
  return html`${top(state, now, name)} ${moment} ${beside(layout, view, isFresh, media)}`;
}

/** What stands by the calls in each layout. */
function beside(layout, view, isFresh, media) {
  switch (layout) {
    case "call":
    case "list":
      return nothing;
    case "media":
      return media;
    default:
      return html`${desks(view, isFresh)} ${lines(view)}`;
  }
}

function top({ view, stale, since }, now, name) {
  return html`<header class="board__top">
      <h1 class="board__office">${name ? pick(name) : pick(view.office.name)}<small lang=${other()}>${
        name ? pick(name, other()) : pick(view.office.name, other())
      }</small></h1>
      ${name ? html`<p class="board__whose">${pick(view.office.name)}</p>` : nothing}
      <p class="board__date">${dayOf(now)}</p>
      <time class="board__clock number">${hourOf(now)}</time>
    </header>
    <div class="board__notice">${staleBanner(stale, since)}${practiceBanner(view.practice)}</div>`;
}

function hero(call, isNew) {
  if (!call) {
    return html`<div class="hero__call hero__call--quiet"><div class="hero__quiet"><p>${t("Numbers are called here")}
      <small lang=${other()}>${words(other(), "Numbers are called here")}</small></p></div></div>`;
  }
  // Keyed, so that of two calls in a row each begins its own flash.
  return keyed(call.call, html`<div class="hero__call ${isNew ? "hero__call--new new-call" : ""}" data-call=${call.call}>
    <p class="hero__label">${both("Number called")}</p>
    <p class="hero__label hero__label--counter">${both("Please go to")}</p>
    ${call.recall ? html`<p class="hero__again">${t("called again")} · ${words(other(), "called again")}</p>` : nothing}
    <p class="hero__number number" data-number data-length=${String(call.number.length)}>${call.number}${together(call, "hero__people")}</p>
    ${icon("forward", "hero__arrow")}
    <p class="hero__counter number" data-counter>${call.counter}</p>
  </div>`);
}

/** "3 people" beside a number that several hold. */
function together({ people }, className) {
  if (people <= 1) return nothing;
  return html`<span class=${className} data-people>${icon("people")}${tn("{n} person", "{n} people", people)}</span>`;
}

function closed(view, now) {
  const when = (language) => {
    const hour = hourOf(view.opens_at);
    return sameDay(view.opens_at, now)
      ? words(language, "today {hour}", { hour })
      : words(language, "{day} {hour}", { day: dayOf(view.opens_at, language), hour });
  };
  const sentence = (language) =>
    view.opens_at ? words(language, "It opens again: {when}", { when: when(language) }) : "";
  return html`<div class="hero__call hero__call--quiet"><div class="hero__quiet">
    <p>${t("The office is closed now")}<small lang=${other()}>${words(other(), "The office is closed now")}</small></p>
    <small>${sentence(lang())}</small><small lang=${other()}>${sentence(other())}</small>
  </div></div>`;
}

/** The latest numbers beside the one in the large field, newest first and each once. */
function latest(view, call, most) {
  const seen = new Set(call ? [call.number] : []);
  return [...view.calls]
    .reverse()
    .filter(({ number }) => !seen.has(number) && seen.add(number))
    .slice(0, most);
}

/** The same as rows of a list: number, counter and what the desk is called. */
function rows(view, call, isFresh) {
  return html`<ol class="rows" aria-label=${t("Latest calls")}>${latest(view, call, ROWS).map(
    ({ number, counter, counter_name: name, at, people }) => html`<li data-fresh=${String(isFresh(at))}>
      <span class="rows__number number">${number}${together({ people }, "recent__people")}</span>
      ${icon("forward", "rows__arrow")}
      <span class="rows__counter number">${counter}</span>
      <span class="rows__name">${pick(name)}<small lang=${other()}>${pick(name, other())}</small></span>
    </li>`,
  )}</ol>`;
}

function recent(view, call, isFresh) {
  const others = latest(view, call, view.recent_calls);
  return html`<ol class="recent" aria-label=${t("Latest calls")} data-many=${String(view.recent_calls > 5)}>${others.map(
    ({ number, counter, at, people }) => html`<li data-fresh=${String(isFresh(at))}>
      <span class="recent__number number">${number}${together({ people }, "recent__people")}</span>
      <span class="recent__counter">${t("Counter {n}", { n: counter })}</span>
    </li>`,
  )}</ol>`;
}

// --- counters ---------------------------------------------------------------------------------------

function desks(view, isFresh) {
  return html`<ul class="desks" aria-label=${t("Counters")} data-many=${String(view.now_serving.length > MANY_COUNTERS)}>
    ${view.now_serving.map((desk) => deskOf(desk, isFresh(desk.called_at) && desk.state !== null))}
  </ul>`;
}

function deskOf(desk, isFresh) {
  return html`<li class="desk" data-counter=${desk.counter} data-status=${desk.number ? "open" : desk.status} data-fresh=${String(isFresh)}>
    <span class="desk__counter number">${desk.counter}</span>
    <span class="desk__number number">${desk.number ?? status(desk)}</span>
    <span class="desk__note">${desk.people > 1 ? html`<strong data-people>${tn("{n} person", "{n} people", desk.people)}</strong>` : nothing}${whose(desk)}</span>
  </li>`;
}

/** Who sits there. Where both do not fit, the title gives way to the name. */
function whose({ number, status: is, clerk_name: clerk, clerk_title: title, counter_name: name }) {
  if (number && is === "paused") return html`<span class="desk__whose">${t("counter paused")}</span>`;
  if (!clerk) return html`<span class="desk__whose">${pick(name)}</span>`;
  return html`<span class="desk__clerk"><span>${pick(title)} </span><span>${clerk}</span></span>`;
}

function status({ status: is }) {
  if (is === "closed") return t("counter closed");
  return is === "paused" ? t("counter paused") : "—";
}

// --- lines ------------------------------------------------------------------------------------------

function lines(view) {
  return html`<section class="lines" aria-labelledby="lines">
    <div class="lines__head">
      <h2 id="lines">${both("Who is waiting")}</h2>
      <p class="lines__total"><strong class="number" data-total>${view.waiting_total}</strong> ${t("people in all")}</p>
    </div>
    <table>
      <thead><tr>
        <th scope="col">${t("Service")}</th>
        <th scope="col" class="is-count">${t("People waiting")}</th>
        <th scope="col" class="is-wait">${t("Expected wait")}</th>
      </tr></thead>
      <tbody>${view.services.map(line)}</tbody>
    </table>
    ${view.missed.length ? missed(view.missed) : nothing}
  </section>`;
}

function line(service) {
  return html`<tr data-service=${service.id}>
    <th scope="row"><span class="lines__service">
      <span class="letter" aria-hidden="true">${service.letter}</span>
      <span class="lines__name" data-long=${String(isLong(pick(service.name)))}>${pick(service.name)}</span>
      <span class="lines__other" lang=${other()}>${pick(service.name, other())}</span>
    </span></th>
    <td class="is-count number" data-waiting>${service.waiting}</td>
    ${waitOf(service)}
  </tr>`;
}

/** Longer than a line of the table holds; a Han sign is as wide as two letters. */
function isLong(name) {
  const width = [...name].reduce((sum, sign) => sum + (sign > "\u2e80" ? 2 : 1), 0);
  return width > (lang() === "en" ? 17 : 22);
}

function waitOf({ expected_wait_min: range, paused }) {
  if (paused) return html`<td class="is-wait is-none">${t("no numbers now")}</td>`;
  if (!range) return html`<td class="is-wait is-none">${t("not open")}</td>`;
  return html`<td class="is-wait number ${range[1] <= 0 ? "is-none" : ""}">${rangeOf(range)}</td>`;
}

function missed(numbers) {
  return html`<div class="missed">
    <h2>${both("Missed numbers")}</h2>
    <p class="number">${numbers.slice(0, MISSED_SHOWN).join("　")}${numbers.length > MISSED_SHOWN ? " …" : ""}</p>
  </div>`;
}
