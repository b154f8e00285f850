// Small comforts; every page works without them.
"use strict";
(() => {
  // on a narrow screen the filters start folded
  const fold = document.querySelector("details.fold");
  if (fold && matchMedia("(max-width: 62rem)").matches) fold.removeAttribute("open");

  // a form without its empty fields makes a short address
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
    });
  }

  // completion of names and words; the newest answer wins
  const box = document.getElementById("q"), options = document.getElementById("suggestions");
  let asked = 0, timer = 0;
  box?.addEventListener("input", () => {
    clearTimeout(timer);
    if (!box.value.trim() || [...options.children].some((o) => o.value === box.value)) return;
    timer = setTimeout(async () => {
      const mine = ++asked, url = new URL(box.dataset.suggest, location.href);
      url.searchParams.set("q", box.value);
      const answer = await fetch(url).then((r) => (r.ok ? r.json() : [])).catch(() => []);
      if (mine !== asked) return;
      options.replaceChildren(...answer.map((s) => {
        const o = document.createElement("option");
        o.value = s.query;
        o.label = s.text + " · " + s.label;
        return o;
      }));
    }, 150);
  });

  // keys: / searches, j and k walk through the results, Enter opens
  const hits = [...document.querySelectorAll(".hit")];
  let at = -1;
  const go = (step) => {
    if (!hits.length) return;
    hits[at]?.classList.remove("current");
    at = Math.min(hits.length - 1, Math.max(0, at + step));
    hits[at].classList.add("current");
    const link = hits[at].querySelector("h3 a");
    link.focus({ preventScroll: true });
    hits[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
    if (e.key === "/") {
      if (box) { e.preventDefault(); box.focus(); box.select(); }
    } else if (e.key === "j") go(1);
    else if (e.key === "k") go(-1);
  });
})();
