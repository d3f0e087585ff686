import {describe, expect, it} from 'vitest';

import {predictIds} from '../../../../src/lib/domain/config/cluster-id.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

const URLS = ['http://127.0.0.1:2380', 'http://127.0.0.1:12380', 'http://127.0.0.1:22380'];
const TOKEN = 'orders-1';

/** What a member of a bootstrap with these URLs has on the disk. */
function dataOf(urls: readonly string[], token: string, index: number) {
  const {clusterId, memberIds} = predictIds(
    urls.map(url => [url]),
    token,
  );
  return {hasMember: true, hasWal: true, hasDb: true, clusterId, memberId: memberIds[index]!};
}

const OWN = dataOf(URLS, TOKEN, 0);
const LIST = URLS.map((url, index) => `infra${index}=${url}`).join(',');
const BASE = `etcd --name infra0 --data-dir /d --initial-advertise-peer-urls ${URLS[0]}`;
const STATIC = `${BASE} --initial-cluster ${LIST} --initial-cluster-token`;

function found(line: string, data: object): string[] {
  return judgeOnMachine([processOf(line)], {dataDirs: {'/d': data}}).map(
    ({rule, severity}) => `${severity} ${rule}`,
  );
}

const OTHER_CLUSTER = 'error data-dir-other-cluster';
const OTHER_MEMBER = 'error data-dir-other-member';
const IGNORED = 'info bootstrap-settings-ignored';

describe('whose data it is', () => {
  it.each<[string, string, object, string[]]>([
    ['its own', `${STATIC} ${TOKEN}`, OWN, []],
    ['nobody’s yet', `${STATIC} ${TOKEN}`, {}, []],
    ['unreadable', `${STATIC} ${TOKEN}`, {hasMember: true, hasWal: true}, []],
    ['that of a cluster with another token', `${STATIC} orders-2`, OWN, [OTHER_CLUSTER]],
    ['the same, of a member that joins', `${STATIC} orders-2 --initial-cluster-state existing`, OWN, []],
    ['the same, without a list', `${BASE} --initial-cluster-token orders-2`, OWN, []],
    ['the same, with discovery', `${STATIC} orders-2 --discovery-srv example.com`, OWN, []],
    ['the same, with a token that only the machine knows', `${STATIC}=$TOKEN`, OWN, []],
    ['the same, with a list that etcd cannot read', `${STATIC} orders-2 --initial-cluster infra0=x`, OWN, []],
    ['the same, of a member that is not in its list', `${STATIC} orders-2 --name other`, OWN, []],
    ['that of another member', `${STATIC} ${TOKEN}`, dataOf(URLS, TOKEN, 2), [OTHER_MEMBER]],
    [
      'that of another member, of one that joins',
      `${STATIC} ${TOKEN} --initial-cluster-state existing`,
      dataOf(URLS, TOKEN, 2),
      [OTHER_MEMBER],
    ],
    ['that of a cluster that it made alone', `${STATIC} ${TOKEN}`, dataOf([URLS[0]!], TOKEN, 0), [IGNORED]],
    [
      'the same, of a cluster that has grown',
      `${STATIC} ${TOKEN} --initial-cluster-state existing`,
      dataOf([URLS[0]!], TOKEN, 0),
      [],
    ],
  ])('%s', (_, line, data, findings) => {
    expect(found(line, data)).toEqual(findings);
  });

  it.each([
    ['of which members have come and gone since', dataOf([URLS[0]!], TOKEN, 0), []],
    ['whose token was another one', dataOf(URLS, 'etcd-cluster', 0), [IGNORED]],
    [
      'of which this member has got another peer URL since',
      dataOf(['http://127.0.0.1:42380', ...URLS.slice(1)], TOKEN, 0),
      [IGNORED],
    ],
  ])('that of the cluster that etcdops made here, %s', (_, data, findings) => {
    const machine = {dataDirs: {'/d': data}, ownClusterId: data.clusterId};

    const reports = judgeOnMachine([processOf(`${STATIC} ${TOKEN}`)], machine);

    expect(reports.map(({rule, severity}) => `${severity} ${rule}`)).toEqual(findings);
  });

  it('names both clusters and the way out', () => {
    const {clusterId} = dataOf(URLS, 'orders-2', 0);
    const [finding] = judgeOnMachine([processOf(`${STATIC} orders-2`)], {dataDirs: {'/d': OWN}});

    expect(finding).toMatchObject({
      member: 'infra0',
      column: BASE.indexOf('/d') + 1,
      message: `the data directory "/d" holds a member of cluster ${OWN.clusterId}, while initial-cluster and initial-cluster-token would make cluster ${clusterId}: etcd goes on with the data and ignores both`,
    });
    expect(finding?.fix).toContain('initial-cluster-state: existing');
  });

  it.each([
    ['"infra0" and "infra1" alone', dataOf(URLS.slice(0, 2), TOKEN, 0)],
    ['token "etcd-cluster"', dataOf(URLS, 'etcd-cluster', 0)],
    [
      'peer URLs on https',
      dataOf(
        URLS.map(url => url.replace('http', 'https')),
        TOKEN,
        0,
      ),
    ],
    ['"infra0" alone and token "etcd-cluster"', dataOf([URLS[0]!], 'etcd-cluster', 0)],
    ['other members in the list', dataOf([...URLS, 'http://127.0.0.1:32380'], TOKEN, 0)],
    [
      "etcd's own default for initial-cluster, as by a restored snapshot",
      dataOf(['http://localhost:2380'], 'etcd-cluster', 0),
    ],
  ])('says that it was bootstrapped with %s', (how, data) => {
    const [finding] = judgeOnMachine([processOf(`${STATIC} ${TOKEN}`)], {dataDirs: {'/d': data}});

    expect(finding?.message).toBe(
      `the data in "/d" was bootstrapped with ${how}: etcd goes on with that and ignores initial-cluster and initial-cluster-token`,
    );
  });

  it('names the member whose data it is', () => {
    const [finding] = judgeOnMachine([processOf(`${STATIC} ${TOKEN}`)], {
      dataDirs: {'/d': dataOf(URLS, TOKEN, 1)},
    });

    expect(finding?.message).toBe(
      'the data directory "/d" is that of "infra1", another member of the same cluster',
    );
  });
});
