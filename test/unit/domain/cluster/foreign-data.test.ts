import {describe, expect, it} from 'vitest';

import {
  disagreement,
  foreignData,
  foreignHints,
  foreignMessage,
} from '../../../../src/lib/domain/cluster/foreign-data.js';

const data = (name: string, clusterId: string | undefined) => ({name, dataDir: `/data/${name}`, clusterId});
const KNOWN = {clusterId: 'aa1', formerIds: ['f0e']};

describe('data of another cluster', () => {
  it.each<[what: string, ids: readonly (string | undefined)[], foreign: readonly string[] | undefined]>([
    ['is not that of the cluster that is recorded', ['aa1', 'aa1'], undefined],
    ['is none that does not tell whose it is', ['aa1', undefined], undefined],
    ['is that of another', ['aa1', 'bb2'], ['infra1']],
    ['is that of what the cluster was before, too', ['f0e', 'bb2'], ['infra0', 'infra1']],
  ])('%s', (_, ids, foreign) => {
    const all = ids.map((id, index) => data(`infra${index}`, id));
    expect(foreignData(all, KNOWN)?.foreign.map(({name}) => name)).toEqual(foreign);
  });

  it('is named with its directory and both ids, and with how its member comes back', () => {
    const found = foreignData([data('infra0', 'aa1'), data('infra1', 'bb2')], KNOWN)!;
    expect(foreignMessage(found)).toBe(
      'infra1 has data of cluster bb2 in /data/infra1, and this is cluster aa1',
    );
    expect(foreignHints(found)).toEqual([
      'put the data of cluster aa1 back where the spec has it',
      'etcdops up infra0 starts the others',
      'where snapshot restore --to has made it: etcdops snapshot adopt DIR',
      'while a quorum of the others runs: etcdops member replace infra1',
    ]);
  });

  it.each([
    ['of the cluster as it was before', 'f0e', ''],
    ['of any other', 'bb2', ' --yes-other-cluster'],
  ])('of all members is one to adopt, or to begin with, whoever was asked to start: %s', (_, id, flag) => {
    const all = ['infra0', 'infra1'].map(name => ({...data(name, id), clusterId: id}));
    const hints = foreignHints(foreignData(all.slice(1), KNOWN)!, all);
    expect(hints.slice(1)).toEqual([
      'where snapshot restore --to has made it: etcdops snapshot adopt DIR',
      `to begin a cluster of all members with what is in it: etcdops snapshot restore --from-data infra0 --from-data infra1${flag}`,
    ]);
  });

  it('of several clusters is none to begin with', () => {
    const found = foreignData([data('infra0', 'bb2'), data('infra1', 'cc3')], KNOWN)!;
    expect(foreignHints(found, found.foreign).join()).not.toContain('--from-data');
  });

  it('is known without a record only where members disagree', () => {
    const [one, same, other] = [
      {...data('infra0', 'aa1'), clusterId: 'aa1'},
      {...data('infra1', 'aa1'), clusterId: 'aa1'},
      {...data('infra2', 'bb2'), clusterId: 'bb2'},
    ];
    expect(disagreement([one, same])).toBeUndefined();
    expect(disagreement([])).toBeUndefined();
    expect(disagreement([one, other])).toContain('these are 2 clusters');
  });
});
