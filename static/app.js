// Small enhancements only: every page works without this file. Listeners sit on the document, so that parts which
// htmx puts into the page later need no set-up of their own.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const YEAR = 365 * 24 * 60 * 60;
const READING_TIME = 8000;

// Theme: the choice is a cookie, because the server prints data-theme on <html>; here it takes effect at once.
const chooseTheme = (theme) => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; SameSite=Lax${secure}`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
};
$$("[data-theme-choice]").forEach((choice) => {
  choice.hidden = false;
  choice.addEventListener("change", (event) => chooseTheme(event.target.value));
});

// Dialog buttons in browsers without invoker commands.
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (button?.getAttribute("command") === "show-modal") dialog?.showModal();
    if (button?.getAttribute("command") === "close") dialog?.close();
  });
}
$$("dialog[data-open]").forEach((dialog) => dialog.showModal());

// A link that asks first: its address is a page that asks the same, for browsers without this file.
const isPlain = (event) => !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-opens]"), dialog = link && document.getElementById(link.dataset.opens);
  if (!dialog || !isPlain(event)) return;
  event.preventDefault();
  dialog.showModal();
});

// Toasts: dismissed by hand; good news without Undo leaves by itself once there was time to read it.
const dismiss = (toast) => {
  if (toast.matches(":hover, :focus-within")) setTimeout(dismiss, READING_TIME, toast);
  else toast.remove();
};
const watchToasts = () => $$(".toast[data-tone=good]:not([data-watched], :has(form))").forEach((toast) => {
  toast.dataset.watched = "";
  setTimeout(dismiss, READING_TIME, toast);
});
// A part that did not come: say so once, in the row that is not saved or else in a toast, and offer to ask for it again.
const sayFailed = ({ detail }) => {
  const { elt, requestConfig, target } = detail, cell = $("#unsaved-note") && elt.closest(".terms-cell");
  const template = $(cell ? "#unsaved-note" : "#failed-toast"), place = cell || $("#toasts");
  if (!template || !place) return;
  const note = template.content.cloneNode(true).firstElementChild;
  $("[data-failed]", place)?.remove();
  $("[data-retry]", note).addEventListener("click", () => {
    note.remove();
    htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, target, values: requestConfig.parameters });
  });
  $(".edit", place)?.setAttribute("data-state", "error");
  place.append(note);
};
document.addEventListener("htmx:afterSettle", watchToasts);
document.addEventListener("htmx:responseError", sayFailed);
document.addEventListener("htmx:sendError", sayFailed);
document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast").remove());
watchToasts();

// Rows of a list: select all, shift for a range, and the count in the bulk bar (CSS shows the bar).
const countSelected = (list) => {
  const boxes = $$(".row-check", list), chosen = boxes.filter((box) => box.checked).length;
  const all = $(".check-all", list), count = $(".bulk-count", list);
  if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && !all.checked; }
  if (count) count.textContent = chosen;
};
const selectRange = (list, box) => {
  const boxes = $$(".row-check", list), last = boxes.findIndex((other) => "last" in other.dataset);
  const at = boxes.indexOf(box), [from, to] = [Math.min(last, at), Math.max(last, at)];
  boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
};
const everything = (list, chosen) => { const box = $(".bulkbar [name=everything]", list); if (box) box.checked = chosen; };
document.addEventListener("click", (event) => {
  const list = event.target.closest("[data-select]");
  if (!list || !event.target.matches(".row-check, .check-all")) return;
  if (!event.target.checked) everything(list, false);
  if (event.target.matches(".check-all")) $$(".row-check", list).forEach((box) => { box.checked = event.target.checked; });
  else if (event.shiftKey && $(".row-check[data-last]", list)) selectRange(list, event.target);
  $$(".row-check[data-last]", list).forEach((box) => delete box.dataset.last);
  if (event.target.matches(".row-check")) event.target.dataset.last = "";
  countSelected(list);
});
const countAll = () => $$("[data-select]").forEach(countSelected);
document.addEventListener("htmx:afterSettle", countAll);
addEventListener("pageshow", countAll);

// Keys: ? help, / search, j and k move between rows, x selects, Shift+x a range, a all on this page and then all that
// match, b goes to what can be done with them, e edits, Enter opens (the focused link does that by itself).
const typing = (event) => event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
const KEYS = {
  "?": () => $("#shortcuts")?.showModal(),
  "/": () => $("main input[type=search]")?.focus(),
  j: (rows, at) => goTo(rows[at + 1]),
  k: (rows, at) => goTo(rows[at - 1]),
  x: (rows, at, shiftKey) => rows[at]?.querySelector(".row-check")?.dispatchEvent(new MouseEvent("click", { shiftKey, bubbles: true, cancelable: true })),
  a: () => {
    const all = $("[data-select] .check-all");
    if (all?.checked) everything(all.closest("[data-select]"), true);
    else all?.click();
  },
  b: () => $$(".bulkbar .bulkbar-actions :is(button, a)").find((act) => act.checkVisibility())?.focus(),
  e: (rows, at) => {
    const row = rows[at], field = row && $(".edit-input", row);
    if (field) field.select();
    else if (row?.dataset.edit) location.assign(row.dataset.edit);
  },
  n: () => $("main a[rel=next]")?.click(),
  p: () => $("main a[rel=prev]")?.click(),
  f: () => $("main [data-key=f]")?.click(),
  c: () => $("main [data-key=c]")?.click(),
  v: () => $("main [data-key=v]")?.click(),
};
const ARROWS = { ArrowDown: "j", ArrowUp: "k" };
const goTo = (row) => (row?.querySelector("a.cell-main") ?? row?.querySelector(".row-check"))?.focus();
document.addEventListener("keydown", (event) => {
  const rows = $$("[data-rows] > tr"), at = rows.findIndex((row) => row.contains(document.activeElement));
  const key = KEYS[event.key.length === 1 ? event.key.toLowerCase() : at < 0 ? "" : ARROWS[event.key]];
  if (!key || typing(event) || $("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  key(rows, at, event.shiftKey);
});

// A button copies what a field holds; without a clipboard the field stays selected.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copies]"), field = button && $(button.dataset.copies);
  field?.select();
  if (field) navigator.clipboard?.writeText(field.value).then(() => { button.textContent = "Copied"; });
});

// The dialog of a list: a link brings what stands in it; its address is the same as a page.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.matches("dialog:not([open])")) detail.target.showModal();
});
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-close]")?.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
});

// Columns: Up and Down move the line at once; without this file they send the form, which comes back in the new order.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-moves] :is([name=up], [name=down])"), line = button?.closest("li");
  if (!button) return;
  event.preventDefault();
  const [other, put] = button.name === "up" ? [line.previousElementSibling, "before"] : [line.nextElementSibling, "after"];
  if (other && !$("input:disabled", other)) other[put](line);
  button.focus();
});

// The search over everything: Ctrl+K from anywhere, arrows between field and hits. On its own page the field is there.
const searchEverything = () => {
  const dialog = $("#search"), field = $("input", dialog ?? $("main"));
  if (dialog && !dialog.open) dialog.showModal();
  field?.focus();
  field?.select();
};
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (!$(".search-button") || $("dialog[open]:not(#search)")) return;
  event.preventDefault();
  searchEverything();
});
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], area = event.target.closest("#search, main:has(#found)");
  if (!step || !area || event.altKey) return;
  const stops = [$("input[name=q]", area), ...$$(".search-results a", area)], at = stops.indexOf(event.target);
  if (at < 0) return;
  event.preventDefault();
  stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
});

// Edits in a cell: Enter saves (the field loses the focus, so it reports its change) and moves down, the last one keeps
// the focus; Escape brings the old value back, takes a refusal away and leaves the field for its row. A browser reports
// no change where the same was typed again, which makes a row custom: the field does so itself, unless nothing was typed.
// A button in the cell is gone once it was pressed: the focus goes to the field.
const cellOf = (field) => field.closest(".terms-cell");
const wasTyped = (field) => { const typed = field.matches?.("[data-typed]"); if (typed) delete field.dataset.typed; return typed; };
document.addEventListener("input", ({ target }) => { if (target.matches(".edit-input")) target.dataset.typed = ""; });
document.addEventListener("change", ({ target }) => wasTyped(target));
document.addEventListener("focusout", ({ target }) => { if (wasTyped(target)) htmx.trigger(target, "retyped"); });
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches(".edit-input")) return;
  if (event.key === "Escape") {
    wasTyped(field);
    field.value = field.dataset.old;
    goTo(field.closest("tr"));
    if (field.closest("[data-state=error], [data-state=conflict]")) htmx.ajax("GET", field.dataset.cell, { target: cellOf(field), swap: "outerHTML" });
  }
  if (event.key !== "Enter") return;
  event.preventDefault();
  const inputs = $$(".edit-input"), next = inputs[inputs.indexOf(field) + 1] ?? field;
  field.blur();
  next.select();
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.requestConfig?.elt.matches(".terms-cell button")) $(".edit-input, a", detail.elt)?.focus();
});

// Lines of a form: “Add line” takes a copy of the empty row. Without this file the button sends the form instead.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row]");
  if (!button) return;
  event.preventDefault();
  const total = $(`[name="${button.dataset.addRow}-TOTAL_FORMS"]`), index = Number(total.value);
  const template = $(`#${button.dataset.addRow}-empty`), spare = document.createElement("template");
  spare.innerHTML = template.innerHTML.replaceAll("__prefix__", index).replaceAll("__number__", index + 1);
  const row = spare.content.querySelector("fieldset");
  template.before(spare.content);
  total.value = index + 1;
  row.querySelector("input:not([type=hidden]), select")?.focus();
});

// A form that keeps watch: leaving it changed asks first. The browser's own question is only for what no link does.
const typedIn = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
const watched = new Map($$("form[data-watch]").map((form) => [form, "changed" in form.dataset ? null : typedIn(form)]));
let leaving = false;
const isChanged = () => !leaving && [...watched].some(([form, before]) => typedIn(form) !== before);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]"), dialog = $("#discard-changes");
  if (!link || !dialog || dialog.contains(link) || link.target || link.hash || !isPlain(event) || event.defaultPrevented) return;
  if (!isChanged()) return;
  event.preventDefault();
  $("[data-leave]", dialog).href = link.href;
  dialog.showModal();
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-leave]")) leaving = true; });
addEventListener("beforeunload", (event) => { if (isChanged()) event.preventDefault(); });

// Sending: the button shows it, and a second press sends nothing twice. Loading: the old rows fade (CSS waits 150 ms).
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  leaving = true;
  if (event.target.method === "get") return;
  event.target.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  // Files take as long as they take: sending them again before that would upload them twice.
  if (event.target.enctype !== "multipart/form-data") setTimeout(settle, READING_TIME);
});
const LOADS = ".sort, .sort-list a, .pagination a, .views a, .tabs a";
document.addEventListener("click", (event) => {
  if (event.target.closest(LOADS) && isPlain(event) && !event.defaultPrevented) $("main .table-wrap")?.classList.add("table-stale");
});
const settle = () => {
  leaving = false;
  $$("form[data-sent]").forEach((form) => delete form.dataset.sent);
  $$("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  $$(".table-stale").forEach((table) => table.classList.remove("table-stale"));
};
addEventListener("pageshow", settle);
