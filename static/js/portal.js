// Starts the components on load, and again in every fragment that htmx brings in.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";
import { watchTables } from "./tables.js";
import { watchConditions } from "./conditions.js";
import { watchModals } from "./modals.js";
import { watchMenus } from "./menus.js";

function start(scope) {
  initAll({ scope });
  watchTables(scope);
  watchConditions(scope);
}

start(document);
watchModals(document);
watchMenus();
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});

// An htmx request that fails says so, instead of doing nothing.
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    const main = document.getElementById("main-content");
    main.querySelector("[data-request-failed]")?.remove();
    const place = document.createElement("div");
    place.dataset.requestFailed = "";
    main.prepend(place);
    place.append(document.getElementById("request-failed").content.cloneNode(true));
    place.scrollIntoView({ block: "nearest" });
  });
}
