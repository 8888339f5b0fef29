// The JSON API as pages use it: an answer, or a thrown Problem (RFC 9457) that can be shown as is.

import { lang, t } from "/assets/js/i18n.js";

const TIMEOUT_MS = 10_000;

/** A refusal or a failure. `code` is stable; `title` and `detail` are in the reader's language. */
export class Problem extends Error {
  constructor({ code, title, detail = "", status = 0, errors = [], retryAfterS = null }) {
    super(detail || title);
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.status = status;
    this.errors = errors;
    this.retryAfterS = retryAfterS;
  }

  /** The answer never came: whether the request was carried out is not known. */
  get isUnknown() {
    return this.status === 0;
  }

  /** Asking again, with the same idempotency key, may help. */
  get canRetry() {
    return this.isUnknown || this.status === 503 || this.status === 429;
  }
}

/** GET `/api/v1` + path. Throws Problem. */
export function get(path, options = {}) {
  return request("GET", path, undefined, options);
}

/** POST `/api/v1` + path. `idempotencyKey` makes repeats safe. Throws Problem. */
export function post(path, body = {}, options = {}) {
  return request("POST", path, body, options);
}

/** PATCH `/api/v1` + path. Throws Problem. */
export function patch(path, body, options = {}) {
  return request("PATCH", path, body, options);
}

/** DELETE `/api/v1` + path. Throws Problem. */
export function remove(path, options = {}) {
  return request("DELETE", path, undefined, options);
}

/** A key for one intent of one person; sent again with every retry of it. */
export function newIdempotencyKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID needs a secure context
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function request(method, path, body, { idempotencyKey, bearer, timeoutMs = TIMEOUT_MS }) {
  const headers = { Accept: "application/json", "Accept-Language": lang() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (method !== "GET") {
    const csrf = document.querySelector('meta[name="csrf-token"]')?.content;
    if (csrf) headers["X-CSRF-Token"] = csrf;
  }
  let response;
  try {
    response = await fetch(path.startsWith("/api/") ? path : `/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    throw noAnswer();
  }
  return read(response);
}

async function read(response) {
  if (response.status === 204) return null;
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw response.ok ? noAnswer() : unreadable(response.status);
  }
  if (response.ok) return answer;
  throw new Problem({
    code: answer.code ?? "internal",
    title: answer.title ?? t("Something went wrong"),
    detail: answer.detail,
    status: response.status,
    errors: answer.errors ?? [],
    retryAfterS: Number(response.headers.get("Retry-After")) || null,
  });
}

function noAnswer() {
  return new Problem({
    code: "no_answer",
    title: t("No connection"),
    detail: t("The office's computer did not answer. Nothing is lost; please try again."),
  });
}

function unreadable(status) {
  return new Problem({
    code: "internal",
    title: t("Something went wrong"),
    detail: t("The office's computer could not answer just now. Please try again."),
    status,
  });
}
