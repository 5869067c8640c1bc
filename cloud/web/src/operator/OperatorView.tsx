import "uplot/dist/uPlot.min.css";
import "../styles/map.css";
import "../styles/operator.css";

import { Suspense } from "react";
import { useTranslation } from "react-i18next";

import { LinkRow, type RowLink } from "../components/LinkRow";
import { PageTools } from "../components/PageTools";
import { hrefOf } from "../shell/route";
import { may, useMe } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import { ENTRIES, GROUP_NAMES, groupOf, listedOf, type Entry } from "./pages";
import { addWords } from "./words";

addWords();

/** Everything that an operator looks at: the pages in their groups, and the one that the address names. */
export function OperatorView() {
  const { t } = useTranslation("operator");
  const me = useMe();
  const { steps } = useRoute();
  const seen = ENTRIES.filter(({ permission }) => may(me, permission));
  const entry: Entry | undefined = seen.find((each) => each.steps.every((step, at) => steps[at] === step));
  const group = entry ? groupOf(entry.name) : "situation";
  const groups = GROUP_NAMES.flatMap((name): RowLink[] => {
    const first = listedOf(name, seen)[0];
    if (!first) return [];
    return [
      { key: name, href: hrefOf(first.steps), text: t(`group.${name}`), current: name === group ? "true" : undefined },
    ];
  });
  const pages = listedOf(group, seen).map(
    (each): RowLink => ({
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
        <LinkRow label={t("group.label")} links={groups} className="op-groups" />
        <PageTools />
        <LinkRow key={group} label={t("nav.label")} links={pages} className="op-pages" />
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
