// Rows of the queue by keyboard: j and k, or the arrows from a row on, go up and down, Enter opens, x ticks. The other
// keys stand on their links and buttons as data-key (keys.js); what `?` lists of these is in <template id="more-keys">.
(() => {
  "use strict";
  const table = document.querySelector("[data-rows]");
  const more = document.getElementById("more-keys");
  const keys = document.querySelector("#keys dl");
  if (!table) return;
  if (more && keys) keys.append(more.content.cloneNode(true));

  const rows = Array.from(table.tBodies[0].rows);
  const linkOf = (row) => row.querySelector("a[href]");
  const boxOf = (row) => row.querySelector("input[type=checkbox]");
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const typing = (target) =>
    target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const go = (place) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, place))];
    linkOf(row).focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const count = document.querySelector("[data-ticked]");
  const ticked = document.querySelector("input[name=scope][value=ticked]");
  const say = () => {
    if (!count) return;
    const number = rows.filter((row) => boxOf(row)?.checked).length;
    count.textContent = number ? count.dataset.some.replace("%s", number) : "";
  };
  table.addEventListener("change", () => {
    if (ticked) ticked.checked = true;
    say();
  });
  // A page that comes back from the browser's memory has its ticks.
  addEventListener("pageshow", say);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    if (document.getElementById("keys")?.open) return;
    const place = here();
    const inRow = place >= 0;
    const moves = { j: 1, k: -1, ...(inRow ? { ArrowDown: 1, ArrowUp: -1 } : {}) };
    if (event.key in moves) go(inRow ? place + moves[event.key] : 0);
    else if (inRow && event.key === "x" && boxOf(rows[place])) boxOf(rows[place]).click();
    else if (inRow && event.key === "Enter" && event.target.matches("input[type=checkbox]")) linkOf(rows[place]).click();
    else return;
    event.preventDefault();
  });
})();
