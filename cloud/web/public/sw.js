/*
 * Lets the inspector's phone page be opened without a line. It is registered by that page alone.
 *
 * 1. A page is always asked for from the centre first; what was last seen is shown only when there is no answer.
 * 2. Files below /assets/ carry their content's hash in their name: kept ones are as good as new ones.
 * 3. Nothing of the API is ever kept here.
 */
const CACHE = "steppewatch-pages-1";
const PAGE_WAITS_MS = 4000;
const MOST = 300;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isAsset = (url) => url.pathname.includes("/assets/");
const pageKey = (url) => new URL(url.pathname, url.origin).href;

async function keep(key, response) {
  if (!response.ok) return;
  const cache = await caches.open(CACHE);
  await cache.put(key, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((old) => cache.delete(old)));
}

async function page(request) {
  const key = pageKey(new URL(request.url));
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PAGE_WAITS_MS) });
    await keep(key, response.clone());
    return response;
  } catch (fault) {
    const kept = await caches.match(key);
    if (kept) return kept;
    throw fault;
  }
}

async function asset(request) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  await keep(request.url, response.clone());
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (isAsset(url)) event.respondWith(asset(request));
});

/* What the page had loaded before this worker was there. */
self.addEventListener("message", (event) => {
  const { keep: urls = [] } = event.data ?? {};
  event.waitUntil(
    Promise.all(
      urls.map(async (text) => {
        const url = new URL(text);
        if (url.origin !== self.location.origin) return;
        const key = isAsset(url) ? url.href : pageKey(url);
        await keep(key, await fetch(url.href)).catch(() => undefined);
      }),
    ).then(() => event.source?.postMessage({ kept: urls.length })),
  );
});
