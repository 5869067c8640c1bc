import { Dialog } from "../../components/Dialog";
import { useExchangeWords } from "../useExchangeWords";

const QUIET = { text: "", urgent: false };

interface Props {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once more before something that cannot be taken back. */
export function ConfirmDialog({ title, text, action, busy, onConfirm, onClose }: Props) {
  const { t } = useExchangeWords();
  return (
    <Dialog title={title} announcement={QUIET} onClose={onClose}>
      <p>{text}</p>
      <div className="dialog-buttons">
        <button type="button" className="button quiet" onClick={onClose}>
          {t("form.cancel")}
        </button>
        <button type="button" className="button strong" disabled={busy} onClick={onConfirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
