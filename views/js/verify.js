// verify.js -- a receipt may be dropped on the page.
const zone = document.querySelector("[data-drop]");
const field = zone && document.getElementById(zone.dataset.drop);

if (field) {
  zone.querySelector(".drop__hint").hidden = false;
  const over = (event, on) => { event.preventDefault(); zone.classList.toggle("drop--over", on); };
  addEventListener("dragover", (event) => over(event, true));
  addEventListener("dragleave", (event) => over(event, false));
  addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer.files.length !== 1) return;
    field.files = event.dataTransfer.files;
    field.focus();
  });
}
