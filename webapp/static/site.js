/* Everything works without this file; each part below only makes something quicker. */
"use strict";

/* Said to those who hear a page, after what they did. */
const announce = (() => {
  const said = document.createElement("p");
  said.className = "hide";
  said.setAttribute("aria-live", "polite"); // the page has its own status
  document.body.append(said);
  return (words) => { said.textContent = words; };
})();

/* Shortlist: ticked records are kept on this device, and the address of a brief holds them. */
(() => {
  const link = document.getElementById("shortlist");
  if (!link) return;
  const limit = Number(link.dataset.limit);
  const ticks = [...document.querySelectorAll(".pick input")];
  const form = document.getElementById("picked");
  let list = { ids: [], q: "" };

  const load = () => {
    try {
      const kept = JSON.parse(localStorage.getItem("shortlist"));
      if (kept) list = { ids: kept.ids.map(String), q: String(kept.q) };
    } catch { /* storage is off or holds nonsense: keep the list of this page */ }
    show();
  };
  const save = (ids, q) => {
    list = { ids, q };
    try { localStorage.setItem("shortlist", JSON.stringify(list)); } catch { /* as above */ }
    show();
  };
  const address = () => {
    if (!list.ids.length) return link.pathname;
    const q = list.q ? `&q=${encodeURIComponent(list.q)}` : "";
    return `${link.pathname}?ids=${list.ids.map(encodeURIComponent).join(",")}${q}`;
  };
  const show = () => {
    link.href = address();
    link.textContent = link.dataset.label + (list.ids.length ? ` (${list.ids.length})` : "");
    for (const tick of ticks) tick.checked = list.ids.includes(tick.value);
    const mine = document.getElementById("my-shortlist");
    if (mine) {
      mine.hidden = !list.ids.length;
      mine.querySelector("a").href = address();
    }
  };

  const say = (words) => announce(words.replace("%", list.ids.length));

  for (const tick of ticks) {
    tick.addEventListener("change", () => {
      const others = list.ids.filter((id) => id !== tick.value);
      if (tick.checked && others.length >= limit) {
        tick.checked = false;
        say(link.dataset.full);
        return;
      }
      const q = form?.elements.q?.value || list.q;
      save(tick.checked ? [...others, tick.value] : others, q);
      say(tick.checked ? link.dataset.added : link.dataset.removed);
    });
  }
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(address());
  });
  for (const remove of document.querySelectorAll("[data-unpick]")) {
    remove.addEventListener("click", () => {
      save(list.ids.filter((id) => id !== remove.dataset.unpick), list.q);
    });
  }
  const keep = document.getElementById("keep-brief");
  if (keep) {
    keep.hidden = false;
    keep.addEventListener("click", () => {
      save(keep.dataset.ids.split(",").slice(0, limit), keep.dataset.q);
      say(keep.dataset.done);
      keep.textContent = keep.dataset.done;
    });
  }
  const print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  addEventListener("storage", load);
  addEventListener("pageshow", load);
  load();
})();

/* Suggestions under the search box: an ARIA combobox with a list of options. */
(() => {
  const box = document.getElementById("q");
  if (!box) return;
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  box.parentElement.append(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  let active = -1;
  let waiting = 0;
  let request = null;

  const mark = (number) => {
    active = number;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === active));
    const option = list.children[active];
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  };
  const close = () => {
    clearTimeout(waiting);
    request?.abort();
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const makeOption = (text, about, number) => {
    const option = document.createElement("li");
    const note = document.createElement("span");
    option.id = `suggestion-${number}`;
    option.setAttribute("role", "option");
    option.dataset.text = text;
    note.className = "note";
    note.textContent = about;
    option.append(`${text} `, note);
    return option;
  };
  const load = async () => {
    request?.abort();
    request = new AbortController();
    const typed = box.value;
    try {
      const address = `${box.dataset.suggest}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: request.signal });
      const [, texts, about] = await answer.json();
      if (box.value !== typed || document.activeElement !== box) return;
      list.replaceChildren(...texts.map((text, n) => makeOption(text, about[n], n)));
    } catch {
      return; // offline, or something newer was typed: the box works as it is
    }
    const found = list.children.length;
    if (!found) return close();
    mark(-1);
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    announce(box.dataset.found.replace("%", found));
  };
  const choose = (option) => {
    box.value = option.dataset.text;
    close();
    box.form.requestSubmit();
  };

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    if (box.value.trim().length < 2) return close();
    waiting = setTimeout(load, 80);
  });
  box.addEventListener("keydown", (event) => {
    const n = list.children.length;
    const { key } = event;
    if (event.isComposing) return;
    if (key === "ArrowDown" && list.hidden && box.value.trim().length > 1) load();
    else if (list.hidden) return;
    else if (key === "ArrowDown") mark(active + 1 < n ? active + 1 : -1);
    else if (key === "ArrowUp") mark(active < 0 ? n - 1 : active - 1);
    else if (key === "Enter" && active >= 0) choose(list.children[active]);
    else if (key === "Escape") close();
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
})();

/* Keys, told on the page /keyboard: "/" goes to the search box, arrows from result to result. */
(() => {
  const box = document.getElementById("q");
  const titles = [...document.querySelectorAll(".hits h2 a, .hits h3 a")];
  const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  const isOn = () => {
    try { return localStorage.getItem("keys") !== "off"; } catch { return true; }
  };
  const move = (event, step) => {
    const here = titles.findIndex((title) => title.closest("li").contains(event.target));
    const next = titles[here + step];
    if (here < 0 || !next) return;
    event.preventDefault();
    next.focus();
    next.closest("li").scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || hasModifier || event.isComposing) return;
    if (event.target.closest?.(typing) || !isOn()) return;
    if (event.key === "/" && box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "ArrowDown" && !event.shiftKey) move(event, 1);
    else if (event.key === "ArrowUp" && !event.shiftKey) move(event, -1);
  });
  const wanted = document.getElementById("use-keys");
  if (!wanted) return;
  wanted.checked = isOn();
  wanted.closest("[hidden]").hidden = false;
  document.getElementById("without-keys").hidden = true;
  wanted.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", wanted.checked ? "on" : "off");
    } catch { /* storage is off, so the keys stay as they are */ }
    wanted.checked = isOn();
  });
})();
