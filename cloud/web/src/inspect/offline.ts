/** Has the page kept by its worker, so that it opens without a line. Where that cannot be, it only stays open. */
export async function keepPage(): Promise<void> {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  try {
    await navigator.serviceWorker.register("./sw.js");
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const keep = [window.location.href, ...loaded.filter((name) => name.includes("/assets/"))];
    active?.postMessage({ keep });
  } catch {
    // The page works as long as it is open.
  }
}
