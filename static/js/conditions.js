// Shows a question only after the answer it depends on; without scripts the question says so in words.
function answersOf(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .filter((input) => !input.closest("[data-shown-if][hidden]"))
    .map((input) => input.value);
}

function refresh(form) {
  for (const place of form.querySelectorAll("[data-shown-if]")) {
    const wanted = place.dataset.shownWhen.split(" ");
    place.hidden = !answersOf(form, place.dataset.shownIf).some((answer) => wanted.includes(answer));
  }
}

export function watchConditions(scope) {
  const forms = new Set([...scope.querySelectorAll("[data-shown-if]")].map((place) => place.closest("form")));
  for (const form of forms) {
    if (!form) continue;
    refresh(form);
    form.addEventListener("change", () => refresh(form));
  }
}
