/** Beside the database: the manifest, and what is written to it meanwhile. */
const MARGIN_BYTES = 16 * 1024 * 1024;

/** Room that a snapshot of a database needs. */
export function savedBytes(dbSizeBytes: number): number {
  return dbSizeBytes + MARGIN_BYTES;
}
