import {describe, expect, it} from 'vitest';

import type {EtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import type {ClusterContext} from '../../../../src/lib/workflows/cluster-run.js';
import {findSource, type Source} from '../../../../src/lib/workflows/snapshots/source.js';
import {createFakeClock} from '../../../fakes/fake-clock.js';
import {createFakeHost} from '../../../fakes/fake-host.js';
import {aSpec} from '../../../fakes/spec.js';
import {anAnswer} from '../../../fakes/status.js';
import {strict} from '../../../fakes/strict.js';
import {tempDir} from '../../../helpers/temp-dir.js';

/** What a member has applied each time that it is asked, the last number from then on; it stops to answer at `gone`. */
type Applied = readonly (number | 'gone')[];

interface Told {
  readonly source: Source;
  /** How often each member was asked. */
  readonly asked: readonly number[];
  readonly waitedMs: number;
}

/** Three members of which the first leads and is at 5000. */
async function sourceWhere(applied: readonly Applied[]): Promise<Told> {
  const spec = aSpec();
  const clock = createFakeClock();
  const asked = [0, 0, 0];
  const etcdApi = strict<EtcdApi>('etcdApi', {
    async status(url) {
      const index = (Number(new URL(url).port) - 2379) / 10;
      const answers = applied[index]!;
      const raftAppliedIndex = answers[Math.min(asked[index]!++, answers.length - 1)]!;
      if (raftAppliedIndex === 'gone') throw new Error('no answer within 2000 ms');
      return anAnswer(index, {raftIndex: 5000, raftAppliedIndex});
    },
    confirmQuorum: () => Promise.resolve(),
  });
  const adapters = strict<ClusterContext['adapters']>('adapters', {
    ...{clock, etcdApi, files: createFiles(), host: createFakeHost(), yaml: loadYaml},
    signal: new AbortController().signal,
  });
  const source = await findSource({loaded: {folder: tempDir('source'), spec}, adapters}, undefined);
  return {source, asked, waitedMs: clock.monotonicMs()};
}

describe('the member that gives a snapshot', () => {
  it('is a follower that has applied all that the leader had', async () => {
    const {source, asked} = await sourceWhere([[5000], [4000], [5000]]);
    expect(source.member.name).toBe('infra2');
    expect(source.warnings).toEqual([]);
    expect(asked).toEqual([1, 1, 1]);
  });

  it('is waited for where it gets there soon', async () => {
    const {source, asked, waitedMs} = await sourceWhere([[5000], [4400, 4400, 4900, 5000], [100]]);
    expect(source.member.name).toBe('infra1');
    expect(source.warnings).toEqual([]);
    expect(asked[1]).toBe(4);
    expect(waitedMs).toBeLessThan(10_000);
  });

  it.each([
    ['does not get there within ten seconds', [4400]],
    ['stops to answer', [4400, 'gone']],
  ] as const)('is the next one where the best %s', async (_, best) => {
    const {source, asked, waitedMs} = await sourceWhere([[5000], best, [4300, 4999, 5000]]);
    expect(source.member.name).toBe('infra2');
    expect(source.warnings).toEqual([]);
    expect(asked[2]).toBe(3);
    expect(waitedMs).toBeLessThan(25_000);
  });

  it('is the leader where no follower gets there', async () => {
    const {source} = await sourceWhere([[5000], [4400], [4300]]);
    expect(source.member.name).toBe('infra0');
    expect(source.warnings).toEqual([]);
  });

  it('lags, with a warning, where nobody is level', async () => {
    const {source, waitedMs} = await sourceWhere([[4999], [4400], [4300]]);
    expect(source.member.name).toBe('infra1');
    expect(source.warnings).toEqual([
      'infra1 lags behind the leader: the newest writes are missing from its snapshot',
    ]);
    expect(waitedMs).toBeGreaterThanOrEqual(10_000);
  });
});
