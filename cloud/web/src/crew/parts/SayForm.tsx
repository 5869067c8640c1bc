import { useState } from "react";

import { useNamespace } from "../../i18n/useNamespace";

/** Words to somebody else. */
export function SayForm({ label, onSay }: { label: string; onSay: (text: string) => void }) {
  const { t } = useNamespace("crew");
  const [text, setText] = useState("");
  return (
    <form
      className="crew-say"
      onSubmit={(event) => {
        event.preventDefault();
        if (!text.trim()) return;
        onSay(text.trim());
        setText("");
      }}
    >
      <label>
        <span>{label}</span>
        <input
          value={text}
          maxLength={1000}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </label>
      <button type="submit" className="site-button quiet">
        {t("send")}
      </button>
    </form>
  );
}
