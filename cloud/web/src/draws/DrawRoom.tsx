import "../styles/operator.css";
import "../styles/draws.css";

import { Icon } from "../components/Icon";
import { useAsked } from "../hooks/useAsked";
import { switchLanguage } from "../i18n/language";
import { languageOf } from "../i18n/languages";
import { addWords } from "../operator/words";
import { Page } from "../operator/works/Page";
import { Paging } from "../operator/works/Paging";
import { State } from "../operator/works/State";
import { Table, type Column } from "../operator/works/Table";
import { useTheme } from "../preferences/useTheme";
import { hrefOf } from "../shell/route";
import { useRoute } from "../shell/useRoute";
import { fetchDraws, type PublicDraw } from "./api";
import { DrawPage } from "./room/DrawPage";
import { StateMark } from "./room/StateMark";
import { useDrawWords } from "./useDrawWords";

addWords();

const LOOK_MS = 30_000;

function DrawList() {
  const { t, speak, stamp, number } = useDrawWords();
  const { query } = useRoute();
  const before = Number(query.cursor) || undefined;
  const loaded = useAsked(`draws/${before ?? ""}`, (signal) => fetchDraws(before, signal), LOOK_MS);
  const rows = loaded.data?.items ?? [];
  const columns: Column<PublicDraw>[] = [
    {
      key: "name",
      head: t("list.name"),
      cell: (row) => <a href={hrefOf(["draws", row.number])}>{speak({ zh: row.title_zh, en: row.title_en })}</a>,
    },
    { key: "number", head: t("list.number"), cell: (row) => <span className="num">{row.number}</span> },
    { key: "state", head: t("list.state"), cell: (row) => <StateMark state={row.state} /> },
    { key: "frozen", head: t("list.frozen_at"), cell: (row) => <span className="num">{stamp(row.frozen_at)}</span> },
    { key: "units", head: t("list.units"), number: true, cell: (row) => number(row.units) },
    { key: "drawn", head: t("list.drawn"), number: true, cell: (row) => (row.drawn_at ? number(row.drawn) : "–") },
  ];
  return (
    <Page title={t("list.title")}>
      <p className="draw-intro">{t("list.intro")}</p>
      {rows.length > 0 ? (
        <Table caption={t("list.title")} columns={columns} rows={rows} rowKey={(row) => row.number} />
      ) : (
        <State loaded={loaded} empty what={t("list.none")} />
      )}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.frozen_at ?? null) : null} />
    </Page>
  );
}

/** The draw room: what is published of draws, for everybody, without a login. */
export function DrawRoom() {
  const { t, language } = useDrawWords();
  const { steps } = useRoute();
  const { nextTheme, theme } = useTheme();
  const [, number] = steps;
  return (
    <div className="operator draws" lang={languageOf(language).tag} data-testid="draw-room">
      <div className="op-bar">
        <p className="draw-product">
          <a href={hrefOf(["draws"])}>
            <strong lang="zh-CN">草原哨</strong> {t("product")}
          </a>
        </p>
        <div className="op-switches">
          <button type="button" className="icon-button" aria-label={t("theme")} onClick={nextTheme}>
            <Icon name={({ auto: "half", dark: "moon", light: "sun" } as const)[theme]} />
          </button>
          <button type="button" className="button quiet" data-testid="language" onClick={switchLanguage}>
            {t("language")}
          </button>
        </div>
      </div>
      {number === undefined ? <DrawList /> : <DrawPage key={number} number={number} />}
    </div>
  );
}
