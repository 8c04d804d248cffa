// The inline parts of what is said, and the lines that people write.

import { present } from "./clock.js";
import { el } from "./dom.js";
import { locale } from "./language.js";

const SAFE = new Set(["http:", "https:", "mailto:"]);

function address(url) {
  try {
    return SAFE.has(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

function link(text, url) {
  const href = address(url);
  if (!href) return document.createTextNode(`${text} (${url})`);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

function relative(moment) {
  const seconds = (moment - present()) / 1000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/** A moment in the browser's own time zone; `fallback` shows on hovering. */
export function time({ at, fallback, style }) {
  const moment = new Date(at);
  const date = { weekday: "short", day: "numeric", month: "short" };
  if (moment.getFullYear() !== new Date(present()).getFullYear()) date.year = "numeric";
  const clock = { hour: "2-digit", minute: "2-digit" };
  const text = style === "relative"
    ? relative(moment)
    : new Intl.DateTimeFormat(locale(), style === "date" ? date : { ...date, ...clock }).format(moment);
  return el("time", { datetime: at, title: fallback }, text);
}

/** The nodes of one piece of content; `room` knows who I am and which channels I can open. */
export function inline(piece, room) {
  if (typeof piece === "string") return document.createTextNode(piece);
  switch (piece.type) {
    case "bold":
      return el("b", {}, piece.text);
    case "code":
      return el("code", {}, piece.text);
    case "link":
      return link(piece.text, piece.url);
    case "mention":
      return el("span", { className: "mention" }, `@${piece.name}`);
    case "time":
      return time(piece);
    case "channel":
      return channel(piece, room);
    default:
      return document.createTextNode(piece.text ?? "");
  }
}

function channel(piece, room) {
  if (piece.platform !== "playground" || !room.channel(piece.id)) {
    return el("span", { className: "channel-link" }, `#${piece.name}`);
  }
  return el("a", { className: "channel-link", href: room.address(piece.id), "data-channel": piece.id }, `#${piece.name}`);
}

export const content = (pieces, room) => pieces.map((piece) => inline(piece, room));

const TOKEN = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)'’”])|([@#][A-Za-z0-9][\w-]*)/g;

/** A line that somebody wrote, with its links and the names that exist here. */
export function said(text, room) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, url] = match;
    const node = url ? link(url, url) : room.named(token);
    if (!node) continue;
    nodes.push(text.slice(end, match.index), node);
    end = match.index + token.length;
  }
  return [...nodes, text.slice(end)];
}
