// A menu that drops down from a button: one thing to choose, or several.

import { el, icon } from "./dom.js";

/**
 * Open a menu of `items` ({value, label, description, picture, checked}) under `anchor`.
 * `onChoose` gets the chosen values; with `most` above 1 several can be ticked before "Done".
 */
export function openMenu(anchor, items, { most = 1, onChoose }) {
  const several = most > 1;
  const chosen = new Set(items.filter((item) => item.checked).map((item) => item.value));
  const menu = el("div", { className: "menu", popover: "auto", role: "menu" });
  const buttons = items.map((item) => row(item, several));

  function choose(item, button) {
    if (!several) {
      menu.hidePopover();
      onChoose([item.value]);
      return;
    }
    if (chosen.has(item.value)) chosen.delete(item.value);
    else if (chosen.size < most) chosen.add(item.value);
    button.setAttribute("aria-checked", String(chosen.has(item.value)));
  }

  buttons.forEach((button, index) => button.addEventListener("click", () => choose(items[index], button)));
  menu.append(...buttons);
  if (several) menu.append(done(() => {
    menu.hidePopover();
    onChoose([...chosen]);
  }));
  menu.addEventListener("keydown", move);
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
    if (document.activeElement === document.body) anchor.focus();
  });
  document.body.append(menu);
  menu.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(menu, anchor);
  (buttons.find((button) => button.getAttribute("aria-checked") === "true") ?? buttons[0])?.focus();
}

function row(item, several) {
  return el(
    "button",
    {
      type: "button",
      role: several ? "menuitemcheckbox" : "menuitemradio",
      "aria-checked": String(Boolean(item.checked)),
      "data-value": item.value,
    },
    item.picture,
    el(
      "span",
      { className: "text" },
      el("span", { className: "name" }, item.label),
      item.description ? el("span", { className: "sub" }, item.description) : null,
    ),
    icon("check"),
  );
}

function done(onclick) {
  return el("button", { type: "button", role: "menuitem", className: "menu-done", onclick }, "Done");
}

function move(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const items = [...event.currentTarget.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  let next = null;
  if (event.key in steps) next = (at + steps[event.key] + items.length) % items.length;
  if (event.key === "Home") next = 0;
  if (event.key === "End") next = items.length - 1;
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (next === null) return;
  event.preventDefault();
  items[next].focus();
}

function place(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - 12;
  const height = menu.offsetHeight;
  const top = below >= height || below > box.top ? box.bottom + 4 : box.top - height - 4;
  menu.style.top = `${Math.max(8, Math.min(top, window.innerHeight - height - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.minWidth = `${box.width}px`;
}
