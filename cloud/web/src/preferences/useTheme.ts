import { useEffect, useState } from "react";

import { recall, remember } from "./storage";

const THEMES = ["auto", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_ICON = { auto: "half", dark: "moon", light: "sun" } as const;

const rememberedTheme = (): Theme => THEMES.find((theme) => theme === recall("theme")) ?? "auto";

/** Day, night, or what the system prefers. Written on the root element, where the style sheet reads it. */
export function useTheme(): { theme: Theme; nextTheme: () => void } {
  const [theme, setTheme] = useState(rememberedTheme);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    window.dispatchEvent(new Event("themechange"));
  }, [theme]);
  const nextTheme = () => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
    remember("theme", next);
    setTheme(next);
  };
  return { theme, nextTheme };
}
