"use strict";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = JSON.parse($("#words").textContent);

const memory = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* a page from disk may have no memory */ } },
};

let language = memory.get("pipeline-language") || (navigator.language.startsWith("zh") ? "zh" : "en");

function say(key) {
  const [section, ...rest] = key.split(".");
  const found = words[section]?.[rest.join(".")];
  return found ? found[language] : rest.join(".").replaceAll("_", " ");
}

function speak() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const node of $$("[data-t]")) node.textContent = say(node.dataset.t) + (node.dataset.tAfter || "");
  for (const node of $$("[data-t-label]")) node.setAttribute("aria-label", say(node.dataset.tLabel) + (node.dataset.tAfter || ""));
  for (const node of $$("[data-zh]")) {
    node.dataset.en ??= node.textContent;
    node.textContent = node.dataset[language];
  }
  for (const node of $$("[data-zh-title]")) {
    node.dataset.enTitle ??= node.title;
    node.title = language === "zh" ? node.dataset.zhTitle : node.dataset.enTitle;
  }
  const button = $("#language");
  button.textContent = language === "zh" ? "English" : "中文";
  button.lang = language === "zh" ? "en" : "zh";
}

function dress(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}

$("#language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  memory.set("pipeline-language", language);
  speak();
  document.dispatchEvent(new Event("spoken"));
});
$("#theme").addEventListener("click", () => {
  const now = document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  memory.set("pipeline-theme", next);
  dress(next);
});
dress(memory.get("pipeline-theme"));
speak();
