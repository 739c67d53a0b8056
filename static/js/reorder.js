// Questions change places by dragging a handle or with the arrow keys on it; without scripts the two buttons do it.
function send(form, name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
  form.submit();
}

function watch(handle) {
  const row = handle.closest("li");
  const list = row.parentElement;
  const form = handle.closest("form");
  const place = () => [...list.children].indexOf(row);
  const start = place();

  // Neighbours over whose middle the pointer went step aside; the row itself stays, or it would lose the pointer.
  const drag = ({ clientY }) => {
    while (row.nextElementSibling && clientY > middle(row.nextElementSibling)) row.before(row.nextElementSibling);
    while (row.previousElementSibling && clientY < middle(row.previousElementSibling)) row.after(row.previousElementSibling);
  };
  const drop = () => {
    handle.removeEventListener("pointermove", drag);
    row.classList.remove("editor-row--dragged");
    if (place() !== start) send(form, "place", place());
  };

  handle.hidden = false;
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    row.classList.add("editor-row--dragged");
    handle.addEventListener("pointermove", drag);
    handle.addEventListener("lostpointercapture", drop, { once: true });
  });
  handle.addEventListener("keydown", (event) => {
    const towards = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!towards) return;
    event.preventDefault();
    form.querySelector(`[value="${towards}"]`)?.click();
  });
}

function middle(row) {
  const box = row.getBoundingClientRect();
  return box.top + box.height / 2;
}

const handles = document.querySelectorAll("[data-reorder] [data-drag]");
for (const handle of handles) watch(handle);

// After a move the page comes back at the row; once the browser is there, the keyboard goes on where it was.
const moved = location.hash.startsWith("#question-") && document.getElementById(location.hash.slice(1));
const goOn = () => setTimeout(() => moved.querySelector("[data-drag]")?.focus({ preventScroll: true }));
if (moved && document.readyState === "complete") goOn();
else if (moved) addEventListener("load", goOn, { once: true });
