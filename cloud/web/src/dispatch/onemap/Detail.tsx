import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { useMay } from "../../shell/useMe";
import { GradeMark } from "../IncidentMark";
import { deskHref, incidentHref } from "../links";
import { numberOf } from "../marks";
import { BuildingPanel } from "./BuildingPanel";

/** What is known of the mark that is chosen. */
export function Detail({
  selected,
  label,
  onReach,
}: {
  selected: string;
  /** What the mark is called. */
  label: string;
  onReach: (path: string | null) => void;
}) {
  const { t, speak, stamp, moment } = useDispatchWords();
  const { board, sites, tell } = useDispatch();
  const may = useMay("dispatch");
  const reach = (path: string) => (
    <button
      type="button"
      className="button"
      onClick={() => {
        onReach(path);
      }}
    >
      {t("detail.reach")}
    </button>
  );
  const incident = board.incidents.get(numberOf("incident", selected) ?? -1);
  if (incident) {
    return (
      <section className="dp-detail" aria-label={t("detail.title")} data-testid="detail">
        <GradeMark incident={incident} />
        <h2>{incident.place}</h2>
        <p>{[speak(incident.type_name), incident.floor, speak(incident.state_name)].filter(Boolean).join(" · ")}</p>
        <p className="muted">{t("incident.opened", { time: stamp(incident.opened_at) })}</p>
        <ul className="dp-lines">
          {incident.orders.map((order) => (
            <li key={order.id}>
              {order.unit} <span className="muted">{order.station}</span> · {speak(board.units.get(order.unit_id)?.state_name ?? order.state_name)}
            </li>
          ))}
        </ul>
        <div className="dp-row">
          {may && (
            <a className="button" href={incidentHref(incident.id)}>
              {t("detail.incident")}
            </a>
          )}
          {incident.latitude !== null && reach(`/incidents/${incident.id}/isochrones`)}
        </div>
        {incident.building_id !== null && <BuildingPanel building={incident.building_id} />}
      </section>
    );
  }
  const station = board.stations.get(numberOf("station", selected) ?? -1);
  if (station) {
    const units = [...board.units.values()].filter(({ base_id, retired }) => base_id === station.id && !retired);
    return (
      <section className="dp-detail" aria-label={t("detail.title")} data-testid="detail">
        <h2>{station.name}</h2>
        <p>{[speak(station.kind_name), station.address].filter(Boolean).join(" · ")}</p>
        {station.phone && (
          <p>
            <a href={`tel:${station.phone}`}>{station.phone}</a>
          </p>
        )}
        <ul className="dp-lines">
          {units.map((unit) => (
            <li key={unit.id}>
              <strong>{unit.name}</strong> <span data-ready={unit.ready || undefined}>{speak(unit.state_name)}</span>{" "}
              <span className="muted">{unit.hindrance ? speak(unit.hindrance) : t("detail.crew", { count: unit.crew })}</span>
            </li>
          ))}
        </ul>
        <div className="dp-row">{reach(`/stations/${station.id}/isochrones`)}</div>
        <p className="muted">{t("detail.towards")}</p>
      </section>
    );
  }
  const unit = board.units.get(numberOf("unit", selected) ?? -1);
  if (unit) {
    return (
      <section className="dp-detail" aria-label={t("detail.title")} data-testid="detail">
        <h2>{unit.name}</h2>
        <p>
          {speak(unit.state_name)} · {unit.station_name} {unit.plate}
        </p>
        {unit.position && <p className="muted">{t("detail.seen", { time: moment(unit.position.at) })}</p>}
        {unit.incident_id !== null && (
          <p>
            <a href={may ? incidentHref(unit.incident_id) : deskHref()}>{t("detail.on", { number: unit.incident_id })}</a>
          </p>
        )}
      </section>
    );
  }
  const site = sites?.alarms.find(({ building_id }) => building_id === numberOf("alarm", selected));
  if (site) {
    return (
      <section className="dp-detail" aria-label={t("detail.title")} data-testid="detail">
        <h2>{`${site.organisation} ${site.building}`}</h2>
        <p>{tell.alarm(site)}</p>
        <p className="muted">{t("detail.first", { time: stamp(site.first_at), unseen: site.unacknowledged })}</p>
        <BuildingPanel building={site.building_id} />
      </section>
    );
  }
  if (label === "") return null;
  const room = sites?.rooms.find(({ room_id }) => room_id === numberOf("room", selected));
  const building = room?.building_id ?? numberOf("devices", selected);
  return (
    <section className="dp-detail" aria-label={t("detail.title")} data-testid="detail">
      <p>{label}</p>
      {building !== null && <BuildingPanel building={building} />}
    </section>
  );
}
