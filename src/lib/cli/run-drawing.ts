import {Listr, ListrLogger, ProcessOutput} from 'listr2';

import {terminalColumns} from './terminal-columns.js';

/** A step that is under way. */
export interface DrawnStep {
  readonly id: string;
  readonly title: string;
  readonly startedAtMs: number;
  /** What it waits for. */
  waits?: string;
}

export interface Drawing {
  /** Resolves once it is gone from the terminal, and others may write there. */
  stop(): Promise<void>;
}

export interface DrawingOptions {
  /** Titles of the steps that come after. */
  readonly next: readonly string[];
  readonly monotonicMs: () => number;
  readonly dim: (text: string) => string;
}

const TICK_MS = 100;
/** Below that the time says nothing. */
const SHOWN_FROM_MS = 1000;
const STILL = '⠿';

function elapsed({startedAtMs}: DrawnStep, nowMs: number): string {
  const passedMs = nowMs - startedAtMs;
  return passedMs < SHOWN_FROM_MS ? '' : ` (${Math.floor(passedMs / 1000)} s)`;
}

/** On one line, whatever the width: what is cut off comes with the line that stays. */
function fitted(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}

function upcoming(next: readonly string[]): string {
  const [first, ...rest] = next;
  return rest.length === 0 ? `then: ${first}` : `then: ${first}, and ${rest.length} more`;
}

/**
 * Draws the steps that are under way on stderr until it is stopped, and leaves nothing. listr2 only draws: the engine
 * runs the steps, and none of its tasks does anything but wait.
 */
export function drawSteps(steps: readonly DrawnStep[], {next, monotonicMs, dim}: DrawingOptions): Drawing {
  const columns = terminalColumns(process.stderr) - 5;
  let end: () => void = () => undefined;
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  const titleOf = (step: DrawnStep): string => {
    const time = elapsed(step, monotonicMs());
    return `${fitted(step.title, columns - time.length)}${dim(time)}`;
  };
  const timers: NodeJS.Timeout[] = [];
  const list = new Listr<object>(
    [
      ...steps.map(step => ({
        title: titleOf(step),
        task: async (_: object, task: {title?: string; output: string}) => {
          const tell = (): void => {
            task.title = titleOf(step);
            if (step.waits !== undefined) task.output = fitted(step.waits, columns - 2);
          };
          tell();
          timers.push(setInterval(tell, TICK_MS));
          await ended;
        },
      })),
      ...(next.length === 0
        ? []
        : [{title: dim(fitted(upcoming(next), columns)), task: () => Promise.resolve()}]),
    ],
    {
      concurrent: steps.length,
      exitOnError: false,
      registerSignalListeners: false,
      fallbackRendererCondition: false,
      rendererOptions: {
        clearOutput: true,
        formatOutput: 'truncate',
        // What has ended gets its mark with the line that stays.
        icon: {COMPLETED: STILL, WAITING: ' '},
        logger: new ListrLogger({
          processOutput: new ProcessOutput(process.stderr, process.stderr, {leaveEmptyLine: false}),
        }),
      },
    },
  );
  const gone = list.run();
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      end();
      await gone;
    },
  };
}
