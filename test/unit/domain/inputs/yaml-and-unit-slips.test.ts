import {describe, expect, it} from 'vitest';

import {COMPOSE_SLIPS} from '../../../../src/lib/domain/inputs/compose-slips.js';
import {CONTAINER_SLIPS} from '../../../../src/lib/domain/inputs/container-slips.js';
import {KUBERNETES_SLIPS} from '../../../../src/lib/domain/inputs/kubernetes-slips.js';
import {SYSTEMD_SLIPS} from '../../../../src/lib/domain/inputs/systemd-slips.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

const SLIPS = [...SYSTEMD_SLIPS, ...CONTAINER_SLIPS, ...COMPOSE_SLIPS, ...KUBERNETES_SLIPS];

describe('a slip', () => {
  it.each(SLIPS)('of $id is found in its bad example, and nothing else of its kind', async ({id, bad}) => {
    const {findings} = await judgeFiles(bad.files);

    const slips = findings.filter(({rule}) => SLIPS.some(slip => slip.id === rule));
    expect(slips.map(({rule}) => rule)).toEqual([id]);
  });

  it.each(SLIPS)('is not found in the good example of $id', async ({good}) => {
    const {findings, processes} = await judgeFiles(good.files);

    expect(findings.filter(({rule}) => SLIPS.some(slip => slip.id === rule))).toEqual([]);
    expect(processes).toHaveLength(1);
  });

  it('has an id of its own', () => {
    expect(new Set(SLIPS.map(({id}) => id)).size).toBe(SLIPS.length);
  });
});
