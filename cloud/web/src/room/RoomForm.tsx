import type { ReactNode } from "react";

import { ChoiceChips } from "./ChoiceChips";
import { FaultLine } from "./FaultLine";
import { useRoomWords } from "./useRoomWords";
import { useSending } from "./useSending";

/** One line that must be filled in. */
export function RoomField({
  label,
  value,
  longest,
  testId,
  onChange,
}: {
  label: string;
  value: string;
  longest: number;
  testId: string;
  onChange: (value: string) => void;
}) {
  return (
    <label className="note">
      <span>{label}</span>
      <input
        type="text"
        required
        maxLength={longest}
        value={value}
        data-testid={testId}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}

interface Props {
  /** What must be filled in before anything is sent: a reason, a person. */
  needed: string;
  minutes: number;
  duration: { label: string; options: readonly { value: number; text: string }[]; onChoose: (minutes: number) => void };
  /** The word on the button. */
  act: string;
  ready?: boolean;
  /** Sends it in the seat's name; `needed` comes without blanks at its ends. */
  onSend: (needed: string, by: string) => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/** What a seat does for a time: its own fields, for how long, why it was refused, and the two buttons. */
export function RoomForm({ needed, minutes, duration, act, ready = true, onSend, onClose, children }: Props) {
  const { t } = useRoomWords();
  const { busy, fault, send } = useSending();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const given = needed.trim();
        if (given) send((by) => onSend(given, by));
      }}
    >
      {children}
      <ChoiceChips label={duration.label} value={minutes} onChoose={duration.onChoose} options={duration.options} />
      <FaultLine fault={fault} />
      <div className="dialog-buttons">
        <button type="button" className="button quiet" onClick={onClose}>
          {t("cancel")}
        </button>
        <button type="submit" className="button strong" disabled={busy || !ready}>
          {act}
        </button>
      </div>
    </form>
  );
}
