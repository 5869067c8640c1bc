import { useState, type ReactNode } from "react";

import { usePeopleWords } from "./usePeopleWords";

interface Props {
  /** How tests find it. */
  name: string;
  action: string;
  /** While it is on its way; the action's own words if none are given. */
  acting?: string;
  /** What went wrong on the way here. */
  told?: string | null;
  /** What is wrong with what was typed; null: it can be sent. */
  check?: () => string | null;
  work: () => Promise<void>;
  onRefused?: () => void;
  /** The fields, given whether passwords are shown. */
  children: (shown: boolean) => ReactNode;
}

/** A form of passwords: what was refused above it in the centre's words, and a way to see what one types. */
export function SecretForm({ name, action, acting = action, told = null, check, work, onRefused, children }: Props) {
  const { t, refusal } = usePeopleWords();
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(told);
  const submit = async () => {
    const wrong = check?.() ?? null;
    setFault(wrong);
    if (wrong !== null) return;
    setBusy(true);
    try {
      await work();
    } catch (reason) {
      onRefused?.();
      setFault(refusal(reason));
    }
    setBusy(false);
  };
  return (
    <form
      className="login-form"
      data-testid={name}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div role="alert" className="login-fault" data-some={fault !== null || undefined}>
        {fault}
      </div>
      {children(shown)}
      <label className="login-show">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => {
            setShown(event.target.checked);
          }}
        />
        <span>{t("login.show")}</span>
      </label>
      <button type="submit" className="button strong wide" disabled={busy}>
        {busy ? acting : action}
      </button>
    </form>
  );
}
