import type { ReactNode } from "react";

import { useData, type Loaded } from "../../operator/useData";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { useMay } from "../../shell/useMe";
import type { Placed } from "../api";
import { PlaceMap } from "../form/PlaceMap";
import { editHref, forcesHref } from "../links";
import { useForceWords } from "../useForceWords";
import type { Noun } from "./noun";

const FRESH_MS = 15_000;

interface Props<T> {
  noun: Noun;
  id: number;
  facts: (row: T) => readonly Fact[];
  /** What stands below its facts. */
  more?: (row: T, loaded: Loaded<T>) => ReactNode;
}

type Row = { name: string; note: string } & Partial<Placed>;

/** One of the books by itself: its facts, its place on the map, and what goes with it. */
export function OnePage<T extends Row>({ noun, id, facts, more }: Props<T>) {
  const { t } = useForceWords();
  const mayEdit = useMay("edit-registry");
  const loaded = useData<T>(`${noun.path}/${id}`, {}, FRESH_MS);
  const row = loaded.data;
  const at = row?.longitude !== undefined && row.latitude !== undefined ? ([row.longitude, row.latitude] as const) : null;
  return (
    <Page
      title={row?.name ?? t(`nav.${noun.page}`)}
      tools={
        <>
          {mayEdit && row && (
            <a className="button strong" href={editHref(noun.page, id)}>
              {t("form.edit")}
            </a>
          )}
          <a className="button quiet" href={forcesHref(noun.page)}>
            {t(`nav.${noun.page}`)}
          </a>
        </>
      }
    >
      {row ? (
        <>
          <FaultOf loaded={loaded} />
          <Facts facts={facts(row)} />
          {row.note && <p className="op-note fo-text">{row.note}</p>}
          {more?.(row, loaded)}
          {at && (
            <Panel title={t("map.place")}>
              <PlaceMap text={row.name} at={at} />
            </Panel>
          )}
        </>
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}
