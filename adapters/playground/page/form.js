// Forms and questions, in dialogs: Escape closes them, and what is wrong stands beside its field.

import { el, icon } from "./dom.js";

let count = 0;

function dialog(title, body, foot, onSubmit) {
  const heading = `dialog-${++count}`;
  const box = el(
    "dialog",
    { "aria-labelledby": heading },
    el(
      "form",
      { novalidate: true, onsubmit: onSubmit },
      el("div", { className: "dialog-head" }, el("h2", { id: heading }, title), closer()),
      el("div", { className: "dialog-body" }, body),
      el("div", { className: "dialog-foot" }, foot),
    ),
  );
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

const close = (event) => event.currentTarget.closest("dialog").close();
const closer = () => el("button", { type: "button", className: "plain-icon", "aria-label": "Close", onclick: close }, icon("close"));

/** Ask a question before something is done; resolves to whether it was confirmed. */
export function confirm(question, label, style) {
  return new Promise((resolve) => {
    let confirmed = false;
    const yes = el("button", { className: `button ${style === "danger" ? "danger filled" : "primary"}` }, label);
    const no = el("button", { type: "button", className: "button", onclick: close }, "Cancel");
    const box = dialog(label, el("p", {}, question), [no, yes], (event) => {
      event.preventDefault();
      confirmed = true;
      box.close();
    });
    box.addEventListener("close", () => resolve(confirmed));
    yes.focus();
  });
}

/**
 * Open a form. `onSubmit(values)` sends it and resolves to {errors, problem}: with errors the form stays open
 * with what was typed. The value of a file that was picked is the File.
 */
export function openForm(form, onSubmit) {
  const problem = el("p", { className: "dialog-problem", role: "alert" });
  const questions = form.fields.map(question);
  const send = el("button", { className: "button primary" }, form.submit || "OK");
  const cancel = el("button", { type: "button", className: "button", onclick: close }, "Cancel");
  const about = form.about ? el("p", { className: "form-about" }, form.about) : null;
  const box = dialog(form.title, [about, ...questions.map((each) => each.element), problem], [cancel, send], async (event) => {
    event.preventDefault();
    if (send.getAttribute("aria-busy")) return;
    send.setAttribute("aria-busy", "true");
    const answer = await onSubmit(Object.fromEntries(questions.map((each) => [each.name, each.read()]))).catch((error) => ({
      errors: {},
      problem: error.message,
    }));
    send.removeAttribute("aria-busy");
    if (!answer.problem && !Object.keys(answer.errors).length) box.close();
    else complain(questions, problem, answer);
  });
  (questions.find((each) => each.required && !filled(each.read())) ?? questions[0])?.focus();
}

const filled = (value) => value instanceof File || value.length > 0;

function complain(questions, problem, { errors, problem: words }) {
  const known = questions.filter((each) => each.name in errors);
  for (const each of questions) each.complain(errors[each.name] ?? "");
  const others = Object.entries(errors).filter(([name]) => !questions.some((each) => each.name === name));
  problem.textContent = known.length ? others.map(([, error]) => error).join(" ") : words || others.map(([, error]) => error).join(" ");
  known[0]?.focus();
}

function question(field) {
  const id = `field-${++count}`;
  const hint = field.hint ? el("p", { className: "hint-text", id: `${id}-hint` }, field.hint) : null;
  const error = el("p", { className: "error", id: `${id}-error`, role: "alert" });
  const control = controls[field.kind ?? "line"](field, id);
  const optional = field.required || field.kind === "switch" ? null : el("span", { className: "optional" }, " optional");
  const grouped = field.kind === "choices";
  const name = el(grouped ? "legend" : field.kind === "switch" ? "span" : "label", grouped || field.kind === "switch" ? {} : { for: id }, field.label, optional);
  const inputs = [...(control.inputs ?? [control.element])];
  for (const input of inputs) input.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  const own = field.kind === "switch" ? [control.element, hint, error] : [name, hint, control.element, error];
  return {
    name: field.name,
    required: field.required,
    element: el(grouped ? "fieldset" : "div", { className: "question", "data-field": field.name }, own),
    read: control.read,
    focus: () => inputs[0]?.focus(),
    complain(words) {
      error.textContent = words;
      for (const input of inputs) input.setAttribute("aria-invalid", String(Boolean(words)));
    },
  };
}

const tick = (type, label, description, attributes) => {
  const input = el("input", { type, ...attributes });
  return [input, el("label", { className: "tick" }, input, el("span", {}, label, description ? el("small", {}, description) : null))];
};

const controls = {
  line(field, id) {
    const element = el("input", { type: "text", id, maxlength: field.max_length, required: field.required, value: field.value });
    return { element, read: () => element.value };
  },
  text(field, id) {
    const element = el("textarea", { id, rows: 4, maxlength: field.max_length, required: field.required });
    element.value = field.value ?? "";
    return { element, read: () => element.value };
  },
  choice(field, id) {
    const options = field.choices.map((choice) => {
      const text = choice.description ? `${choice.label} (${choice.description})` : choice.label;
      return el("option", { value: choice.value, selected: choice.value === field.value }, text);
    });
    const element = el("select", { id, required: field.required }, el("option", { value: "" }, "Choose…"), options);
    return { element, read: () => element.value };
  },
  choices(field) {
    const chosen = new Set((field.value ?? "").split(",").map((each) => each.trim()));
    const ticks = field.choices.map((choice) =>
      tick("checkbox", choice.label, choice.description, { value: choice.value, checked: chosen.has(choice.value) }));
    const inputs = ticks.map(([input]) => input);
    return {
      element: el("div", {}, ticks.map(([, label]) => label)),
      inputs,
      read: () => inputs.filter((input) => input.checked).map((input) => input.value),
    };
  },
  file(field, id) {
    const accept = field.choices.map((ending) => `.${ending.value}`).join(",");
    const element = el("input", { type: "file", id, accept, required: field.required });
    return { element, read: () => element.files[0] ?? "" };
  },
  switch(field, id) {
    const [input, element] = tick("checkbox", field.label, "", { id, checked: field.value === "yes" });
    return { element, inputs: [input], read: () => (input.checked ? "yes" : "no") };
  },
};
