import {describe, expect, it} from 'vitest';

import type {DataDirFact} from '../../../../src/lib/domain/rules/cluster.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

const MEMBER = 'etcd --name infra0 --data-dir /d';
const V2_PROXY = `${MEMBER} --proxy on`;
const DISCOVERED = `${MEMBER} --discovery http://127.0.0.1:1/token`;

function found(line: string, version: string, fact: Partial<DataDirFact>) {
  return judgeOnMachine([processOf(line, version)], {dataDirs: {'/d': fact}});
}

describe('a data directory', () => {
  it.each<[string, string, string, Partial<DataDirFact>, string[]]>([
    ['that is not there yet', MEMBER, '3.7.3', {kind: 'absent'}, []],
    ['that is empty', MEMBER, '3.7.3', {}, []],
    ['that is a file', MEMBER, '3.7.3', {kind: 'file', mode: 0o644}, ['data-dir-not-folder']],
    ['below a file', MEMBER, '3.7.3', {kind: 'absent', isBelowFile: true}, ['data-dir-not-folder']],
    ['that is a device', MEMBER, '3.7.3', {kind: 'other', mode: 0o600}, ['data-dir-not-folder']],
    ['for its group', MEMBER, '3.7.3', {mode: 0o750}, ['data-dir-open']],
    ['for everybody', V2_PROXY, '3.4.23', {mode: 0o777}, ['data-dir-open']],
    ['for its user, with a sticky bit', MEMBER, '3.7.3', {mode: 0o1700}, []],
    ['of both', MEMBER, '3.4.23', {hasMember: true, hasProxy: true}, ['data-dir-of-both']],
    [
      'of both, on a version without proxies',
      MEMBER,
      '3.7.3',
      {hasMember: true, hasProxy: true},
      ['data-dir-of-both'],
    ],
    ['of a proxy, for a member', MEMBER, '3.5.35', {hasProxy: true}, ['data-dir-of-proxy']],
    [
      'of a proxy, for a member without proxies',
      MEMBER,
      '3.6.16',
      {hasProxy: true},
      ['data-dir-of-removed-proxy'],
    ],
    ['of a proxy, for a proxy', V2_PROXY, '3.5.35', {hasProxy: true}, []],
    ['of a member that found its discovery full', DISCOVERED, '3.5.35', {hasProxy: true}, []],
    [
      'of a member that was to exit then',
      `${DISCOVERED} --discovery-fallback exit`,
      '3.5.35',
      {hasProxy: true},
      ['data-dir-of-proxy'],
    ],
    ['of a member, for a proxy', V2_PROXY, '3.5.35', {hasMember: true}, ['data-dir-of-member']],
    ['of a member, for a member', MEMBER, '3.5.35', {hasMember: true, hasWal: true, hasDb: true}, []],
  ])('%s', (_, line, version, fact, rules) => {
    expect(found(line, version, fact).map(({rule}) => rule)).toEqual(rules);
  });

  it.each([
    ['a member', MEMBER, '3.7.3', {}, 'proxy'],
    ['a member without a log', MEMBER, '3.5.35', {hasWal: false}, 'proxy'],
    ['a proxy', V2_PROXY, '3.5.35', {hasWal: false}, 'member'],
    ['a proxy whose member has data', V2_PROXY, '3.5.35', {hasWal: true}, 'proxy'],
    ['a member that found its discovery full', DISCOVERED, '3.5.35', {hasWal: false}, 'member'],
    ['the same on a version without proxies', MEMBER, '3.6.16', {hasWal: false}, 'proxy'],
  ])('of both says which half is not of %s', (_, line, version, fact, half) => {
    const [finding] = found(line, version, {hasMember: true, hasProxy: true, ...fact});

    expect(finding?.fix).toContain(`the folder ${half} in it`);
  });

  it.each([
    ['3.4.23', 'error listing data dir: /d'],
    ['3.7.3', 'failed to list data directory'],
  ])('that is a file makes etcd %s say %s', (version, says) => {
    expect(found(MEMBER, version, {kind: 'file'})[0]?.etcdSays).toBe(says);
  });

  it('that etcd names itself is judged at the start of the process', () => {
    const [finding] = judgeOnMachine([processOf('etcd --name infra0')], {
      dataDirs: {'infra0.etcd': {mode: 0o755}},
    });

    expect(finding).toMatchObject({file: 'run.sh', line: 1, fix: 'chmod 700 infra0.etcd'});
  });
});
