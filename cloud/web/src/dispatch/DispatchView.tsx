import "../styles/operator.css";

import { lazy, Suspense } from "react";

import { LinkRow } from "../components/LinkRow";
import { PageTools } from "../components/PageTools";
import { useData } from "../operator/useData";
import { addWords } from "../operator/words";
import { useMay } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import type { Vocabulary } from "./api";
import { useBoard } from "./useBoard";
import { DispatchContext, useTelling } from "./useDispatch";
import { useDispatchLinks } from "./useDispatchLinks";
import { useDispatchWords } from "./useDispatchWords";

addWords();

const DeskPage = lazy(async () => ({ default: (await import("./desk/DeskPage")).DeskPage }));
const IncidentPage = lazy(async () => ({ default: (await import("./desk/IncidentPage")).IncidentPage }));
const OneMapPage = lazy(async () => ({ default: (await import("./onemap/OneMapPage")).OneMapPage }));
const WallPage = lazy(async () => ({ default: (await import("./wall/WallPage")).WallPage }));

/** Dispatch: the desk, the one map, the wall, and one incident by itself. One live stream serves whatever is shown. */
export function DispatchView() {
  const { t } = useDispatchWords();
  const { steps } = useRoute();
  const dispatches = useMay("dispatch");
  const live = useBoard();
  const vocabulary = useData<Vocabulary>("/incidents/vocabulary").data;
  const tell = useTelling(live.sites?.kinds);
  const wall = steps[0] === "wall";
  const map = steps[0] === "map" || !dispatches;
  const number = steps[1] === "incident" ? Number(steps[2]) : null;
  const links = useDispatchLinks(wall ? "wall" : map ? "map" : "desk");
  const waiting = (
    <p role="status" className="empty">
      {t("loading")}
    </p>
  );
  return (
    <DispatchContext value={{ ...live, vocabulary, tell }}>
      <div className="operator dispatch" data-wall={wall || undefined} data-cut={live.cut !== null || undefined}>
        {!wall && (
          <div className="op-bar">
            <LinkRow label={t("nav.label")} links={links} />
            <PageTools />
          </div>
        )}
        <Suspense fallback={waiting}>
          {!live.known ? (
            <main className="op-page">
              <h1 className="visually-hidden">{t("title")}</h1>
              {live.cut === null ? waiting : <p role="alert" className="dp-cut">{t("unreachable")}</p>}
            </main>
          ) : wall ? (
            <WallPage />
          ) : map ? (
            <OneMapPage />
          ) : number !== null && Number.isSafeInteger(number) ? (
            <IncidentPage key={number} number={number} />
          ) : (
            <DeskPage />
          )}
        </Suspense>
      </div>
    </DispatchContext>
  );
}
