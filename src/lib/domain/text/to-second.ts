/** A time in ISO 8601 without what is below a second: `2026-11-26T17:53:18Z`. */
export function toSecond(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}
