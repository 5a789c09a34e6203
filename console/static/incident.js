"use strict";
// The room of an incident stays as it is now for all who look at it; a file may be dropped onto the page. Pages work without.
(() => {
  const one = (what, within = document) => within.querySelector(what);
  const on = document.addEventListener.bind(document);
  let behind = false;

  // Nothing moves under a hand: a room in which somebody types, or has a form open, is renewed when they leave it.
  const touched = room => room.contains(document.activeElement) || one("details.act[open], details.more[open], [data-busy]", room);
  const renew = () => {
    const room = one("#room[data-live]");
    behind = Boolean(room && touched(room));
    if (room && !behind) window.htmx.ajax("GET", room.dataset.live, { target: room, swap: "outerHTML" });
  };
  on("htmx:sseMessage", renew);
  on("visibilitychange", () => document.hidden || renew());
  on("focusout", () => behind && setTimeout(() => behind && renew()));

  // One file at a time: each has a record of its own.
  const put = () => one(".evidence input[type=file]");
  const files = event => put() && [...event.dataTransfer?.types || []].includes("Files");
  const mark = yes => document.documentElement.classList.toggle("dropping", yes);
  on("dragover", event => { if (files(event)) { event.preventDefault(); mark(true); } });
  on("dragleave", event => event.relatedTarget || mark(false));
  on("drop", event => {
    if (!files(event)) return;
    event.preventDefault();
    mark(false);
    const held = new DataTransfer(), into = put();
    held.items.add(event.dataTransfer.files[0]);
    into.files = held.files;
    into.closest("details").open = true;
    into.dispatchEvent(new Event("change", { bubbles: true }));
    one("button", into.form).focus();
  });
})();
