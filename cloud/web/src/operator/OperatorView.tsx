import "uplot/dist/uPlot.min.css";
import "../styles/map.css";
import "../styles/operator.css";

import { Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { switchLanguage } from "../i18n/language";
import { Icon } from "../components/Icon";
import { useTheme } from "../preferences/useTheme";
import { hrefOf } from "../shell/route";
import { may, useMe } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import { ENTRIES, GROUP_NAMES, groupOf, listedOf, type Entry } from "./pages";
import { addWords } from "./words";

addWords();

const THEME_ICON = { auto: "half", dark: "moon", light: "sun" } as const;

function Tools() {
  const { t } = useTranslation();
  const { theme, nextTheme } = useTheme();
  return (
    <div className="op-switches">
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

interface Item {
  key: string;
  href: string;
  text: string;
  current: "page" | "true" | undefined;
}

/** A row of links; the one that is current is never out of sight. */
function Row({ label, items, className = "" }: { label: string; items: readonly Item[]; className?: string }) {
  const row = useRef<HTMLElement>(null);
  const current = items.find((item) => item.current)?.key;
  useEffect(() => {
    row.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <nav ref={row} className={`op-nav ${className}`} aria-label={label}>
      <ul>
        {items.map((item) => (
          <li key={item.key}>
            <a href={item.href} aria-current={item.current}>
              {item.text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Everything that an operator looks at: the pages in their groups, and the one that the address names. */
export function OperatorView() {
  const { t } = useTranslation("operator");
  const me = useMe();
  const { steps } = useRoute();
  const seen = ENTRIES.filter(({ permission }) => may(me, permission));
  const entry: Entry | undefined = seen.find((each) => each.steps.every((step, at) => steps[at] === step));
  const group = entry ? groupOf(entry.name) : "situation";
  const groups = GROUP_NAMES.flatMap((name): Item[] => {
    const first = listedOf(name, seen)[0];
    if (!first) return [];
    return [
      { key: name, href: hrefOf(first.steps), text: t(`group.${name}`), current: name === group ? "true" : undefined },
    ];
  });
  const pages = listedOf(group, seen).map(
    (each): Item => ({
      key: each.name,
      href: hrefOf(each.steps),
      text: t(`nav.${each.name}`),
      current: each.name === entry?.name ? (each === entry ? "page" : "true") : undefined,
    }),
  );
  const View = entry?.view;
  return (
    <div className="operator">
      <div className="op-bar">
        <Row label={t("group.label")} items={groups} className="op-groups" />
        <Tools />
        <Row key={group} label={t("nav.label")} items={pages} className="op-pages" />
      </div>
      <Suspense
        fallback={
          <p role="status" className="empty">
            {t("state.loading")}
          </p>
        }
      >
        {View ? <View key={entry.steps.join("/")} /> : <p className="empty">{t("state.no_page")}</p>}
      </Suspense>
    </div>
  );
}
