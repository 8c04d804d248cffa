// The playground's page: it starts here, follows what changes, and goes from channel to channel.

import * as api from "./api.js";
import * as clock from "./clock.js";
import { beginCommand, enter } from "./composer.js";
import { notify } from "./dom.js";
import { openForm } from "./form.js";
import { speak } from "./language.js";
import { Room } from "./room.js";
import * as sidebar from "./sidebar.js";
import { Timeline } from "./timeline.js";

let room;
let timeline;
let stop = () => {};
let offline = null;

/** Be a person, in a channel if one is named, and follow what happens from now on. */
async function be(person, channel) {
  stop();
  api.be(person);
  const state = await api.state().catch((error) => {
    if (person) return null;
    throw error;
  });
  if (!state) return be("", "");
  api.be(state.me.id);
  speak(state.me.spoken);
  await clock.look();
  room = new Room(state, channel);
  await go(room.here.id);
  stop = api.follow(state.cursor, { onMessage: receive, onReset: () => be(room.me.id, room.here.id), onConnection });
  return undefined;
}

/** Go to a channel of mine. */
async function go(id) {
  room.here = room.channel(id);
  const { here } = room;
  history.replaceState(null, "", room.address(id));
  sidebar.drawer(false);
  sidebar.draw(room);
  timeline = new Timeline(room, {
    onPress: async (message, action, chosen) => take(await api.press(message.id, action, chosen), here.id, message.id),
    onPick: async (message, entry) => take(await api.pick(message.id, entry), here.id),
    onReply: async (message, text) => take(await api.write(here.id, text, message.id), here.id),
    onDismiss: (message) => api.dismiss(message.id),
    loadOlder: (before) => api.messages(here.id, before),
  });
  enter(room, (answer) => take(answer, here.id));
  const mine = timeline;
  const page = await api.messages(here.id);
  if (mine !== timeline) return;
  timeline.begin(page);
  read();
}

/** What the API answered to something that I did in a channel; `pressed` is the message whose button it was. */
function take(answer, channel, pressed = null) {
  for (const message of [answer.posted, answer.message]) if (message) receive(message);
  const shown = answer.message ?? answer.posted;
  if (shown) timeline.reveal(shown);
  if (answer.form) ask(answer.form, channel, pressed);
}

/** The values of a form as the API takes them: texts, and what picked files are called that are sent before. */
async function sent(values) {
  const texts = {};
  const files = {};
  for (const [name, value] of Object.entries(values)) {
    if (value instanceof File) files[name] = (await api.upload(value)).file;
    else texts[name] = value;
  }
  return [texts, files];
}

function ask(form, channel, pressed) {
  openForm(form, async (values) => {
    const [texts, files] = await sent(values);
    const answer = await api.submit(channel, form.action, texts, pressed, files);
    take(answer, channel, pressed);
    return answer;
  });
}

function receive(message) {
  const channel = room.channel(message.channel);
  if (!channel) return;
  const fresh = message.id > room.newest || !(message.edited || message.deleted);
  const mine = [message.author, message.caller].includes(room.me.accounts[channel.workspace.id]);
  room.newest = Math.max(room.newest, message.id);
  if (channel === room.here) {
    timeline.receive(message);
    read();
  } else if (fresh && !mine) {
    channel.unread += 1;
    sidebar.draw(room);
  }
}

let marking = 0;

/** What is on the screen has been read. */
function read() {
  clearTimeout(marking);
  if (document.hidden || !timeline.latest()) return;
  const channel = room.here;
  channel.unread = 0;
  marking = setTimeout(() => api.mark(channel.id, timeline.latest()).catch(() => {}), 300);
}

function onConnection(up) {
  if (up) {
    offline?.remove();
    offline = null;
  } else if (!offline) {
    const waiting = setTimeout(() => notify("The connection is gone; trying again…"), 1500);
    offline = { remove: () => clearTimeout(waiting) };
  }
}

function follow(event) {
  const link = event.target.closest("a[data-channel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.dataset.channel).catch((error) => notify(error.message));
  document.getElementById("message").focus({ preventScroll: true });
}

function shortcut(event) {
  const typing = event.target.closest?.("input, textarea, select, dialog, .menu");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    beginCommand();
  }
}

document.addEventListener("click", follow);
document.addEventListener("keydown", shortcut);
document.addEventListener("visibilitychange", read);
document.getElementById("clock").addEventListener("click", () => clock.choose(() => sidebar.draw(room)).catch((error) => notify(error.message)));
document.getElementById("me").addEventListener("click", () => sidebar.switchPerson(room, (id) => be(id, room.here.id)));

const wanted = new URLSearchParams(location.search);

be(wanted.get("as") ?? "", wanted.get("channel")).catch((error) => notify(error.message));
