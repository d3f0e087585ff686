import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import type {EtcdProcess} from '../../../../src/lib/domain/process/etcd-process.js';
import {
  isSameMember,
  TakenPorts,
  takersOf,
  tellingMarks,
  type Bound,
} from '../../../../src/lib/domain/rules/taken-ports.js';
import {readFiles} from '../../../helpers/judge-files.js';

/** Processes of these names, which is all that tells them apart. */
async function processesOf(...names: readonly string[]): Promise<readonly EtcdProcess[]> {
  const lines = names.map((name, index) => `p${index}: etcd --name=${name}\n`);
  const {processes} = await readFiles({Procfile: lines.join('')});
  return processes;
}

function boundOf(process: EtcdProcess, setting: string, host: string): Bound {
  return {process, setting, host, port: '2379', place: process.place, text: `http://${host}:2379`};
}

describe('who comes second', () => {
  it.each([
    ['127.0.0.1', 'localhost', true],
    ['0.0.0.0', '10.0.0.1', true],
    ['::', '10.0.0.1', true],
    ['::', '0.0.0.0', true],
    ['::1', '::', true],
    ['2001:DB8::1', '2001:db8:0::1', true],
    ['', '10.0.0.1', true],
    ['0.0.0.0', '::1', false],
    ['127.0.0.1', '127.0.0.2', false],
    ['127.0.0.1', '::1', false],
    ['10.0.0.1', '127.0.0.1', false],
  ])('on %s and %s of one machine: %s', async (a, b, expected) => {
    const [one, two] = takersOf(await processesOf('a', 'b'), () => ['machine']);
    const found = [
      [a, b],
      [b, a],
    ].map(([first, second]) => {
      const taken = new TakenPorts();
      taken.take(boundOf(one!.process, 'listen-peer-urls', first!), one!);
      return taken.take(boundOf(two!.process, 'listen-peer-urls', second!), two!) !== undefined;
    });

    expect(found).toEqual([expected, expected]);
  });

  it('is found as a look at all pairs finds it', async () => {
    const processes = await processesOf('a', 'b', 'b', 'c', 'd');
    const marksOf = [['m', 'n'], ['m'], ['n'], ['n', 'o'], ['o']];
    const takers = takersOf(processes, process => marksOf[processes.indexOf(process)]!);
    const hosts = ['', '::', '0.0.0.0', 'localhost', '127.0.0.1', '::1', '10.0.0.1', '10.0.0.2'];
    const isV6 = (host: string): boolean => host === '' || host.includes(':');
    const bindsSame = (a: string, b: string): boolean =>
      a === b || [a, b].some(host => host === '::') || ([a, b].includes('0.0.0.0') && !isV6(a) && !isV6(b));
    const bare = (host: string): string => (host === '' ? '::' : host.replace('localhost', '127.0.0.1'));
    const isRival = (a: Bound, b: Bound): boolean => {
      if (!bindsSame(bare(a.host), bare(b.host))) return false;
      if (a.process === b.process) return a.setting !== b.setting || a.host !== b.host;
      const [one, two] = [a, b].map(({process}) => marksOf[processes.indexOf(process)]!);
      return one!.some(mark => two!.includes(mark)) && !isSameMember(a.process, b.process);
    };
    const address = fc.tuple(
      fc.nat(processes.length - 1),
      fc.constantFrom('listen-client-urls', 'listen-client-http-urls', 'listen-addr'),
      fc.constantFrom(...hosts),
    );
    fc.assert(
      fc.property(fc.array(address, {maxLength: 12}), addresses => {
        const ports = new TakenPorts();
        const held: Bound[] = [];
        for (const [index, setting, host] of addresses) {
          const process = takers[index]!.process;
          const bound = boundOf(process, setting, host);
          const rivals = held.filter(other => isRival(bound, other));
          const rival = ports.take(bound, takers[index]!);

          expect(rival === undefined).toBe(rivals.length === 0);
          if (rival === undefined) held.push(bound);
          else expect(rivals).toContain(rival);
        }
      }),
      {numRuns: 500},
    );
  });

  it('costs the same however many addresses there are', async () => {
    const [a] = takersOf(await processesOf('a'), () => ['machine']);
    const taken = new TakenPorts();
    const hosts = Array.from({length: 20_000}, (_, index) => `10.0.${index >> 8}.${index & 255}`);

    // All pairs would be 200 million: the time limit of a test would be over.
    const rivals = hosts.filter(host => taken.take(boundOf(a!.process, 'listen-addr', host), a!));

    expect(rivals).toEqual([]);
  });
});

describe('marks of machines', () => {
  it.each<[string[][], string[][]]>([
    [[], []],
    [
      [['m'], ['n']],
      [[], []],
    ],
    [
      [['m', 'm'], ['m']],
      [['m', 'm'], ['m']],
    ],
    [
      [
        ['m', 'n'],
        ['m', 'n'],
      ],
      [['n'], ['n']],
    ],
    [
      [['m', 'n', 'o'], ['m', 'n'], ['n']],
      [['m', 'n'], ['m', 'n'], ['n']],
    ],
  ])('of %j, %j tell the processes apart', (marks, expected) => {
    expect(tellingMarks(marks)).toEqual(expected);
  });
});
