// The page for uploads works without this file; with it files can be dropped, and are listed before they are sent.
const form = document.querySelector("[data-upload]");
const input = form.querySelector("input[type=file]"), zone = form.querySelector(".drop");
const chosen = form.querySelector("#chosen"), error = form.querySelector("#files-error");
const button = form.querySelector("button[type=submit]"), label = button.textContent;
const limit = Object.fromEntries(["mostFiles", "mostBytes", "largest", "largestPdf"].map((name) => [name, Number(form.dataset[name])]));

const sized = (bytes) => bytes < 1024 ? `${bytes} bytes` : bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
const counted = (files) => `${files.length} file${files.length === 1 ? "" : "s"}`;
const sum = (files) => files.reduce((bytes, file) => bytes + file.size, 0);
const isLarge = (file) => file.size > (/\.pdf$/i.test(file.name) ? limit.largestPdf : limit.largest);
const problemOf = (files) => {
  if (files.length > limit.mostFiles) return `${counted(files)} are chosen, at most ${limit.mostFiles} go at once. Send them in parts.`;
  if (sum(files) > limit.mostBytes) return `The files have ${sized(sum(files))} in all, at most ${sized(limit.mostBytes)} go at once. Send them in parts.`;
  return "";
};

const line = (file) => {
  const row = document.createElement("li"), name = document.createElement("span"), size = document.createElement("span");
  name.textContent = file.name;
  size.textContent = isLarge(file) ? `${sized(file.size)}, too large: it will be refused` : sized(file.size);
  if (isLarge(file)) size.dataset.tone = "bad";
  size.className = "small";
  row.append(name, size);
  return row;
};
const show = () => {
  const files = [...input.files], problem = problemOf(files);
  error.hidden = !problem;
  error.querySelector("span").textContent = problem;
  input.toggleAttribute("aria-invalid", Boolean(problem));
  if (problem) input.setAttribute("aria-invalid", "true");
  chosen.hidden = !files.length;
  chosen.querySelector("p").textContent = `${counted(files)}, ${sized(sum(files))}`;
  chosen.querySelector("ul").replaceChildren(...files.slice(0, limit.mostFiles).map(line));
  button.textContent = files.length ? `Upload ${counted(files)}` : label;
};

form.dataset.upload = "on";
input.addEventListener("change", show);
form.addEventListener("submit", (event) => {
  const files = [...input.files];
  if (problemOf(files)) { event.preventDefault(); input.focus(); return; }
  if (files.length) button.textContent = `Sending ${counted(files)} …`;
});
addEventListener("pageshow", () => { if (input.files.length) show(); else button.textContent = label; });
["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
  event.preventDefault();
  zone.dataset.over = "";
}));
["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => delete zone.dataset.over));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  const all = new DataTransfer();
  [...input.files, ...event.dataTransfer.files].forEach((file) => all.items.add(file));
  input.files = all.files;
  show();
});
