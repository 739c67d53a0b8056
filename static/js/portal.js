// Starts the components on load, and again in every fragment that htmx brings in.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";
import { watchTables } from "./tables.js";
import { watchModals } from "./modals.js";

function start(scope) {
  initAll({ scope });
  watchTables(scope);
}

start(document);
watchModals(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});
