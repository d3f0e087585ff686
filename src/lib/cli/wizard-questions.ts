import {resolve} from 'node:path';

import {simplified} from '../domain/bootstrap/equivalent-line.js';
import {parseMemberList} from '../domain/bootstrap/member-list.js';
import {requestProblems, type BootstrapRequest} from '../domain/bootstrap/plan-bootstrap.js';
import {versionChoices, type VersionChoice} from '../domain/etcd-version/version-choices.js';
import {SPEC_FILE} from '../domain/layout/layout.js';
import {PROXY_MODES, type MadeTlsMode} from '../domain/spec/vocabulary.js';
import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';
import {findBasePort, pathsToWrite, requestPortProblems} from '../queries/bootstrap-outlook.js';
import {listEtcd} from '../queries/list-etcd.js';
import {findEtcd} from '../queries/resolve-etcd.js';
import {conflictingPaths} from '../workflows/place-files.js';
import {writeNotice} from './output.js';
import type {Questions} from './questions.js';
import type {Services} from './services.js';

export interface Wizard {
  readonly services: Services;
  readonly questions: Questions;
}

/** What is known so far. Each question takes it and returns it with its answer. */
export interface Draft {
  readonly request: BootstrapRequest;
  readonly version: string;
}

function requestProblem(request: BootstrapRequest): string | undefined {
  return requestProblems(request)[0]?.message;
}

/** A whole number, or NaN. */
function toCount(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** Asks for a number that becomes a part of the request, until the request can be planned with it. */
async function askNumber(
  {questions}: Wizard,
  question: {message: string; default: number},
  withNumber: (count: number) => BootstrapRequest,
): Promise<BootstrapRequest> {
  const answer = await questions.text({
    message: question.message,
    default: String(question.default),
    problem: text => {
      const count = toCount(text);
      return Number.isNaN(count)
        ? `"${printable(text, 40)}" is not a whole number`
        : requestProblem(withNumber(count));
    },
  });
  return withNumber(toCount(answer));
}

export function askMethod({questions}: Wizard): Promise<string> {
  return questions.choice({
    message: 'How do the members find each other at their first start?',
    choices: [
      {value: 'static', short: 'static', name: 'static: they are all known beforehand'},
      {
        value: 'discovery',
        short: 'discovery',
        name: 'discovery: through a discovery service',
        disabled: 'etcdops bootstrap discovery --size 3',
      },
      {
        value: 'srv',
        short: 'srv',
        name: 'srv: through DNS SRV records',
        disabled: 'etcdops bootstrap srv --domain example.com',
      },
    ],
  });
}

export async function askCluster({questions}: Wizard, request: BootstrapRequest): Promise<BootstrapRequest> {
  const cluster = await questions.text({
    message: 'Name of the cluster:',
    default: request.cluster,
    problem: answer => requestProblem({...request, cluster: answer}),
  });
  return {...request, cluster};
}

async function askHosts({questions}: Wizard, request: BootstrapRequest): Promise<BootstrapRequest> {
  const withHosts = (text: string): BootstrapRequest =>
    simplified({...request, members: parseMemberList(text)});
  const answer = await questions.text({
    message: 'Their hosts (10.0.0.1 10.0.0.2 …, or infra0=10.0.0.1 … to name the members):',
    problem: text =>
      parseMemberList(text).length === 0 ? 'name at least one host' : requestProblem(withHosts(text)),
  });
  return withHosts(answer);
}

export async function askMembers(wizard: Wizard, request: BootstrapRequest): Promise<BootstrapRequest> {
  const areMany = await wizard.questions.choice({
    message: 'Where do the members live?',
    choices: [
      {value: false, short: request.host, name: `all on this machine (${request.host})`},
      {value: true, short: 'several hosts', name: 'on several hosts, or on one other host'},
    ],
  });
  if (areMany) return askHosts(wizard, request);
  const question = {
    message: 'How many members? (3 outlive the loss of one, 5 of two)',
    default: Number(request.members),
  };
  return askNumber(wizard, question, members => ({...request, members}));
}

function describeVersion({version, isAtHand, hasV2Proxy}: VersionChoice): string {
  const notes = [isAtHand ? 'at hand' : 'not here yet', ...(hasV2Proxy ? ['has v2 proxies'] : [])];
  return `${version.padEnd(8)} ${notes.join(', ')}`;
}

/** The version; with a folder of binaries given, the one that they have. */
export async function askVersion({services, questions}: Wizard): Promise<string> {
  const found = await findEtcd(services, undefined, () => true);
  if (found !== undefined && services.etcdBinDirFlag !== undefined) {
    writeNotice(`  etcd ${found.version} from ${services.etcdBinDirFlag}`);
    return found.version;
  }
  const {versions} = await listEtcd(services);
  const atHand = [...versions.map(({version}) => version), ...(found === undefined ? [] : [found.version])];
  const choices = versionChoices(atHand);
  return questions.choice({
    message: 'Which version of etcd?',
    choices: choices.map(choice => ({
      value: choice.version,
      short: choice.version,
      name: describeVersion(choice),
    })),
    default: found?.version ?? choices[0]?.version,
  });
}

export async function askV2Proxies(wizard: Wizard, request: BootstrapRequest): Promise<BootstrapRequest> {
  const question = {message: 'How many v2 proxies?', default: request.proxies};
  const asked = await askNumber(wizard, question, proxies => ({...request, proxies}));
  if (asked.proxies === 0) return asked;
  const proxyMode = await wizard.questions.choice({
    message: 'What do the proxies let pass?',
    choices: PROXY_MODES.map(mode => ({
      value: mode,
      short: mode,
      name: mode === 'readonly' ? 'readonly: reads alone' : 'readwrite: reads and writes',
    })),
    default: request.proxyMode,
  });
  return {...asked, proxyMode};
}

export async function askGateways(wizard: Wizard, request: BootstrapRequest): Promise<BootstrapRequest> {
  const gateways = {
    message: 'How many gateways (one address for all members, plain TCP)?',
    default: request.gateways,
  };
  const asked = await askNumber(wizard, gateways, count => ({...request, gateways: count}));
  const grpcProxies = {
    message: 'How many gRPC proxies (one address too, and they gather watches)?',
    default: request.grpcProxies,
  };
  return askNumber(wizard, grpcProxies, count => ({...asked, grpcProxies: count}));
}

export async function askTls({questions}: Wizard, request: BootstrapRequest): Promise<BootstrapRequest> {
  const mode = await questions.choice<MadeTlsMode>({
    message: 'Encryption?',
    choices: [
      {value: 'none', short: 'none', name: 'none: plain http'},
      {value: 'ca', short: 'ca', name: 'ca: certificates of an own CA; only who has one gets in'},
      {
        value: 'auto',
        short: 'auto',
        name: 'auto: certificates of etcd itself; nobody is checked, over after a year',
      },
    ],
    default: request.tls.mode === 'external' ? 'none' : request.tls.mode,
  });
  return {...request, tls: {...request.tls, mode}};
}

/** Asks for other ports only where the usual ones are taken. */
export async function askPorts(wizard: Wizard, {request, version}: Draft): Promise<BootstrapRequest> {
  const {services, questions} = wizard;
  const [problem] = await requestPortProblems(services, request, version);
  if (problem === undefined) return request;
  writeNotice(`  ${problem}`);
  const free = await findBasePort(services, request, version);
  const withPort = (text: string): BootstrapRequest => ({...request, basePort: toCount(text)});
  const answer = await questions.text({
    message: 'First client port (each further node takes the next ten):',
    default: free === undefined ? undefined : String(free),
    problem: async text => {
      if (Number.isNaN(toCount(text))) return `"${printable(text, 40)}" is not a port`;
      return (
        requestProblem(withPort(text)) ?? (await requestPortProblems(services, withPort(text), version))[0]
      );
    },
  });
  return withPort(answer);
}

/** `~` as a shell would read it; nobody else does here. */
function folderOf({services}: Wizard, text: string): string {
  return text.replace(/^~(?=\/|$)/, services.env['HOME'] ?? '~');
}

/** Why the files of the new cluster cannot go to a folder. */
async function folderProblem(
  {services}: Wizard,
  dir: string,
  paths: readonly string[],
): Promise<string | undefined> {
  const folder = resolve(services.cwd, dir);
  if ((await services.files.exists(folder)) && !(await services.files.isDirectory(folder)))
    return `${dir} is not a folder`;
  const [first] = await conflictingPaths(services, folder, paths);
  if (first === undefined) return undefined;
  return first === SPEC_FILE ? `${dir} already holds a cluster (${first})` : `${dir} already holds ${first}`;
}

/** For a folder that the command line names: better refused before the questions than after them. */
export async function assertFolder(wizard: Wizard, dir: string): Promise<void> {
  const problem = await folderProblem(wizard, dir, []);
  if (problem === undefined) return;
  throw new OpsError('E_DIR_OCCUPIED', `--dir: ${problem}`, {hints: ['choose another folder: --dir DIR']});
}

export async function askFolder(wizard: Wizard, draft: Draft): Promise<string> {
  const paths = pathsToWrite(wizard.services, draft.request, draft.version);
  const usual = ['.', draft.request.cluster];
  const problems = await Promise.all(usual.map(dir => folderProblem(wizard, dir, paths)));
  const answer = await wizard.questions.text({
    message: 'Folder for the files:',
    default: usual[problems.indexOf(undefined)],
    problem: text => (text === '' ? 'name a folder' : folderProblem(wizard, folderOf(wizard, text), paths)),
  });
  return folderOf(wizard, answer);
}
