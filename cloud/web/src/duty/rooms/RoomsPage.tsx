import { useState } from "react";

import { FilterBar } from "../../operator/works/Filters";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { goTo, useRoute } from "../../shell/useRoute";
import { dutyHref } from "../links";
import { useDutyWords } from "../useDutyWords";
import { useRooms } from "../useRooms";
import { Certificates } from "./Certificates";
import { RoomForm } from "./RoomForm";
import { Seats } from "./Seats";

/** Control rooms: made, changed, with their seats and the people who may serve there. */
export function RoomsPage() {
  const { t } = useDutyWords();
  const { query } = useRoute();
  const { loaded, rooms, room: found } = useRooms();
  const [turn, setTurn] = useState(0);
  const fresh = query.room === "new" || (loaded.data !== null && rooms.length === 0);
  const room = fresh ? null : found;
  return (
    <Page
      title={t("rooms.title")}
      tools={
        !fresh && (
          <a className="button strong" href={dutyHref("rooms", { room: "new" })}>
            {t("rooms.new")}
          </a>
        )
      }
    >
      {rooms.length > 0 && (
        <FilterBar>
          <label className="op-filter">
            <span>{t("room.room")}</span>
            <select
              value={fresh ? "new" : String(room?.id ?? "")}
              onChange={(event) => {
                goTo(dutyHref("rooms", { room: event.target.value }));
              }}
            >
              {rooms.map(({ id, name, enabled }) => (
                <option key={id} value={id}>
                  {enabled ? name : t("room.off_named", { name })}
                </option>
              ))}
              <option value="new">{t("rooms.new")}</option>
            </select>
          </label>
        </FilterBar>
      )}
      {!loaded.data && <State loaded={loaded} />}
      {(fresh || room) && loaded.data && (
        <Panel title={room ? t("rooms.room", { name: room.name }) : t("rooms.new")} className="duty-edit">
          <RoomForm
            key={room ? `${String(room.id)}/${String(room.version)}/${String(turn)}` : "new"}
            room={room}
            onSaved={(saved) => {
              loaded.again();
              setTurn((before) => before + 1);
              goTo(dutyHref("rooms", { room: saved.id }));
            }}
          />
        </Panel>
      )}
      {room && (
        <>
          <Panel title={t("rooms.seats")}>
            <Seats key={room.id} room={room} onChanged={loaded.again} />
          </Panel>
          <Panel title={t("rooms.people")}>
            <Certificates key={room.id} room={room} />
          </Panel>
        </>
      )}
    </Page>
  );
}
