import { useState } from "react";

import { Icon } from "../../components/Icon";
import { TextField } from "../../forms/TextField";
import { Panel } from "../../operator/works/Page";
import { useDrawWords } from "../useDrawWords";
import { verify, type Check } from "../verify/verify";

/** Computes everything anew in the browser, and says how to do it without one. */
export function Checks({ text, file, commitment }: { text: string; file: string; commitment: string }) {
  const { t } = useDrawWords();
  const [noted, setNoted] = useState("");
  const [checks, setChecks] = useState<readonly Check[] | "running" | null>(null);
  const run = () => {
    setChecks("running");
    // The word that it is computing is painted first.
    window.setTimeout(() => {
      setChecks(verify(text, noted.trim() || null));
    }, 30);
  };
  const done = checks !== null && checks !== "running" ? checks : null;
  const differs = done?.some(({ agrees }) => agrees === false) ?? false;
  return (
    <Panel title={t("verify.title")}>
      <p>{t("verify.about")}</p>
      <TextField label={t("verify.noted")} field="wide" value={noted} onChange={setNoted} maxLength={80} spellCheck={false} />
      <p>
        <button type="button" className="button strong" disabled={checks === "running"} onClick={run}>
          {t("verify.run")}
        </button>
      </p>
      <p role="status" data-testid="verdict" data-verdict={done ? (differs ? "differs" : "agrees") : undefined}>
        {checks === "running" && t("verify.running")}
        {done && (
          <strong>
            <Icon name={differs ? "cross" : "check"} /> {t(differs ? "verify.differs" : "verify.agrees")}
          </strong>
        )}
      </p>
      {done && (
        <ul className="draw-checks">
          {done.map(({ name, agrees }) => (
            <li key={name} data-agrees={String(agrees)}>
              <Icon name={agrees === null ? "dashes" : agrees ? "check" : "cross"} /> {t(`verify.${name}`)}:{" "}
              {t(agrees === null ? "verify.nothing" : agrees ? "verify.yes" : "verify.no")}
            </li>
          ))}
        </ul>
      )}
      <p>{t("verify.yourself")}</p>
      {/* A line that scrolls must be reached by the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="draw-command" tabIndex={0}>
        {`python verify_draw.py ${file} --commitment ${commitment}\nsteppewatch draw verify ${file} --commitment ${commitment}`}
      </pre>
    </Panel>
  );
}
