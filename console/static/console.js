"use strict";
// Nothing typed is lost, nothing sent twice; keys; clocks tick. Pages work without.
(() => {
  const root = document.documentElement, zh = root.lang.startsWith("zh");
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const one = (what, within = document) => within.querySelector(what);
  const on = document.addEventListener.bind(document);
  const say = name => one(`[data-say=${name}]`, one("#says").content).textContent;
  const reveal = part => { for (let up = part.closest("details"); up; up = up.parentElement.closest("details")) up.open ||= one("summary", up) !== part; };
  const box = (() => { try { return localStorage; } catch { return {}; } })();
  const drop = start => Object.keys(box).filter(name => name.startsWith(start)).forEach(name => delete box[name]);

  const note = (place, kind, text, word, press) => {
    one(`:scope > .${kind}`, place)?.remove();
    const line = document.createElement("p");
    line.className = kind;
    line.role = "alert";
    line.append(text, " ");
    if (word) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: word, onclick: () => { line.remove(); press(); } });
      line.append(button);
    }
    place.prepend(line);
  };

  // Drafts: what was typed into a form, per person, for two weeks; nothing hidden, no secret.
  const mine = () => `draft:${document.body.dataset.person}:`;
  const draft = form => mine() + form.dataset.draft;
  const typed = form => [...form.elements].filter(each => each.name && !/hidden|word|file|submit|button|set/.test(each.type));
  const ticks = each => /box|radio/.test(each.type) ? "checked" : "value";
  const restore = form => {
    const { at, values } = JSON.parse(box[draft(form)] || "{}");
    let changed = false;
    if (Date.now() - at < 12096e5) for (const [name, choice, property, value] of values) {
      const into = typed(form).find(each => each.name === name && (property === "value" || each.value === choice));
      if (into && into[property] !== value) { into[property] = value; changed = true; reveal(into); }
    }
    if (!changed) return;
    note(form, "kept", say("restored"), say("discard"), () => { drop(draft(form)); form.reset(); });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  on("input", ({ target: { form } }) => {
    if (form?.dataset.draft) box[draft(form)] = JSON.stringify({ at: Date.now(), values: typed(form).map(each => [each.name, each.value, ticks(each), each[ticks(each)]]) });
  });

  // Sent once; what did not arrive goes again, with its key, when the person presses.
  let here = location.pathname + location.search;
  const busy = (form, yes) => {
    form.toggleAttribute("data-busy", yes);
    all("button:not([type=button])", form).forEach(each => { each.disabled = yes; });
  };
  const unsent = (form, by) => {
    busy(form, false);
    note(form, "unsent", say("unsent"), say("again"), () => form.requestSubmit(by));
  };
  const show = async answer => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected) history.pushState(null, "", answer.url);
    here = location.pathname + location.search;
    document.title = page.title;
    document.body.replaceWith(page.body);
    window.htmx?.process(document.body);
    scrollTo(0, 0);
    begin(document);
    (one("[data-focus]") || one("#main")).focus();
  };
  let look; // ahead of a form, on its way: it comes too late for one that is sent
  on("htmx:beforeSend", ({ detail: { elt, xhr } }) => { if (elt.closest("form")) look = xhr; });
  const send = async (form, by, to) => {
    const data = new FormData(form, by), waiting = `sent:${to}`, body = /^m/.test(form.enctype) ? data : new URLSearchParams(data);
    busy(form, true);
    look?.abort();
    try {
      const answer = await fetch(to, { method: "POST", body });
      if (answer.status >= 500) return unsent(form, by);
      if (answer.redirected && answer.url.includes("/sign-in")) box[waiting] = draft(form); // goes on from there
      else if (answer.redirected && answer.ok) [draft(form), box[waiting], waiting].forEach(name => delete box[name]);
      await show(answer);
    } catch { unsent(form, by); }
  };
  on("submit", event => {
    const form = event.target, by = event.submitter, to = by?.getAttribute("formaction") || form.getAttribute("action") || here;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.hasAttribute("data-busy")) return event.preventDefault();
    if (to === "/sign-out") drop(mine());
    if (!form.elements.key) return setTimeout(() => busy(form, true));
    event.preventDefault();
    send(form, by, to);
  });
  addEventListener("popstate", () => { if (here !== location.pathname + location.search) location.reload(); });
  addEventListener("pageshow", event => { if (event.persisted) all("[data-busy]").forEach(form => busy(form, false)); });

  for (const name of ["sendError", "responseError"]) on(`htmx:${name}`, ({ detail: { target } }) => {
    if (target !== document.body) note(target, "unsent", say("failed"));
  });
  on("htmx:load", ({ detail }) => detail.elt !== document.body && begin(detail.elt));

  // Clocks, said as views/saying.py says them.
  const tick = () => all("time[data-tick]").forEach(time => {
    const left = one(".left", time), seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (!left || isNaN(seconds)) return;
    const units = zh ? ["天", "小时", "分钟", "秒"] : ["d", "h", "min", "s"], whole = Math.floor(Math.abs(seconds)), minutes = Math.floor(whole / 60);
    const parts = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60].map((n, place) => n && `${n} ${units[place]}`);
    const said = parts.filter(n => n).slice(0, 2).join(" ") || `${whole} ${units[3]}`;
    left.textContent = seconds > 0 ? (zh ? "还有 " : "in ") + said : zh ? `已过 ${said}` : `${said} ago`;
    time.classList.toggle("overdue", seconds <= 0);
  });
  setInterval(tick, 15000);

  // Keys go to what stands on the page, Enter gives it; they can be off (WCAG 2.1.4).
  const move = step => {
    const rows = all("[data-row]").filter(row => row.offsetParent), at = rows.findIndex(row => row.contains(document.activeElement));
    const row = at < 0 && step < 0 ? rows.at(-1) : rows[at + step] || rows[0];
    if (row) one("a[href], summary, button", row).focus();
  };
  const command = key => {
    const row = document.activeElement.closest("[data-row]") || document, found = one(`[data-key=${key}]`, row);
    if (!found) return row !== document && one("summary", row)?.click();
    reveal(found);
    found.focus();
  };
  const keys = () => one("#keys").showModal();
  const KEYS = { j: () => move(1), k: () => move(-1), a: command, d: command, r: command, "/": () => one("[data-search]")?.focus(), "?": keys };
  on("keydown", event => {
    const press = KEYS[event.key], typing = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
    if (!press || typing || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]") || box.keys === "off") return;
    event.preventDefault();
    press(event.key);
  });
  on("click", ({ target }) => target.closest("[data-keys]") && keys());
  on("change", ({ target }) => {
    if (!target.matches("[data-keys-on]")) return;
    box.keys = target.checked ? "on" : "off";
    begin(document.body);
  });

  const begin = within => {
    const keyed = box.keys !== "off";
    root.classList.toggle("js-keys", keyed);
    all("form[data-draft]", within).forEach(restore);
    for (const each of all("[data-key]", within)) each.ariaKeyShortcuts = each.dataset.key;
    for (const each of all("[data-keys-on]", within)) each.checked = keyed;
    tick();
  };
  root.classList.add("js");
  begin(document);
  one("[data-focus]")?.focus();
})();
