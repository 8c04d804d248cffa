// Making elements. Text only ever goes in as text: nothing here reads HTML.

/** An element with attributes (`on…` ones are listeners, undefined and false are left out) and children. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name === "className" ? "class" : name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** One of the icons that stand at the top of the page. */
export function icon(name, className = "icon") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

const HUES = [168, 24, 262, 208, 338, 96, 44, 228];

/** Somebody's initials on a colour of their own; `index` is their place in the list of people, -1 the bot. */
export function avatar(name, index, className = "") {
  const box = el("span", { className: `avatar ${className}`, "aria-hidden": "true" });
  if (index < 0) {
    box.classList.add("bot");
    box.append(icon("mark", "icon solid"));
    return box;
  }
  box.style.setProperty("--hue", HUES[index % HUES.length]);
  box.textContent = name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  return box;
}

/** Say something in the corner for a while. */
export function notify(text) {
  const notice = el("div", { className: "notice" }, text);
  document.getElementById("notices").append(notice);
  setTimeout(() => notice.remove(), 6000);
  return notice;
}

/** Mark a control as working until the promise is settled. */
export async function whileBusy(control, work) {
  if (control.getAttribute("aria-busy") === "true") return undefined;
  control.setAttribute("aria-busy", "true");
  try {
    return await work();
  } catch (error) {
    notify(error.message);
    return undefined;
  } finally {
    control.removeAttribute("aria-busy");
  }
}
