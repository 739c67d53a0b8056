// Says so on the page when the browser did not hand over a passkey.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.getElementById("passkey-problem");
  if (words) words.hidden = false;
});
