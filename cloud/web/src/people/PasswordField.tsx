interface Props {
  label: string;
  value: string;
  complete: "current-password" | "new-password";
  shown: boolean;
  describedBy?: string;
  onChange: (value: string) => void;
}

/** One password, hidden or shown. Pasting is welcome: password managers paste. */
export function PasswordField({ label, value, complete, shown, describedBy, onChange }: Props) {
  return (
    <label className="note">
      <span>{label}</span>
      <input
        type={shown ? "text" : "password"}
        required
        maxLength={1024}
        autoComplete={complete}
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        aria-describedby={describedBy}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}
