// A unit's bundle: how much of an upload has gone, in per cent (`data-upload-said` beside the file zone), ticking all rows at once (`data-tick-all`), and how many are ticked (`data-chosen`). Without this script the forms work as they are.
(() => {
  "use strict";
  const lineOf = (event) => event.detail.elt?.closest("form")?.querySelector("[data-upload-said]");
  document.addEventListener("htmx:xhr:progress", (event) => {
    const line = lineOf(event);
    if (!line || !event.detail.lengthComputable) return;
    const percent = Math.floor((100 * event.detail.loaded) / event.detail.total);
    line.textContent =
      percent < 100 ? line.dataset.uploadSaid.replace("{percent}", percent) : line.dataset.uploadDone;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const line = lineOf(event);
    if (line) line.textContent = "";
  });

  const ticks = () => Array.from(document.querySelectorAll('input[name="rows"]'));
  const all = document.querySelector("[data-tick-all]");
  const said = document.querySelector("[data-chosen]");
  const count = () => {
    const ticked = ticks().filter((tick) => tick.checked).length;
    if (said) said.textContent = said.dataset.chosen.replace("{number}", ticked);
    if (!all) return;
    const box = all.querySelector("input");
    box.checked = ticked > 0 && ticked === ticks().length;
    box.indeterminate = ticked > 0 && ticked < ticks().length;
  };
  if (all && ticks().length) {
    all.hidden = false;
    document.querySelector("[data-tick-plain]").hidden = true;
    all.querySelector("input").addEventListener("change", (event) => {
      for (const tick of ticks()) tick.checked = event.target.checked;
      count();
    });
  }
  document.addEventListener("change", (event) => {
    if (event.target.name === "rows") count();
  });
  count();
})();
