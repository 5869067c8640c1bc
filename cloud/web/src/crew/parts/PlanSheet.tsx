import { useEffect, useState } from "react";

import { useNamespace } from "../../i18n/useNamespace";
import { fetchFile, type Plan } from "../api";
import { read, write } from "../store";

/** A drawing, kept on the device once it has been had. */
function Drawing({ token, drawing }: { token: string; drawing: Plan["drawings"][number] }) {
  const { t } = useNamespace("crew");
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let over = false;
    const show = (blob: Blob) => {
      if (over) return;
      made = URL.createObjectURL(blob);
      setAddress(made);
    };
    const key = String(drawing.id);
    void read<Blob>("drawings", key).then(async (kept) => {
      const blob = kept ?? (await fetchFile(token, `/drawings/${drawing.id}`));
      if (!blob) return;
      if (!kept) await write("drawings", key, blob);
      show(blob);
    });
    return () => {
      over = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [token, drawing.id]);
  if (address === null) return <p className="muted">{t("drawing_away", { name: drawing.name })}</p>;
  return (
    <figure>
      {drawing.media === "application/pdf" ? (
        <a className="button" href={address} download={drawing.name}>
          {drawing.name}
        </a>
      ) : (
        <>
          <img src={address} alt={drawing.name} />
          <figcaption>{drawing.name}</figcaption>
        </>
      )}
    </figure>
  );
}

/** The plan of the building, with its drawings. */
export function PlanSheet({ token, plan }: { token: string; plan: Plan }) {
  const { t } = useNamespace("crew");
  const { speak } = useNamespace("crew");
  return (
    <details className="crew-plan" data-testid="plan">
      <summary>
        {plan.title} · {t("version", { version: plan.version })}
      </summary>
      {plan.sections.map((section) => (
        <section key={section.section}>
          <h3>{speak(section.name)}</h3>
          <p className="crew-text">{section.text || "—"}</p>
        </section>
      ))}
      {plan.drawings.map((drawing) => (
        <Drawing key={drawing.id} token={token} drawing={drawing} />
      ))}
    </details>
  );
}
