import {createServer} from 'node:net';

import {describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';
import {expectRefusal} from './refused-command.js';

type Row = readonly [title: string, args: readonly string[], says: readonly (string | RegExp)[]];

const ESCAPE = '\u001b';

/** Each is added to `bootstrap static --start`. */
const FLAGS: readonly Row[] = [
  ['--members 0', ['--members', '0'], ['--members', '"0"', /1 to 1000/]],
  ['--members -1', ['--members=-1'], ['--members', '"-1"', /1 to 1000/]],
  ['--members -1, apart', ['--members', '-1'], ['--members']],
  ['--members 3.5', ['--members', '3.5'], ['--members', '"3.5"', /whole number/]],
  ['--members 1e9', ['--members', '1e9'], ['--members', '"1e9"', /1 to 1000/]],
  ['--members with a word', ['--members', 'three'], ['--members', '"three"']],
  ['--members with nothing', ['--members', ''], ['--members']],
  ['--members that is huge', ['--members', '9'.repeat(400)], ['--members', /1 to 1000/]],
  ['--members and --member', ['--members', '3', '--member', 'a=127.0.0.1'], ['--member']],
  ['--proxies on a version without them', ['--proxies', '1'], ['--etcd-version 3.5', '--gateways']],
  ['--gateways -1', ['--gateways=-1'], ['--gateways', '"-1"']],
  ['a name with a space', ['--member', 'a b=127.0.0.1'], ['--member', 'a b', /letters/]],
  ['a name with a comma', ['--member', 'a,b=127.0.0.1'], ['--member', 'a,b', /letters/]],
  ['a name with a slash', ['--member', 'a/b=127.0.0.1'], ['--member', 'a/b', /letters/]],
  ['a name that is ..', ['--member', '..=127.0.0.1'], ['--member', '".."', /letters/]],
  ['a name with .. in it', ['--member', 'a..b=127.0.0.1'], ['--member', 'a..b', /letters/]],
  ['a name with a newline', ['--member', 'a\nb=127.0.0.1'], ['--member', /a.+b/, /letters/]],
  ['a name with an escape sequence', ['--member', `a${ESCAPE}[31m=127.0.0.1`], ['--member', /letters/]],
  ['a name with =', ['--member', 'a=b=127.0.0.1'], ['--member', 'b=127.0.0.1']],
  ['a name with a quote', ['--member', "a'b=127.0.0.1"], ['--member', "a'b", /letters/]],
  ['a name that begins with -', ['--member=-a=127.0.0.1'], ['--member', '-a', /letters/]],
  ['a name of 300 characters', ['--member', `${'a'.repeat(300)}=127.0.0.1`], ['--member', '300', '63']],
  ['a name twice', ['--member', 'a=127.0.0.1', '--member', 'a=127.0.0.1'], ['--member', '"a"', /twice/]],
  ['an empty name', ['--member', '=127.0.0.1'], ['--member', 'NAME=HOST']],
  ['no name', ['--member', '127.0.0.1'], ['--member', '127.0.0.1', 'NAME=HOST']],
  ['a member without a host', ['--member', 'a='], ['--member', 'NAME=HOST']],
  ['a host that is a URL', ['--host', 'http://127.0.0.1'], ['--host', 'http://127.0.0.1', /host alone/]],
  ['a member whose host is a URL', ['--member', 'a=http://127.0.0.1:2380'], ['--member', /host alone/]],
  ['a host with a port', ['--host', '127.0.0.1:2379'], ['--host', '127.0.0.1:2379', '--base-port']],
  ['a host that is 0.0.0.0', ['--host', '0.0.0.0'], ['--host', '0.0.0.0', /address that others reach/]],
  ['a host that is ::', ['--host', '::'], ['--host', /address that others reach/]],
  ['a host that is no address', ['--host', '256.1.1.1'], ['--host', '256.1.1.1']],
  ['a host with brackets', ['--host', '[::1]'], ['--host', '[::1]', /brackets/]],
  ['a host with a space', ['--host', 'a b'], ['--host', '"a b"']],
  ['an empty host', ['--host', ''], ['--host', /empty/]],
  ['a listen address that is a name', ['--listen', 'localhost'], ['--listen', 'localhost', /IP address/]],
  [
    'loopback among other hosts',
    ['--member', 'a=127.0.0.1', '--member', 'b=10.9.8.7'],
    ['127.0.0.1', 'address'],
  ],
  ['--base-port 0', ['--base-port', '0'], ['--base-port', '"0"', '65535']],
  ['--base-port -1', ['--base-port=-1'], ['--base-port', '"-1"', '65535']],
  ['--base-port 65536', ['--base-port', '65536'], ['--base-port', '"65536"', '65535']],
  ['--base-port that is no number', ['--base-port', '2379x'], ['--base-port', '"2379x"']],
  ['--base-port too high for three', ['--base-port', '65530'], ['--base-port', '65530', '65535']],
  ['a cluster that is a path', ['--cluster', '../demo'], ['--cluster', '../demo', /letters/]],
  ['an empty cluster', ['--cluster', ''], ['--cluster', /empty/]],
  ['a token with a space', ['--token', 'a b'], ['--token', 'a b', /letters/]],
  ['an empty token', ['--token', ''], ['--token', /empty/]],
  ['a format that does not exist', ['--format', 'toml'], ['--format', 'toml', 'procfile']],
  ['an empty format', ['--format', ''], ['--format', 'procfile']],
  ['a version that is none', ['--etcd-version', 'new'], ['new', '3.7']],
  ['a version that etcdops does not know', ['--etcd-version', '2.3'], ['2.3', '3.4', '3.7']],
  [
    'a version other than that of --etcd-bin-dir',
    ['--etcd-version', '3.5'],
    ['--etcd-bin-dir', '--etcd-version'],
  ],
  ['names for certificates that nobody makes', ['--san', 'a'], ['--san', '--tls none']],
  ['a CA for peers without any', ['--tls', 'auto', '--peer-ca', 'separate'], ['--peer-ca', '--tls ca']],
  ['a passphrase for a CA that nobody makes', ['--encrypt'], ['--encrypt', '--tls ca']],
  ['a name that is none', ['--tls', 'ca', '--san', 'http://a'], ['--san', 'http://a', 'is a URL']],
  ['a passphrase that is not there', ['--tls', 'ca', '--ca-passphrase-file', '/none'], ['/none']],
  ['a TLS mode that does not exist', ['--tls', 'maybe'], ['--tls', 'maybe', 'none']],
  ['a duration that is none', ['--timeout', 'soon'], ['soon', /20s/]],
  ['an argument too many', ['infra0'], ['infra0']],
  ['an unknown flag', ['--member-count', '3'], ['--member-count']],
  ['an unknown flag, nearly right', ['--member-s', '3'], ['--member-s']],
  ['a flag without its value', ['--cluster'], ['--cluster']],
];

describe('bootstrap static refuses', () => {
  it.each(FLAGS)('%s', async (_, args, says) => {
    const dir = tempDir('bad');

    await expectRefusal(['bootstrap', 'static', '--start', '--etcd-bin-dir', etcdBinDir('3.7'), ...args], {
      dir,
      exitCode: 2,
      says,
    });
  });

  it.each([
    ['client', 0],
    ['peer', 11],
    ['metrics', 22],
  ])('a %s port that is in use', async (kind, offset) => {
    const dir = tempDir('bad');
    const base = await freeBasePort(3);
    const server = createServer().listen(base + offset, '127.0.0.1');
    onDispose(() => void server.close());
    const node = `infra${Math.floor(offset / 10)}`;

    await expectRefusal(['bootstrap', 'static', '--start', '--base-port', String(base)], {
      dir,
      exitCode: 2,
      code: 'E_PORT_IN_USE',
      says: [String(base + offset), kind, node, '--base-port'],
    });
  });

  it('a port that a server on all addresses has', async () => {
    const dir = tempDir('bad');
    const base = await freeBasePort(1);
    const server = createServer().listen(base, '::');
    onDispose(() => void server.close());

    await expectRefusal(['bootstrap', 'static', '--members', '1', '--base-port', String(base)], {
      dir,
      exitCode: 2,
      code: 'E_PORT_IN_USE',
      says: [String(base)],
    });
  });
});

const LINES: readonly Row[] = [
  ['an unknown command', ['bootstrapp'], ['bootstrapp']],
  ['an unknown command of a topic', ['bootstrap', 'statik'], ['statik']],
  ['an unknown command with a flag', ['foo', '--members', '3'], ['foo']],
  ['an unknown flag', ['status', '--bogus'], ['--bogus', '--help']],
  ['a flag without its value', ['status', '--spec'], ['--spec']],
  ['an old version', ['bootstrap', 'static', '--etcd-version', '2.3'], ['2.3', '3.4']],
  ['a version to come', ['bootstrap', 'static', '--etcd-version', '9.9'], ['9.9', '3.7']],
  ['a spec that is not there', ['status', '--spec', '/nonexistent.yaml'], ['/nonexistent.yaml', '--spec']],
  ['a folder without a spec', ['up'], ['etcdops.yaml', 'etcdops bootstrap']],
  ['a duration that is none', ['up', '--timeout', '5 minutes'], ['5 minutes', '20s']],
  ['a negative number of lines', ['logs', '--lines=-1'], ['--lines']],
  ['a shell that does not exist', ['env', '--shell', 'cmd'], ['cmd', 'fish']],
  ['a version that is none', ['etcd', 'install', 'newest'], ['newest', 'latest']],
  [
    'a mirror that is no address',
    ['etcd', 'install', '3.7', '--mirror', 'nowhere'],
    ['--mirror', 'https://'],
  ],
  ['a source that does not exist', ['etcd', 'install', '--source', 'ftp'], ['--source', 'ftp', 'debian']],
];

describe('a command line that is wrong', () => {
  it.each(LINES)('%s', async (_, args, says) => {
    await expectRefusal(args, {dir: tempDir('bad'), exitCode: 2, says});
  });

  it('a variable that is wrong is named', async () => {
    const env = {ETCDOPS_TIMEOUT: 'soon'};

    const {exitCode, stderr} = await runCli(['status'], {cwd: tempDir('bad'), env});

    expect(exitCode).toBe(2);
    expect(stderr).toContain('soon');
  });
});
