import type {Adapters} from '../adapters/adapters.js';
import {compareVersions} from '../domain/etcd-version/version.js';
import {withExcerpts} from '../domain/findings/excerpt.js';
import type {Finding} from '../domain/findings/finding.js';
import {byCause} from '../domain/findings/one-cause.js';
import type {InputKind, Launch} from '../domain/inputs/input.js';
import {inputFinding} from '../domain/inputs/input-findings.js';
import type {SourceText} from '../domain/inputs/place.js';
import type {Input} from '../domain/process/assemble.js';
import type {EtcdProcess, ProcessRole} from '../domain/process/etcd-process.js';
import {nameOf} from '../domain/process/values.js';
import {clusterOf} from '../domain/rules/cluster.js';
import {judge} from '../domain/rules/judge.js';
import {upgradeAdvice} from '../domain/rules/upgrade-path.js';
import {assembleInputs} from './assemble-inputs.js';
import {gatherInputs, type GatheredInput} from './gather-inputs.js';
import {readState} from './cluster-state.js';
import {etcdVersionFor, targetVersionFor} from './etcd-version-for.js';
import {collectMachineFacts, type MachineObserver} from './machine-facts.js';
import type {BinaryFinder} from './resolve-etcd.js';

export interface ValidateOptions {
  /** Files, folders, `-`; none for the spec of this folder. */
  readonly paths: readonly string[];
  readonly kind?: InputKind | undefined;
  /** `3.5` or `3.5.12`. */
  readonly etcdVersion?: string | undefined;
  /** What an upgrade to that version would break is told as well. */
  readonly targetVersion?: string | undefined;
  /** Warnings fail too. */
  readonly strict: boolean;
}

export interface Validated {
  readonly ok: boolean;
  /** The version that counts where an input names none. */
  readonly etcdVersion: string;
  readonly findings: readonly Finding[];
  readonly processes: readonly EtcdProcess[];
  /** Files in folders that are nothing of etcd's. */
  readonly skipped: number;
}

export type Validator = BinaryFinder &
  MachineObserver &
  Pick<Adapters, 'cwd' | 'files' | 'inputFiles' | 'yaml'> & {readonly specFlag: string | undefined};

type OtherInput = GatheredInput & {readonly kind: Exclude<InputKind, 'spec'>};

interface Specs {
  readonly findings: readonly Finding[];
  readonly launches: readonly Launch[];
  readonly files: ReadonlySet<string>;
  readonly version?: string;
}

/** Specs need a schema, which takes its time to load: only where there are any. */
async function readSpecs(validator: Validator, sources: readonly (SourceText | undefined)[]): Promise<Specs> {
  if (sources.length === 0) return {findings: [], launches: [], files: new Set()};
  const {readSpecInput} = await import('./spec-inputs.js');
  const specs = await Promise.all(sources.map(source => readSpecInput(validator, source)));
  const versions = specs.flatMap(({version}) => version ?? []).sort(compareVersions);
  const [version] = versions;
  return {
    findings: specs.flatMap(({findings}) => findings),
    launches: specs.flatMap(({launches}) => launches),
    files: new Set(specs.map(({file}) => file)),
    ...(version === undefined ? {} : {version}),
  };
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly processes: readonly EtcdProcess[];
  /** Of the inputs and of what they refer to, by the name that findings have for the file. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What the spec's own rules say of a spec is not said twice. */
function withoutSpecRepeats(findings: readonly Finding[], specs: Specs): Finding[] {
  const said = new Set(specs.findings.map(({rule}) => rule));
  return findings.filter(({rule, file}) => !(specs.files.has(file) && said.has(rule)));
}

/** The cluster of this folder, where etcdops has seen it healthy. */
async function ownCluster(validator: Validator): Promise<{ownClusterId?: string}> {
  // What cannot be read is for those to tell who need it.
  const {clusterId} = await readState(validator, validator.cwd).catch(() => ({clusterId: undefined}));
  return clusterId === undefined ? {} : {ownClusterId: clusterId};
}

async function judgeFor(
  validator: Validator,
  {inputs, specs}: {inputs: readonly OtherInput[]; specs: Specs},
  version: {version: string; isForced: boolean},
): Promise<Judged> {
  const {launches} = specs;
  const {processes, findings, texts, barren} = await assembleInputs(validator, inputs, {
    ...version,
    launches,
  });
  const facts = {...(await collectMachineFacts(validator, processes)), ...(await ownCluster(validator))};
  const judged = judge(clusterOf(processes, facts));
  const named = new Set(inputs.filter(({isNamed}) => isNamed).map(({source}) => source));
  const ofFiles = barrenFindings(
    barren.filter(({source}) => named.has(source)),
    processes.length > 0,
  );
  return {
    processes,
    texts,
    findings: byCause([...ofFiles, ...findings, ...withoutSpecRepeats(judged, specs)]),
  };
}

/** Of a file that the user named and that starts nothing: a note beside others, an error where nothing at all is left to judge. */
function barrenFindings(barren: readonly Input[], isAnythingJudged: boolean): Finding[] {
  return barren.map(({source: {file}, kind}) => {
    if (isAnythingJudged) return inputFinding('input-no-start', {file, why: kind});
    const why = `read as ${kind}: nothing in it starts a process of etcd, so that nothing was judged`;
    return inputFinding('input-nothing', {file, why});
  });
}

function sameFinding({rule, file, line, column, member}: Finding): string {
  return JSON.stringify([rule, file, line, column, member]);
}

/** What the target version has to say that the present one has not. */
function brokenByUpgrade(now: readonly Finding[], then: readonly Finding[], target: string): Finding[] {
  const known = new Set(now.map(sameFinding));
  return then
    .filter(finding => !known.has(sameFinding(finding)))
    .map(finding => ({...finding, message: `upgrade to ${target}: ${finding.message}`}));
}

/** Without a process nothing was judged, and no finding would pass for a clean cluster. */
function unjudged(
  inputs: readonly GatheredInput[],
  {processes}: Judged,
  findings: readonly Finding[],
): Finding[] {
  if (findings.length > 0 || processes.length > 0) return [];
  const why = 'nothing in it starts a process of etcd, so that nothing was judged';
  return inputs.map(({source}) => inputFinding('input-nothing', {file: source.file, why}));
}

/** Reads what people have as the real etcd would read it, and judges all of it as one cluster. */
export async function validateInputs(validator: Validator, options: ValidateOptions): Promise<Validated> {
  const {paths, kind, strict} = options;
  const asked = options.etcdVersion;
  const forced = asked === undefined ? undefined : await etcdVersionFor(validator, asked);
  const gathered =
    paths.length === 0
      ? {inputs: [], findings: [], skipped: 0}
      : await gatherInputs(validator, {paths, kind});
  const inputs = gathered.inputs.filter((input): input is OtherInput => input.kind !== 'spec');
  const specSources = gathered.inputs.filter(input => input.kind === 'spec').map(({source}) => source);
  const specs = await readSpecs(validator, paths.length === 0 ? [undefined] : specSources);
  const version = forced ?? specs.version ?? (await etcdVersionFor(validator, undefined));
  const {targetVersion} = options;
  const target = targetVersion === undefined ? undefined : targetVersionFor(targetVersion, version);
  const now = await judgeFor(validator, {inputs, specs}, {version, isForced: forced !== undefined});
  const found = [...gathered.findings, ...specs.findings, ...now.findings];
  const findings = [...found, ...unjudged(gathered.inputs, now, found)];
  if (target !== undefined) {
    const then = await judgeFor(validator, {inputs, specs}, {version: target, isForced: true});
    findings.push(...brokenByUpgrade(now.findings, then.findings, target));
    const [first = '-'] = [...gathered.inputs.map(({source}) => source.file), ...specs.files];
    findings.push(...upgradeAdvice(version, target, first));
  }
  const failing = findings.filter(({severity}) => severity === 'error' || (strict && severity === 'warning'));
  return {
    ok: failing.length === 0,
    etcdVersion: version,
    findings: withExcerpts(findings, now.texts),
    processes: now.processes,
    skipped: gathered.skipped,
  };
}

/** The JSON of `validate`. */
export interface ValidateResult {
  readonly ok: boolean;
  readonly etcdVersion: string;
  readonly processes: readonly {
    readonly name: string;
    readonly role: ProcessRole;
    readonly kind: InputKind;
    readonly file: string;
    readonly etcdVersion: string;
  }[];
  readonly skipped: number;
  readonly findings: readonly Finding[];
}

export function toValidateResult({processes, ...rest}: Validated): ValidateResult {
  return {
    ...rest,
    processes: processes.map(process => ({
      name: nameOf(process),
      role: process.role,
      kind: process.input,
      file: process.place.file,
      etcdVersion: process.version,
    })),
  };
}
