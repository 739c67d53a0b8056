// A link with data-modal opens the dialog of that id; without scripts the link goes to its page.
export function watchModals(scope) {
  scope.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-modal]");
    const dialog = opener && document.getElementById(opener.dataset.modal);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
  });
}
