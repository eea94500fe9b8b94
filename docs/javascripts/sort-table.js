// Tables inside `.sortable` sort by a column when its heading is pressed: numbers by their value,
// what has no number last. Without JavaScript they stay in the order of the page.
for (const table of document.querySelectorAll(".sortable table")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const up = heading.getAttribute("aria-sort") !== "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].map((row) => [key(row.cells[column]), row]);
      rows.sort(([a], [b]) => compare(a, b, up ? 1 : -1));
      body.append(...rows.map(([, row]) => row));
    });
  });
}

// A number (`0.31 ± 0.02`, `1,249,600`, `∞`), a text, or null for a cell without a value.
function key(cell) {
  const text = cell.textContent.trim();
  if (text === "–" || text === "") return null;
  if (text === "∞") return Infinity;
  const number = text.replaceAll(",", "").match(/^[-−]?\d*\.?\d+(?=\s|$)/);
  return number ? Number(number[0].replace("−", "-")) : text.toLowerCase();
}

function compare(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : sign * (a < b ? -1 : 1);
  return sign * String(a).localeCompare(String(b));
}
