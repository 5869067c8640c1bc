import type { ReactNode } from "react";

import { FilterBar } from "../operator/works/Filters";
import { Page } from "../operator/works/Page";
import { State } from "../operator/works/State";
import { hrefWith } from "../shell/route";
import { useMay } from "../shell/useMe";
import { goTo, useRoute } from "../shell/useRoute";
import type { Room } from "./api";
import { dutyHref } from "./links";
import { useDutyWords } from "./useDutyWords";
import { useRooms } from "./useRooms";

interface Props {
  title: string;
  /** Further filters beside the room's. */
  filters?: ReactNode;
  tools?: (room: Room) => ReactNode;
  children: (room: Room) => ReactNode;
}

/** A page about one control room, which can be changed for another. */
export function RoomPage({ title, filters, tools, children }: Props) {
  const { t } = useDutyWords();
  const route = useRoute();
  const { loaded, rooms, room } = useRooms();
  const mayPlan = useMay("edit-registry");
  return (
    <Page title={title} tools={room && tools?.(room)}>
      <FilterBar>
        {rooms.length > 0 && (
          <label className="op-filter">
            <span>{t("room.room")}</span>
            <select
              value={String(room?.id ?? "")}
              data-testid="room"
              onChange={(event) => {
                goTo(hrefWith(route, { room: event.target.value }));
              }}
            >
              {rooms.map(({ id, name, enabled }) => (
                <option key={id} value={id}>
                  {enabled ? name : t("room.off_named", { name })}
                </option>
              ))}
            </select>
          </label>
        )}
        {filters}
      </FilterBar>
      {room ? (
        children(room)
      ) : (
        <>
          <State loaded={loaded} empty={rooms.length === 0} what={t("room.none")} />
          {loaded.data && mayPlan && rooms.length === 0 && (
            <p>
              <a className="button strong" href={dutyHref("rooms")}>
                {t("room.make")}
              </a>
            </p>
          )}
        </>
      )}
    </Page>
  );
}
