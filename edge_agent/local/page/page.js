// The gateway's own page: reads /status every two seconds and /watch as it flows. No library, no build step.
// Every word that comes from outside is set as text, never as markup.

import { WORDS } from "/words.js";

const VIEWS = ["overview", "parts", "walk"];
const FILTERS = ["all", "active", "stale"];
const POLL_MS = 2000;
const HEARD_LIMIT = 5000;

const byId = (id) => document.getElementById(id);
const kept = {
  get: (name) => { try { return sessionStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* it is only remembered less long */ } },
};

const state = {
  token: kept.get("token") ?? "",
  language: kept.get("language") ?? (navigator.language.startsWith("en") ? "en" : "zh"),
  view: VIEWS.includes(kept.get("view")) ? kept.get("view") : "overview",
  filter: "all", search: "", status: null, at: 0, heard: readHeard(), live: false, gone: false, dropped: 0,
};

function readHeard() {
  try { return new Map(JSON.parse(kept.get("heard") ?? "[]")); } catch { return new Map(); }
}

function t(key, values = {}) {
  const words = WORDS[state.language][key] ?? key;
  return words.replace(/\{(\w)\}/g, (_, name) => String(values[name] ?? ""));
}
const label = (both) => (state.language === "zh" ? both.zh || both.en : both.en || both.zh) ?? "";
const number = (value) => new Intl.NumberFormat(state.language === "zh" ? "zh-CN" : "en", { maximumFractionDigits: 1 }).format(value);
const percent = (share) => `${number(share * 100)} %`;
const clockTime = (ms) => new Date(ms).toLocaleTimeString(state.language === "zh" ? "zh-CN" : "en-GB");
const kindName = (kind) => label(state.status?.terms.kinds[kind] ?? { zh: kind, en: kind });

function ago(ms) {
  if (ms === null || ms === undefined || ms <= 0) return t("never");
  const seconds = Math.max(0, Math.round((state.status.now - ms) / 1000));
  if (seconds < 90) return t("ago_s", { n: seconds });
  if (seconds < 5400) return t("ago_m", { n: Math.round(seconds / 60) });
  if (seconds < 172800) return t("ago_h", { n: Math.round(seconds / 3600) });
  return t("ago_d", { n: Math.round(seconds / 86400) });
}

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

async function ask(path, body) {
  const options = { headers: { authorization: `Bearer ${state.token}` } };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  if (response.status === 401) throw new WrongToken();
  const told = await response.json();
  if (!response.ok) throw new Error(label(told) || told.text || String(response.status));
  return told;
}
class WrongToken extends Error {}

// --- drawing -------------------------------------------------------------------------------------------

function draw() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  byId("language").textContent = t("language");
  byId("search").placeholder = t("search");
  byId("search").setAttribute("aria-label", t("search"));
  const open = state.status !== null;
  byId("entry").hidden = open || state.token !== "";
  byId("inside").hidden = !open;
  drawChoice(byId("views"), open ? VIEWS : [], state.view, "aria-current", "page", goTo);
  drawDoubt();
  if (!open) return;
  const told = state.status;
  byId("gateway").textContent = told.gateway;
  byId("building").textContent = label(told.building);
  byId("version").textContent = told.version;
  document.title = `${told.gateway} ${label(told.building)} · ${t("title")}`;
  for (const view of VIEWS) document.querySelector(`[data-view="${view}"]`).hidden = view !== state.view;
  drawDuty(told);
  if (state.view === "overview") drawOverview(told);
  if (state.view === "parts") drawParts(told);
  if (state.view === "walk") drawWalk(told);
}

function drawChoice(box, names, chosen, attribute, value, choose) {
  const signature = `${state.language} ${names} ${chosen}`;
  if (box.dataset.drawn === signature) return;
  box.dataset.drawn = signature;
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  box.replaceChildren(...names.map((name) => {
    const role = attribute === "aria-checked" ? { role: "radio", "aria-checked": String(name === chosen) } : {};
    if (attribute !== "aria-checked" && name === chosen) role[attribute] = value;
    const button = make("button", { type: "button", "data-name": name, ...role }, t(name));
    button.addEventListener("click", () => choose(name));
    return button;
  }));
  if (focused) box.querySelector(`[data-name="${focused}"]`)?.focus();
}

function drawDoubt() {
  const words = [];
  if (state.gone && state.status) words.push(t("doubt_gone", { t: clockTime(state.at) }));
  else if (state.status && !state.live) words.push(t("doubt_watch"));
  if (state.dropped) words.push(t("dropped", { n: state.dropped }));
  byId("doubt").textContent = words.join(" · ");
  byId("doubt").hidden = words.length === 0;
}

function drawDuty(told) {
  const waiting = told.duty.filter((check) => check.state === "waiting");
  const box = byId("duty");
  box.hidden = waiting.length === 0;
  const signature = `${state.language} ${waiting.map((check) => check.seq)}`;
  if (box.dataset.drawn !== signature) {
    box.dataset.drawn = signature;
    box.replaceChildren(...waiting.map(dutyCard));
  }
  for (const check of waiting) {
    const left = Math.round((check.expires_at - told.now - (Date.now() - state.at)) / 1000);
    const place = box.querySelector(`[data-seq="${check.seq}"] .left`);
    if (place) place.textContent = left > 0 ? t("duty_left", { n: left }) : t("duty_over");
  }
}

function dutyCard(check) {
  const name = make("input", { name: "person", required: true, maxlength: 64, placeholder: t("person"), "aria-label": t("person") });
  name.value = kept.get("person") ?? "";
  const fault = make("p", { class: "bad", role: "alert", hidden: true });
  const button = make("button", { type: "submit" }, t("answer"));
  const form = make("form", {}, name, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    fault.hidden = true;
    try {
      await ask(`/duty/${check.seq}/answer`, { person: name.value });
      kept.set("person", name.value);
      await refresh();
    } catch (why) {
      fault.textContent = why.message;
      fault.hidden = false;
    }
    button.disabled = false;
  });
  return make("div", { class: "duty", "data-seq": check.seq },
    make("strong", {}, t("duty")), make("span", { class: "left num" }),
    make("span", {}, check.question || t("duty_ask")), form, fault);
}

function fact(name, words, more, how = "good", meter = null) {
  return make("div", { "data-state": how }, make("dt", {}, name), make("dd", {}, words),
    ...more.filter(Boolean).map((line) => make("dd", {}, line)), meter);
}

function offset(clock) {
  if (clock.offset_ms === null) return t("clock_unknown");
  const size = Math.abs(clock.offset_ms);
  const n = size < 10000 ? t("ms", { n: number(size) }) : t("s", { n: number(size / 1000) });
  return t(clock.offset_ms >= 0 ? "clock_ahead" : "clock_behind", { n, m: number(clock.error_ms) });
}

function drawOverview(told) {
  const { link, clock, spool, config, parts, vitals, models } = told;
  const evicted = spool.counts.reduce((sum, count) => sum + count.evicted, 0);
  const used = make("meter", { min: 0, max: spool.limit, high: spool.limit * 0.8, value: spool.bytes, "aria-label": t("spool") });
  const active = parts.filter((part) => part.active.length > 0).length;
  const silent = parts.filter((part) => part.quality === "stale").length;
  const days = link.certificate_days;
  byId("facts").replaceChildren(
    fact(t("link"), link.up ? (link.ok ? t("link_up") : t("link_unanswered")) : t("link_down"),
      [link.broker + (link.place === "backup" ? ` · ${t("backup")}` : ""), t("receipts", { n: number(link.receipts), m: number(link.resent) }),
        days === null ? "" : t("certificate", { n: number(days) }), link.last_error],
      !link.up ? "bad" : link.ok && link.place === "primary" ? "good" : "warn"),
    fact(t("clock"), clock.synced ? t("clock_good") : t("clock_bad"),
      [offset(clock), clock.source === "settings" ? t("clock_by_settings") : clock.source], clock.synced && Math.abs(clock.offset_ms ?? 0) <= 1000 + (clock.error_ms ?? 0) ? "good" : "warn"),
    fact(t("spool"), t("spool_n", { n: number(spool.waiting) }),
      [t("spool_of", { n: number(spool.bytes / 1e6), m: number(spool.limit / 1e6) }), evicted ? t("lost", { n: number(evicted) }) : "",
        spool.trouble, spool.damage],
      spool.trouble ? "bad" : evicted || spool.damage ? "warn" : "good", used),
    fact(t("part_fact"), t("part_n", { n: number(parts.length) }),
      [active ? t("active_n", { n: active }) : "", silent ? t("stale_n", { n: silent }) : ""], active ? "bad" : silent ? "warn" : "good"),
    fact(t("settings"), config.last_fault ? t("settings_bad") : t("settings_good"),
      [config.path, t("since", { t: new Date(config.applied_at).toLocaleString() }), config.last_fault,
        vitals.stuck.length ? t("stuck", { t: vitals.stuck.join(", ") }) : ""],
      vitals.stuck.length ? "bad" : config.last_fault ? "warn" : "good"),
    ...models.filter((model) => model.rows || model.fault || model === models[0]).map((warning) => fact(label(warning), t(`warning_${warning.mode}`),
      [warning.hash ? t("warning_model", { t: `${warning.version} · ${warning.hash}` }) : t("warning_waits"),
        t("warning_rows", { n: number(warning.rows), m: number(warning.standing) }),
        warning.seldom ? t("warning_seldom", { n: number(warning.seldom) }) : "",
        t("warning_count", { n: number(warning.raised), m: number(warning.ended) }),
        warning.highest.length ? t("warning_highest", { n: percent(warning.highest[0].probability), t: warning.highest[0].part }) : "",
        warning.fault],
      warning.fault ? "bad" : warning.standing ? "warn" : "good")),
  );
  const history = models.flatMap((model) => model.history.map((entry) => ({ ...entry, model }))).sort((a, b) => b.ts - a.ts);
  byId("warning_history").replaceChildren(...history.slice(0, 20).map((entry) => make("li", {},
    make("span", { class: "when num" }, new Date(entry.ts).toLocaleString()),
    make("span", { class: "state" }, `${t(entry.what === "begins" ? "on" : "off")} ${entry.probability === null ? "" : percent(entry.probability)}${entry.mode === "shadow" ? ` · ${t("warning_shadow")}` : ""}`),
    make("span", {}, label(entry.model)),
    make("span", { class: "code" }, entry.part),
    entry.why ? make("span", { class: "said muted" }, label(entry.why)) : null,
    entry.reasons.length ? make("span", { class: "said muted" }, entry.reasons.map(label).join("; ")) : null)));
  if (history.length === 0) byId("warning_history").append(make("li", { class: "none" }, t("warning_none")));
  byId("buses").replaceChildren(...told.buses.map((bus) => make("li", {},
    make("span", { class: `state ${bus.up ? "good" : "bad"}` }, `${bus.up ? "✓" : "✗"} ${t(bus.up ? "up" : "down")}`),
    make("span", { class: "name" }, bus.bus, " ", make("span", { class: "code" }, bus.driver)),
    make("span", { class: "muted num" }, t("errors", { n: number(bus.errors), m: number(bus.requests) })),
    bus.clock_offset_ms === null ? null : make("span", { class: "muted num" }, t("offset", { n: number(bus.clock_offset_ms) })),
    bus.last_error ? make("span", { class: `said ${bus.up ? "muted" : "bad"}` }, bus.up ? t("last_error", { t: bus.last_error }) : bus.last_error) : null)));
  if (told.buses.length <= 1) byId("buses").append(make("li", { class: "none" }, t("no_buses")));
}

function fits(part) {
  if (state.filter === "active" && part.active.length === 0) return false;
  if (state.filter === "stale" && part.quality !== "stale") return false;
  const text = [part.part, part.device.zh, part.device.en, part.place.zh, part.place.en].join(" ").toLowerCase();
  return text.includes(state.search.toLowerCase());
}

function badges(part) {
  if (part.active.length > 0) return part.active.map((kind) => make("span", { class: `badge ${kind === "fire" ? "fire" : "bad"}` }, kindName(kind)));
  if (part.quality !== "good") return [make("span", { class: "badge warn" }, t(`quality_${part.quality.replaceAll("_", "-")}`))];
  return [make("span", { class: "good" }, `✓ ${t("normal")}`)];
}

function partName(part) {
  return make("span", { class: "name" }, label(part.device), label(part.place) ? ` · ${label(part.place)} ` : " ",
    make("span", { class: "code" }, part.part));
}

function readings(part) {
  const shown = Object.entries(part.values).map(([slug, told]) => {
    const name = label(state.status.terms.analog[slug] ?? { zh: slug, en: slug });
    return `${name} ${told.value === null ? "—" : number(told.value)} ${told.unit}`.trim();
  });
  return shown.length ? make("span", { class: "values num" }, shown.join(" · ")) : null;
}

function drawParts(told) {
  drawChoice(byId("filters"), FILTERS, state.filter, "aria-checked", "true", (name) => { state.filter = name; draw(); });
  const rank = (part) => Math.min(99, ...part.active.map((kind) => told.terms.kinds[kind]?.rank ?? 98));
  const shown = told.parts.filter(fits).sort((one, other) => rank(one) - rank(other));
  byId("shown").textContent = t("shown", { n: number(shown.length), m: number(told.parts.length) });
  byId("part_list").replaceChildren(...shown.map((part) => make("li", {},
    make("span", { class: "state" }, ...badges(part)), partName(part), readings(part),
    part.hint ? make("span", { class: "values warn" }, part.hint) : null,
    make("span", { class: "when muted num" }, ago(part.last_heard)))));
  if (shown.length === 0) byId("part_list").append(make("li", { class: "none" }, t(told.parts.length ? "nothing" : "no_parts")));
}

function drawWalk(told) {
  const heard = [...state.heard.values()].reverse();
  const missing = told.parts.filter((part) => !state.heard.has(part.part));
  byId("walk_count").textContent = t("walk_n", { n: number(told.parts.length - missing.length), m: number(told.parts.length) });
  byId("heard").replaceChildren(...heard.map((edge) => make("li", { class: edge.fresh ? "fresh" : null },
    make("span", { class: "when num" }, clockTime(edge.ts)),
    make("span", { class: "state" }, make("span", { class: `badge ${!edge.active ? "muted" : edge.kind === "fire" ? "fire" : "bad"}` }, kindName(edge.kind)), t(edge.active ? "on" : "off")),
    partName(edge), edge.text ? make("span", { class: "said muted" }, edge.text) : null)));
  for (const edge of heard) edge.fresh = false;
  if (heard.length === 0) byId("heard").append(make("li", { class: "none" }, t("walk_none")));
  byId("missing").replaceChildren(...missing.map((part) => make("li", {}, partName(part))));
  if (missing.length === 0) byId("missing").append(make("li", { class: "none" }, t(told.parts.length ? "walk_all" : "no_parts")));
}

// --- what comes in -------------------------------------------------------------------------------------

async function refresh() {
  try {
    state.status = await ask("/status");
    state.at = Date.now();
    state.gone = false;
  } catch (why) {
    if (why instanceof WrongToken) {
      byId("entry_fault").textContent = t("entry_bad");
      state.token = "";
      state.status = null;
      kept.set("token", "");
    } else state.gone = true;
  }
  draw();
}

function take(kind, told) {
  if (kind === "dropped") state.dropped += told.count;
  if (kind === "edge") {
    state.heard.delete(told.part);
    state.heard.set(told.part, { ...told, fresh: true });
    if (state.heard.size > HEARD_LIMIT) state.heard.delete(state.heard.keys().next().value);
    kept.set("heard", JSON.stringify([...state.heard]));
    refresh();
  }
}

async function watch() {
  const response = await fetch("/watch", { headers: { authorization: `Bearer ${state.token}` } });
  if (!response.ok) throw new Error(String(response.status));
  state.live = true;
  drawDoubt();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const kind = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (kind && data) take(kind, JSON.parse(data));
    }
  }
}

async function keepWatching() {
  for (let pause = 500; ; pause = Math.min(15000, pause * 2)) {
    if (state.token && state.status) {
      try { await watch(); pause = 500; } catch { /* told below */ }
      state.live = false;
      drawDoubt();
    } else pause = 100;
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

// --- what a person does --------------------------------------------------------------------------------

function goTo(view) {
  state.view = view;
  kept.set("view", view);
  draw();
}

function speak() {
  state.language = state.language === "zh" ? "en" : "zh";
  kept.set("language", state.language);
  draw();
}

function takeToken(token) {
  state.token = token.trim();
  kept.set("token", state.token);
  byId("entry_fault").textContent = "";
  refresh();
}

const KEYS = {
  1: () => goTo("overview"), 2: () => goTo("parts"), 3: () => goTo("walk"), l: speak,
  f: () => { state.filter = FILTERS[(FILTERS.indexOf(state.filter) + 1) % FILTERS.length]; goTo("parts"); },
  "/": () => { goTo("parts"); byId("search").focus(); },
};
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement;
  if (event.key === "Escape" && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !state.status) return;
  const act = KEYS[event.key.toLowerCase()];
  if (act) { event.preventDefault(); act(); }
});
byId("language").addEventListener("click", speak);
byId("search").addEventListener("input", (event) => { state.search = event.target.value; draw(); });
byId("walk_over").addEventListener("click", () => { state.heard.clear(); kept.set("heard", "[]"); draw(); });
byId("entry").addEventListener("submit", (event) => { event.preventDefault(); takeToken(byId("token").value); });

const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  history.replaceState(null, "", location.pathname);
  takeToken(given);
} else if (state.token) refresh();
draw();
setInterval(() => { if (state.token) refresh(); }, POLL_MS);
keepWatching();
