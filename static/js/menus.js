// An open account menu folds with Escape, and when the focus or a click goes elsewhere, so that it hides nothing.
export function watchMenus() {
  const open = () => document.querySelector(".account-menu[open]");
  const leave = (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("focusin", leave);
  document.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && open();
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
