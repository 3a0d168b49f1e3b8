// The file zone `.drop`: takes a dropped file into its <input type="file">, names it, and shows how far the upload is.
// In one form with it stand `.drop-name` (aria-live) and what `entries/_sending.html` holds: `.drop-sending` with its
// progress, and `.drop-broken` (alert), which says when the line broke off: the files stay chosen, and the same button,
// called `data-again` then, sends them again. Without this script the input and its form work as they are.
// `data-max-bytes` and `data-too-big` refuse a file early.
// Browsers inside chat and office programs are old: nothing here is younger than ES2017.
(() => {
  "use strict";
  const zoneAt = (event) => (event.target instanceof Element ? event.target.closest(".drop") : null);
  const carriesFiles = (event) => Boolean(event.dataTransfer) && Array.from(event.dataTransfer.types).includes("Files");
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
    line.textContent = tooBig ? `${names} ${zone.dataset.tooBig || ""}` : names;
    inputOf(zone).setCustomValidity(tooBig ? zone.dataset.tooBig || names : "");
    if (files.length && !tooBig) checkName(zone.closest("form"), files[0].name, line);
    return !tooBig;
  };

  // Ask how the name stands to the contest's rule before the file itself is sent (`data-name-check`).
  const checkName = async (form, fileName, line) => {
    if (!form.dataset.nameCheck) return;
    const body = new FormData();
    body.append("name", fileName);
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(form.dataset.nameCheck, { method: "POST", body, credentials: "same-origin" });
      const words = await answer.text();
      const chosen = form.querySelector('input[type="file"]').files[0];
      if (answer.ok && chosen && chosen.name === fileName) line.insertAdjacentHTML("beforeend", words);
    } catch (error) {
      // The check is an extra: the file may go without it.
    }
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

  // How far the upload is: drawn at every event, said at every quarter, so that a screen reader can keep up.
  const formOf = (event) => {
    const element = event.detail.elt;
    return element instanceof Element && element.matches(".drop-form") ? element : null;
  };
  const sending = new Set();

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event);
    if (!form) return;
    sending.add(form);
    form.querySelector(".drop-broken").textContent = "";
    form.querySelector(".drop-progress").value = 0;
    const state = form.querySelector(".drop-state");
    state.textContent = form.querySelector(".drop-figures").textContent = state.dataset.sending;
    form.querySelector(".drop-sending").hidden = false;
    form.querySelector("button[type=submit]").disabled = true;
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = formOf(event);
    const bar = form && form.querySelector(".drop-progress");
    if (!bar || !event.detail.lengthComputable || bar.value >= 100) return; // after that, the answer comes down
    const state = form.querySelector(".drop-state");
    const percent = Math.min(100, Math.floor((100 * event.detail.loaded) / event.detail.total));
    const quarter = Math.floor(percent / 25);
    const said = Math.floor(bar.value / 25);
    bar.value = percent;
    bar.setAttribute("aria-valuetext", `${percent}%`);
    const words =
      percent < 100
        ? `${state.dataset.sending} ${percent}%（${written(event.detail.loaded)} / ${written(event.detail.total)}）`
        : state.dataset.checking;
    form.querySelector(".drop-figures").textContent = words;
    if (percent >= 100 || quarter > said || !state.textContent.includes("%")) state.textContent = words;
  });
  const ended = (form) => {
    sending.delete(form);
    form.querySelector(".drop-sending").hidden = true;
    form.querySelector("button[type=submit]").disabled = false;
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (form && (event.detail.failed || !event.detail.successful)) ended(form);
    else if (form) sending.delete(form); // the next page is on its way: the bar stays until it is there
  });
  const broken = (event) => {
    const form = formOf(event);
    if (!form) return;
    ended(form);
    const words = form.querySelector(".drop-broken");
    const button = form.querySelector("button[type=submit]");
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    words.textContent = status >= 400 && status < 500 ? words.dataset.refused : words.dataset.broken;
    button.textContent = button.dataset.again;
    button.focus();
  };
  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:sendAbort"]) {
    document.addEventListener(kind, broken);
  }
  addEventListener("beforeunload", (event) => {
    if (!sending.size) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
