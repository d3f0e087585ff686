import {describe, expect, it} from 'vitest';

import {forge} from '../../../src/lib/adapters/forge/forge.js';
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
  readonly load: {readonly most: number; readonly forges: number};
  /** Files of which the content was read. */
  readonly read: readonly string[];
}

/** Files by path, and the ids of members by the path of their data. */
function machineWith(
  files: Readonly<Record<string, FileFact>>,
  dataDirs: Readonly<Record<string, string>> = {},
  texts: Readonly<Record<string, string>> = {},
): FakeMachine {
  const asked: string[] = [];
  const read: string[] = [];
  const load = {now: 0, most: 0, forges: 0};
  const working = async <T>(answer: T): Promise<T> => {
    load.most = Math.max(load.most, ++load.now);
    await Promise.resolve();
    load.now--;
    return answer;
  };
  return {
    asked,
    load,
    read,
    cwd: '/cwd',
    clock: {now: () => new Date(0)},
    host: {ownAddresses: () => ['127.0.0.1', '10.0.0.1']},
    forge() {
      load.forges++;
      return Promise.resolve(forge);
    },
    inputFiles: {
      read(path) {
        read.push(path);
        const bytes = Buffer.from(texts[path] ?? '');
        return working({kind: 'bytes', bytes} as const);
      },
    },
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

  describe('of files for TLS', () => {
    const PAIR = '--peer-cert-file p.crt --peer-key-file p.key --peer-trusted-ca-file ca.crt';
    const member = (words: string) => processOf(`etcd ${words}`, undefined, {place: {file: 'conf/run.sh'}});

    it('reads what is here, where it is, and once', async () => {
      const files = {
        '/cwd/conf/p.crt': FILE,
        '/cwd/p.key': FILE,
        '/cwd/conf/p.key': ABSENT,
        '/cwd/ca.crt': FILE,
      };
      const machine = machineWith(
        files,
        {},
        {'/cwd/p.key': '-----BEGIN X PRIVATE KEY-----\n-----END X PRIVATE KEY-----\n'},
      );
      const [first, second] = [member(PAIR), member(PAIR)] as const;

      const facts = await collectMachineFacts(machine, [first, second]);

      expect(machine.read).toEqual(['/cwd/conf/p.crt', '/cwd/p.key', '/cwd/ca.crt']);
      expect(facts.tlsFile(second, 'p.crt')).toEqual({place: '/cwd/conf/p.crt', blocks: []});
      expect(facts.tlsFile(first, 'p.key')).toEqual({
        place: '/cwd/p.key',
        blocks: [{label: 'X PRIVATE KEY'}],
        key: {state: 'unreadable'},
      });
    });

    it.each([
      ['without TLS', '--name a', {}],
      ['of which none is here', PAIR, {'/cwd/conf/p.crt': ABSENT}],
      ['that are folders', PAIR, {'/cwd/conf/p.crt': {kind: 'folder'} as const}],
      ['that etcd does not open', '--cert-file p.crt --key-file p.key', {'/cwd/conf/p.crt': FILE}],
      ['of another machine', `${PAIR} --listen-peer-urls https://10.0.0.2:2380`, {'/cwd/ca.crt': FILE}],
    ])('loads nothing to read them with: %s', async (_, words, files) => {
      const machine = machineWith(files);

      await collectMachineFacts(machine, [member(words)]);

      expect({read: machine.read, forges: machine.load.forges}).toEqual({read: [], forges: 0});
    });

    it('reads no more than a machine can have', async () => {
      const paths = Array.from({length: 900}, (_, index) => `/e/${index}.crt`);
      const machine = machineWith(Object.fromEntries(paths.map(path => [path, FILE])));

      await collectMachineFacts(
        machine,
        paths.map(path => processOf(`etcdctl --cacert ${path} get a`)),
      );

      expect(machine.read).toHaveLength(600);
      expect(machine.load.most).toBeLessThanOrEqual(64);
    });
  });
});
