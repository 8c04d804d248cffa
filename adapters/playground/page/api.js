// The playground's JSON API (docs/playground-api.md), as whoever the page is at the moment.

const ROOT = "/api/playground";
let me = "";

/** From now on, everything is asked and done as this person. */
export function be(person) {
  me = person;
}

async function request(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof Blob) {
    options.headers["Content-Type"] = "application/octet-stream";
    options.body = body;
  } else if (body) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify({ as: me, ...body });
  }
  let response;
  try {
    response = await fetch(`${ROOT}/${path}`, options);
  } catch {
    throw new Error("The playground does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `That did not work (${response.status}).`);
  return answer;
}

function query(parameters) {
  return new URLSearchParams({ as: me, ...parameters }).toString();
}

const id = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");

export const state = () => request("GET", `state?${query({})}`);
export const clock = () => request("GET", `clock?${query({})}`);
export const moveClock = (to) => request("POST", "clock", { to });
export const messages = (channel, before = 0) => request("GET", `messages?${query({ channel, before })}`);
export const write = (channel, text, thread = null, files = []) =>
  request("POST", "messages", { channel, text, thread, files, id: id() });
export const press = (message, action, chosen = []) =>
  request("POST", "presses", { message, action, chosen, id: id() });
export const pick = (message, entry) => request("POST", "picks", { message, entry, id: id() });
export const form = (channel, text) => request("POST", "forms", { channel, text, id: id() });
export const submit = (channel, action, values, message, files = {}) =>
  request("POST", "submissions", { channel, action, values, message, files, id: id() });
export const upload = (file) =>
  request("POST", `files?${query({ name: file.name, type: file.type })}`, file);
export const complete = (channel, text) => request("POST", "completions", { channel, text });
export const mark = (channel, message) => request("POST", "marks", { channel, message });
export const dismiss = (message) => request("DELETE", `messages/${message}?${query({})}`);

/**
 * Follow what changes after `cursor`: `onMessage` gets each message, `onReset` says that the history began anew,
 * `onConnection` whether the line is up. Returns a function that ends it.
 */
export function follow(cursor, { onMessage, onReset, onConnection }) {
  let source;
  let again;
  const open = () => {
    source = new EventSource(`${ROOT}/stream?${query({ after: cursor })}`);
    source.onopen = () => onConnection(true);
    source.onmessage = (event) => {
      cursor = Number(event.lastEventId);
      onMessage(JSON.parse(event.data));
    };
    source.addEventListener("reset", onReset);
    source.onerror = () => {
      onConnection(false);
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 2000);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
