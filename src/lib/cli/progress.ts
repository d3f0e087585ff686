import type {Progress, RunProgress} from '../adapters/adapters.js';
import {systemClock} from '../adapters/clock/clock.js';
import {printable} from '../domain/text/printable.js';
import {wrapWords} from '../domain/text/wrap-words.js';
import {RunOnTerminal} from './run-on-terminal.js';
import {terminalColumns} from './terminal-columns.js';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
/** As wide as the mark before a line that stays. */
const MARK = '  ';

export interface ProgressReporter extends Progress {
  /** Removes the moving line. */
  close(): void;
  /** Leaves the terminal to a question while it is asked. */
  asking<T>(ask: () => Promise<T>): Promise<T>;
}

/** Of what comes from outside nothing reaches the terminal but text. */
function plain(text: string): string {
  return text
    .split('\n')
    .map(line => printable(line, Infinity))
    .join('\n');
}

/** The moving part of a line is a time; a log wants each wait once. */
function withoutTimes(text: string): string {
  return text.replace(/ \([^)]*\)$/, '').replace(/\b\d+(?:\.\d+)? (?:ms|s|min|h)\b/g, '…');
}

/** Steps as lines, for whatever cannot be drawn on. */
function runOf({update, note}: Pick<Progress, 'update' | 'note'>): RunProgress {
  return {
    started: ({title}) => update(title),
    ended: ({title}, outcome) => (outcome === 'done' ? note(title) : undefined),
    close: () => Promise.resolve(),
  };
}

/** For `--json` and scripts: only warnings. */
function plainProgress(write: (text: string) => void, quiet: boolean): ProgressReporter {
  let last = '';
  const note = (text: string): void => (quiet ? undefined : write(`✓ ${plain(text)}\n`));
  const progress: ProgressReporter = {
    update(text) {
      const still = withoutTimes(text);
      if (!quiet && still !== last) write(`  ${plain(text).replace(/ \([^)]*\)$/, '')}\n`);
      last = still;
    },
    note,
    warn: text => write(`! ${plain(text)}\n`),
    run: () => runOf(progress),
    close: () => undefined,
    asking: ask => ask(),
  };
  return progress;
}

function movingProgress(write: (text: string) => void, color: boolean): ProgressReporter {
  let current = '';
  let frame = 0;
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const clear = '\r\u001b[2K';
  const draw = (): void => {
    if (current !== '') write(`${clear}${paint(36, FRAMES[frame++ % FRAMES.length]!)} ${current}`);
  };
  /** A terminal would break it in the middle of a word. */
  const wrapped = (text: string): string =>
    wrapWords(plain(text), terminalColumns(process.stderr) - MARK.length, '').replaceAll('\n', `\n${MARK}`);
  let timer: NodeJS.Timeout | undefined;
  let run: RunOnTerminal | undefined;
  /** A line that stays. What a note tells is done, so the moving line, which told of the same, goes. */
  const stay = (line: string, isDone: boolean): void => {
    if (run !== undefined) return run.line(line);
    write(`${current === '' ? '' : clear}${line}\n`);
    if (isDone) current = '';
    draw();
  };
  const close = (): void => {
    run?.leave();
    clearInterval(timer);
    timer = undefined;
    if (current !== '') write(clear);
    current = '';
  };
  return {
    update(text) {
      if (run !== undefined) return run.waits(plain(text));
      current = plain(text).slice(0, Math.max(20, terminalColumns(process.stderr) - 3));
      timer ??= setInterval(draw, FRAME_MS).unref();
      draw();
    },
    note: text => stay(`${paint(32, '✓')} ${wrapped(text)}`, true),
    warn: text => stay(`${paint(33, '!')} ${wrapped(text)}`, false),
    run(steps) {
      close();
      const begun = new RunOnTerminal(steps, {write, paint, monotonicMs: () => systemClock.monotonicMs()});
      run = begun;
      return {
        started: step => begun.started(step),
        ended: (step, outcome) => begun.ended(step, outcome),
        async close() {
          await begun.close();
          run = undefined;
        },
      };
    },
    close,
    async asking(ask) {
      await run?.hold();
      try {
        return await ask();
      } finally {
        await run?.release();
      }
    },
  };
}

/** Progress on stderr: one moving line on a terminal, one line for each event elsewhere. */
export function createProgress({quiet}: {quiet: boolean}): ProgressReporter {
  const write = (text: string): void => void process.stderr.write(text);
  if (quiet || process.stderr.isTTY !== true) return plainProgress(write, quiet);
  return movingProgress(write, (process.env['NO_COLOR'] ?? '') === '');
}
