// The reading room: text size, line length and theme, kept in this browser; the running total and where it stands; keys. Loaded in <head>, so that the page opens as it was left.
(() => {
  "use strict";
  const root = document.documentElement;
  const choices = {
    size: ["small", "medium", "large", "huge"],
    width: ["narrow", "middle", "wide"],
    theme: ["light", "paper", "dark"],
  };

  const kept = (name) => {
    try {
      return localStorage.getItem(`reading.${name}`);
    } catch (refused) {
      return null; // storage may be closed to us; the page works without it
    }
  };
  const keep = (name, value) => {
    try {
      localStorage.setItem(`reading.${name}`, value);
    } catch (refused) {
      // as above
    }
  };
  const system = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const attribute = (name) => `data-reading-${name}`;
  const current = {};

  const show = (name, value) => {
    current[name] = value;
    root.setAttribute(attribute(name), value);
    for (const button of document.querySelectorAll(`.reading-tools button[${attribute(name)}]`)) {
      button.setAttribute("aria-pressed", String(button.getAttribute(attribute(name)) === value));
    }
  };
  const start = { size: "medium", width: "middle", theme: system() };
  for (const name of Object.keys(choices)) {
    show(name, choices[name].includes(kept(name)) ? kept(name) : start[name]);
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (!kept("theme")) show("theme", system());
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const tools of document.querySelectorAll(".reading-tools")) tools.hidden = false;
    for (const name of Object.keys(choices)) show(name, current[name]);
  });
  // The total of the sheet beside the text, once every mark is there.
  const add = () => {
    const marks = Array.from(document.querySelectorAll("[data-weight]"));
    const whole = marks.length > 0 && marks.every((mark) => mark.value !== "" && mark.validity.valid);
    const sum = marks.reduce((total, mark) => total + Number(mark.value) * Number(mark.dataset.weight), 0);
    for (const place of document.querySelectorAll("[data-total]")) {
      place.textContent = whole ? String(Number(sum.toFixed(4))) : "—";
    }
    const standing = document.querySelector("[data-others]");
    if (!standing) return;
    const others = standing.dataset.others.split(" ").filter(Boolean).map(Number);
    const place = 1 + others.filter((other) => other > Number(sum.toFixed(4))).length;
    standing.textContent = whole ? standing.dataset.words.replace("[count]", others.length + 1).replace("[place]", place) : "";
  };
  document.addEventListener("DOMContentLoaded", add);
  document.addEventListener("input", add);

  // What was said of a mark is no longer true once another one is typed: beside it, and on top of the page.
  document.addEventListener("input", (event) => {
    const row = event.target.closest(".score-row");
    if (!row || event.target.value === "") return;
    for (const fault of row.querySelectorAll(".invalid-feedback")) fault.remove();
    for (const link of document.querySelectorAll(`.error-summary a[href="#${event.target.id}"]`)) {
      const summary = link.closest(".error-summary");
      link.closest("li").remove();
      if (!summary.querySelector("a")) summary.remove();
    }
  });

  // Enter goes to the next box instead of submitting; Ctrl+Enter submits; Escape leaves the box, so that the keys work.
  document.addEventListener("keydown", (event) => {
    const form = document.getElementById("sheet-form");
    if (!form || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-key='Ctrl+Enter']"));
    } else if (event.key === "Enter" && event.target.matches(".score-input")) {
      event.preventDefault();
      const boxes = Array.from(form.querySelectorAll(".score-input, textarea, .btn-primary"));
      boxes[boxes.indexOf(event.target) + 1].focus();
    } else if (event.key === "Escape" && form.contains(event.target)) event.target.blur();
  });
  // The wheel is for the text: it never turns a mark.
  document.addEventListener("wheel", (event) => {
    if (event.target === document.activeElement && event.target.matches(".score-input")) event.target.blur();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".reading-tools button");
    if (!button) return;
    for (const name of Object.keys(choices)) {
      const value = button.getAttribute(attribute(name));
      if (value) {
        keep(name, value);
        show(name, value);
      }
    }
  });
})();
