"use strict";
// What the pages gain from a script: nothing typed is lost, nothing is sent twice, keys, clocks that tick. Every page works without it.
(() => {
  const root = document.documentElement, zh = root.lang.startsWith("zh");
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const one = (what, within = document) => within.querySelector(what);
  const say = name => one(`[data-say="${name}"]`, one("#says").content).textContent;
  root.classList.add("js");

  const store = (name, value) => {
    try {
      if (value === undefined) return localStorage.getItem(name);
      value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value);
    } catch { /* a browser without storage keeps no drafts */ }
    return null;
  };

  const note = (form, kind, text, button, press) => {
    one(`:scope > .${kind}`, form)?.remove();
    const line = document.createElement("p");
    line.className = kind;
    line.setAttribute("role", kind === "unsent" ? "alert" : "status");
    line.append(text + " ");
    if (button) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = kind === "unsent" ? "" : "quiet";
      made.textContent = button;
      made.onclick = () => { line.remove(); press(); };
      line.append(made);
    }
    form.prepend(line);
  };

  // --- drafts: per form and person; never secrets -------------------------------------------------
  const draftOf = form => `draft:${document.body.dataset.person}:${form.dataset.draft}`;
  const typed = form => [...form.elements].filter(each => each.name && !/^(hidden|password|file|submit|button|fieldset)$/.test(each.type));
  const ticked = each => /^(checkbox|radio)$/.test(each.type);
  const state = form => typed(form).map(each => ticked(each) ? [each.name, each.value, each.checked] : [each.name, "", each.value]);
  const keep = form => document.body.dataset.person && store(draftOf(form), JSON.stringify(state(form)));
  const restore = form => {
    const kept = store(draftOf(form)), now = JSON.stringify(state(form));
    if (!kept || kept === now) return;
    let changed = false;
    for (const [name, choice, value] of JSON.parse(kept)) {
      const into = typed(form).find(each => each.name === name && (!choice || each.value === choice));
      if (!into) continue;
      const property = typeof value === "boolean" ? "checked" : "value";
      if (into[property] !== value) { into[property] = value; changed = true; }
    }
    if (!changed) return;
    form.closest("details")?.setAttribute("open", "");
    note(form, "kept", say("restored"), say("discard"), () => { store(draftOf(form), null); form.reset(); });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // --- sending: once; and what does not arrive is kept ---------------------------------------------
  let here = location.pathname + location.search;
  const busy = (form, on) => {
    form.toggleAttribute("data-busy", on);
    on ? form.setAttribute("aria-busy", "true") : form.removeAttribute("aria-busy");
    for (const each of form.elements) if (each.type === "submit") each.disabled = on;
  };
  const done = form => form.dataset.draft && store(draftOf(form), null);
  const unsent = (form, by) => {
    busy(form, false);
    note(form, "unsent", say("unsent"), say("again"), () => form.requestSubmit(by));
  };

  const show = async answer => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected) history.pushState(null, "", answer.url);
    here = location.pathname + location.search;
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    window.htmx?.process(document.body);
    begin(document);
    if (location.hash && one(location.hash)) one(location.hash).scrollIntoView(); else scrollTo(0, 0);
    (one("[data-focus]") || one("#main")).focus();
  };

  const send = async (form, by) => {
    const body = new URLSearchParams(new FormData(form, by));
    busy(form, true);
    let answer;
    try {
      answer = await fetch(by?.getAttribute("formaction") || form.getAttribute("action") || location.href, { method: "POST", body, headers: { Accept: "text/html" } });
    } catch { return unsent(form, by); }
    if (answer.status >= 500) return unsent(form, by);
    const away = new URL(answer.url).pathname === "/sign-in";
    if (answer.ok && answer.redirected && !away) done(form);
    if (!/^text\/html/.test(answer.headers.get("content-type") || "")) return location.assign(answer.url);
    await show(answer);
  };

  document.addEventListener("submit", event => {
    const form = event.target, by = event.submitter;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.hasAttribute("data-busy")) return event.preventDefault();
    if (form.hasAttribute("hx-post") && /submit|^$/.test(form.getAttribute("hx-trigger") || "")) return;
    if (form.elements.key || form.dataset.draft) { event.preventDefault(); send(form, by); } else setTimeout(() => busy(form, true));
  });
  document.addEventListener("input", ({ target }) => { if (target.form?.dataset.draft) keep(target.form); });
  addEventListener("popstate", () => { if (here !== location.pathname + location.search) location.reload(); });
  addEventListener("pageshow", event => { if (event.persisted) all("form[data-busy]").forEach(form => busy(form, false)); });

  // --- what HTMX asks for ----------------------------------------------------------------------------
  const sent = detail => detail.requestConfig?.triggeringEvent?.type === "submit" && detail.elt.matches("form[hx-post]") ? detail.elt : null;
  document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful && detail.xhr.status < 300 && sent(detail)) done(detail.elt); });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, ({ detail }) => {
    const place = detail.target || detail.elt;
    if (sent(detail)) unsent(detail.elt, detail.requestConfig.triggeringEvent.submitter);
    else if (place !== document.body) note(place, "unsent", say("failed"));
  });
  document.addEventListener("htmx:load", event => { if (event.detail.elt !== document.body) begin(event.detail.elt); });

  // --- clocks ------------------------------------------------------------------------------------------
  const length = seconds => {
    const units = zh ? ["天", "小时", "分钟", "秒"] : ["d", "h", "min", "s"];
    const minutes = Math.floor(seconds / 60);
    const parts = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
    return parts.map((amount, place) => amount && `${amount} ${units[place]}`).filter(Boolean).slice(0, 2).join(" ") || `${Math.floor(seconds)} ${units[3]}`;
  };
  const tick = () => all("time[data-tick]").forEach(time => {
    const left = one(".left", time), seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (!left || Number.isNaN(seconds)) return;
    const said = length(Math.abs(seconds)), over = seconds <= 0;
    const text = zh ? (over ? `已过 ${said}` : `还有 ${said}`) : (over ? `${said} ago` : `in ${said}`);
    if (left.textContent !== text) left.textContent = text;
    if (over) time.classList.replace("at_risk", "overdue") || time.classList.add("overdue");
  });
  setInterval(tick, 15000);

  // --- keys --------------------------------------------------------------------------------------------
  const reach = row => row.matches("a, button, summary") ? row : one("a[href], summary, button:not(:disabled)", row);
  const move = step => {
    const rows = all("[data-row]").filter(row => row.checkVisibility?.() ?? true);
    const here = rows.findIndex(row => row.contains(document.activeElement));
    const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
    if (next) { reach(next)?.focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  const command = key => {
    const row = document.activeElement.closest?.("[data-row]");
    const found = (row && one(`[data-key="${key}"]`, row)) || one(`[data-key="${key}"]`);
    if (!found) { one("summary", row || document.createElement("p"))?.click(); return; }
    const closed = found.closest("details:not([open])");
    if (closed && found.tagName !== "SUMMARY") closed.open = true;
    found.focus();
    found.scrollIntoView({ block: "center" });
  };
  const KEYS = { j: () => move(1), k: () => move(-1), a: () => command("a"), r: () => command("r"), "/": () => one("[data-search]")?.focus(), "?": () => one("#keys").showModal() };
  const on = () => store("keys") !== "off";
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || one("dialog[open]") || !on()) return;
    if (event.target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    const press = KEYS[event.key];
    if (press) { event.preventDefault(); press(); }
  });
  document.addEventListener("click", event => { if (event.target.closest("[data-keys]")) one("#keys").showModal(); });
  document.addEventListener("change", ({ target }) => { if (target.matches("[data-keys-on]")) { store("keys", target.checked ? null : "off"); root.classList.toggle("js-keys", on()); } });

  function begin(within) {
    all("form[data-draft]", within).forEach(restore);
    all("[data-key]", within).forEach(each => each.setAttribute("aria-keyshortcuts", each.dataset.key));
    all("[data-keys-on]", within).forEach(each => { each.checked = on(); });
    root.classList.toggle("js-keys", on());
    tick();
  }
  begin(document);
  one("[data-focus]")?.focus();
})();
