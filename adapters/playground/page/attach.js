// Files that go along with the next message, shown under the box until it is sent.

import * as api from "./api.js";
import { el, icon } from "./dom.js";

const MOST = 5;

const picker = document.getElementById("files");
const list = document.getElementById("attached");

let picked = [];
let onChange = () => {};

/** Tell `changed` whenever there is another number of files. */
export function watch(changed) {
  onChange = changed;
}

/** How many files are picked. */
export const count = () => picked.length;

/** Take what is picked, as the message is being sent now; `putBack` undoes it. */
export function take() {
  const files = picked;
  show([]);
  return files;
}

/** Show files again whose message could not be sent. */
export const putBack = (files) => show([...files, ...picked]);

/** Send the files ahead; returns what the API calls them. */
export const upload = (files) => Promise.all(files.map(async (file) => (await api.upload(file)).file));

function show(files) {
  picked = files.slice(0, MOST);
  list.replaceChildren(...picked.map(row));
  list.hidden = !picked.length;
  onChange();
}

function row(file) {
  const remove = () => show(picked.filter((each) => each !== file));
  const button = el("button", { type: "button", className: "small", "aria-label": `Leave ${file.name} out`, onclick: remove }, icon("close"));
  return el("li", {}, icon("file"), file.name, button);
}

document.getElementById("attach").addEventListener("click", () => picker.click());
picker.addEventListener("change", () => {
  show([...picked, ...picker.files]);
  picker.value = "";
});
