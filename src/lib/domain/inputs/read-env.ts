import {readAsDocker} from './env-docker.js';
import {readAsDotenv} from './env-dotenv.js';
import {MOST_FINDINGS, type EnvDialect, type EnvFile} from './env-file.js';
import {isForShell, readAsShell} from './env-shell.js';
import {readAsSystemd, readSystemdEnv} from './env-systemd.js';
import {slipFindings} from './env-systemd-findings.js';
import {labelOfFile} from './file-label.js';
import type {InputReader, Variable} from './input.js';
import type {SourceText} from './place.js';

const DIALECTS: Readonly<Record<EnvDialect, (source: SourceText) => EnvFile>> = {
  systemd: readAsSystemd,
  shell: readAsShell,
  docker: readAsDocker,
  dotenv: readAsDotenv,
};

/** The variables of a file as one reader takes them, in the order of the file. */
export function readEnvFile(source: SourceText, dialect: EnvDialect): EnvFile {
  const {variables, findings} = DIALECTS[dialect](source);
  return {variables, findings: findings.slice(0, MOST_FINDINGS)};
}

function keyOf({name, place}: Variable): string {
  return `${place.line ?? 0} ${name}`;
}

/**
 * A file that may be for systemd, for docker or for a shell: what systemd takes in another way than a shell is a
 * finding, and the value counts as it is meant, so that it is not found wrong for a second time.
 */
function readForAny(source: SourceText): EnvFile {
  const {variables, findings} = readSystemdEnv(source);
  const inShell = new Map(readAsShell(source).variables.map(variable => [keyOf(variable), variable]));
  return {
    variables: variables.map(({variable, slips}) =>
      slips.size === 0 ? variable : (inShell.get(keyOf(variable)) ?? variable),
    ),
    findings: [...findings, ...variables.flatMap(slipFindings)].slice(0, MOST_FINDINGS),
  };
}

/** An env file that stands alone: a start of `etcd`, or of `etcdctl` where all variables are for that. */
export const readEnv: InputReader = source => {
  const {variables, findings} = isForShell(source) ? readEnvFile(source, 'shell') : readForAny(source);
  const place = {file: source.file};
  const has = (prefix: string): boolean => variables.some(({name}) => name.startsWith(prefix));
  if (!has('ETCD_') && !has('ETCDCTL_')) return {launches: [], findings};
  const argv = has('ETCD_') ? [] : [{text: 'etcdctl', place}];
  const label = labelOfFile(source.path);
  return {launches: [{label, input: 'env', place, argv, environment: variables}], findings};
};
