import { useState } from "react";

import { useNamespace } from "../../i18n/useNamespace";
import { smaller } from "../../inspect/photo";
import type { Way } from "../../map/marks";
import { waterMarks } from "../../map/waterMarks";
import { sendFile, type Command } from "../api";
import { tokenFor } from "../link";
import { dangerMarks, fireMark, unitMarks } from "../marks";
import { CrewMap } from "../parts/CrewMap";
import { Frame, NoLink } from "../parts/Frame";
import { Lines } from "../parts/Lines";
import { Facilities, Keyholders, Waters } from "../parts/Places";
import { PlanSheet } from "../parts/PlanSheet";
import { SayForm } from "../parts/SayForm";
import { useDuty } from "../useDuty";
import { addCrewWords } from "../words";
import { CloseForm, ForceForm, GradeForm, QuestionForm } from "./CommandForms";
import { useActing } from "./useActing";

addCrewWords();

const NO_WAYS: readonly Way[] = [];

/** Who is where, in words and on the map. */
function Forces({ view }: { view: Command }) {
  const { t, speak, clock } = useNamespace("crew");
  const { incident } = view;
  const marks = [
    ...fireMark({ ...incident, label: incident.place }),
    ...unitMarks(view.units, (unit) => `${unit.name} ${speak(unit.state_name)}`),
    ...waterMarks(view.waters, (water) => `${water.name} ${speak(water.usable_name)}`),
    ...dangerMarks(view.dangers),
  ];
  return (
    <section aria-labelledby="command-units">
      <h2 id="command-units">{t("who_where")}</h2>
      <ul className="crew-list" data-testid="units">
        {view.units.map((unit) => (
          <li key={unit.id}>
            <strong>{unit.name}</strong>
            <span>
              {speak(unit.state_name)} · {t("crew", { count: unit.crew })} · {unit.station_name}
            </span>
            <span className="muted num">
              {unit.position ? t("seen", { time: clock(unit.position.at) }) : t("unseen")}
            </span>
          </li>
        ))}
      </ul>
      {marks.length > 0 && <CrewMap label={t("map")} marks={marks} ways={NO_WAYS} />}
    </section>
  );
}

function Phone({ token }: { token: string }) {
  const { t, speak, clock } = useNamespace("crew");
  const duty = useDuty<Command>(token, "/incident");
  const acting = useActing(token, duty.again);
  const [photo, setPhoto] = useState(false);
  const view = duty.told;
  const open = view !== null && view.incident.state !== "closed" && duty.ended === null;
  return (
    <Frame title={t("command")} name={view?.incident.place ?? null} duty={duty} calls={false}>
      {view && (
        <>
          <section className="crew-order" data-testid="incident">
            <p className="crew-grade" data-grade={view.incident.grade}>
              <span>{speak(view.incident.type_name)}</span> <span>{speak(view.incident.grade_name)}</span>{" "}
              <span>{speak(view.incident.state_name)}</span>
            </p>
            <h1>
              {view.incident.place} {view.incident.floor}
            </h1>
            {view.incident.site && (
              <p>
                {view.incident.site.organisation} {view.incident.site.building}
              </p>
            )}
            <p className="num">{t("opened_at", { time: clock(view.incident.opened_at) })}</p>
            {Object.keys(view.incident.missing).length > 0 && (
              <p className="site-wait" data-testid="missing">
                {t("missing")}{" "}
                {Object.entries(view.incident.missing)
                  .map(([name, amount]) => {
                    const entry = view.capabilities[name];
                    return entry ? `${speak(entry.name)} ${amount} ${speak(entry.unit)}` : name;
                  })
                  .join(" · ")}
              </p>
            )}
          </section>
          {acting.fault && (
            <p role="alert" className="site-away">
              {acting.fault}
            </p>
          )}
          {open && (
            <>
              <GradeForm view={view} acting={acting} />
              <ForceForm view={view} acting={acting} />
              <QuestionForm view={view} acting={acting} />
            </>
          )}
          <Forces view={view} />
          {open && (
            <section aria-labelledby="command-notes">
              <h2 id="command-notes">{t("notes")}</h2>
              <SayForm
                label={t("note")}
                onSay={(text) => {
                  void acting.act("/incident/notes", { text });
                }}
              />
              <SayForm
                label={t("to_desk")}
                onSay={(text) => {
                  void acting.act("/messages", { text, key: crypto.randomUUID() });
                }}
              />
              <label className="site-button quiet crew-photo">
                {photo ? t("photo_sending") : t("photo")}
                <input
                  type="file"
                  accept="image/*"
                  disabled={photo}
                  onChange={(event) => {
                    const file = event.target.files?.[0];
                    event.target.value = "";
                    if (!file) return;
                    setPhoto(true);
                    const name = encodeURIComponent(file.name.replace(/[/\\]/g, "_").slice(0, 120) || "photo.jpg");
                    void smaller(file)
                      .then(({ blob }) =>
                        acting.run(() => sendFile(token, `/incident/attachments?name=${name}`, blob)),
                      )
                      .finally(() => {
                        setPhoto(false);
                      });
                  }}
                />
              </label>
              {view.incident.attachments.length > 0 && (
                <p className="muted">{view.incident.attachments.map(({ name }) => name).join(" · ")}</p>
              )}
            </section>
          )}
          {view.dangers.length > 0 && (
            <section aria-labelledby="command-dangers">
              <h2 id="command-dangers">{t("dangers")}</h2>
              <Facilities facilities={view.dangers} />
            </section>
          )}
          <section aria-labelledby="command-water">
            <h2 id="command-water">{t("water")}</h2>
            <Waters waters={view.waters} />
          </section>
          {view.plan && <PlanSheet token={token} plan={view.plan} />}
          {view.incident.site && view.incident.site.keyholders.length > 0 && (
            <section aria-labelledby="command-keys">
              <h2 id="command-keys">{t("keyholders")}</h2>
              <Keyholders keyholders={view.incident.site.keyholders} />
            </section>
          )}
          {view.hospitals.length > 0 && (
            <section aria-labelledby="command-hospitals">
              <h2 id="command-hospitals">{t("hospitals")}</h2>
              <Facilities facilities={view.hospitals} />
            </section>
          )}
          {open && <CloseForm acting={acting} />}
          <section aria-labelledby="command-timeline">
            <h2 id="command-timeline">{t("timeline")}</h2>
            <Lines entries={view.incident.timeline} label={t("timeline")} />
          </section>
        </>
      )}
    </Frame>
  );
}

/** What a commander carries: one incident, everything about it, and what can be done. */
export function CommandPage() {
  const { t } = useNamespace("crew");
  const token = tokenFor("command");
  return token === null ? <NoLink title={t("command")} /> : <Phone token={token} />;
}
