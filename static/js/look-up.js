// The look-up of a receipt: what the QR code carries behind the # is filled into the form, and taken out of the address.
(() => {
  "use strict";
  const [number, secret] = decodeURIComponent(location.hash.slice(1)).split(".");
  const form = document.querySelector("form.look-up");
  if (!form || !number || !secret) return;
  form.elements.number.value = number;
  form.elements.secret.value = secret;
  history.replaceState(null, "", location.pathname);
  form.querySelector("button[type=submit]").focus();
})();
