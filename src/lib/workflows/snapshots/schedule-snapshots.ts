import {join, resolve} from 'node:path';

import {cronLine, scheduledCommands, type ScheduleRequest} from '../../domain/snapshots/schedule.js';
import {numberedNames, timeStamp} from '../../domain/snapshots/file-name.js';
import type {SpecContext} from '../cluster-run.js';

export interface ScheduleResult {
  /** Paths relative to the folder of the spec. */
  readonly files: readonly {readonly path: string; readonly outcome: 'written' | 'unchanged' | 'planned'}[];
  /** For a machine without systemd. */
  readonly cron: string;
  readonly timer: string;
  /** Of the spec, absolute. */
  readonly folder: string;
}

export interface ScheduleOptions {
  readonly dryRun: boolean;
  /** The words that start etcdops, absolute. */
  readonly program: readonly string[];
}

const SCHEDULE_DIR = 'schedule';
const MAX_UNIT_BYTES = 256 * 1024;

type Outcome = ScheduleResult['files'][number]['outcome'];

/** What stands there and is something else is moved aside. */
async function put(
  {adapters}: SpecContext,
  path: string,
  {text, dryRun}: {text: string; dryRun: boolean},
): Promise<Outcome> {
  const {clock, files, snapshotFiles} = adapters;
  const found = await files.readText(path, MAX_UNIT_BYTES);
  if (found === text) return 'unchanged';
  if (dryRun) return 'planned';
  if (found !== undefined)
    await snapshotFiles.publishAs(path, numberedNames(`${path}.replaced-${timeStamp(clock.now())}`));
  await files.writeAtomic(path, text);
  return 'written';
}

/** Writes a systemd timer and its service that save and prune, and gives the line for cron. */
export async function scheduleSnapshots(
  context: SpecContext,
  request: ScheduleRequest,
  {dryRun, program}: ScheduleOptions,
): Promise<ScheduleResult> {
  const {adapters, loaded} = context;
  const {spec, folder, path: specPath} = loaded;
  const {cwd, etcdBinDirFlag} = adapters;
  const etcdBinDir = etcdBinDirFlag === undefined ? undefined : resolve(cwd, etcdBinDirFlag);
  const commands = scheduledCommands(request, {program, specPath, etcdBinDir});
  const templates = await adapters.templates();
  const unit = `etcdops-snapshot-${spec.cluster}`;
  const made = {
    madeBy: 'Made by etcdops snapshot schedule.',
    description: `Snapshots of the etcd cluster ${spec.cluster}`,
  };
  const {USER: user = 'root'} = adapters.env;
  const texts = [
    [
      `${unit}.service`,
      templates.render('snapshot.service', {
        ...made,
        workingDirectory: folder,
        user: user === 'root' ? null : user,
        commands: commands.map(words => [...words]),
      }),
    ],
    [`${unit}.timer`, templates.render('snapshot.timer', {...made, calendar: request.every})],
  ] as const;
  if (!dryRun) await adapters.files.ensureDir(join(folder, SCHEDULE_DIR));
  const files = [];
  for (const [name, text] of texts) {
    const path = join(SCHEDULE_DIR, name);
    files.push({path, outcome: await put(context, join(folder, path), {text, dryRun})});
  }
  return {files, cron: cronLine(request.every, commands), timer: `${unit}.timer`, folder};
}
