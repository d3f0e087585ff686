import type {RunProgress, RunProgressStep} from '../adapters/adapters.js';
import type {DrawnStep, Drawing} from './run-drawing.js';

/** What takes less is over before anybody has read it. */
const DRAWN_FROM_MS = 120;
const SHOW_CURSOR = '\u001b[?25h';

export interface RunTerminal {
  readonly write: (text: string) => void;
  readonly paint: (code: number, text: string) => string;
  readonly monotonicMs: () => number;
}

/** Of what it waits for, what the line above does not say already. */
function withoutName(text: string, {id}: DrawnStep): string {
  const [, node = ''] = /:([^:]+)$/.exec(id) ?? [];
  const own = node !== '' && text.startsWith(`${node}: `) ? text.slice(node.length + 2) : text;
  return own.replace(/ \([\d.]+ m?s\)$/, '');
}

/**
 * A run on a terminal: a line that stays for each step that is over, and below them what is under way. Whatever is to
 * stay is written only while nothing is drawn.
 */
export class RunOnTerminal implements RunProgress {
  private readonly running = new Map<string, DrawnStep>();
  private readonly begun = new Set<string>();
  private lines: string[] = [];
  private drawing: Drawing | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isHeld = false;
  private last: Promise<void> = Promise.resolve();
  private readonly steps: readonly RunProgressStep[];
  private readonly terminal: RunTerminal;

  constructor(steps: readonly RunProgressStep[], terminal: RunTerminal) {
    this.steps = steps;
    this.terminal = terminal;
  }

  started({id, title}: RunProgressStep): void {
    this.begun.add(id);
    this.running.set(id, {id, title, startedAtMs: this.terminal.monotonicMs()});
    void this.settle();
  }

  ended({id, title}: RunProgressStep, outcome: 'done' | 'skipped' | 'failed'): void {
    const {paint} = this.terminal;
    this.begun.add(id);
    // One that failed before it was begun has changed nothing; the error tells of it.
    const wasRunning = this.running.delete(id);
    if (outcome === 'done') this.lines.push(`${paint(32, '✓')} ${title}`);
    if (outcome === 'failed' && wasRunning) this.lines.push(`${paint(31, '✗')} ${title}`);
    void this.settle();
  }

  /** What a step waits for: the one of the node that the text names, else the one that began last. */
  waits(text: string): void {
    const all = [...this.running.values()];
    const step = all.find(({id}) => text.startsWith(`${id.split(':').at(-1)}: `)) ?? all.at(-1);
    if (step === undefined) return;
    const waits = withoutName(text, step);
    if (waits !== step.title) step.waits = waits;
  }

  /** A line that stays. */
  line(text: string): void {
    this.lines.push(text);
    void this.settle();
  }

  /** Nothing is drawn until it is released, so that something can be asked. */
  async hold(): Promise<void> {
    this.isHeld = true;
    await this.settle();
  }

  async release(): Promise<void> {
    this.isHeld = false;
    await this.settle();
  }

  async close(): Promise<void> {
    this.running.clear();
    await this.settle();
  }

  /** The process ends at once. */
  leave(): void {
    if (this.drawing !== undefined) this.terminal.write(`\n${SHOW_CURSOR}`);
  }

  private settle(): Promise<void> {
    this.last = this.last.then(async () => {
      const wasDrawn = this.drawing !== undefined;
      clearTimeout(this.timer);
      await this.drawing?.stop();
      this.drawing = undefined;
      const {lines} = this;
      this.lines = [];
      for (const line of lines) this.terminal.write(`${line}\n`);
      if (this.running.size === 0 || this.isHeld) return;
      if (wasDrawn) return this.draw();
      this.timer = setTimeout(() => {
        this.last = this.last.then(() => this.draw());
      }, DRAWN_FROM_MS).unref();
    });
    return this.last;
  }

  private async draw(): Promise<void> {
    if (this.drawing !== undefined || this.isHeld) return;
    const {drawSteps} = await import('./run-drawing.js');
    if (this.running.size === 0) return;
    const {monotonicMs, paint} = this.terminal;
    this.drawing = drawSteps([...this.running.values()], {
      next: this.steps.filter(({id}) => !this.begun.has(id)).map(({title}) => title),
      monotonicMs,
      dim: text => paint(2, text),
    });
  }
}
