/**
 * The page's one horn, and who wants it to sound. Alarms of the control room, duty checks and notifications each
 * say what is due; the most urgent of it sounds, once.
 */

import { SOUNDS, type Sound } from "./choice";
import { Horn } from "./horn";

export type SoundState = "off" | "on" | "blocked";
export type Claimant = "alarms" | "told" | "crew";

class Speaker {
  private readonly horn = new Horn();
  private readonly claims = new Map<Claimant, Sound | null>();
  private readonly listeners = new Set<() => void>();
  private held: SoundState = "off";

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** off: not started by a gesture yet, or turned off; blocked: the browser refused. */
  readonly state = () => this.held;

  claim(claimant: Claimant, sound: Sound | null): void {
    this.claims.set(claimant, sound);
    this.sound();
  }

  /** Must be called from a gesture. */
  readonly toggle = () => {
    if (this.held === "on") {
      void this.horn.disable();
      this.say("off");
      return;
    }
    this.horn.enable().then(
      (running) => {
        this.say(running ? "on" : "blocked");
      },
      () => {
        this.say("blocked");
      },
    );
  };

  private say(state: SoundState): void {
    this.held = state;
    this.sound();
    for (const listener of this.listeners) listener();
  }

  private sound(): void {
    const due = SOUNDS.find((sound) => [...this.claims.values()].includes(sound)) ?? null;
    this.horn.play(this.held === "on" ? due : null);
  }
}

export const speaker = new Speaker();
