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

// Toasts: dismissed by hand; good news without Undo leaves by itself once there was time to read it.
const dismiss = (toast) => {
  if (toast.matches(":hover, :focus-within")) setTimeout(dismiss, READING_TIME, toast);
  else toast.remove();
};
const watchToasts = () => $$(".toast[data-tone=good]:not([data-watched], :has(form))").forEach((toast) => {
  toast.dataset.watched = "";
  setTimeout(dismiss, READING_TIME, toast);
});
const sayFailed = () => $("#toasts")?.append($("#failed-toast").content.cloneNode(true));
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
document.addEventListener("click", (event) => {
  const list = event.target.closest("[data-select]");
  if (!list || !event.target.matches(".row-check, .check-all")) return;
  if (event.target.matches(".check-all")) $$(".row-check", list).forEach((box) => { box.checked = event.target.checked; });
  else if (event.shiftKey && $(".row-check[data-last]", list)) selectRange(list, event.target);
  $$(".row-check[data-last]", list).forEach((box) => delete box.dataset.last);
  if (event.target.matches(".row-check")) event.target.dataset.last = "";
  countSelected(list);
});
const countAll = () => $$("[data-select]").forEach(countSelected);
document.addEventListener("htmx:afterSettle", countAll);
addEventListener("pageshow", countAll);

// Keys: ? help, j and k move between rows, x selects, Enter opens (the focused link does that by itself).
const typing = (event) => event.target.matches("input:not([type=checkbox]), select, textarea");
document.addEventListener("keydown", (event) => {
  if (typing(event) || $("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = $$("[data-rows] > tr"), at = rows.findIndex((row) => row.contains(document.activeElement));
  const go = (row) => (row?.querySelector("a.cell-main") ?? row?.querySelector(".row-check"))?.focus();
  if (event.key === "?") $("#shortcuts")?.showModal();
  if (event.key === "j") go(rows[at + 1]);
  if (event.key === "k") go(rows[at - 1]);
  if (event.key === "x" && at >= 0) rows[at].querySelector(".row-check")?.click();
});

// Edits in a cell: Enter saves (the field loses the focus, so it reports its change) and moves down, Escape brings
// the old value back.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches(".edit-input")) return;
  if (event.key === "Escape") { event.target.value = event.target.defaultValue; event.target.blur(); }
  if (event.key !== "Enter") return;
  event.preventDefault();
  const inputs = $$(".edit-input"), next = inputs[inputs.indexOf(event.target) + 1];
  event.target.blur();
  next?.focus();
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
