import type {Adapters} from '../../adapters/adapters.js';
import type {Finding} from '../../domain/findings/finding.js';
import {byCause} from '../../domain/findings/one-cause.js';
import type {Launch} from '../../domain/inputs/input.js';
import type {EtcdProcess} from '../../domain/process/etcd-process.js';
import {clusterOf} from '../../domain/rules/cluster.js';
import {judge} from '../../domain/rules/judge.js';
import {assembleInputs} from '../assemble-inputs.js';
import {collectMachineFacts, type MachineObserver} from '../machine-facts.js';

/** A command line of etcd that is not running yet. */
export interface CommandLine {
  readonly label: string;
  /** Behind the program. */
  readonly args: readonly string[];
  /** Absolute: where its relative paths count from. */
  readonly folder: string;
  /** The full version of etcd that is going to run it. */
  readonly version: string;
}

export type LaunchJudge = MachineObserver & Pick<Adapters, 'cwd' | 'files' | 'inputFiles' | 'yaml'>;

/** Of what runs here a file is missing also where its folder is; of others the path may be one of another machine. */
function sureOfAbsence({files, factOfFile}: LaunchJudge): Adapters['factOfFile'] {
  return async path => {
    const fact = await factOfFile(path);
    const mayExist = fact !== undefined || (await files.exists(path).catch(() => true));
    return mayExist ? fact : {kind: 'absent'};
  };
}

/** The rules of `validate` on one command line, before anything is started. */
export async function judgeLaunch(
  observer: LaunchJudge,
  {label, args, folder, version}: CommandLine,
): Promise<{process: EtcdProcess; findings: Finding[]}> {
  const place = {file: 'command line'};
  const launch: Launch = {
    label,
    input: 'shell',
    place,
    argv: ['etcd', ...args].map(text => ({text, place})),
    environment: [],
    workingDirectory: folder,
    isHere: true,
  };
  const {processes} = await assembleInputs(observer, [], {version, isForced: true, launches: [launch]});
  const here = {...observer, factOfFile: sureOfAbsence(observer)};
  const facts = await collectMachineFacts(here, processes);
  return {process: processes[0]!, findings: byCause(judge(clusterOf(processes, facts)))};
}
