import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useInSight } from "../hooks/useInSight";
import { WhoMenu } from "../people/WhoMenu";
import { HOME, type Section } from "./views";

/** The way between the control room, the operator's views and the rest: one line above whatever is shown. */
export function Navigation({
  sections,
  current,
  children,
}: {
  sections: readonly Section[];
  current: Section | undefined;
  /** What stands beside the way. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const row = useInSight(current);
  return (
    <nav ref={row} className="shell-nav" aria-label={t("shell.label")}>
      <ul>
        {sections.map((section) => (
          <li key={section}>
            <a href={HOME[section]} aria-current={section === current ? "page" : undefined}>
              {t(`shell.${section}`)}
            </a>
          </li>
        ))}
      </ul>
      {children}
      <WhoMenu />
    </nav>
  );
}
