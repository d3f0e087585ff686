// How long a command takes that has nothing to do but start, against Node itself.
import {etcdops, freeBasePort, inFolder, median, ms, printTable, timed, times} from './measure.mjs';

const ROUNDS = 40;

export const title = 'Start-up, against `node -e 0`';

export async function run({rounds = ROUNDS, binDir}) {
  await inFolder(async folder => {
    const basePort = String(await freeBasePort(3));
    await etcdops([
      'bootstrap',
      'static',
      '--dir',
      folder,
      '--base-port',
      basePort,
      '--etcd-bin-dir',
      binDir,
    ]);
    const node = {name: 'node -e 0', run: () => timed(process.execPath, ['-e', '0'])};
    const commands = [
      {args: ['--version'], goal: 1.8},
      {args: ['--help'], goal: 1.8},
      {args: ['env'], goal: 2.5},
      {args: ['status', '--json'], goal: 2.5},
    ].map(({args, goal}) => ({
      name: `etcdops ${args.join(' ')}`,
      goal,
      // 6: the cluster is stopped.
      run: () => etcdops(args, {cwd: folder, exitCodes: [0, 6]}),
    }));
    const found = new Map([node, ...commands].map(({name}) => [name, []]));
    // One run of each before: it keeps the compiled code.
    for (const {run: once} of [node, ...commands]) await once();
    for (let round = 0; round < rounds; round++)
      for (const {name, run: once} of [node, ...commands]) found.get(name).push(await once());
    const base = median(found.get(node.name));
    printTable(
      ['command', 'median', 'ratio', 'goal'],
      [
        [node.name, ms(base), '1.00', ''],
        ...commands.map(({name, goal}) => {
          const value = median(found.get(name));
          return [name, ms(value), times(value, base), `≤ ${goal}`];
        }),
      ],
    );
  });
}
