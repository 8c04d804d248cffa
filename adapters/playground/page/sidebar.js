// The left side: who I am, and the channels with what is unread.

import { avatar, el, icon } from "./dom.js";
import { openMenu } from "./menu.js";

const side = document.getElementById("sidebar");
const shade = document.getElementById("shade");
const opener = document.getElementById("open-sidebar");

/** Draw the channels, the room's head and who I am. */
export function draw(room) {
  drawMe(room);
  drawHead(room);
  document.getElementById("channels").replaceChildren(...room.workspaces.map((each) => workspace(each, room)));
  const elsewhere = room.unreadElsewhere();
  document.getElementById("unread-dot").hidden = !elsewhere;
  const { name, direct } = room.here;
  document.title = `${elsewhere ? `(${elsewhere}) ` : ""}${direct ? name : `#${name}`} · Convenor playground`;
}

function drawMe(room) {
  const index = room.people.findIndex((each) => each.id === room.me.id);
  document.getElementById("me").replaceChildren(
    avatar(room.me.name, index),
    el(
      "span",
      { className: "text" },
      el("span", { className: "sub" }, "You are"),
      el("span", { className: "name" }, room.me.name),
    ),
    icon("chevron"),
  );
}

function drawHead(room) {
  const { name, topic, direct } = room.here;
  document.getElementById("room-title").textContent = direct ? name : `# ${name}`;
  document.getElementById("room-topic").textContent = direct ? "Between you and the bot" : topic;
  const members = direct ? [] : room.members();
  const box = document.getElementById("members");
  box.title = members.map((each) => each.name).join(", ");
  box.replaceChildren(...members.map((each) => avatar(each.name, each.index, "little")));
}

function workspace({ name, id, channels }, room) {
  const heading = `workspace-${id}`;
  return el(
    "section",
    { className: "workspace", "aria-labelledby": heading },
    el("h2", { id: heading }, name),
    el("ul", {}, channels.map((each) => el("li", {}, channel(room.channel(each.id), room)))),
  );
}

function channel({ id, name, direct, unread }, room) {
  const here = room.here.id === id;
  const count = !here && unread ? el("span", { className: "count", "aria-label": `${unread} unread` }, unread > 99 ? "99+" : String(unread)) : null;
  return el(
    "a",
    { href: room.address(id), "data-channel": id, className: count ? "unread" : "", "aria-current": here ? "page" : null },
    direct ? avatar(name, -1, "little") : el("span", { className: "hash", "aria-hidden": "true" }, "#"),
    el("span", { className: "label" }, name),
    count,
  );
}

/** Let somebody else be chosen; `onSwitch` gets their id. */
export function switchPerson(room, onSwitch) {
  const items = room.people.map((person, index) => ({
    value: person.id,
    label: person.name,
    description: person.title,
    picture: avatar(person.name, index, "little"),
    checked: person.id === room.me.id,
  }));
  openMenu(document.getElementById("me"), items, { onChoose: ([id]) => onSwitch(id) });
}

/** Open or close the drawer that the left side is on narrow screens. */
export function drawer(open) {
  side.classList.toggle("open", open);
  shade.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (open) document.getElementById("me").focus();
}

opener.addEventListener("click", () => drawer(true));
shade.addEventListener("click", () => drawer(false));
document.getElementById("close-sidebar").addEventListener("click", () => {
  drawer(false);
  opener.focus();
});
side.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && side.classList.contains("open")) {
    drawer(false);
    opener.focus();
  }
});
