// The playground's clock: it may be ahead of the real one, and can be moved forward.

import * as api from "./api.js";
import { el, icon, notify } from "./dom.js";
import { locale } from "./language.js";
import { openMenu } from "./menu.js";

const SHOWN = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
const DAY = 86400;

let told = { movable: false, ahead: 0, next: null };
let offset = 0;
let moving = false;

/** The present moment of the playground, in milliseconds. */
export const present = () => Date.now() + offset;

const shown = (moment) => new Intl.DateTimeFormat(locale(), SHOWN).format(moment);

function ahead(seconds) {
  // A clock that was moved by a day may be a second short of it.
  const [unit, size] = seconds >= DAY - 60 ? ["day", DAY] : seconds >= 3600 ? ["hour", 3600] : ["minute", 60];
  const amount = new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" });
  return `${amount.format(Math.round(seconds / size))} ahead`;
}

function caption() {
  if (moving) return "Moving forward…";
  return told.ahead >= 60 ? ahead(told.ahead) : "Move the clock forward";
}

function draw() {
  const button = document.getElementById("clock");
  button.hidden = !told.movable;
  button.classList.toggle("ahead", told.ahead >= 60);
  button.replaceChildren(
    icon("clock"),
    el(
      "span",
      { className: "text" },
      el("span", { className: "sub" }, caption()),
      el("span", { className: "name" }, shown(present())),
    ),
    icon("chevron"),
  );
}

/** Show what the clock says. */
export async function look() {
  take(await api.clock());
}

function take(answer) {
  told = answer;
  offset = answer.movable ? new Date(answer.now) - Date.now() : 0;
  draw();
}

async function move(to, onMoved) {
  const button = document.getElementById("clock");
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  moving = true;
  draw();
  try {
    take(await api.moveClock(to));
    notify(`It is ${shown(present())} now.`);
    onMoved();
  } catch (error) {
    notify(error.message);
  } finally {
    moving = false;
    draw();
    button.disabled = false;
    button.removeAttribute("aria-busy");
    button.focus();
  }
}

/** Let the clock be moved; `onMoved` is called when it was. */
export async function choose(onMoved) {
  await look();
  const next = told.next ? `Due ${shown(new Date(told.next))}` : "Nothing is due";
  const items = [
    { value: "next", label: "To the next thing that is due", description: next },
    { value: "hour", label: "One hour forward", description: shown(present() + 3600e3) },
    { value: "day", label: "One day forward", description: shown(present() + DAY * 1e3) },
    { value: "week", label: "One week forward", description: shown(present() + 7 * DAY * 1e3) },
  ];
  openMenu(document.getElementById("clock"), items, { onChoose: ([to]) => move(to, onMoved) });
}

setInterval(() => told.movable && !document.hidden && draw(), 30000);
