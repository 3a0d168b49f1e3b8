// The committee's board: a card of a tie that is dragged onto its tier is ticked, back onto the tie it is not. Keys and touch tick the box itself.
(() => {
  "use strict";
  let carried = null;
  for (const card of document.querySelectorAll("[data-tie] [draggable]")) {
    card.addEventListener("dragstart", (event) => {
      carried = card;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    card.addEventListener("dragend", () => {
      carried = null;
    });
  }
  const takes = (place, ticked) => {
    place.addEventListener("dragover", (event) => {
      if (carried) event.preventDefault();
    });
    place.addEventListener("drop", (event) => {
      if (!carried) return;
      event.preventDefault();
      const box = carried.querySelector("input");
      if (!box.disabled) box.checked = ticked;
    });
  };
  for (const column of document.querySelectorAll("[data-column]")) takes(column, true);
  for (const tie of document.querySelectorAll("[data-tie]")) takes(tie, false);
})();
