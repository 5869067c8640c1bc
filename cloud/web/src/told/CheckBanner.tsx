import { send } from "../api/client";
import { Icon } from "../components/Icon";
import { useChange } from "../forms/useChange";
import { useNow } from "../hooks/useNow";
import { FaultNote } from "../operator/works/State";
import { hrefOf } from "../shell/route";
import type { Check } from "./api";
import { feed } from "./feed";
import { SignerField } from "./SignerField";
import { JUMP_KEY } from "./useJump";
import { useSigners } from "./useSigners";
import { useToldWords } from "./useToldWords";

/** Minutes and seconds that are left, for the eye; what is read out is the moment itself. */
function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A duty check that waits: what, until when, and one button. */
export function CheckBanner({
  check,
  first,
  cut,
  onAnswered,
  onSilence,
}: {
  check: Check;
  /** The one that the key goes to. */
  first: boolean;
  cut: boolean;
  onAnswered: (check: Check) => void;
  /** Left out where it does not sound. */
  onSilence: (() => void) | undefined;
}) {
  const { t, clock } = useToldWords();
  const now = useNow(feed.offset);
  const signing = useSigners(check.room_id);
  const { busy, fault, run } = useChange();
  const over = now > check.due_at;
  const answer = () => {
    run(() => send<Check>("POST", `/duty/checks/${check.id}/answer`, { person: signing.person }), onAnswered);
  };
  return (
    <div className="told-check" data-testid="check-banner" data-check={check.id} data-over={over || undefined}>
      <div className="told-what" role="alert">
        <strong>
          {over ? t("check.over", { room: check.room }) : t("check.banner", { room: check.room, until: clock(check.due_at) })}
        </strong>
        <span>
          {t(check.automatic ? "check.automatic" : "check.by", { who: check.sent_by, at: clock(check.sent_at) })}
          {check.note && <> · {check.note}</>}
        </span>
        {(cut || fault?.status === null) && <span>{t("check.cut")}</span>}
        {typeof fault?.status === "number" && <FaultNote fault={fault} />}
      </div>
      <div className="told-do">
        {!over && (
          <span className="told-left" aria-hidden="true" title={t("check.left")}>
            <Icon name="clock" />
            <span className="num">{left(check.due_at - now)}</span>
          </span>
        )}
        <SignerField signing={signing} label={t("check.signer")} nobody={t("check.nobody")} />
        <button
          type="button"
          className="button strong told-answer"
          disabled={busy || (signing.needed && signing.person === null)}
          aria-keyshortcuts={first ? JUMP_KEY : undefined}
          onClick={answer}
        >
          {t(over ? "check.late" : "check.answer")}
          {first && <kbd aria-hidden="true">{JUMP_KEY}</kbd>}
        </button>
        {onSilence && (
          <button type="button" className="button" onClick={onSilence}>
            {t("silence")}
          </button>
        )}
      </div>
    </div>
  );
}

/** An answer after the limit: it is noted beside the check. */
function LateAnswer({ check, onAnswered }: { check: Check; onAnswered: (check: Check) => void }) {
  const { t } = useToldWords();
  const signing = useSigners(check.room_id);
  const { busy, fault, run } = useChange();
  return (
    <>
      {fault && <FaultNote fault={fault} />}
      <SignerField signing={signing} label={t("check.signer")} nobody={t("check.nobody")} />
      <button
        type="button"
        className="button"
        disabled={busy || (signing.needed && signing.person === null)}
        onClick={() => {
          run(() => send<Check>("POST", `/duty/checks/${check.id}/answer`, { person: signing.person }), onAnswered);
        }}
      >
        {t("check.late")}
      </button>
    </>
  );
}

/** What became of a check that stood here. */
export function EndedCheck({
  check,
  onAnswered,
  onDismiss,
}: {
  check: Check;
  onAnswered: (check: Check) => void;
  onDismiss: () => void;
}) {
  const { t, clock } = useToldWords();
  const { room, answered_by, answered_at, late_by, late_at } = check;
  const text =
    check.state === "answered"
      ? t("check.answered", { room, who: answered_by, at: clock(answered_at ?? 0) })
      : late_at !== null
        ? t("check.late_done", { room, who: late_by, at: clock(late_at) })
        : t("check.unanswered", { room });
  return (
    <div className="told-ended" data-state={check.state} data-testid="check-ended">
      <span role="status">{text}</span>
      <span className="told-do">
        {check.state === "unanswered" && late_at === null && <LateAnswer check={check} onAnswered={onAnswered} />}
        {check.state === "unanswered" && <a href={hrefOf(["duty", "checks"], { room: check.room_id })}>{t("check.look")}</a>}
        <button type="button" className="button quiet" onClick={onDismiss}>
          {t("dismiss")}
        </button>
      </span>
    </div>
  );
}
