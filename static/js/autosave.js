// The judge's sheet (`data-autosave` names where it is sent) saves itself. What isn't saved yet is kept in this browser, for
// this account alone, and sent when there is a connection again; nothing older takes the place of something newer.
(() => {
  "use strict";
  const KEPT = "kept.";
  const SOON_MS = 1200;
  const AT_ONCE_MS = 300;
  const FIRST_RETRY_MS = 2_000;
  const LONGEST_RETRY_MS = 60_000;
  const PATIENCE_MS = 20_000;

  const room = document.querySelector("[data-account]");
  if (!room) return;
  const form = document.querySelector("form[data-autosave]");
  const line = document.getElementById("saved");
  const mine = `${KEPT}${room.dataset.account}.`;

  const say = (state, words = line.dataset[state]) => {
    line.classList.toggle("is-pending", state === "pending");
    line.classList.toggle("is-failed", !["pending", "saved", "late"].includes(state));
    line.textContent = words;
  };

  // What is kept: {address, revision, values, unanswered}; `unanswered` are values that were sent without an answer.
  const names = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
    } catch (refused) {
      return []; // storage may be closed to us; then the page has to stay open
    }
  };
  const raw = (name) => {
    try {
      return localStorage.getItem(name);
    } catch (refused) {
      return null;
    }
  };
  const read = (name) => {
    try {
      return JSON.parse(raw(name));
    } catch (refused) {
      return null;
    }
  };
  const write = (name, record) => {
    try {
      localStorage.setItem(name, JSON.stringify(record));
      return true;
    } catch (refused) {
      return false;
    }
  };
  const drop = (name) => {
    try {
      localStorage.removeItem(name);
    } catch (refused) {
      // as above
    }
  };
  const own = () => names().filter((name) => name.startsWith(mine));
  for (const name of names()) if (!name.startsWith(mine)) drop(name); // another account's, who sat here before

  const sameValue = (one, other) => one === other || (one !== "" && other !== "" && Number(one) === Number(other));
  const same = (one, other) =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])].every((field) =>
      field === "comment"
        ? (one[field] ?? "").replace(/\r\n/g, "\n") === (other[field] ?? "").replace(/\r\n/g, "\n")
        : sameValue(one[field] ?? "", other[field] ?? ""),
    );

  const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const post = (address, values, revision) =>
    fetch(address, {
      method: "POST",
      headers: { "HX-Request": "true", "X-CSRFToken": csrf() },
      body: new URLSearchParams({ ...values, revision }),
      keepalive: true, // a page that is left while it sends goes on sending
      signal: AbortSignal.timeout(PATIENCE_MS),
    });

  // What other pages of this room left behind.
  const sendLeft = async () => {
    const left = own().filter((name) => name !== mine + room.dataset.token);
    if (!left.length || !navigator.onLine) return;
    let sent = 0;
    for (const name of left) {
      const text = raw(name);
      const record = read(name);
      try {
        const answer = await post(record.address, record.values, record.revision);
        const isSignedOut = answer.headers.has("HX-Redirect") || answer.status === 403;
        const told = !isSignedOut && (answer.ok || answer.status === 409) ? await answer.json() : {};
        const isStored = answer.ok && told.faults?.length === 0; // with faults it waits for its own page
        const isPast = answer.status === 404 || (told.refusal && !told.stored);
        if ((isStored || isPast) && raw(name) === text) drop(name); // its own page may have kept more since
        if (isStored) sent += 1;
      } catch (refused) {
        return; // at the next page, or when the connection is back
      }
    }
    if (sent && !form) say("late");
  };

  let signingOut = false; // from then on nothing is kept: page.js drops it all
  document.addEventListener("submit", (event) => {
    if (!event.target.action.endsWith("/logout/")) return;
    if (own().length && !confirm(line.dataset.question)) event.preventDefault();
    else signingOut = true;
  });

  if (!form) {
    if (room.dataset.token) drop(mine + room.dataset.token); // submitted, or closed
    addEventListener("online", sendLeft);
    sendLeft();
    return;
  }

  const name = mine + room.dataset.token;
  const both = document.getElementById("both");
  let revision = Number(form.elements.revision.value);
  let changes = 0;
  let dirty = false;
  let late = false; // something could not be sent when it was typed
  let stopped = false;
  let busy = false;
  let isKept = false;
  let unanswered = [];
  let retryMs = FIRST_RETRY_MS;
  let timer = 0;
  let button = null; // pressed while something was on its way

  const typed = () => {
    const fields = new FormData(form);
    return Object.fromEntries([...fields].filter(([field]) => field.startsWith("mark-") || field === "comment"));
  };
  const stored = typed();
  const keep = () => {
    if (signingOut) return;
    isKept = write(name, { address: form.dataset.autosave, revision, values: typed(), unanswered });
  };
  const soon = (wait) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(send, wait);
  };
  const later = (state) => {
    late = true;
    button = null;
    say(isKept ? state : "unkept");
    soon(retryMs);
    retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
  };
  const stop = (state, words) => {
    stopped = true;
    button = null;
    say(state, words);
  };
  const goOn = () => {
    const pressed = button;
    button = null;
    if (pressed) form.requestSubmit(pressed);
  };

  const taken = (answer, carried) => {
    revision = answer.revision;
    form.elements.revision.value = revision;
    unanswered = [];
    retryMs = FIRST_RETRY_MS;
    if (carried !== changes) {
      keep();
      soon(AT_ONCE_MS);
      return;
    }
    if (answer.faults.length) {
      keep();
      say("refused", answer.faults.join(" "));
    } else {
      dirty = false;
      drop(name);
      say(late ? "late" : "saved", `${late ? line.dataset.late : line.dataset.saved} ${answer.at}`);
      late = false;
    }
    goOn();
  };
  const refused = (answer) => {
    if (answer.stored && unanswered.some((values) => same(values, answer.stored))) {
      // What stands there is our own: only the answer was lost.
      revision = answer.revision;
      form.elements.revision.value = revision;
      unanswered = [];
      keep();
      soon(0);
      return;
    }
    stop("refused", answer.refusal);
    both.querySelector("p").textContent = answer.refusal;
    both.hidden = false;
  };

  async function send() {
    clearTimeout(timer);
    if (busy || stopped || !dirty) return;
    if (!navigator.onLine) {
      later("offline");
      return;
    }
    const carried = changes;
    const values = typed();
    busy = true;
    try {
      const sentBefore = unanswered;
      unanswered = [...unanswered, values];
      keep();
      const answer = await post(form.dataset.autosave, values, revision);
      const isSignedOut = answer.headers.has("HX-Redirect") || answer.status === 403;
      const told = !isSignedOut && (answer.ok || answer.status === 409) ? await answer.json() : null;
      busy = false;
      if (!answer.ok) unanswered = sentBefore;
      if (isSignedOut) {
        unanswered = sentBefore;
        keep();
        stop("signedOut");
      } else if (answer.ok) taken(told, carried);
      else if (answer.status === 409) refused(told);
      else if (answer.status === 404) stop("gone");
      else later("failed");
    } catch (refused) {
      busy = false;
      later(navigator.onLine ? "failed" : "offline");
    }
  }

  const changed = (wait) => {
    changes += 1;
    dirty = true;
    keep();
    if (!stopped) say("pending");
    soon(wait);
  };
  form.addEventListener("input", () => changed(SOON_MS));
  form.addEventListener("change", () => changed(AT_ONCE_MS));
  addEventListener("online", () => {
    retryMs = FIRST_RETRY_MS;
    send();
    sendLeft();
  });
  addEventListener("offline", () => {
    if (dirty && !stopped) later("offline");
  });
  // Another page that sent what was kept before may drop what is kept since: it can look at an older copy of the storage.
  addEventListener("storage", (event) => {
    if (event.key === name && event.newValue === null && dirty) keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });

  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      keep();
      dirty = true;
      later("offline");
      return;
    }
    // A sheet that overtakes its own draft would be the older one.
    if (!busy && !(dirty && unanswered.length && !stopped)) {
      clearTimeout(timer);
      dirty = false;
      return;
    }
    event.preventDefault();
    button = event.submitter;
    send();
  });
  both.addEventListener("submit", () => {
    const shown = read(name) ?? { revision, values: typed() };
    for (const [field, value] of Object.entries({ ...shown.values, revision: shown.revision })) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: field, value });
      both.append(input);
    }
    dirty = false;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty && !isKept) event.preventDefault();
  });
  for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;

  const restore = () => {
    const record = read(name);
    if (!record) return;
    if ("answer" in form.dataset || same(record.values, stored)) {
      drop(name); // it was just sent, and the page says what became of it
      return;
    }
    isKept = true;
    if (record.revision < revision && !record.unanswered.some((values) => same(values, stored))) {
      both.requestSubmit(); // the page that shows the two
      return;
    }
    for (const [field, value] of Object.entries(record.values)) if (form.elements[field]) form.elements[field].value = value;
    late = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    soon(0);
  };
  restore();
  sendLeft();
})();
