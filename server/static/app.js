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
      const box = document.getElementById("q");
      if (box) { e.preventDefault(); box.focus(); box.select(); }
    } else if (e.key === "j") go(1);
    else if (e.key === "k") go(-1);
  });
})();
