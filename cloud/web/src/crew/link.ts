/** The token of a crew's link: from the address once, then kept on the device and out of the address. */

export type Page = "unit" | "station" | "command";

const key = (page: Page) => `steppewatch.link.${page}`;

/** The token for a page: what the address brings is remembered and taken out of it. */
export function tokenFor(page: Page): string | null {
  const found = new RegExp(`^#/${page}/([\\w-]{1,128})$`).exec(window.location.hash)?.[1];
  try {
    if (found) {
      window.localStorage.setItem(key(page), found);
      window.history.replaceState(null, "", `#/${page}`);
      return found;
    }
    return window.localStorage.getItem(key(page));
  } catch {
    return found ?? null;
  }
}
