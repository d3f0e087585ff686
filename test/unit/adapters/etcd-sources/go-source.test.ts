import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {createGoSource} from '../../../../src/lib/adapters/etcd-sources/go-source.js';
import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {tempDir} from '../../../helpers/temp-dir.js';
import {type ScriptedReply, scriptedRunner, testContext} from './scripted-runner.js';

const LIST = [
  'go.etcd.io/etcd/server/v3 v3.5.35 v3.7.0 v3.7.2 v3.7.3 v3.8.0-alpha.0',
  'go.etcd.io/etcd/etcdctl/v3 v3.5.35 v3.7.2 v3.7.3',
  'go.etcd.io/etcd/etcdutl/v3 v3.5.35 v3.7.2 v3.7.3',
].join('\n');
const goEnv = (version: string, allowed: string): ScriptedReply => {
  return {command: /^go env GOVERSION GOTOOLCHAIN$/, stdout: `${version}\n${allowed}\n`};
};
const NEEDS =
  'go: go.etcd.io/etcd/server/v3@v3.7.3 requires go >= 1.26.0 (running go 1.25.1; GOTOOLCHAIN=local)\n';

function source(replies: readonly ScriptedReply[], env: Record<string, string> = {PATH: '/bin'}) {
  const runner = scriptedRunner(replies);
  return {runner, go: createGoSource({runner, files: createFiles(), env})};
}

describe('what the Go modules offer', () => {
  it('is what all three programs have, newest first', async () => {
    const {go} = source([goEnv('go1.26.8', 'local'), {command: /^go list -m .*-versions/, stdout: LIST}]);

    const offer = await go.offer({kind: 'line', line: '3.7'}, testContext());

    expect(offer).toEqual({versions: ['3.7.3', '3.7.2'], has: ['3.7.3', '3.7.2', '3.5.35']});
  });

  it.each([
    ['there is no go here', [{command: /^go env/, missing: true}]],
    ['does not tell its version', [goEnv('devel go1.28-abc', 'auto')]],
    [
      'took more than 8 s',
      [goEnv('go1.26.8', 'local'), {command: /^go list/, timedOut: true, exitCode: 143}],
    ],
    [
      'no such host',
      [goEnv('go1.26.8', 'local'), {command: /^go list/, exitCode: 1, stderr: 'go: no such host\n'}],
    ],
  ])('%s', async (message, replies) => {
    await expect(source(replies).go.offer({kind: 'latest'}, testContext())).rejects.toMatchObject({
      code: 'E_INSTALL_FAILED',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('a build', () => {
  it('stands in a module of its own, for this machine, and keeps what the user set', async () => {
    const scratch = tempDir('go');
    const env = {
      PATH: '/bin',
      GOOS: 'plan9',
      GOARCH: 'arm',
      GOPROXY: 'https://proxy.example',
      GOFLAGS: '-trimpath',
    };
    const {runner, go} = source(
      [goEnv('go1.26.8', 'local'), {command: /^go get -tool /}, {command: /^go build /}],
      env,
    );

    await go.fetch(
      '3.7.3',
      '/out',
      testContext(() => scratch),
    );

    expect(readFileSync(join(scratch, 'go.mod'), 'utf8')).toBe('module etcdops.invalid/etcd\n\ngo 1.26\n');
    expect(runner.calls.map(({command}) => command).slice(1)).toEqual([
      'go get -tool go.etcd.io/etcd/server/v3@v3.7.3 go.etcd.io/etcd/etcdctl/v3@v3.7.3 go.etcd.io/etcd/etcdutl/v3@v3.7.3',
      "go build -mod=mod -ldflags '-s -w -X go.etcd.io/etcd/api/v3/version.GitSHA=v3.7.3' -o /out/etcd go.etcd.io/etcd/server/v3",
      "go build -mod=mod -ldflags '-s -w -X go.etcd.io/etcd/api/v3/version.GitSHA=v3.7.3' -o /out/etcdctl go.etcd.io/etcd/etcdctl/v3",
      "go build -mod=mod -ldflags '-s -w -X go.etcd.io/etcd/api/v3/version.GitSHA=v3.7.3' -o /out/etcdutl go.etcd.io/etcd/etcdutl/v3",
    ]);
    expect(runner.calls.at(-1)!.options).toMatchObject({cwd: scratch});
    expect(runner.calls.at(-1)!.options.env).toEqual({
      PATH: '/bin',
      GOTMPDIR: scratch,
      GOPROXY: 'https://proxy.example',
      GOFLAGS: '-trimpath',
      GOWORK: 'off',
      GO111MODULE: 'on',
      CGO_ENABLED: '0',
      GOTOOLCHAIN: 'local',
    });
  });

  it('does without the tool directive on an old go', async () => {
    const {runner, go} = source([
      goEnv('go1.21.0', 'local'),
      {command: /^go get go\.etcd\.io/},
      {command: /^go build /},
    ]);

    await go.fetch(
      '3.5.0',
      '/out',
      testContext(() => tempDir('go')),
    );

    expect(runner.calls).toHaveLength(5);
  });

  it('lets go fetch a newer one of itself only where the user allows it', async () => {
    const failing = {command: /^go get/, exitCode: 1, stderr: NEEDS};
    const strict = source([goEnv('go1.25.1', 'local'), failing]);
    const lenient = source([
      goEnv('go1.25.1', 'auto'),
      failing,
      {command: /^go get/},
      {command: /^go build/},
    ]);

    await expect(
      strict.go.fetch(
        '3.7.3',
        '/out',
        testContext(() => tempDir('go')),
      ),
    ).rejects.toThrow('etcd 3.7.3 needs go 1.26.0 to build, go 1.25 is here');
    await lenient.go.fetch(
      '3.7.3',
      '/out',
      testContext(() => tempDir('go')),
    );

    expect(lenient.runner.calls.map(({options}) => options.env!['GOTOOLCHAIN'])).toEqual([
      undefined,
      'local',
      'auto',
      'auto',
      'auto',
      'auto',
    ]);
  });

  it('says that a version is refused although it is listed', async () => {
    const stderr =
      'go: go.etcd.io/etcd/etcdctl/v3@v3.7.3: reading https://proxy.example/x.info: 403 Forbidden\n';
    const {go} = source([goEnv('go1.26.8', 'local'), {command: /^go get/, exitCode: 1, stderr}]);

    await expect(
      go.fetch(
        '3.7.3',
        '/out',
        testContext(() => tempDir('go')),
      ),
    ).rejects.toMatchObject({
      code: 'E_INSTALL_FAILED',
      details: {unavailable: true},
    });
  });

  it('says what the compiler says', async () => {
    const stderr = '# runtime\ncompile: no space left on device\n';
    const failing = {command: /^go build/, exitCode: 1, stderr};
    const {go} = source([goEnv('go1.26.8', 'local'), {command: /^go get/}, failing]);

    await expect(
      go.fetch(
        '3.7.3',
        '/out',
        testContext(() => tempDir('go')),
      ),
    ).rejects.toThrow(/etcd cannot be built/);
  });
});
