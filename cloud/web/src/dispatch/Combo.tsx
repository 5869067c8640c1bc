import { useId, useRef, useState } from "react";

import type { Option } from "./choosing";

interface Props {
  label: string;
  hint?: string;
  text: string;
  options: readonly Option[];
  onText: (text: string) => void;
  onChoose: (key: string) => void;
  /** Enter with nothing to choose: what is typed is meant as it stands. */
  onPass?: () => void;
  testid: string;
  invalid?: boolean;
  required?: boolean;
}

/** One of a list, by typing and the arrow keys; Enter takes the first. After WAI-ARIA's combobox. */
export function Combo({ label, hint, text, options, onText, onChoose, onPass, testid, invalid, required }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const shown = open ? options : [];
  const active = shown[Math.min(at, shown.length - 1)];
  const choose = (key: string) => {
    setOpen(false);
    setAt(0);
    onChoose(key);
  };
  return (
    <div className="op-field dp-combo">
      <label htmlFor={id}>{label}</label>
      <input
        ref={input}
        id={id}
        role="combobox"
        data-testid={testid}
        autoComplete="off"
        spellCheck={false}
        maxLength={256}
        placeholder={hint}
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active ? `${id}-${active.key}` : undefined}
        aria-invalid={invalid ?? undefined}
        aria-required={required ?? undefined}
        value={text}
        onChange={(event) => {
          setOpen(true);
          setAt(0);
          onText(event.target.value);
        }}
        onBlur={() => {
          setOpen(false);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
          if (step !== 0) {
            event.preventDefault();
            if (!open) setOpen(true);
            else setAt((before) => Math.max(0, Math.min(options.length - 1, before + step)));
          } else if (event.key === "Escape" && open) {
            event.preventDefault();
            setOpen(false);
          } else if (event.key === "Enter" && active) {
            event.preventDefault();
            choose(active.key);
          } else if (event.key === "Enter" && onPass) {
            event.preventDefault();
            onPass();
          }
        }}
      />
      <div id={`${id}-list`} role="listbox" aria-label={label} className="dp-options" hidden={shown.length === 0}>
        {shown.map((option) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the input has the keys, as a combobox does
          <div
            key={option.key}
            id={`${id}-${option.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={option === active}
            onMouseDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              choose(option.key);
            }}
          >
            <span>{option.text}</span>
            <span className="muted">{option.detail || option.initials}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
