// Runs before the page is drawn: tells the styles that scripts work.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
