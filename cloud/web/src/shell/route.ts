/** The page's own address: `#/view/more?key=value`. Pure; the server sees nothing of it. */

export interface Route {
  /** The steps of the path, without the slashes. */
  steps: readonly string[];
  query: Readonly<Record<string, string>>;
}

export type Filters = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function routeOf(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
  const steps = path
    .split("/")
    .filter((step) => step !== "")
    .map((step) => {
      try {
        return decodeURIComponent(step);
      } catch {
        return step;
      }
    });
  return { steps, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** The address of a view; what is not given is left out. */
export function hrefOf(steps: readonly (string | number)[], query: Filters = {}): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  const path = steps.map((step) => encodeURIComponent(String(step))).join("/");
  return `#/${path}${search ? `?${search}` : ""}`;
}

/** The same view with some of its filters changed; `null` takes one away. Paging begins anew. */
export const hrefWith = (route: Route, change: Filters): string =>
  hrefOf(route.steps, { ...route.query, cursor: undefined, ...change });
