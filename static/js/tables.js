// A table wider than its place scrolls; then, and only then, the keyboard must be able to reach it.
const observer = new ResizeObserver((entries) => entries.forEach((entry) => mark(entry.target)));

function mark(place) {
  if (place.scrollWidth > place.clientWidth) {
    place.tabIndex = 0;
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", place.dataset.label);
  } else {
    place.removeAttribute("tabindex");
    place.removeAttribute("role");
    place.removeAttribute("aria-label");
  }
}

export function watchTables(scope) {
  scope.querySelectorAll("[data-table-scroll]").forEach((place) => observer.observe(place));
}
