import {defineConfig} from 'vitest/config';

/** A project whose tests need nothing but Node. Without isolation its files share a process, which halves the time. */
function fastProject(name: string, isolate = true) {
  return {
    extends: true as const,
    test: {name, include: [`test/${name}/**/*.test.ts`], testTimeout: 10_000, hookTimeout: 10_000, isolate},
  };
}

/** A project that starts real etcd; two clusters at a time are as many as a small machine carries. */
function clusterProject(name: string, groupOrder: number) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: 120_000,
      hookTimeout: 180_000,
      teardownTimeout: 60_000,
      fileParallelism: true,
      maxWorkers: 2,
      // Of tests that ask for it: the table of truth starts many an etcd, which mostly wait.
      maxConcurrency: 8,
      sequence: {groupOrder},
    },
  };
}

const inFull = process.env['ETCDOPS_TEST_FULL'] === '1';

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    setupFiles: ['test/helpers/setup.ts'],
    projects: [
      fastProject('unit', false),
      fastProject('commands'),
      fastProject('workflows'),
      fastProject('golden', false),
      clusterProject('integration', 1),
      ...(inFull ? [clusterProject('full', 2)] : []),
    ],
  },
});
