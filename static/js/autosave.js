// Beside a form that htmx saves by itself (`data-autosave`): says at once that a change is not yet saved, says so when
// saving failed and tries again, and asks before the page is left meanwhile. The server writes "saved" into `.toast-line`.
(() => {
  "use strict";
  const AGAIN_MS = 10_000;
  const changes = new WeakMap(); // form → how many changes it has seen
  const sent = new WeakMap(); // form → how many of them the last request carried
  const retries = new WeakMap();
  const unsaved = new Set();

  const formOf = (element) => (element instanceof Element ? element.closest("form[data-autosave]") : null);
  const say = (state) => {
    const line = document.querySelector(".toast-line");
    if (!line) return;
    line.classList.toggle("is-pending", state === "pending");
    line.classList.toggle("is-failed", state === "failed");
    if (line.dataset[state]) line.textContent = line.dataset[state];
  };

  const changed = (event) => {
    const form = formOf(event.target);
    if (!form) return;
    clearTimeout(retries.get(form));
    changes.set(form, (changes.get(form) ?? 0) + 1);
    unsaved.add(form);
    say("pending");
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (form) sent.set(form, changes.get(form));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (!form || !event.detail.successful) return;
    if (sent.get(form) !== changes.get(form)) {
      say("pending"); // a later change is on its way
      return;
    }
    if (!document.querySelector(".toast-line .save-failed")) unsaved.delete(form);
    say("answered");
  });
  const failed = (event) => {
    const form = formOf(event.detail.elt);
    if (!form) return;
    say("failed");
    clearTimeout(retries.get(form));
    retries.set(form, setTimeout(() => form.dispatchEvent(new Event("change", { bubbles: true })), AGAIN_MS));
  };
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, failed);

  for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;
  document.addEventListener("submit", (event) => unsaved.delete(formOf(event.target)));
  addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });
})();
