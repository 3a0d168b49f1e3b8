// Keys of the desks: an element with data-key="n" is followed, pressed or focused by that key; `?` lists them all.
(() => {
  "use strict";
  const typing = (target) =>
    target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const visible = (element) => element.getClientRects().length > 0 && !element.disabled;
  const nameOf = (element) =>
    (element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent).trim();
  const keyed = () => Array.from(document.querySelectorAll("[data-key]")).filter(visible);

  const list = (dialog) => {
    const rows = dialog.querySelector("dl");
    for (const row of rows.querySelectorAll(".from-page")) row.remove();
    for (const element of keyed()) {
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      const meaning = document.createElement("dd");
      key.textContent = element.dataset.key;
      meaning.textContent = nameOf(element);
      term.className = meaning.className = "from-page";
      term.append(key);
      rows.append(term, meaning);
    }
    dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    const dialog = document.getElementById("keys");
    if (dialog?.open) return;
    if (event.key === "?" && dialog) {
      event.preventDefault();
      list(dialog);
      return;
    }
    const element = keyed().find((one) => one.dataset.key === event.key);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input, textarea, select")) element.focus();
    else element.click();
  });
})();
