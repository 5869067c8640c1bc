import { useCallback, useEffect, useMemo, useState } from "react";

import { moveFocus, useKeys } from "../../city/useKeys";
import { SoundControl } from "../../components/SoundControl";
import { useNow } from "../../hooks/useNow";
import type { Mark, Position } from "../../map/marks";
import { RegionMap } from "../../map/RegionMap";
import { useRoute } from "../../shell/useRoute";
import type { Proposal, Taken } from "../api";
import { ordered } from "../board";
import { CutNote } from "../CutNote";
import { FollowSwitch } from "../FollowSwitch";
import { mapHref, openWindow, wallHref } from "../links";
import { boundsAround, forceMarks, incidentId, incidentMarks, numberOf, proposalWays, siteMarks } from "../marks";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { useFollow } from "../useFollow";
import { useRings } from "../useRings";
import { CallForm } from "./CallForm";
import { CoverPanel } from "./CoverPanel";
import { IncidentList } from "./IncidentList";
import { IncidentPane } from "./IncidentPane";

/** The 119 desk: what is open, the call or the incident that is worked at, and the map of both. */
export function DeskPage() {
  const { t, speak } = useDispatchWords();
  const { board, sites, tell, offset, take } = useDispatch();
  const { query } = useRoute();
  const asked = Number(query.incident);
  const { selected, select, follows, setFollows } = useFollow(asked > 0 ? asked : null);
  const [calling, setCalling] = useState(false);
  const [picking, setPicking] = useState(false);
  const [picked, setPicked] = useState<Position | null>(null);
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const now = useNow(offset);
  const open = useMemo(() => ordered(board.incidents.values()), [board.incidents]);
  const sound = useRings(open);
  const current = selected === null ? undefined : board.incidents.get(selected);
  const onProposal = useCallback((next: Proposal | null) => {
    setProposal(next);
  }, []);
  useEffect(() => {
    document.title = t("title");
  }, [t]);

  const begin = () => {
    setCalling(true);
    setPicked(null);
    setTaken(null);
  };
  const end = () => {
    setCalling(false);
    setPicking(false);
  };
  const choose = (id: number | null) => {
    end();
    setTaken(null);
    select(id);
  };
  useKeys({
    n: begin,
    s: sound.silence,
    o: () => {
      document.querySelector<HTMLElement>('[data-testid="order"]')?.click();
    },
    j: () => {
      moveFocus(1);
    },
    k: () => {
      moveFocus(-1);
    },
  });

  const minute = Math.floor(now / 10_000);
  const staleAfter = sites?.stale_after_s ?? 0;
  const marks = useMemo<Mark[]>(
    () => [
      ...incidentMarks(open, tell),
      ...forceMarks(board, minute * 10_000, staleAfter, tell),
      ...siteMarks(sites, open, tell),
    ],
    [open, board, minute, staleAfter, sites, tell],
  );
  const here = calling ? picked : null;
  const drawn = useMemo<Mark[]>(() => {
    if (!here) return marks;
    const text = t("call.here");
    return [
      ...marks,
      { id: "spot", layer: "spot", at: here, shape: "spot", tone: "bound", stale: false, sign: "", text, label: text, rank: 2_000 },
    ];
  }, [marks, here, t]);
  const shownProposal = current && proposal?.incident_id === current.id ? proposal : null;
  const ways = useMemo(() => (current ? proposalWays(board, current, shownProposal) : []), [board, current, shownProposal]);
  const bounds = current ? boundsAround(board, current, shownProposal) : undefined;
  const [seen, setSeen] = useState({ key: "", bounds });
  // The map goes to what is chosen, once: engines that move do not pull it about.
  const key = `${selected ?? ""}/${shownProposal ? "proposed" : ""}/${picked?.join() ?? ""}`;
  if (key !== seen.key) {
    const near = 0.01;
    setSeen({
      key,
      bounds:
        calling && picked
          ? { west: picked[0] - near, south: picked[1] - near, east: picked[0] + near, north: picked[1] + near }
          : bounds,
    });
  }
  return (
    <main className="dp-desk">
      <header className="dp-top">
        <h1>{t("title")}</h1>
        <button type="button" className="button strong" data-testid="new-call" onClick={begin}>
          {t("call.new")} <kbd>N</kbd>
        </button>
        <SoundControl sound={sound} />
        <FollowSwitch follows={follows} onFollow={setFollows} />
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            openWindow(mapHref(selected));
          }}
        >
          {t("windows.map")}
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            openWindow(wallHref());
          }}
        >
          {t("windows.wall")}
        </button>
      </header>
      <CutNote />
      <div className="dp-columns">
        <section className="dp-left" aria-label={t("list.title")}>
          <IncidentList incidents={open} selected={calling ? null : selected} onSelect={choose} />
          <CoverPanel />
          <p className="dp-keys muted">{t("keys")}</p>
        </section>
        <section className="dp-middle" aria-label={t("work.title")}>
          {calling ? (
            <>
              <h2 className="dp-call-title">{t("call.title")}</h2>
              <CallForm
                picked={picked}
                picking={picking}
                onPicking={setPicking}
                onPlaced={setPicked}
                onCancel={end}
                onTaken={(answer) => {
                  take(answer.incident);
                  end();
                  setTaken(answer);
                  select(answer.incident.id);
                }}
              />
            </>
          ) : selected === null ? (
            <p className="empty">{t("work.none")}</p>
          ) : (
            <>
              {taken?.merged && taken.incident.id === selected && (
                <p className="dp-merged" role="status" data-testid="merged">
                  {t("call.merged", { number: selected, why: taken.because ? speak(taken.because) : "" })}
                </p>
              )}
              <IncidentPane
                key={selected}
                number={selected}
                eager={taken?.incident.id === selected}
                onProposal={onProposal}
                onOther={choose}
              />
            </>
          )}
        </section>
        <section className="dp-right" aria-label={t("map.title")}>
          <RegionMap
            label={t("map.title")}
            marks={drawn}
            ways={ways}
            selected={selected === null ? null : incidentId(selected)}
            bounds={seen.bounds ?? null}
            onPick={
              picking
                ? (at) => {
                    setPicked(at);
                    setPicking(false);
                  }
                : undefined
            }
            onSelect={(id) => {
              const number = numberOf("incident", id);
              if (number !== null) choose(number);
            }}
          />
        </section>
      </div>
    </main>
  );
}
