/** What has to fit in somewhere. */
export interface Need {
  /** The nearest folder that is there. */
  readonly path: string;
  /** The file system, told apart by its number. */
  readonly device: number;
  readonly freeBytes: number;
  readonly neededBytes: number;
}

/** A file system on which all that is meant for it has no room. */
export interface ShortPlace<N extends Need> {
  readonly path: string;
  readonly freeBytes: number;
  /** All together. */
  readonly neededBytes: number;
  readonly needs: readonly N[];
}

/** File systems that are too small; several needs on one of them add up. */
export function shortPlaces<N extends Need>(needs: readonly N[]): ShortPlace<N>[] {
  const byDevice = new Map<number, N[]>();
  for (const need of needs) byDevice.set(need.device, [...(byDevice.get(need.device) ?? []), need]);
  return [...byDevice.values()].flatMap(group => {
    const neededBytes = group.reduce((sum, need) => sum + need.neededBytes, 0);
    const {path, freeBytes} = group[0]!;
    return freeBytes >= neededBytes ? [] : [{path, freeBytes, neededBytes, needs: group}];
  });
}
