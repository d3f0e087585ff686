// etcd's own load generator, which no release contains: built from its module by Go, kept in a cache below node_modules.
import {existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {ROOT, runOrThrow} from '../scripts/run-program.mjs';

/** The newest one of which Go's module proxy has the tools. */
const VERSION = 'v3.6.8';
const TOOL = 'go.etcd.io/etcd/v3/tools/benchmark';
const CACHE = join(ROOT, 'node_modules/.cache/etcdops-bench');

/** Its path; a first call builds it, which takes half a minute or more. */
export async function benchmarkTool() {
  const program = join(CACHE, `benchmark-${VERSION}`);
  if (existsSync(program)) return program;
  const dir = join(CACHE, `build-${process.pid}`);
  mkdirSync(dir, {recursive: true});
  try {
    writeFileSync(join(dir, 'go.mod'), 'module scratch\n');
    await runOrThrow('go', ['get', '-tool', `${TOOL}@${VERSION}`], {cwd: dir});
    const built = join(dir, 'benchmark');
    await runOrThrow('go', ['build', '-ldflags', '-s -w', '-o', built, TOOL], {
      cwd: dir,
      env: {...process.env, CGO_ENABLED: '0'},
    });
    // Whole or not at all: two runs may build at the same time.
    renameSync(built, program);
  } finally {
    rmSync(dir, {recursive: true, force: true});
  }
  return program;
}
