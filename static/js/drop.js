// The file zone `.drop`: takes a dropped file into its <input type="file">, names it, and shows how far the upload is.
// Around it stand, in one form, `.drop-name` (aria-live) and `progress.drop-progress`. Without this script the input and its form work as they are. `data-max-bytes` and `data-too-big` refuse a file early.
(() => {
  "use strict";
  const zoneAt = (event) => (event.target instanceof Element ? event.target.closest(".drop") : null);
  const carriesFiles = (event) => Array.from(event.dataTransfer?.types ?? []).includes("Files");
  const inputOf = (zone) => zone.querySelector('input[type="file"]');

  const lineOf = (zone) => zone.closest("form").querySelector(".drop-name");

  const written = (bytes) =>
    bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

  // Whether the chosen files may go; says so in the zone.
  const name = (zone) => {
    const line = lineOf(zone);
    const files = Array.from(inputOf(zone).files);
    const tooBig = files.some((file) => file.size > Number(zone.dataset.maxBytes || Infinity));
    line.classList.toggle("is-wrong", tooBig);
    const names = files.map((file) => `${file.name}（${written(file.size)}）`).join("、");
    line.textContent = tooBig ? `${names} ${zone.dataset.tooBig ?? ""}` : names;
    inputOf(zone).setCustomValidity(tooBig ? (zone.dataset.tooBig ?? names) : "");
    if (files.length && !tooBig) checkName(zone.closest("form"), files[0].name, line);
    return !tooBig;
  };

  // Ask how the name stands to the contest's rule before the file itself is sent (`data-name-check`).
  const checkName = async (form, fileName, line) => {
    if (!form.dataset.nameCheck) return;
    const body = new FormData();
    body.append("name", fileName);
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(form.dataset.nameCheck, { method: "POST", body }).catch(() => null);
    const stillChosen = form.querySelector('input[type="file"]').files[0]?.name === fileName;
    if (answer?.ok && stillChosen) line.insertAdjacentHTML("beforeend", await answer.text());
  };

  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event) || !document.querySelector(".drop")) return;
    event.preventDefault(); // a file let go beside the zone must not replace the page
    const over = zoneAt(event);
    event.dataTransfer.dropEffect = over ? "copy" : "none";
    for (const zone of document.querySelectorAll(".drop")) zone.classList.toggle("is-over", zone === over);
  });
  const leave = () => {
    for (const zone of document.querySelectorAll(".drop.is-over")) zone.classList.remove("is-over");
  };
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) leave();
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event) || !document.querySelector(".drop")) return;
    event.preventDefault();
    leave();
    const zone = zoneAt(event);
    if (!zone || !event.dataTransfer.files.length) return;
    const input = inputOf(zone);
    const taken = new DataTransfer();
    const dropped = Array.from(event.dataTransfer.files);
    for (const file of input.multiple ? dropped : dropped.slice(0, 1)) taken.items.add(file);
    input.files = taken.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  // In the capture phase, before htmx hears of the change and sends the file.
  document.addEventListener(
    "change",
    (event) => {
      const zone = zoneAt(event);
      if (zone && event.target === inputOf(zone) && !name(zone)) event.stopPropagation();
    },
    true,
  );

  const barsOf = (event) => event.detail.elt?.closest("form")?.querySelectorAll(".drop-progress") ?? [];
  document.addEventListener("htmx:xhr:progress", (event) => {
    if (!event.detail.lengthComputable) return;
    for (const bar of barsOf(event)) {
      bar.hidden = false;
      bar.max = event.detail.total;
      bar.value = event.detail.loaded;
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    for (const bar of barsOf(event)) bar.hidden = true;
  });
})();
