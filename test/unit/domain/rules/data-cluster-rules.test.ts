import {describe, expect, it} from 'vitest';

import {predictIds} from '../../../../src/lib/domain/config/cluster-id.js';
import type {EtcdProcess} from '../../../../src/lib/domain/process/etcd-process.js';
import type {DataDirFact} from '../../../../src/lib/domain/rules/cluster.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

const URLS = ['http://127.0.0.1:2380', 'http://127.0.0.1:12380', 'http://127.0.0.1:22380'];
const LIST = URLS.map((url, index) => `infra${index}=${url}`).join(',');
const {clusterId, memberIds} = predictIds(
  URLS.map(url => [url]),
  'etcd-cluster',
);
const ALONE = predictIds([[URLS[0]!]], 'etcd-cluster').clusterId;

interface Member {
  /** Words behind the flags of a static bootstrap. */
  readonly words?: string;
  readonly data?: Partial<DataDirFact>;
}

function start(index: number, words = '', list = LIST): EtcdProcess {
  const url = URLS[index]!;
  return processOf(
    `etcd --name infra${index} --data-dir /d${index} --listen-peer-urls ${url} --initial-advertise-peer-urls ${url} --initial-cluster ${list} ${words}`.trim(),
  );
}

/** Data of a member of the cluster that the list makes. */
function dataOf(index: number): Partial<DataDirFact> {
  return {hasMember: true, hasWal: true, hasDb: true, clusterId, memberId: memberIds[index]!};
}

function found(members: readonly Member[]): string[] {
  const processes = members.map(({words}, index) => start(index, words));
  const dataDirs = Object.fromEntries(members.map(({data}, index) => [`/d${index}`, data ?? {}]));
  return judgeOnMachine(processes, {dataDirs})
    .filter(({severity}) => severity === 'error')
    .map(({member, rule}) => `${member}: ${rule}`);
}

const EXISTING = '--initial-cluster-state existing';
const OTHER = {...dataOf(2), clusterId: 'feedfacefeedface', memberId: 'feed'};
const DIFFERENT = 'data-dirs-of-different-clusters';
const SAME = 'data-dir-of-same-member';

describe('data of members', () => {
  it.each<[string, Member[], string[]]>([
    ['before the first start', [{}, {}, {}], []],
    ['whole', [{data: dataOf(0)}, {data: dataOf(1)}, {data: dataOf(2)}], []],
    ['of one that comes back without data', [{data: dataOf(0)}, {data: dataOf(1)}, {}], []],
    [
      'of one that was tried alone first',
      [{data: {...dataOf(0), clusterId: ALONE}}, {}, {}],
      [`infra0: ${DIFFERENT}`],
    ],
    [
      'of one that bootstraps while the others have grown',
      [{data: {...dataOf(0), clusterId: ALONE}}, {words: EXISTING, data: {...OTHER, clusterId: ALONE}}, {}],
      [`infra2: ${DIFFERENT}`],
    ],
    [
      'of one that joins while the others have grown',
      [{data: {...dataOf(0), clusterId: ALONE}}, {words: EXISTING}, {words: EXISTING}],
      [],
    ],
    [
      'of another cluster, which its own settings show',
      [{data: dataOf(0)}, {data: dataOf(1)}, {data: OTHER}],
      ['infra2: data-dir-other-cluster'],
    ],
    [
      'of another cluster, which only the others show',
      [{data: dataOf(0)}, {data: dataOf(1)}, {words: EXISTING, data: OTHER}],
      [`infra2: ${DIFFERENT}`],
    ],
    [
      'of which one log cannot be read',
      [{data: dataOf(0)}, {data: dataOf(1)}, {data: {hasMember: true, hasWal: true}}],
      [],
    ],
    [
      'that was copied, as the ids show',
      [{data: dataOf(0)}, {data: dataOf(0)}],
      ['infra1: data-dir-other-member'],
    ],
    [
      'that was copied, of members that joined',
      [
        {words: EXISTING, data: OTHER},
        {words: EXISTING, data: OTHER},
      ],
      [`infra1: ${SAME}`],
    ],
    ['in one folder, by two names', [{data: {path: '/real'}}, {data: {path: '/real'}}], [`infra1: ${SAME}`]],
  ])('%s', (_, members, findings) => {
    expect(found(members)).toEqual(findings);
  });

  it('are not compared between clusters that do not know each other', () => {
    const strangers = [
      start(0, EXISTING, `infra0=${URLS[0]}`),
      start(1, EXISTING, `infra1=${URLS[1]}`),
      start(2, EXISTING, `infra2=${URLS[2]}`),
    ];
    const dataDirs = {'/d0': dataOf(0), '/d1': dataOf(1), '/d2': OTHER};

    expect(judgeOnMachine(strangers, {dataDirs})).toEqual([]);
  });

  it('are compared between members that discovery brings together', () => {
    const members = [0, 1].map(index =>
      processOf(`etcd --name infra${index} --data-dir /d${index} --discovery-srv example.com`),
    );
    const dataDirs = {'/d0': dataOf(0), '/d1': OTHER};

    expect(judgeOnMachine(members, {dataDirs}).map(({rule}) => rule)).toEqual([DIFFERENT]);
  });

  it.each([
    [
      'both with data',
      {'/d0': dataOf(0), '/d1': OTHER},
      `"infra1" is by its data a member of cluster feedfacefeedface, while "infra0" is by its data a member of cluster ${clusterId}: they will never talk to each other`,
    ],
    [
      'one without',
      {'/d0': {...dataOf(0), clusterId: ALONE}, '/d1': {}},
      `"infra1" has no data and would make cluster ${clusterId}, while "infra0" is by its data a member of cluster ${ALONE}: they will never talk to each other`,
    ],
  ])('that differ are told: %s', (_, dataDirs, message) => {
    const members = [start(0, EXISTING), start(1, dataDirs['/d1'] === OTHER ? EXISTING : '')];

    expect(judgeOnMachine(members, {dataDirs})[0]?.message).toBe(message);
  });

  it('that are one folder by two paths leave the rest to the rule about equal paths', () => {
    const members = [start(0), start(1, '--data-dir /d0')];

    expect(judgeOnMachine(members, {dataDirs: {'/d0': {}}})).toEqual([]);
  });
});
