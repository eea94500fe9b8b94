// The ledger's filter: by verdict, scope, kind and source. Each row says in its last cell
// (`data-verdict`, `data-scope`, …) what it has. Without JavaScript all rows show.
for (const ledger of document.querySelectorAll(".ledger")) {
  const rows = [...ledger.querySelectorAll("tbody tr")];
  const facts = rows.map((row) => row.lastElementChild.dataset);
  const fields = { verdict: "Verdict", scope: "Decided by", kind: "Kind", source: "Source" };
  const form = document.createElement("form");
  form.className = "filter";
  const told = document.createElement("p");
  told.setAttribute("role", "status");

  const selects = Object.entries(fields).map(([name, title]) => {
    const values = new Set(facts.map((fact) => fact[name]));
    const select = document.createElement("select");
    select.name = name;
    select.append(new Option("all", ""), ...[...values].map((value) => new Option(value, value)));
    const label = document.createElement("label");
    label.append(`${title} `, select);
    form.append(label);
    return select;
  });
  const clear = document.createElement("button");
  clear.type = "reset";
  clear.textContent = "Show all";
  form.append(clear);

  const show = () => {
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = selects.some(({ name, value }) => value && facts[i][name] !== value);
      shown += !row.hidden;
    });
    told.textContent = `${shown} of ${rows.length} claims`;
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  ledger.prepend(form, told);
  show();
  // an address such as #claim-36 leads to its row, also when the filter hides it
  addEventListener("hashchange", () => {
    if (document.querySelector(":target")?.closest("tr")?.hidden) form.reset();
  });
}
