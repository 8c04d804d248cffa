// The bot's cards: each part of `reply` in docs/playground-api.md becomes elements.

import { el, icon, whileBusy } from "./dom.js";
import { confirm } from "./form.js";
import { content } from "./inline.js";
import { openMenu } from "./menu.js";

/** A card. `room` knows names; `onPress(action, chosen)` does what a button or a select says. */
export function card(reply, room, onPress) {
  const blocks = reply.blocks.map((each) => block(each, room, onPress));
  const bare = !reply.title && reply.blocks.every((each) => each.type === "paragraph" || each.type === "note");
  return el(
    "div",
    { className: `card${bare && reply.tone === "plain" ? " bare" : ""}`, "data-tone": reply.tone ?? "plain" },
    reply.title ? el("h2", {}, reply.title) : null,
    ...blocks,
  );
}

function block(part, room, onPress) {
  switch (part.type) {
    case "paragraph":
      return el("p", {}, content(part.content, room));
    case "note":
      return el("p", { className: "note" }, content(part.content, room));
    case "fields":
      return el("dl", { className: "fields" }, part.fields.map((field) => el("div", {}, el("dt", {}, field.label), el("dd", {}, content(field.content, room)))));
    case "listing":
      return el("ul", { className: "listing" }, part.entries.map((each) => entry(each, room, onPress)));
    case "bars":
      return el("ul", { className: "bars" }, part.bars.map(bar));
    case "picture":
      return el("figure", { className: "picture" }, el("img", { src: part.url, alt: part.alt }));
    case "attachment":
      return attachment(part);
    case "buttons":
      return el("div", { className: "buttons" }, part.buttons.map((each) => button(each, onPress)));
    case "select":
      return select(part, onPress);
    default:
      return el("p", { className: "note" }, `(This page cannot show a part of the kind “${part.type}” yet.)`);
  }
}

function entry(each, room, onPress) {
  return el(
    "li",
    { className: "entry" },
    el(
      "div",
      {},
      el("div", {}, content(each.title, room)),
      each.detail?.length ? el("div", { className: "about-it" }, content(each.detail, room)) : null,
    ),
    each.button ? button(each.button, onPress) : null,
  );
}

function bar({ label, count, share, detail }) {
  const fill = el("div", { className: "bar-fill", "data-label": label, "data-share": share });
  fill.style.setProperty("--share", share);
  return el(
    "li",
    {},
    el("div", { className: "bar-label" }, el("span", {}, label), el("span", { className: "number" }, `${count} · ${Math.round(share * 100)}%`)),
    el("div", { className: "bar-track", "aria-hidden": "true" }, fill),
    detail ? el("div", { className: "bar-detail" }, detail) : null,
  );
}

function attachment(part) {
  const size = part.size < 1024 ? `${part.size} bytes` : `${Math.round(part.size / 1024)} KiB`;
  return el("a", { className: "attachment", href: part.url, download: part.name }, icon("file"), el("span", {}, part.name, " ", el("small", {}, size)));
}

function button(part, onPress) {
  if (part.type === "link_button") {
    const safe = /^(https?|mailto):/i.test(part.url);
    return safe
      ? el("a", { className: "button", href: part.url, target: "_blank", rel: "noopener noreferrer" }, part.label, icon("out"))
      : el("span", {}, `${part.label} (${part.url})`);
  }
  const press = async (event) => {
    const control = event.currentTarget;
    if (part.confirm && !(await confirm(part.confirm, part.label, part.style))) return;
    await whileBusy(control, () => onPress(part.action, []));
  };
  return el("button", { type: "button", className: `button ${part.style ?? "plain"}`, "data-action": part.action, onclick: press }, part.label);
}

function select(part, onPress) {
  const items = part.options.map(({ value, label, description }) => ({ value, label, description }));
  const open = (event) => {
    const control = event.currentTarget;
    openMenu(control, items, {
      most: part.most ?? 1,
      onChoose: (chosen) => chosen.length && whileBusy(control, () => onPress(part.action, chosen)),
    });
  };
  return el(
    "button",
    { type: "button", className: "button choose", "aria-haspopup": "menu", "aria-expanded": "false", "data-action": `select ${part.action}`, onclick: open },
    part.placeholder,
    icon("chevron"),
  );
}

/** Let the bars of a card that was drawn again grow from where they stood before. */
export function growBars(before, after) {
  const shares = new Map([...before.querySelectorAll(".bar-fill")].map((fill) => [fill.dataset.label, fill.dataset.share]));
  const fills = [...after.querySelectorAll(".bar-fill")];
  for (const fill of fills) fill.style.setProperty("--share", shares.get(fill.dataset.label) ?? 0);
  after.getBoundingClientRect();
  for (const fill of fills) fill.style.setProperty("--share", fill.dataset.share);
}
