/* Everything works without this file; each part below only makes something quicker. */
"use strict";

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

  const said = document.createElement("p");
  said.className = "hide";
  said.setAttribute("aria-live", "polite"); // the page has its own status
  document.body.append(said);
  const say = (words) => { said.textContent = words.replace("%", list.ids.length); };

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
