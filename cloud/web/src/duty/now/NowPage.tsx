import { useData } from "../../operator/useData";
import { FilterBar } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { OrganisationName } from "../../pickers/OrganisationName";
import { OrganisationSearch } from "../../pickers/OrganisationSearch";
import { hrefWith } from "../../shell/route";
import { useMay } from "../../shell/useMe";
import { goTo, useRoute } from "../../shell/useRoute";
import { useDutyNews } from "../../told/useFeed";
import type { RoomNow, Shift } from "../api";
import { dutyHref } from "../links";
import { useDutyWords } from "../useDutyWords";
import { Escalations } from "./Escalations";
import { OnDutyList } from "./OnDutyList";

const LOOK_MS = 30_000;
/** With so few rooms nobody has to look for one. */
const FEW = 6;

function ShiftHead({ shift }: { shift: Shift }) {
  const { minute, day } = useDutyWords();
  return (
    <p>
      <strong>{shift.name}</strong> {shift.team && <span>{shift.team} </span>}
      <span className="muted num" title={day(shift.start_at)}>
        {minute(shift.start_at)}–{minute(shift.end_at)}
      </span>
    </p>
  );
}

function RoomCard({ now }: { now: RoomNow }) {
  const { t, speak, day } = useDutyWords();
  const commands = useMay("command-devices");
  const { room, shift, next, covered, warning } = now;
  const filters = { room: room.id };
  return (
    <section className="op-panel duty-room" aria-label={room.name} data-testid="room-now" data-covered={covered}>
      <div className="op-panel-head">
        <h2>{room.name}</h2>
        {room.organisation_id !== null && (
          <span className="muted">
            <OrganisationName id={room.organisation_id} />
          </span>
        )}
      </div>
      {warning && (
        <p className="duty-warning" data-testid="warning">
          {speak(warning)} <a href={dutyHref("rota", filters)}>{t("now.mend")}</a>
        </p>
      )}
      <div className="duty-now">
        <div>
          <h3>{t("now.now")}</h3>
          {shift ? (
            <>
              <ShiftHead shift={shift} />
              <OnDutyList people={shift.people} room={room} />
            </>
          ) : (
            <p className="muted">{t("now.no_shift")}</p>
          )}
        </div>
        <div className="duty-next">
          <h3>{t("now.next")}</h3>
          {next ? (
            <>
              <p className="muted">{day(next.start_at)}</p>
              <ShiftHead shift={next} />
              <p>{next.people.map(({ name }) => name).join("、") || t("now.nobody")}</p>
            </>
          ) : (
            <p className="muted">{t("now.no_next")}</p>
          )}
        </div>
      </div>
      <p className="duty-links">
        {commands && <a href={dutyHref("checks", filters)}>{t("now.check")}</a>}
        <a href={dutyHref("handover", filters)}>{t("nav.handover")}</a>
        <a href={dutyHref("log", filters)}>{t("nav.log")}</a>
        <a href={dutyHref("rota", filters)}>{t("nav.rota")}</a>
        <a href={dutyHref("load", filters)}>{t("nav.load")}</a>
        <span className="muted">
          {t("now.needed", { number: room.persons_needed, seats: room.seats.filter(({ enabled }) => enabled).length })}
        </span>
      </p>
    </section>
  );
}

/** Who is on duty where now, what is missing, and what waits for somebody to see to it. */
export function NowPage() {
  const { t, number } = useDutyWords();
  const route = useRoute();
  const { organisation, cursor } = route.query;
  const mayPlan = useMay("edit-registry");
  const loaded = useData<{ items: RoomNow[]; next: number | null }>(
    "/duty/now",
    { organisation_id: organisation, after: cursor, limit: 50 },
    LOOK_MS,
  );
  useDutyNews(loaded.again);
  const items = loaded.data?.items ?? [];
  const short = items.filter(({ covered }) => !covered);
  const ordered = [...short, ...items.filter(({ covered }) => covered)];
  const many = items.length > FEW || organisation !== undefined || cursor !== undefined;
  return (
    <Page title={t("now.title")}>
      <Escalations />
      {many && (
        <FilterBar>
          <OrganisationSearch
            label={t("now.organisation")}
            onChoose={({ id }) => {
              goTo(hrefWith(route, { organisation: id }));
            }}
          />
          {organisation && (
            <a className="button quiet" href={hrefWith(route, { organisation: null })}>
              {t("now.all")}
            </a>
          )}
        </FilterBar>
      )}
      {items.length > 0 && (
        <p role="status" className={short.length > 0 ? "duty-warning" : "muted"} data-testid="cover">
          {short.length > 0
            ? t("now.short", { number: number(short.length), all: number(items.length) })
            : t("now.covered", { all: number(items.length) })}
        </p>
      )}
      <div className="duty-rooms">
        {ordered.map((now) => (
          <RoomCard key={now.room.id} now={now} />
        ))}
      </div>
      {(items.length === 0 || loaded.fault) && <State loaded={loaded} empty={items.length === 0} what={t("room.none")} />}
      {loaded.data && items.length === 0 && mayPlan && (
        <p>
          <a className="button strong" href={dutyHref("rooms")}>
            {t("room.make")}
          </a>
        </p>
      )}
      <Paging next={loaded.data?.next ?? null} />
    </Page>
  );
}
