import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {expect} from 'vitest';
import {parse} from 'yaml';

import {cleanEnv} from '../helpers/cli.js';
import type {TestCluster} from '../helpers/cluster.js';
import {tempDir} from '../helpers/temp-dir.js';

/** In the place of docker: writes down with which arguments it was called, and from where. It runs no container. */
const STUB_DOCKER = `#!/bin/sh
{ printf '%s\\n' "$PWD"; for word in "$@"; do printf '%s\\n' "$word"; done; } >"$STUB_OUTPUT"
`;

export interface Volume {
  readonly source: string;
  readonly target: string;
  /** `ro`. */
  readonly mode?: string;
}

export function volumeOf(text: string): Volume {
  const [source = '', target = '', mode] = text.split(':');
  return {source, target, ...(mode === undefined ? {} : {mode})};
}

export interface DockerCall {
  readonly cwd: string;
  readonly options: readonly string[];
  readonly image: string;
  readonly argv: readonly string[];
  readonly volumes: readonly Volume[];
}

/** Runs a node's docker-run.sh with the stub in the place of docker. */
export async function recordDockerRun(cluster: TestCluster, name: string): Promise<DockerCall> {
  const stubDir = tempDir('stub');
  const output = join(stubDir, 'calls');
  writeFileSync(join(stubDir, 'docker'), STUB_DOCKER);
  chmodSync(join(stubDir, 'docker'), 0o755);
  await execa(join(cluster.dir, 'nodes', name, 'docker-run.sh'), [], {
    cwd: '/',
    env: cleanEnv({PATH: `${stubDir}:${process.env['PATH']}`, STUB_OUTPUT: output}),
    extendEnv: false,
  });
  const [cwd = '', ...words] = readFileSync(output, 'utf8').trimEnd().split('\n');
  const imageAt = words.findIndex(word => /etcd:v\d/.test(word));
  const options = words.slice(0, imageAt);
  const volumes = options.flatMap((word, index) =>
    options[index - 1] === '--volume' ? [volumeOf(word)] : [],
  );
  return {cwd, options, image: words[imageAt] ?? '', argv: words.slice(imageAt + 1), volumes};
}

/** The command of a container as it would run on this host: its folders replaced by those that are mounted there. */
export async function runOnHost(
  {dir, binDir}: TestCluster,
  {argv, volumes}: Pick<DockerCall, 'argv' | 'volumes'>,
): Promise<void> {
  const [program, ...args] = argv.map(word =>
    volumes.reduce((text, {source, target}) => text.replaceAll(target, source), word),
  );
  expect(program).toBe('etcd');
  const child = execa(join(binDir, 'etcd'), args, {
    cwd: dir,
    env: cleanEnv(),
    extendEnv: false,
    stdio: 'ignore',
    detached: true,
    cleanup: false,
    reject: false,
  });
  child.unref();
  await Promise.resolve();
}

/** A compose file as it is written. */
export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly network_mode: string;
        readonly command: readonly string[];
        readonly volumes: readonly string[];
      }
    >
  >;
}

export function readComposeFile({dir}: Pick<TestCluster, 'dir'>): ComposeFile {
  return parse(readFileSync(join(dir, 'compose.yaml'), 'utf8')) as ComposeFile;
}
