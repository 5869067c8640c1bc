import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { switchLanguage } from "../i18n/language";
import { THEME_ICON, useTheme } from "../preferences/useTheme";
import { Icon } from "./Icon";

/** Switches that every page has: by day or by night, and the language. Before them whatever it has of its own. */
export function PageTools({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const { theme, nextTheme } = useTheme();
  return (
    <div className="op-switches">
      {children}
      <button
        type="button"
        className="icon-button"
        title={t(`header.theme_${theme}`)}
        aria-label={`${t("header.theme_title")} (${t(`header.theme_${theme}`)})`}
        onClick={nextTheme}
      >
        <Icon name={THEME_ICON[theme]} />
      </button>
      <button type="button" className="button quiet" data-testid="language" onClick={switchLanguage}>
        {t("header.language")}
      </button>
    </div>
  );
}
