/** Plays the alarm sounds by WebAudio. Browsers allow it only after a gesture of the user, hence `enable`. */

import type { Sound } from "./choice";

interface Tone {
  hz: number;
  endHz?: number;
  atS: number;
  forS: number;
}

interface Pattern {
  wave: OscillatorType;
  gain: number;
  everyS: number;
  tones: Tone[];
}

/** Told apart by rhythm as well as pitch, so that they can be named with eyes on something else. */
const PATTERNS: Record<Sound, Pattern> = {
  // A fast rising sweep, without a pause.
  fire: {
    wave: "sawtooth",
    gain: 0.2,
    everyS: 1,
    tones: [
      { hz: 620, endHz: 1180, atS: 0, forS: 0.46 },
      { hz: 620, endHz: 1180, atS: 0.5, forS: 0.46 },
    ],
  },
  // Three quick equal pips and a pause.
  warning: {
    wave: "square",
    gain: 0.12,
    everyS: 1.6,
    tones: [
      { hz: 980, atS: 0, forS: 0.12 },
      { hz: 980, atS: 0.22, forS: 0.12 },
      { hz: 980, atS: 0.44, forS: 0.12 },
    ],
  },
  // A knock: two short low tones, two short high ones, as at a door.
  check: {
    wave: "triangle",
    gain: 0.24,
    everyS: 2.4,
    tones: [
      { hz: 523, atS: 0, forS: 0.12 },
      { hz: 523, atS: 0.18, forS: 0.12 },
      { hz: 784, atS: 0.42, forS: 0.12 },
      { hz: 784, atS: 0.6, forS: 0.2 },
    ],
  },
  // Two slow tones, high then low.
  supervisory: {
    wave: "triangle",
    gain: 0.2,
    everyS: 3,
    tones: [
      { hz: 740, atS: 0, forS: 0.35 },
      { hz: 554, atS: 0.4, forS: 0.45 },
    ],
  },
  // One low tone now and then.
  fault: { wave: "triangle", gain: 0.2, everyS: 5, tones: [{ hz: 392, atS: 0, forS: 0.5 }] },
};

const EDGE_S = 0.015;

export class Horn {
  private context: AudioContext | null = null;
  private playing: Sound | null = null;
  private timer: number | null = null;
  private bus: GainNode | null = null;

  /** Must be called from a gesture. True when the browser really lets us sound. */
  async enable(): Promise<boolean> {
    this.context ??= new AudioContext();
    await this.context.resume();
    const running = this.context.state === "running";
    if (running) this.again();
    return running;
  }

  async disable(): Promise<void> {
    this.stop();
    await this.context?.close();
    this.context = null;
  }

  play(sound: Sound | null): void {
    if (sound === this.playing) return;
    this.stop();
    this.playing = sound;
    this.again();
  }

  private again(): void {
    if (!this.playing || this.timer !== null || this.context?.state !== "running") return;
    const pattern = PATTERNS[this.playing];
    this.bus = this.context.createGain();
    this.bus.gain.value = pattern.gain;
    this.bus.connect(this.context.destination);
    const round = () => {
      this.round(pattern);
    };
    round();
    this.timer = window.setInterval(round, pattern.everyS * 1000);
  }

  private stop(): void {
    if (this.timer !== null) window.clearInterval(this.timer);
    this.timer = null;
    this.playing = null;
    this.bus?.disconnect();
    this.bus = null;
  }

  private round(pattern: Pattern): void {
    if (!this.context || !this.bus) return;
    for (const tone of pattern.tones) {
      const start = this.context.currentTime + 0.02 + tone.atS;
      const stop = start + tone.forS;
      const oscillator = this.context.createOscillator();
      const envelope = this.context.createGain();
      oscillator.type = pattern.wave;
      oscillator.frequency.setValueAtTime(tone.hz, start);
      if (tone.endHz) oscillator.frequency.linearRampToValueAtTime(tone.endHz, stop);
      envelope.gain.setValueAtTime(0, start);
      envelope.gain.linearRampToValueAtTime(1, start + EDGE_S);
      envelope.gain.setValueAtTime(1, stop - EDGE_S);
      envelope.gain.linearRampToValueAtTime(0, stop);
      oscillator.connect(envelope).connect(this.bus);
      oscillator.start(start);
      oscillator.stop(stop);
    }
  }
}
