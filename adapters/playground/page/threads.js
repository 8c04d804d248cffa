// The threads under messages: what was replied, and a line to reply in. A thread outlives redrawings of its message.

import { avatar, el, icon, whileBusy } from "./dom.js";
import { said } from "./inline.js";
import { locale } from "./language.js";

export class Threads {
  /** `onReply(message, text)` sends a reply; `menu(message, name)` makes the button for a reply's menu. */
  constructor(room, onReply, menu) {
    Object.assign(this, { room, onReply, menu, all: new Map(), latest: 0 });
  }

  /** The thread under a message, to be put into it. */
  under(message) {
    const thread = this.of(message.id);
    if (!thread.open) {
      thread.message = message;
      thread.open = el("button", { type: "button", className: "thread-open", onclick: () => this.begin(thread) }, icon("thread"), "Reply in thread");
      thread.node.append(thread.list, thread.open);
    }
    return thread.node;
  }

  /** A reply is new, or was deleted. */
  receive(message) {
    const { list, node } = this.of(message.thread);
    const known = list.querySelector(`[data-id="${message.id}"]`);
    this.latest = Math.max(this.latest, message.id);
    if (message.deleted) known?.remove();
    else if (!known) this.put(list, message);
    node.classList.toggle("has-replies", list.children.length > 0);
  }

  /** The message of a thread is no longer shown. */
  forget(id) {
    this.all.delete(id);
  }

  of(id) {
    if (!this.all.has(id)) this.all.set(id, { node: el("div", { className: "thread" }), list: el("ol", { className: "replies" }) });
    return this.all.get(id);
  }

  put(list, message) {
    const { name, index } = this.room.author(message.author);
    const when = new Date(message.at);
    const clock = when.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
    const byline = el("div", { className: "byline" }, el("b", {}, name), el("time", { datetime: message.at, title: when.toLocaleString(locale()) }, clock));
    const body = el("div", { className: "body" }, byline, el("p", { className: "said" }, said(message.text, this.room)));
    const item = el("li", { "data-id": message.id }, avatar(name, index, "little"), body, this.menu(message, name));
    const after = [...list.children].findLast((each) => Number(each.dataset.id) < message.id);
    if (after) after.after(item);
    else list.prepend(item);
  }

  /** Open the line to reply in; Enter sends and Escape closes it. */
  begin(thread) {
    const input = el("input", { type: "text", maxlength: 16000, "aria-label": "Reply in this thread", placeholder: "Reply…", enterkeyhint: "send" });
    const button = el("button", { className: "small" }, "Reply");
    const form = el("form", { className: "thread-form", autocomplete: "off" }, input, button);
    const close = () => {
      form.replaceWith(thread.open);
      thread.open.focus();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      whileBusy(button, () => this.send(thread, input));
    });
    form.addEventListener("keydown", (event) => event.key === "Escape" && close());
    thread.open.replaceWith(form);
    input.focus();
  }

  async send(thread, input) {
    const text = input.value;
    if (!text.trim()) return;
    await this.onReply(thread.message, text);
    if (input.value === text) input.value = "";
  }
}
