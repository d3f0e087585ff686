const UNIT_MS: Readonly<Record<string, number>> = {ms: 1, s: 1e3, m: 60e3, h: 3600e3, d: 86400e3};

/** Milliseconds of `500ms`, `20s`, `5m`, `2h` or `30d`; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * (UNIT_MS[match[2]!] ?? 0));
}

/** `1234` → `1.2 s`; as short as a progress line needs. */
export function formatDurationMs(durationMs: number): string {
  const wholeMs = Math.round(durationMs);
  if (wholeMs < 1000) return `${wholeMs} ms`;
  // Rounded first, so that no "60.0 s" or "1 min 60 s" comes out.
  if (wholeMs < 59_950) return `${(wholeMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(wholeMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
