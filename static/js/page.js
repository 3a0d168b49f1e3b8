// On every page: a form that must go only once (`data-once`), printing (`data-print`), what is open on paper (`data-open-in-print`), and copying what stands in a field (`data-copy` names it; beside the button stands `data-copied`, what to say then).
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // A page that comes back from the browser's memory may be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => print());
  }
  // Whoever signs out leaves nothing of theirs on this machine.
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.action.endsWith("/logout/")) return;
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith("kept.")) localStorage.removeItem(name);
    } catch (refused) {
      // storage may be closed to us; then nothing was kept
    }
  });
  const folded = new Set();
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("[data-open-in-print]:not([open])")) {
      details.open = true;
      folded.add(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
    folded.clear();
  });
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      // Without HTTPS the browser has no clipboard for us; the old command copies what is selected.
      const copied = await (navigator.clipboard ? navigator.clipboard.writeText(field.value) : Promise.reject()).then(
        () => true,
        () => document.execCommand("copy"),
      );
      said.textContent = copied ? said.dataset.copied : "";
    });
  }
})();
