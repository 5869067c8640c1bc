import { useMemo, useSyncExternalStore } from "react";

import { routeOf, type Route } from "./route";

const subscribe = (listener: () => void) => {
  window.addEventListener("hashchange", listener);
  return () => {
    window.removeEventListener("hashchange", listener);
  };
};

/** Where the page stands, followed live. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => routeOf(hash), [hash]);
}

export function goTo(href: string): void {
  window.location.hash = href;
}
