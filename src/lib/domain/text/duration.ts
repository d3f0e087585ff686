const UNIT_MS: Readonly<Record<string, number>> = {ms: 1, s: 1e3, m: 60e3, h: 3600e3, d: 86400e3};

/** Milliseconds of `500ms`, `20s`, `5m`, `2h` or `30d`; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * (UNIT_MS[match[2]!] ?? 0));
}

/** `1234` → `1.2 s`; as short as a progress line needs. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60e3) return `${(durationMs / 1000).toFixed(1)} s`;
  return `${Math.floor(durationMs / 60e3)} min ${Math.round((durationMs % 60e3) / 1000)} s`;
}
