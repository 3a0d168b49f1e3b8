// A unit's bundle: ticking all rows at once (`data-tick-all`), and how many are ticked (`data-chosen`). Without this script the forms work as they are.
(() => {
  "use strict";
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
