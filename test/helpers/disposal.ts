import {onTestFinished} from 'vitest';

type Disposal = () => void | Promise<void>;

const ofFile: Disposal[] = [];

/** Runs when the current test has ended; where it is called outside of a test (`beforeAll`), after the file's last one. */
export function onDispose(dispose: Disposal): void {
  try {
    onTestFinished(dispose);
  } catch {
    // vitest throws where no test runs.
    ofFile.push(dispose);
  }
}

/** Called once for each test file, by `setup.ts`. Everything is tried; the first failure is thrown. */
export async function disposeOfFile(): Promise<void> {
  const failures: unknown[] = [];
  for (let dispose = ofFile.pop(); dispose !== undefined; dispose = ofFile.pop()) {
    try {
      await dispose();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
