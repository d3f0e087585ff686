import {describe, expect, it} from 'vitest';

import type {NamedDataDirs} from '../../../src/lib/domain/machine/data-dirs.js';
import type {FileFact} from '../../../src/lib/domain/rules/cluster.js';
import {collectMachineFacts, type MachineObserver} from '../../../src/lib/queries/machine-facts.js';
import {processOf} from '../../helpers/process-of.js';

const FILE = {kind: 'file', mode: 0o600} as const;
const ABSENT = {kind: 'absent'} as const;

/** A machine in memory that keeps what it was asked. */
interface FakeMachine extends MachineObserver {
  readonly asked: readonly string[];
  /** Looks at the same time. */
  readonly load: {readonly most: number};
}

/** Files by path, and the ids of members by the path of their data. */
function machineWith(
  files: Readonly<Record<string, FileFact>>,
  dataDirs: Readonly<Record<string, string>> = {},
): FakeMachine {
  const asked: string[] = [];
  const load = {now: 0, most: 0};
  const working = async <T>(answer: T): Promise<T> => {
    load.most = Math.max(load.most, ++load.now);
    await Promise.resolve();
    load.now--;
    return answer;
  };
  return {
    asked,
    load,
    cwd: '/cwd',
    host: {ownAddresses: () => ['127.0.0.1', '10.0.0.1']},
    factOfFile(path: string): Promise<FileFact | undefined> {
      asked.push(path);
      return working(files[path]);
    },
    etcdData: {
      lookAt({dataDir, walDir}: NamedDataDirs) {
        asked.push(walDir === undefined ? dataDir : `${dataDir} with ${walDir}`);
        const memberId = dataDirs[dataDir];
        return working(
          memberId === undefined
            ? undefined
            : {
                kind: 'folder',
                path: dataDir,
                hasMember: true,
                hasProxy: false,
                hasWal: true,
                hasDb: true,
                memberId,
              },
        );
      },
    },
  };
}

const NAMED = '--listen-peer-urls http://0.0.0.0:2380 --initial-advertise-peer-urls';

describe('collectMachineFacts', () => {
  it('looks at the files that a process names, and at its data', async () => {
    const machine = machineWith({'/e/ca.crt': FILE}, {'/d': '1'});
    const member = processOf('etcd --data-dir /d --peer-trusted-ca-file /e/ca.crt');

    const facts = await collectMachineFacts(machine, [member]);

    expect(machine.asked).toEqual(['/e/ca.crt', '/d']);
    expect(facts.file(member, '/e/ca.crt')).toEqual(FILE);
    expect(facts.dataDir(member)).toMatchObject({path: '/d', memberId: '1'});
  });

  it('looks at each path once, however many processes name it', async () => {
    const machine = machineWith({'/e/ca.crt': FILE});
    const clients = [1, 2, 3].map(() => processOf('etcdctl --cacert /e/ca.crt get a'));

    await collectMachineFacts(machine, clients);

    expect(machine.asked).toEqual(['/e/ca.crt']);
  });

  it('looks at few paths at a time', async () => {
    const machine = machineWith({});
    const clients = Array.from({length: 500}, (_, index) =>
      processOf(`etcdctl --cacert /e/${index}.crt get a`),
    );

    await collectMachineFacts(machine, clients);

    expect(machine.asked).toHaveLength(500);
    expect(machine.load.most).toBeLessThanOrEqual(64);
  });

  it.each<[string, Readonly<Record<string, FileFact>>, FileFact | undefined]>([
    ['there', {'/cwd/conf/ca.crt': FILE, '/cwd/ca.crt': ABSENT}, FILE],
    ['in the working directory alone', {'/cwd/conf/ca.crt': ABSENT, '/cwd/ca.crt': FILE}, FILE],
    ['in neither', {'/cwd/conf/ca.crt': ABSENT, '/cwd/ca.crt': ABSENT}, ABSENT],
    ['where nobody can tell', {}, undefined],
  ])('finds a relative path beside the input: %s', async (_, files, fact) => {
    const client = processOf('etcdctl --cacert ca.crt get a', undefined, {place: {file: 'conf/run.sh'}});

    const facts = await collectMachineFacts(machineWith(files), [client]);

    expect(facts.file(client, 'ca.crt')).toEqual(fact);
  });

  it('looks at a log with its own folder, and at nothing where that folder is not here', async () => {
    const machine = machineWith({}, {'/d': '1'});
    const launch = {inContainer: true, mounts: [{source: '/d', target: '/data'}]} as const;
    const whole = processOf('etcd --data-dir /d --wal-dir /w');
    const half = processOf('etcd --data-dir /data --wal-dir /wal', undefined, launch);

    const facts = await collectMachineFacts(machine, [whole, half]);

    expect(machine.asked).toEqual(['/d with /w']);
    expect(facts.dataDir(whole)).toBeDefined();
    expect(facts.dataDir(half)).toBeUndefined();
  });

  it('asks nothing of this machine about another one', async () => {
    const machine = machineWith({}, {'/d': '1'});
    const member = processOf(
      'etcd --data-dir /d --peer-trusted-ca-file /e/ca.crt --listen-peer-urls http://10.0.0.2:2380',
    );

    const facts = await collectMachineFacts(machine, [member]);

    expect(machine.asked).toEqual([]);
    expect(facts.dataDir(member)).toBeUndefined();
  });

  it.each([
    ['with names that are not those of this machine', 'http://a:2380', 'http://b:2380', [false, false]],
    ['of which one has an address of this machine', 'http://a:2380', 'http://10.0.0.1:2380', [false, true]],
    ['of this machine', 'http://127.0.0.1:2380', 'http://10.0.0.1:2380', [true, true]],
  ])('gives data at one path to members %s', async (_, first, second, known) => {
    const machine = machineWith({}, {'/d': '1'});
    const members = [first, second].map(url => processOf(`etcd --data-dir /d ${NAMED} ${url}`));

    const facts = await collectMachineFacts(machine, members);

    expect(members.map(member => facts.dataDir(member) !== undefined)).toEqual(known);
  });

  it('gives data to a member that stands in two forms', async () => {
    const machine = machineWith({}, {'/d': '1'});
    const forms = [1, 2].map(() => processOf(`etcd --data-dir /d ${NAMED} http://a:2380`));

    const facts = await collectMachineFacts(machine, forms);

    expect(forms.map(form => facts.dataDir(form)?.memberId)).toEqual(['1', '1']);
  });
});
