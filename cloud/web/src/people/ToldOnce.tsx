import { Dialog } from "../components/Dialog";
import { usePeopleWords } from "./usePeopleWords";

interface Props {
  title: string;
  label: string;
  secret: string;
  warning: string;
  onClose: () => void;
}

/** A secret that the centre tells once and keeps nowhere. */
export function ToldOnce({ title, label, secret, warning, onClose }: Props) {
  const { t } = usePeopleWords();
  return (
    <Dialog title={title} announcement={{ text: "", urgent: false }} onClose={onClose}>
      <p>{label}</p>
      <output className="told-once code" data-testid="told-once">
        {secret}
      </output>
      <p className="muted">{warning}</p>
      <div className="dialog-buttons">
        <button type="button" className="button strong" onClick={onClose}>
          {t("people.close")}
        </button>
      </div>
    </Dialog>
  );
}
