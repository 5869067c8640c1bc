import { useState } from "react";

import { Chips } from "../../pickers/Chips";
import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import { useData } from "../useData";
import { FilterBar, FilterSelect } from "../works/Filters";
import { Page } from "../works/Page";
import { Paging } from "../works/Paging";
import { State } from "../works/State";
import { useWords } from "../words/useWords";
import { ROW_STATES, rowsPath, type AsideList } from "./api";
import { importsHref } from "./links";
import { RowCard } from "./RowCard";

/** Rows of files that did not go in: each with what is wrong, repaired and replayed, or given up. */
export function RowsPage() {
  const { t } = useWords();
  const route = useRoute();
  const { query } = route;
  const loaded = useData<AsideList>(rowsPath(query.state, query.import, query.cursor));
  const [said, setSaid] = useState("");
  const rows = loaded.data?.items ?? [];
  return (
    <Page
      title={t("nav.rows")}
      tools={
        <a className="button quiet" href={importsHref()}>
          {t("nav.imports")}
        </a>
      }
    >
      <FilterBar>
        <FilterSelect
          name="state"
          label={t("aside.state")}
          options={[
            { value: "", text: t("aside.open") },
            ...ROW_STATES.map((value) => ({ value, text: t(`aside_state.${value}`) })),
          ]}
        />
        {query.import !== undefined && (
          <Chips
            label={t("nav.imports")}
            items={[{ key: "import", text: t("aside.import", { id: query.import }), shown: t("aside.import", { id: query.import }) }]}
            onRemove={() => {
              goTo(hrefWith(route, { import: null }));
            }}
          />
        )}
      </FilterBar>
      <p role="status" className="match-said">
        {said}
      </p>
      {rows.length > 0 ? (
        <>
          {loaded.fault && <State loaded={loaded} />}
          <ul className="aside-list" aria-label={t("nav.rows")}>
            {rows.map((row) => (
              <RowCard
                key={row.id}
                row={row}
                onDone={(words) => {
                  setSaid(words);
                  loaded.again();
                }}
              />
            ))}
          </ul>
        </>
      ) : (
        <State loaded={loaded} empty what={t(query.state === undefined ? "aside.none" : "aside.none_such")} />
      )}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
    </Page>
  );
}
