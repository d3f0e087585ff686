import {expect, it} from 'vitest';

import {judgeService} from '../../../../src/lib/domain/srv/judge-service.js';
import type {FoundSrv} from '../../../../src/lib/domain/srv/srv-answers.js';
import {isSrv, planSrv} from '../../../../src/lib/domain/srv/srv-plan.js';
import {aMember, aSpec} from '../../../fakes/spec.js';

const NAME = '_etcd-server._tcp.a.test';
const nodes = [0, 1].map(index => aMember(index, {host: `10.0.0.${index + 1}`}));
const expected = planSrv(aSpec({nodes}), {domain: 'a.test'})
  .records.filter(isSrv)
  .filter(({name}) => name === NAME);

function record(target: string, change: Partial<FoundSrv> = {}): FoundSrv {
  return {priority: 0, weight: 0, port: 2380, target, ttl: 300, ...change};
}

function diffOf(found: readonly FoundSrv[]) {
  const {add, remove} = judgeService({
    name: NAME,
    expected,
    found: [...found, record('infra1.a.test', {port: 2390})],
    isUnknown: false,
    facts: {hosts: new Map()},
    severity: 'error',
  });
  const short = (lines: readonly string[]): string[] =>
    lines.map(line => line.replace(`${NAME}. 300 IN SRV `, ''));
  return {add: short(add), remove: short(remove)};
}

const RIGHT = record('infra0.a.test');
const AGAIN = record('infra0.a.test', {priority: 9});
const MISSPELT = record('Infra0.a.test', {priority: 5});
const LINE = '0 0 2380 infra0.a.test.';

it.each<[what: string, found: FoundSrv[], add: string[], remove: string[]]>([
  ['nothing of what is right', [RIGHT], [], []],
  ['what is missing', [], [LINE], []],
  ['all but one of two', [RIGHT, AGAIN], [], ['9 0 2380 infra0.a.test.']],
  [
    'all but one of two that are not as planned',
    [AGAIN, {...AGAIN, weight: 7}],
    [],
    ['9 7 2380 infra0.a.test.'],
  ],
  ['what is spelt otherwise', [MISSPELT], [LINE], ['5 0 2380 Infra0.a.test.']],
  [
    'what is spelt otherwise, and not what is right beside it',
    [MISSPELT, RIGHT],
    [],
    ['5 0 2380 Infra0.a.test.'],
  ],
  ['what is on another port', [{...RIGHT, port: 2381}], [LINE], ['0 0 2381 infra0.a.test.']],
])('the diff has %s', (_, found, add, remove) => {
  expect(diffOf(found)).toEqual({add, remove});
});
