import { useEffect, useMemo } from "react";

import { useHealth } from "../hooks/useHealth";
import { useSound } from "../hooks/useSound";
import { useData } from "../operator/useData";
import { State } from "../operator/works/State";
import { Panel } from "../operator/works/Page";
import { hrefOf } from "../shell/route";
import { may, useMe } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import { soundOf } from "../sound/choice";
import type { Board } from "./api";
import { CentreNote } from "./CentreNote";
import { CityHeader } from "./CityHeader";
import { CountyMap } from "./CountyMap";
import { areaToDraw } from "./counties";
import { FirstFire } from "./FirstFire";
import { GroupList } from "./GroupList";
import { MyGroups } from "./MyGroups";
import { SeatTable } from "./SeatTable";
import { Told } from "./Told";
import { useCityDesk } from "./useDesk";
import { useCityWords } from "./useCityWords";
import { focusedGroup, moveFocus, useKeys } from "./useKeys";
import { useSeat } from "./useSeat";

const BOARD_MS = 1_000;

/** Everything open in the city: the first fire, the groups, who has what, the map, the seats. */
export function CityBoard() {
  const { t, speak, clock } = useCityWords();
  const me = useMe();
  const { query } = useRoute();
  const board = useData<Board>("/city", {}, BOARD_MS, true);
  const seat = useSeat();
  const desk = useCityDesk(seat.name, board.again);
  const handles = may(me, "handle-alarms");
  const { data, fault } = board;
  const mine = data?.queue.filter(({ claim }) => claim?.by === seat.name && seat.name !== "") ?? [];
  const cut = data !== null && fault !== null;
  const ringing = data?.ringing;
  const rings = useMemo(
    () => (ringing ?? []).map(({ kind, newest_at }) => ({ key: kind, turn: newest_at, sound: soundOf(kind) })),
    [ringing],
  );
  const sound = useSound(rings);
  const health = useHealth(0, 0);

  useEffect(() => {
    document.title = t("title");
  }, [t]);
  useKeys({
    n: desk.takeNext,
    s: sound.silence,
    j: () => {
      moveFocus(1);
    },
    k: () => {
      moveFocus(-1);
    },
    t: () => {
      const found = data?.groups.find(({ first }) => String(first.id) === focusedGroup());
      if (found?.first_free) desk.take(found.first_free);
    },
    a: () => {
      const waits = mine.find(({ unacknowledged }) => unacknowledged > 0);
      if (waits && data) desk.acknowledge(waits.key, data.newest);
    },
    b: () => {
      const done = mine.find(({ unacknowledged }) => unacknowledged === 0) ?? mine[0];
      if (done) desk.giveBack(done.key);
    },
  });

  if (!data) {
    return (
      <main className="op-page">
        <h1>{t("title")}</h1>
        <State loaded={board} />
      </main>
    );
  }
  const area = query.area;
  const within = area === undefined ? undefined : data.counties.find((county) => county.area === area);
  const shown = data.groups.filter((group) => area === undefined || (group.area ?? area).startsWith(area));
  return (
    <main className="op-page city-page" data-cut={cut || undefined}>
      <CityHeader board={data} seat={seat} sound={sound} />
      {cut && (
        <div className="city-cut" role="alert">
          {t("cut", { time: clock(data.now) })}
        </div>
      )}
      {!cut && <CentreNote health={health} />}
      <FirstFire board={data} />
      <Told desk={desk} />
      <div className="city-columns">
        <div className="op-stack">
          <Panel
            title={t("queue.title")}
            className="city-queue"
            tools={
              <div className="op-tools">
                {area !== undefined && (
                  <a className="button quiet" href={hrefOf(["city"])}>
                    {t("queue.whole")}
                  </a>
                )}
                {handles && (
                  <button
                    type="button"
                    className="button strong"
                    data-testid="take-next"
                    disabled={desk.busy || cut}
                    onClick={desk.takeNext}
                  >
                    {t("queue.next")}
                  </button>
                )}
              </div>
            }
          >
            {within && <p className="city-note">{t("queue.within", { name: speak(within.name) })}</p>}
            <GroupList groups={shown} seat={seat.name} desk={desk} handles={handles} now={data.now} cut={cut} />
            {shown.length === 0 && (
              <p className="empty" data-testid="nothing">
                {t(area === undefined ? "queue.none" : "queue.elsewhere")}
              </p>
            )}
          </Panel>
        </div>
        <div className="op-stack">
          {handles && (
            <Panel title={t("mine.title")}>
              <MyGroups units={mine} board={data} desk={desk} cut={cut} />
            </Panel>
          )}
          <Panel
            title={t("map.title")}
            className="op-map-panel"
            tools={
              <a className="button quiet" href={hrefOf(["city"], { area: "15" })}>
                {t("map.up")}
              </a>
            }
          >
            <CountyMap parent={areaToDraw(area, data.counties, me?.areas ?? [])} counties={data.counties} />
          </Panel>
          <Panel title={t("seats.title")}>
            <SeatTable seats={data.seats} share={data.share} own={seat.name} />
          </Panel>
        </div>
      </div>
      {handles && <p className="city-keys muted">{t("keys")}</p>}
    </main>
  );
}
