// The survey for those who answer for the office: figures with their interval, complaints, words.

import { get, post } from "/assets/js/api.js";
import { $, html, render, toast } from "/assets/js/parts.js";
import { runner as makeRunner } from "./runner.js";
import { complaints } from "./survey-complaints.js";
import { results } from "./survey-results.js";

const LOOK_EVERY_MS = 60_000;

const root = $("#surveys");
const state = { results: null, complaints: null, run: null, editing: null };
const runner = makeRunner(draw);

const actions = {
  run(run) {
    state.run = run;
    load();
  },
  edit(id) {
    state.editing = state.editing === id ? null : id;
    draw();
    if (state.editing) $("#follow-note", root)?.focus();
  },
  async follow(event, id) {
    event.preventDefault();
    const given = new FormData(event.target);
    const body = { state: given.get("state"), note: given.get("note").trim() };
    const told = await runner.run(`follow-${id}`, () => post(`/surveys/complaints/${encodeURIComponent(id)}`, body), null, JSON.stringify([id, body]));
    if (!told) {
      if (runner.problem) toast(runner.problem.detail || runner.problem.title, { kind: "red" });
      return;
    }
    state.editing = null;
    await load();
  },
};

async function load() {
  const query = state.run ? `?run=${encodeURIComponent(state.run)}` : "";
  try {
    [state.results, state.complaints] = await Promise.all([get(`/surveys/results${query}`), get("/surveys/complaints")]);
    draw();
  } catch (problem) {
    toast(problem.detail || problem.title, { kind: "red" });
  }
}

function draw() {
  if (!state.results) return;
  root.querySelector(".loading")?.remove();
  render(html`${complaints(state, actions, runner.busy)}${results(state.results, actions)}`, root);
}

load();
setInterval(() => !document.hidden && !state.editing && load(), LOOK_EVERY_MS);
