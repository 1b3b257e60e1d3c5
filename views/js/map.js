// A map that answers: whoever points at a shape is told its name, and led to its record.
// Without this the map is a drawing beside its table.
const figures = document.querySelectorAll("figure[data-map]");

function choose(figure, shape) {
  for (const other of figure.querySelectorAll("[data-chosen]")) other.removeAttribute("data-chosen");
  shape.setAttribute("data-chosen", "");
  const said = figure.querySelector(".geomap__said"), { title, href } = shape.dataset;
  said.textContent = `${title} `;
  if (href === "#") return;
  const link = document.createElement("a");
  link.href = href;
  link.textContent = figure.dataset.open;
  said.append(link);
}

for (const figure of figures) {
  figure.classList.add("geomap--live");
  figure.querySelector("svg").addEventListener("click", (event) => {
    const shape = event.target.closest("path[data-title]");
    if (shape) choose(figure, shape);
  });
}
