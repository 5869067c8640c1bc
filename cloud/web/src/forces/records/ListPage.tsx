import type { ReactNode } from "react";

import type { Query } from "../../api/client";
import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { FilterBar, FilterText } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { FaultOf, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { hrefOf } from "../../shell/route";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { newHref, type BookPage } from "../links";
import { useForceWords } from "../useForceWords";

const ROWS = 50;

interface Props<T> {
  page: BookPage;
  path: string;
  columns: readonly Column<T>[];
  /** What its own filters ask for. */
  asked?: Query;
  /** Its own filters. */
  filters?: ReactNode;
  /** The list of an answer, where it is not called `items`. */
  listed?: string;
  /** Whether files of them are taken in. */
  imported?: boolean;
  /** Asked anew so often. */
  everyMs?: number;
  children?: ReactNode;
}

/** A list of the books: searched, narrowed, a page at a time, with the way to enter another. */
export function ListPage<T extends { id: number }>(props: Props<T>) {
  const { page, path, columns, asked = {}, filters, listed = "items", imported = false, everyMs = 0, children } = props;
  const { t } = useForceWords();
  const { query } = useRoute();
  const mayEdit = useMay("edit-registry");
  const loaded = useData<Record<string, unknown> & { next: number | null }>(
    path,
    { ...asked, q: query.q, area: query.area, after: query.cursor, limit: ROWS },
    everyMs,
  );
  const rows = (loaded.data?.[listed] ?? []) as T[];
  const narrowed = [...Object.values(asked), query.q, query.area].some((each) => each !== undefined);
  return (
    <Page
      title={t(`nav.${page}`)}
      tools={
        mayEdit && (
          <>
            <a className="button strong" href={newHref(page)}>
              {t(`new.${page}`)}
            </a>
            {imported && (
              <a className="button quiet" href={hrefOf(["registry", "imports"])}>
                {t("list.import")}
              </a>
            )}
          </>
        )
      }
    >
      {children}
      <FilterBar>
        <FilterText key={query.q} name="q" label={t("list.search")} placeholder={t(`list.hint_${page}`)} />
        <AreaFilter />
        {filters}
      </FilterBar>
      {rows.length > 0 ? (
        <>
          <FaultOf loaded={loaded} />
          <Table caption={t(`nav.${page}`)} columns={columns} rows={rows} rowKey={({ id }) => id} />
        </>
      ) : (
        <State loaded={loaded} empty what={t(narrowed ? "list.nothing" : `list.none_${page}`)} />
      )}
      <Paging next={loaded.data?.next ?? null} />
    </Page>
  );
}
