import {printableJson} from '../domain/text/printable-json.js';

const reader = new AbortController();

/** Fires when nobody reads the result any more (`etcdops status --watch | head -1`): what only shows things can end. */
export const readerGone: AbortSignal = reader.signal;

/** A reader that went away is no failure; the work that was asked for is still done. */
export function guardOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === process.stdout) reader.abort();
    });
  }
}

/** Whether the arguments ask for JSON; those behind `--` belong to another program. */
export function jsonRequested(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}

export function stderrHasColor(): boolean {
  return process.stderr.isTTY && (process.env['NO_COLOR'] ?? '') === '';
}

export function writeText(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function writeJson(value: unknown): void {
  process.stdout.write(`${printableJson(value, 2)}\n`);
}

/** One object on one line, for commands that go on (`--watch`, `--follow`). */
export function writeJsonLine(value: unknown): void {
  process.stdout.write(`${printableJson(value)}\n`);
}

/** Progress, prompts and warnings: never on stdout, which carries the result alone. */
export function writeNotice(text: string): void {
  process.stderr.write(`${text}\n`);
}
