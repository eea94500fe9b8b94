// "Which one for my task?": a form made from the table of advice. An answer counts for and against
// kinds of models as the last cell of its row says (`data-for`, `data-against`); the first question
// counts twice. Without JavaScript the table is all there is.
for (const advice of document.querySelectorAll(".advice")) {
  const rows = [...advice.querySelectorAll("tbody tr")].map((row) => {
    const [question, answer, , , why] = [...row.cells];
    return {
      question: question.textContent.trim(),
      answer: answer.textContent.trim(),
      for: split(why.dataset.for),
      against: split(why.dataset.against),
      why,
    };
  });
  const questions = [...new Set(rows.map((row) => row.question))];
  const form = document.createElement("form");
  form.className = "filter questions";
  const selects = questions.map((question, i) => {
    const select = document.createElement("select");
    select.name = `question-${i + 1}`;
    select.append(new Option("not decided", ""));
    for (const row of rows) {
      if (row.question === question) select.append(new Option(row.answer, row.answer));
    }
    const label = document.createElement("label");
    label.append(`${question} `, select);
    form.append(label);
    return select;
  });
  const clear = document.createElement("button");
  clear.type = "reset";
  clear.textContent = "Start again";
  form.append(clear);

  const told = document.createElement("div");
  told.className = "told";
  told.setAttribute("role", "status");
  const show = () => {
    const chosen = selects.flatMap(({ value }, i) =>
      rows.filter((row) => row.question === questions[i] && row.answer === value));
    told.replaceChildren(...(chosen.length ? verdict(chosen) : [text("p", "Answer a question or more.")]));
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  advice.prepend(form, told);
  show();

  // the kind that most answers speak for; of two that are level, both
  function verdict(chosen) {
    const scores = new Map();
    for (const row of chosen) {
      const weight = row.question === questions[0] ? 2 : 1;
      for (const kind of row.for) scores.set(kind, (scores.get(kind) ?? 0) + weight);
      for (const kind of row.against) scores.set(kind, (scores.get(kind) ?? 0) - weight);
    }
    const best = Math.max(...scores.values());
    const kinds = [...scores].filter(([, score]) => score === best).map(([kind]) => kind);
    const list = document.createElement("ul");
    for (const row of chosen) {
      const item = document.createElement("li");
      item.append(text("strong", row.answer), ": ", ...row.why.cloneNode(true).childNodes);
      list.append(item);
    }
    const answer = document.createElement("p");
    answer.append(text("strong", kinds.length > 1 ? `Both: ${kinds.join(", and ")}.` : sentence(kinds[0])));
    const counted = [...scores].sort(([, a], [, b]) => b - a);
    return [
      answer,
      text("p", `Counted: ${counted.map(([kind, score]) => `${kind} ${score}`).join(", ")}.`),
      list,
    ];
  }
}

function split(kinds) {
  return kinds === "none" ? [] : kinds.split(";");
}

function sentence(kind) {
  return `${kind[0].toUpperCase()}${kind.slice(1)}.`;
}

function text(name, content) {
  const element = document.createElement(name);
  element.textContent = content;
  return element;
}
