import {dirname, join, relative, resolve} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {YamlDocument} from '../adapters/yaml/yaml.js';
import {hasErrors, type Finding, type SpecFinding} from '../domain/findings/finding.js';
import {specFindings} from '../domain/findings/spec-rules.js';
import {SPEC_FILE} from '../domain/layout/layout.js';
import {parseSpec} from '../domain/spec/parse-spec.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {errorMessage, OpsError} from '../errors/ops-error.js';

/** A spec of 1000 nodes has 150 KB. */
const MAX_SPEC_BYTES = 4 * 1024 * 1024;
/** How many findings an error message repeats; `validate` shows all. */
const SHOWN_FINDINGS = 5;

export type SpecReader = Pick<Adapters, 'cwd' | 'files' | 'yaml'> & {readonly specFlag: string | undefined};

export interface LoadedSpec {
  readonly spec: ClusterSpec;
  /** Absolute path of the spec. */
  readonly path: string;
  /** As findings name it: relative to the working directory. */
  readonly file: string;
  /** Absolute path of its folder, to which all other paths are relative. */
  readonly folder: string;
  /** What stood in the file. */
  readonly text: string;
  readonly document: YamlDocument;
  /** Warnings and the like; an error would have thrown. */
  readonly findings: readonly Finding[];
}

export interface CheckedSpec extends Omit<LoadedSpec, 'spec'> {
  /** Undefined where its shape is wrong. */
  readonly spec?: ClusterSpec;
}

/** The spec that a command means: the flag, else the working directory's or the nearest parent's. */
async function findSpec({cwd, files, specFlag}: SpecReader): Promise<string> {
  if (specFlag !== undefined) {
    const path = resolve(cwd, specFlag);
    if (await files.exists(path)) return path;
    throw new OpsError('E_SPEC_NOT_FOUND', `there is no spec at ${path}`, {
      hints: ['check --spec and ETCDOPS_SPEC'],
    });
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, SPEC_FILE);
    if (await files.exists(path)) return path;
    if (folder === dirname(folder)) break;
  }
  throw new OpsError('E_SPEC_NOT_FOUND', `there is no ${SPEC_FILE} in ${cwd} or a folder above it`, {
    hints: ['etcdops bootstrap static --members 3', 'or name one: --spec FILE'],
  });
}

/** What to do about a file that is no spec at all. */
const ANOTHER_FILE = 'name the spec: --spec FILE, or bring it back from version control';

function unreadable(path: string, why: string): OpsError {
  return new OpsError('E_SPEC_UNREADABLE', `${path}: ${why}`, {hints: [ANOTHER_FILE]});
}

/** A file that cannot be read is a spec that cannot. */
function throwAsSpecError(error: unknown): never {
  if (!(error instanceof OpsError) || error.code !== 'E_FILE_UNREADABLE') throw error;
  throw new OpsError('E_SPEC_UNREADABLE', error.message, {cause: error, hints: [ANOTHER_FILE]});
}

async function readSpecText(files: Adapters['files'], path: string): Promise<string> {
  const text = await files.readText(path, MAX_SPEC_BYTES).catch((error: unknown) => {
    if (!(error instanceof OpsError)) throw unreadable(path, errorMessage(error));
    return throwAsSpecError(error);
  });
  if (text === undefined) throw unreadable(path, 'it is gone');
  if (text.includes('\0') || text.includes('\ufffd')) throw unreadable(path, 'it is no UTF-8 text');
  return text.replace(/^\ufeff/, '');
}

function located(finding: SpecFinding, file: string, document: YamlDocument): Finding {
  const {path, ...rest} = finding;
  const line = document.lineOf(path);
  return {...rest, file, ...(line === undefined ? {} : {line})};
}

/** Reads a spec and judges it; findings instead of errors wherever the file is YAML at all. */
export async function checkSpec(reader: SpecReader): Promise<CheckedSpec> {
  const path = await reader.files.canonicalPath(await findSpec(reader).catch(throwAsSpecError));
  const text = await readSpecText(reader.files, path);
  return checkSpecText(reader, {path, file: relative(reader.cwd, path), text});
}

/** Judges the text of a spec, wherever it came from. */
export async function checkSpecText(
  reader: Pick<SpecReader, 'yaml'>,
  {path, file, text}: {path: string; file: string; text: string},
): Promise<CheckedSpec> {
  const base = {path, file, folder: dirname(path), text};
  const yaml = await reader.yaml();
  let document: YamlDocument;
  try {
    document = yaml.parse(text);
  } catch (error) {
    const why = error instanceof RangeError ? 'it is nested too deeply' : errorMessage(error);
    throw unreadable(path, `the YAML cannot be read: ${why}`);
  }
  if (document.problems.length > 0) {
    const findings = document.problems.map((problem): Finding => {
      return {rule: 'yaml-syntax', severity: 'error', file, ...problem};
    });
    return {...base, document, findings};
  }
  const parsed = parseSpec(document.toValue());
  if (!('spec' in parsed)) {
    return {...base, document, findings: parsed.findings.map(finding => located(finding, file, document))};
  }
  const findings = specFindings(parsed.spec).map(finding => located(finding, file, document));
  return {...base, document, findings, spec: parsed.spec};
}

/** `etcdops.yaml:12: message (fix)` */
function formatFinding({file, line, message, fix}: Finding): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return `${where}: ${message}${fix === undefined ? '' : ` (${fix})`}`;
}

function usable(checked: CheckedSpec): LoadedSpec {
  const {spec, findings} = checked;
  if (spec !== undefined && !hasErrors(findings)) return {...checked, spec};
  const errors = findings.filter(({severity}) => severity === 'error').map(formatFinding);
  const more = errors.length > SHOWN_FINDINGS ? [`and ${errors.length - SHOWN_FINDINGS} more`] : [];
  throw new OpsError('E_SPEC_INVALID', [...errors.slice(0, SHOWN_FINDINGS), ...more].join('\n  '), {
    hints: ['etcdops validate shows all findings'],
    details: {findings},
  });
}

/** The spec for a command that acts on it. Throws E_SPEC_INVALID where `validate` would find an error. */
export async function loadSpec(reader: SpecReader): Promise<LoadedSpec> {
  return usable(await checkSpec(reader));
}

/** The spec as its file has it by now; judged again only where that is another text. Throws as `loadSpec` does. */
export async function reloadSpec(
  reader: Pick<SpecReader, 'files' | 'yaml'>,
  known: LoadedSpec,
): Promise<LoadedSpec> {
  const text = await readSpecText(reader.files, known.path);
  return text === known.text ? known : usable(await checkSpecText(reader, {...known, text}));
}
