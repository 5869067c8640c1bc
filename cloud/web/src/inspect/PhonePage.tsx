import "../styles/site.css";
import "../styles/inspect.css";

import { useEffect, useState } from "react";

import { Icon } from "../components/Icon";
import { switchLanguage } from "../i18n/language";
import { languageOf } from "../i18n/languages";
import { TextField } from "../forms/TextField";
import { useNamespace } from "../i18n/useNamespace";
import { recall, remember } from "../preferences/storage";
import { hrefOf } from "../shell/route";
import { useRoute } from "../shell/useRoute";
import type { Task } from "./api";
import { keepPage } from "./offline";
import { OutgoingBox } from "./OutgoingBox";
import { TaskSheet } from "./TaskSheet";
import { useMine } from "./useMine";
import { useParcels } from "./useParcels";
import { addInspectWords } from "./words";

addInspectWords();

function TaskCard({ task }: { task: Task }) {
  const { t } = useNamespace("inspect");
  return (
    <li>
      <a className="inspect-card" href={hrefOf(["inspect", task.id])}>
        <strong>{task.organisation}</strong>
        <span>{task.address}</span>
        <span className="num" data-late={task.late || undefined}>
          <Icon name="clock" /> {t("due", { day: task.due_on })} {task.late && t("late")}
        </span>
        {task.to_recheck.length > 0 && <span>{t("to_recheck", { count: task.to_recheck.length })}</span>}
      </a>
    </li>
  );
}

/** What an inspector carries: one's tasks and their checklists, with or without a line. */
export function PhonePage() {
  const { t, language, moment } = useNamespace("inspect");
  const { steps } = useRoute();
  const taken = useMine();
  const outgoing = useParcels(taken.again);
  const [by, setBy] = useState(() => recall("signer") ?? "");
  const { mine } = taken;
  const nobody = mine !== null && mine.inspector === null;
  const name = mine?.inspector?.name ?? by;
  const number = Number(steps[1]);
  const task = mine?.items.find(({ id }) => id === number);
  useEffect(() => {
    document.title = `${t("title")} · 草原哨`;
  }, [t]);
  useEffect(() => {
    void keepPage();
  }, []);
  return (
    <main className="site inspect" lang={languageOf(language).tag} data-testid="inspect">
      <header className="site-head">
        <p>
          <strong lang="zh-CN">草原哨</strong> <span className="muted">{t("title")}</span>
        </p>
        <button type="button" className="button quiet" data-testid="language" onClick={switchLanguage}>
          {t("language")}
        </button>
      </header>
      {(taken.away || outgoing.away) && (
        <p className="site-away" role="status" data-testid="inspect-away">
          <Icon name="cross" /> {t("away")} {taken.at !== null && t("as_of", { time: moment(taken.at) })}
        </p>
      )}
      {(taken.login || outgoing.login) && (
        <p className="site-away" role="alert">
          {t("login")} <a href="#/inspections">{t("log_in")}</a>
        </p>
      )}
      <OutgoingBox outgoing={outgoing} />
      {nobody && mine.items.length > 0 && (
        <TextField
          label={t("who")}
          maxLength={64}
          autoComplete="name"
          value={by}
          onChange={(text) => {
            setBy(text);
            remember("signer", text);
          }}
        />
      )}
      {mine === null && !taken.login && <p className="site-note">{t("loading")}</p>}
      {mine !== null && !Number.isNaN(number) && (
        <>
          <p>
            <a href={hrefOf(["inspect"])}>{t("back")}</a>
          </p>
          {task ? (
            <TaskSheet key={task.id} task={task} by={name} outgoing={outgoing} />
          ) : (
            <p className="site-note" role="status">
              {t("gone")}
            </p>
          )}
        </>
      )}
      {mine !== null && Number.isNaN(number) && (
        <>
          <h1>{t("title")}</h1>
          <ul className="inspect-list">
            {mine.items.map((each) => (
              <TaskCard key={each.id} task={each} />
            ))}
          </ul>
          {mine.items.length === 0 && <p className="site-note">{t(nobody ? "no_inspector" : "none")}</p>}
        </>
      )}
    </main>
  );
}
