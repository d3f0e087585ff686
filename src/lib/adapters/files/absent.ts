import {systemErrorCode} from '../../errors/ops-error.js';

const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/** Whether an error says that nothing is there, or that a part of the path is a file. */
export function saysAbsent(error: unknown): boolean {
  return ABSENT.has(systemErrorCode(error) ?? '');
}

/** What a look at a path gives, or `absent` where nothing is there. */
export async function orAbsent<T>(absent: T, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (saysAbsent(error)) return absent;
    throw error;
  }
}
