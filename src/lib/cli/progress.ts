import type {Progress} from '../adapters/adapters.js';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

export interface ProgressReporter extends Progress {
  /** Removes the moving line. */
  close(): void;
}

/** For `--json` and scripts: only warnings. */
function plainProgress(write: (text: string) => void, quiet: boolean): ProgressReporter {
  let last = '';
  return {
    update(text) {
      // The moving part of a line is its time in brackets; a log wants each wait once.
      const still = text.replace(/ \([^)]*\)$/, '');
      if (!quiet && still !== last) write(`  ${still}\n`);
      last = still;
    },
    note: text => (quiet ? undefined : write(`✓ ${text}\n`)),
    warn: text => write(`! ${text}\n`),
    close: () => undefined,
  };
}

function movingProgress(write: (text: string) => void, color: boolean): ProgressReporter {
  let current = '';
  let frame = 0;
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const clear = '\r\u001b[2K';
  const draw = (): void => {
    if (current !== '') write(`${clear}${paint(36, FRAMES[frame++ % FRAMES.length]!)} ${current}`);
  };
  let timer: NodeJS.Timeout | undefined;
  /** A line that stays. What a note tells is done, so the moving line, which told of the same, goes. */
  const stay = (line: string, isDone: boolean): void => {
    write(`${current === '' ? '' : clear}${line}\n`);
    if (isDone) current = '';
    draw();
  };
  return {
    update(text) {
      current = text.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 3));
      timer ??= setInterval(draw, FRAME_MS).unref();
      draw();
    },
    note: text => stay(`${paint(32, '✓')} ${text}`, true),
    warn: text => stay(`${paint(33, '!')} ${text}`, false),
    close() {
      clearInterval(timer);
      timer = undefined;
      if (current !== '') write(clear);
      current = '';
    },
  };
}

/** Progress on stderr: one moving line on a terminal, one line for each event elsewhere. */
export function createProgress({quiet}: {quiet: boolean}): ProgressReporter {
  const write = (text: string): void => void process.stderr.write(text);
  if (quiet || process.stderr.isTTY !== true) return plainProgress(write, quiet);
  return movingProgress(write, (process.env['NO_COLOR'] ?? '') === '');
}
