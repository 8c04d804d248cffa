// The box to write in: sends on Enter, and completes commands while one types `/`.

import * as api from "./api.js";
import * as attach from "./attach.js";
import { el, notify, whileBusy } from "./dom.js";

const box = document.getElementById("message");
const send = document.getElementById("send");
const help = document.getElementById("help");
const list = document.getElementById("suggestions");
const fillIn = document.getElementById("fill-in");

let room;
let onAnswer;
let suggestions = [];
let selected = -1;
let asked = 0;
let place = "";
let sending = Promise.resolve();
const drafts = new Map();
const narrow = matchMedia("(max-width: 760px)");

/** Write in this room from now on; `handle(answer)` takes what the API answers. */
export function enter(newRoom, handle) {
  if (place) drafts.set(place, box.value);
  room = newRoom;
  place = `${room.me.id} ${room.here.id}`;
  onAnswer = handle;
  const { name, direct } = room.here;
  const label = direct ? `Write to ${name}` : `Message #${name}`;
  box.placeholder = narrow.matches ? label : `${label}, or type / for commands`;
  box.setAttribute("aria-label", label);
  fill(drafts.get(place) ?? "");
}

/** Begin a command, as the button beside the box does. */
export function beginCommand() {
  if (!box.value.startsWith("/")) fill(`/${box.value}`);
  box.focus();
}

function fill(text) {
  box.value = text;
  typed();
}

function typed() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  ready();
  suggest();
}

function ready() {
  send.disabled = !box.value.trim() && !attach.count();
}

async function suggest() {
  const mine = ++asked;
  const text = box.value.slice(0, box.selectionStart);
  if (!text.startsWith("/")) return hide();
  try {
    const completion = await api.complete(room.here.id, text);
    if (mine === asked) show(completion, text);
  } catch (error) {
    notify(error.message);
  }
  return undefined;
}

function hide() {
  help.hidden = true;
  suggestions = [];
  selected = -1;
  list.replaceChildren();
  box.removeAttribute("aria-activedescendant");
}

function show(completion, text) {
  hide();
  suggestions = completion.suggestions;
  help.hidden = !suggestions.length && !completion.usage.length;
  const usage = completion.usage.map((part) => el("span", { className: part.current ? "current" : "" }, part.text));
  document.getElementById("usage").replaceChildren(...usage.flatMap((part) => [part, " "]));
  document.getElementById("hint").textContent = completion.hint;
  fillIn.hidden = !completion.form;
  list.replaceChildren(...suggestions.map(row));
  const sendable = completion.usage.length || suggestions.some((each) => `${each.text.trim()} `.startsWith(`${text} `));
  if (!sendable && suggestions.length) select(0);
}

function row({ label, description }, index) {
  const take = (event) => {
    event.preventDefault();
    choose(index);
  };
  return el(
    "li",
    { id: `suggestion-${index}`, role: "option", "aria-selected": "false", onmousedown: take },
    el("span", { className: "what" }, label),
    el("span", { className: "why" }, description),
  );
}

function select(index) {
  selected = index;
  [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === index)));
  list.children[index]?.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", `suggestion-${index}`);
}

function choose(index) {
  const rest = box.value.slice(box.selectionStart);
  const { text } = suggestions[index];
  box.value = text + rest;
  box.setSelectionRange(text.length, text.length);
  typed();
}

function keydown(event) {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && suggestions.length) select((selected + step + suggestions.length) % suggestions.length);
  else if (event.key === "Tab" && !event.shiftKey && suggestions.length) choose(Math.max(selected, 0));
  else if (event.key === "Enter" && !event.shiftKey && selected >= 0) choose(selected);
  else if (event.key === "Enter" && !event.shiftKey) submit();
  else if (event.key === "Escape" && !help.hidden) hide();
  else return;
  event.preventDefault();
}

/** Send what is written. One after the other, so that quick lines keep their order. */
function submit() {
  const text = box.value;
  if (!text.trim() && !attach.count()) return;
  // A command takes its file in a form: what is picked stays for the next message.
  const files = text.startsWith("/") ? [] : attach.take();
  fill("");
  asked += 1;
  hide();
  const from = { place, channel: room.here.id, answer: onAnswer };
  sending = sending.then(() => whileBusy(send, () => deliver(text, files, from)));
}

async function deliver(text, files, from) {
  try {
    from.answer(await api.write(from.channel, text, null, await attach.upload(files)));
  } catch (error) {
    if (!box.value && place === from.place) fill(text);
    attach.putBack(files);
    throw error;
  }
}

async function openForm() {
  const text = box.value.trim();
  const answer = await whileBusy(fillIn, () => api.form(room.here.id, text));
  if (!answer) return;
  fill("");
  onAnswer(answer);
}

attach.watch(ready);
box.addEventListener("input", typed);
box.addEventListener("keydown", keydown);
box.addEventListener("blur", () => setTimeout(() => help.contains(document.activeElement) || hide(), 100));
box.addEventListener("focus", suggest);
fillIn.addEventListener("click", openForm);
document.getElementById("slash").addEventListener("click", beginCommand);
document.getElementById("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
