import {describe, expect, it} from 'vitest';

import {newRunId} from '../../src/lib/workflows/cluster-run.js';

function idAt(time: string, hex: string): string {
  return newRunId({clock: {now: () => new Date(time)} as never, random: {hex: () => hex}});
}

describe('the id of a run', () => {
  it('sorts by the time of its start, within a second too', () => {
    const ids = [
      idAt('2026-11-21T04:36:00.001Z', 'ffff'),
      idAt('2026-11-21T04:36:00.020Z', '0000'),
      idAt('2026-11-21T04:36:00.999Z', '0000'),
      idAt('2026-11-21T04:36:01.000Z', '0000'),
    ];

    expect(ids).toEqual([
      '20261121T043600Z-001fff',
      '20261121T043600Z-014000',
      '20261121T043600Z-3e7000',
      '20261121T043601Z-000000',
    ]);
    expect([...ids].sort()).toEqual(ids);
  });
});
