const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `20480` → `20.0 KiB` */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // From 1023.95 on it would be shown as 1024.0.
  while (value >= (unit === 0 ? 1024 : 1023.95) && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${UNITS[unit]}`;
}
