// The messages of one channel: the latest ones, older ones when one scrolls up, and everything as it changes.

import { present } from "./clock.js";
import { avatar, el, icon, whileBusy } from "./dom.js";
import { said } from "./inline.js";
import { locale } from "./language.js";
import { openMenu } from "./menu.js";
import { card, growBars } from "./reply.js";
import { Threads } from "./threads.js";

const KEPT = 300;
const TOGETHER = 5 * 60 * 1000;
const NEAR = 90;

/** Tells the timeline when what is in it grows (a picture arrives) or its room shrinks (the keyboard opens). */
const sizes = new ResizeObserver(() => sizes.onChange?.());
sizes.observe(document.getElementById("timeline"));
sizes.observe(document.getElementById("messages"));

export class Timeline {
  /** `onPress(message, action, chosen)`, `onPick(message, entry)`, `onReply(message, text)` and `onDismiss(message)` do things; `loadOlder(id)` fetches a page. */
  constructor(room, { onPress, onPick, onReply, onDismiss, loadOlder }) {
    this.scroller = document.getElementById("timeline");
    this.list = document.getElementById("messages");
    this.older = document.getElementById("older");
    this.jump = document.getElementById("jump");
    Object.assign(this, { room, onPress, onPick, onDismiss, loadOlder, shown: new Map(), more: false, loading: false });
    this.threads = new Threads(room, onReply, (message, name) => this.menu(message, name));
    this.list.replaceChildren();
    this.older.replaceChildren();
    this.jump.hidden = true;
    this.pinned = true;
    this.scroller.onscroll = () => this.scrolled();
    sizes.onChange = () => this.pinned && this.toEnd();
    this.jump.onclick = () => this.toEnd();
  }

  /** Begin with a page of messages. */
  begin({ messages, more }) {
    this.more = more;
    for (const message of messages) this.put(message);
    this.arrange();
    this.toEnd();
  }

  /** A message is new, was edited or was deleted. */
  receive(message) {
    if (message.thread) {
      this.threads.receive(message);
      if (this.pinned) this.toEnd();
      return;
    }
    const known = this.shown.get(message.id);
    if (known && known.message.changed >= message.changed) return;
    if (message.deleted) this.remove(known);
    else if (known) this.redraw(known, message);
    else if (!this.beforeFirst(message)) this.append(message);
    if (this.shown.size > KEPT && this.pinned) this.forgetOldest();
    this.arrange();
    if (this.pinned) this.toEnd();
  }

  /** Scroll to the latest message. */
  toEnd() {
    this.pinned = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
  }

  /** Show what was asked for: the end of it, or its beginning where it is longer than the screen. */
  reveal(message) {
    const node = this.shown.get(message.id)?.node;
    if (!node || message.id !== this.latest()) return;
    this.toEnd();
    if (node.offsetHeight <= this.scroller.clientHeight) return;
    node.scrollIntoView({ block: "start" });
    this.pinned = false;
  }

  /** Whether the latest message is in sight. */
  atEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR;
  }

  /** The id of the latest message; 0 where there is none. */
  latest() {
    return Math.max(this.threads.latest, ...this.shown.keys());
  }

  beforeFirst(message) {
    return this.more && message.id < Math.min(...this.shown.keys());
  }

  append(message) {
    if (!this.pinned) this.jump.hidden = false;
    this.insert(message).classList.add("arrived");
  }

  put(message) {
    if (message.thread) this.threads.receive(message);
    else this.insert(message);
  }

  insert(message) {
    const node = this.draw(message);
    this.shown.set(message.id, { message, node });
    const after = [...this.list.children].findLast((each) => Number(each.dataset.id) < message.id);
    if (after) after.after(node);
    else this.list.prepend(node);
    return node;
  }

  redraw(known, message) {
    const active = document.activeElement;
    const focused = known.node.contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
    const node = this.draw(message);
    known.node.replaceWith(node);
    growBars(known.node, node);
    this.shown.set(message.id, { message, node });
    if (node.contains(active)) active.focus();
    else if (focused) [...node.querySelectorAll("[data-action]")].find((each) => each.dataset.action === focused)?.focus();
  }

  remove(known) {
    if (!known) return;
    known.node.remove();
    this.shown.delete(known.message.id);
    this.threads.forget(known.message.id);
  }

  forgetOldest() {
    const ids = [...this.shown.keys()].sort((a, b) => a - b);
    for (const id of ids.slice(0, ids.length - KEPT)) this.remove(this.shown.get(id));
    this.more = true;
  }

  async scrolled() {
    this.pinned = this.atEnd();
    if (this.pinned) this.jump.hidden = true;
    if (this.scroller.scrollTop > 300 || !this.more || this.loading) return;
    this.loading = true;
    this.older.textContent = "Loading older messages…";
    try {
      const { messages, more } = await this.loadOlder(Math.min(...this.shown.keys()));
      const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
      this.more = more;
      for (const message of messages.toReversed()) this.put(message);
      this.arrange();
      this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
    } finally {
      this.loading = false;
      this.older.textContent = "";
    }
  }

  /** Put days between messages, and messages of one author together. */
  arrange() {
    for (const divider of this.list.querySelectorAll(".divider")) divider.remove();
    let last = null;
    for (const node of [...this.list.children]) {
      const { message } = this.shown.get(Number(node.dataset.id));
      const newDay = day(message) !== (last && day(last));
      if (newDay) node.before(el("li", { className: "divider", "data-id": message.id - 0.5 }, day(message)));
      node.classList.toggle("follows", !newDay && together(last, message));
      last = message;
    }
    this.older.classList.toggle("welcome", !this.more);
    if (!this.more && !this.loading) this.older.replaceChildren(...welcome(this.room));
  }

  draw(message) {
    const { name, index } = this.room.author(message.author);
    const byline = el(
      "div",
      { className: "byline" },
      el("b", {}, name),
      index < 0 ? el("span", { className: "tag app" }, "App") : null,
      el("time", { datetime: message.at, title: new Date(message.at).toLocaleString(locale()) }, clock(message)),
    );
    const body = message.private ? this.privately(message) : this.openly(message);
    const menu = message.private ? null : this.menu(message, name);
    const thread = message.private || this.room.here.direct ? null : this.threads.under(message);
    return el("li", { className: "message", "data-id": message.id }, avatar(name, index), el("div", { className: "body" }, byline, body, thread), menu);
  }

  /** The button that opens the message's menu: keep it, track it, tag it. */
  menu(message, name) {
    const items = this.room.menu.map((each) => ({ value: each.entry, label: each.label }));
    if (!items.length) return null;
    const onclick = ({ currentTarget }) => {
      const onChoose = ([entry]) => whileBusy(currentTarget, () => this.onPick(message, entry));
      openMenu(currentTarget, items, { onChoose });
    };
    const label = `What to do with the message of ${name}`;
    const attributes = { type: "button", className: "message-menu", "aria-haspopup": "menu", "aria-expanded": "false" };
    return el("button", { ...attributes, "aria-label": label, title: "More", onclick }, icon("more"));
  }

  openly(message) {
    if (message.author !== this.room.bot.account) return this.written(message);
    const used = message.command ? this.used(message, this.room.author(message.caller).name) : null;
    return el("div", {}, used, this.card(message));
  }

  /** What a person wrote, and the files that they attached. */
  written(message) {
    const words = message.text ? el("p", { className: "said" }, said(message.text, this.room)) : null;
    return el("div", {}, words, message.reply ? this.card(message) : null);
  }

  privately(message) {
    const onclick = (event) => whileBusy(event.currentTarget, () => this.onDismiss(message));
    const head = el(
      "div",
      { className: "private-head" },
      icon("eye"),
      "Only visible to you",
      el("button", { type: "button", className: "small dismiss", onclick }, "Dismiss"),
    );
    return el("div", { className: "private" }, head, message.command ? this.used(message, "You") : null, this.card(message));
  }

  used(message, who) {
    return el("p", { className: "used" }, `${who} used `, el("code", {}, message.command));
  }

  card(message) {
    return card(message.reply, this.room, (action, chosen) => this.onPress(message, action, chosen));
  }
}

const clock = (message) => new Date(message.at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });

function day(message) {
  const date = new Date(message.at).toDateString();
  if (date === new Date(present()).toDateString()) return "Today";
  if (date === new Date(present() - 86400000).toDateString()) return "Yesterday";
  return new Date(message.at).toLocaleDateString(locale(), { weekday: "long", day: "numeric", month: "long" });
}

function together(last, message) {
  const same = last && last.author === message.author && !last.private && !message.private && !message.command;
  return Boolean(same) && new Date(message.at) - new Date(last.at) < TOGETHER;
}

function welcome(room) {
  const { name, topic, direct } = room.here;
  const words = direct
    ? `This is between you and ${room.bot.name}. Whatever you write here is a command; “help” is a good start.`
    : `${topic}. This is where it begins.`;
  return [el("h2", {}, direct ? name : `#${name}`), el("p", {}, words)];
}
