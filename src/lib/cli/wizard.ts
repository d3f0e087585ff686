import {parse} from '@oclif/core/parser';

import {commandLine, equivalentArgv, type BootstrapAnswers} from '../domain/bootstrap/equivalent-line.js';
import type {BootstrapRequest} from '../domain/bootstrap/plan-bootstrap.js';
import {has} from '../domain/etcd-version/capabilities.js';
import {runsHere} from '../queries/bootstrap-outlook.js';
import {findEtcd} from '../queries/resolve-etcd.js';
import {bootstrapFlags, toBootstrapRequest} from './bootstrap-flags.js';
import {writeNotice} from './output.js';
import {createQuestions} from './questions.js';
import type {Services} from './services.js';
import {
  assertFolder,
  askCluster,
  askFolder,
  askGateways,
  askMembers,
  askMethod,
  askPorts,
  askTls,
  askV2Proxies,
  askVersion,
  type Draft,
  type Wizard,
} from './wizard-questions.js';

export interface WizardOptions {
  /** The program's name. */
  readonly bin: string;
  /** What the command line has answered already. */
  readonly dir: string | undefined;
  readonly start: boolean;
  readonly dryRun: boolean;
}

/** What `bootstrap static` does when nothing is said: its flags' own defaults. */
async function defaultAnswers(): Promise<BootstrapAnswers> {
  const {flags} = await parse([], {flags: bootstrapFlags});
  return {request: toBootstrapRequest(flags), dir: flags.dir, start: flags.start};
}

async function askRequest(wizard: Wizard, usual: BootstrapRequest): Promise<Draft> {
  await askMethod(wizard);
  const named = await askCluster(wizard, usual);
  const placed = await askMembers(wizard, named);
  const version = await askVersion(wizard);
  const proxied = has(version, 'v2Proxy') ? await askV2Proxies(wizard, placed) : placed;
  const full = await askGateways(wizard, proxied);
  const encrypted = await askTls(wizard, full);
  return {request: await askPorts(wizard, {request: encrypted, version}), version};
}

/** Whether etcdops can start the cluster, and whether it is to. Members elsewhere get units for their machines. */
async function askStart(
  {services, questions}: Wizard,
  draft: Draft,
  start: boolean,
): Promise<{start: boolean; draft: Draft}> {
  if (runsHere(services, draft.request, draft.version)) {
    return {start: start || (await questions.yesNo('Start the cluster right away?', true)), draft};
  }
  writeNotice('  Some members live on other machines: only files are made, systemd units among them.');
  return {start: false, draft: {...draft, request: {...draft.request, formats: ['config', 'systemd']}}};
}

/** The version, where it has to be said: not the one that the command would take by itself. */
async function versionToName({services}: Wizard, {request, version}: Draft): Promise<string | undefined> {
  const acceptable = (found: string): boolean => request.proxies === 0 || has(found, 'v2Proxy');
  const found = await findEtcd(services, undefined, acceptable);
  return found?.version === version ? undefined : version;
}

/**
 * Asks for what `bootstrap static` has flags for, and shows the line that says the same. Resolves to what to do, or to
 * undefined where the user thinks better of it.
 */
export async function askBootstrap(
  services: Services,
  options: WizardOptions,
): Promise<BootstrapAnswers | undefined> {
  const usual = await defaultAnswers();
  const wizard: Wizard = {services, questions: createQuestions(services.signal)};
  if (options.dir !== undefined) await assertFolder(wizard, options.dir);
  writeNotice(
    'A new etcd cluster. Enter takes the suggested answer; until the last one nothing is written.\n',
  );
  const asked = await askRequest(wizard, usual.request);
  const dir = options.dir ?? (await askFolder(wizard, asked));
  const {draft, start} = await askStart(wizard, asked, options.start);
  const answers: BootstrapAnswers = {
    request: draft.request,
    etcdVersion: await versionToName(wizard, draft),
    etcdBinDir: services.etcdBinDirFlag,
    dir,
    start,
  };
  writeNotice(
    `\nThe same without questions:\n\n  ${commandLine([options.bin, ...equivalentArgv(answers, usual)])}\n`,
  );
  if (options.dryRun || (await wizard.questions.yesNo('Run it?', true))) return answers;
  writeNotice('Nothing was written.');
  return undefined;
}
