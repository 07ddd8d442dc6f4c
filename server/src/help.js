// What saves way in the help center: searching while typing, and printing. Every page works without it.
const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

const field = document.getElementById("help-search");
if (field) {
  const { lang } = document.documentElement;
  let topics;
  // Fetched once somebody goes into the field; from then on nothing is asked of the server.
  const load = () => (topics ??= fetch(`/help/index.json?lang=${lang}`).then((answer) => answer.json()));
  field.addEventListener("focus", load, { once: true });

  const list = document.createElement("ul");
  list.className = "help-found";
  list.setAttribute("role", "status");
  list.hidden = true;
  field.form.append(list);

  const show = async () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = await load();
    const found = words.length ? all.filter(({ text }) => words.every((word) => text.includes(word))) : [];
    const inTitle = ({ title }) => words.every((word) => title.toLowerCase().includes(word));
    found.sort((a, b) => Number(inTitle(b)) - Number(inTitle(a)));
    list.replaceChildren(
      ...found.slice(0, 6).map(({ title, path }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `${path}${location.search.startsWith("?lang") ? location.search : `?lang=${lang}`}`;
        link.textContent = title;
        item.append(link);
        return item;
      }),
    );
    list.hidden = found.length === 0;
  };
  field.addEventListener("input", show);
  field.form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") list.hidden = true;
  });
}
