import { useSyncExternalStore } from "react";

import { useMedia } from "../hooks/useMedia";

const themeOf = () => document.documentElement.dataset.theme ?? "auto";

const follow = (told: () => void) => {
  window.addEventListener("themechange", told);
  return () => {
    window.removeEventListener("themechange", told);
  };
};

/** Whether the page is shown for the night, by the reader's choice or the system's. */
export function useDark(): boolean {
  const theme = useSyncExternalStore(follow, themeOf);
  const light = useMedia("(prefers-color-scheme: light)");
  return theme === "dark" || (theme !== "light" && !light);
}
