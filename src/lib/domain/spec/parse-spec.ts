import * as z from 'zod';

import {formatPath, type SpecFinding, type SpecPath} from '../findings/finding.js';
import {nearest} from '../text/nearest.js';
import {printable} from '../text/printable.js';
import {clusterSpecSchema, type ClusterSpec} from './schema.js';
import {SPEC_SCHEMA_VERSION} from './vocabulary.js';

export type ParsedSpec =
  {readonly spec: ClusterSpec; readonly findings: readonly []} | {readonly findings: readonly SpecFinding[]};

type Issue = z.core.$ZodIssue;

function valueAt(root: unknown, path: SpecPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    root,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return printable(JSON.stringify(value), 60);
}

/** The keys that the schema knows at a path; empty where any key goes. */
function knownKeys(path: SpecPath): string[] {
  let schema: z.core.$ZodType | undefined = clusterSpecSchema;
  for (const key of path) schema = stepInto(unwrapped(schema), key);
  const target = unwrapped(schema);
  if (target instanceof z.ZodObject) return Object.keys(target.shape);
  if (target instanceof z.ZodDiscriminatedUnion) {
    return target.options.flatMap(option => Object.keys((option as unknown as z.ZodObject).shape));
  }
  return [];
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional ? schema.def.innerType : schema;
}

function stepInto(schema: z.core.$ZodType | undefined, key: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[key] as z.core.$ZodType | undefined;
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return undefined;
}

function unknownKeyFindings(path: SpecPath, keys: readonly string[]): SpecFinding[] {
  const known = knownKeys(path);
  return keys.map(key => {
    const near = nearest(key, known);
    return {
      rule: 'spec-unknown-key',
      severity: 'error',
      path: [...path, key],
      message: `unknown key "${printable(key)}"${path.length === 0 ? '' : ` in ${formatPath(path)}`}`,
      fix: near === undefined ? `known keys here: ${known.join(', ')}` : `did you mean "${near}"?`,
    };
  });
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return EXPECTED[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(value => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'at least one'
        : `${issue.minimum} or more`;
    case 'too_big':
      return `${issue.maximum} or less`;
    case 'invalid_union':
      return issue.discriminator === undefined
        ? 'a text, a number, true, false or a list of texts'
        : '"static", "discovery" or "srv"';
    default:
      return issue.message;
  }
}

/** The words of one of our own rules, also where zod has them inside an issue about a key or a union. */
function ownMessage(issue: Issue): string | undefined {
  if (issue.code === 'custom') return issue.message;
  const inner =
    issue.code === 'invalid_key' ? issue.issues : issue.code === 'invalid_union' ? issue.errors.flat() : [];
  return inner.find(({code}) => code === 'custom')?.message;
}

function toFindings(issue: Issue, root: unknown): SpecFinding[] {
  const path = issue.path as SpecPath;
  if (issue.code === 'unrecognized_keys') return unknownKeyFindings(path, issue.keys);
  const value = valueAt(root, path);
  const where = formatPath(path);
  const message = ownMessage(issue);
  if (message !== undefined)
    return [{rule: 'spec-value', severity: 'error', path, message: `${where}: ${message}`}];
  if (value === undefined) {
    return [
      {
        rule: 'spec-missing-key',
        severity: 'error',
        path: path.slice(0, -1),
        message: `${where} is missing`,
        fix: `write ${where}: ${expectation(issue)}`,
      },
    ];
  }
  return [
    {
      rule: 'spec-value',
      severity: 'error',
      path,
      message: `${where} is ${shown(value)}, but must be ${expectation(issue)}`,
    },
  ];
}

function versionFinding(value: unknown): SpecFinding | undefined {
  const found = (value as {schemaVersion?: unknown}).schemaVersion;
  if (typeof found !== 'number' || found <= SPEC_SCHEMA_VERSION) return undefined;
  return {
    rule: 'spec-schema-version',
    severity: 'error',
    path: ['schemaVersion'],
    message: `schemaVersion is ${found}; this etcdops reads up to ${SPEC_SCHEMA_VERSION}`,
    fix: 'use the newer etcdops that wrote this spec',
  };
}

/** Turns what the YAML reader found into a spec, or into findings that name each value and its fix. */
export function parseSpec(value: unknown): ParsedSpec {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message =
      value === null || value === undefined
        ? 'the spec is empty'
        : `the spec is ${shown(value)}, not a block of keys`;
    const fix =
      'etcdops bootstrap static --members 3 writes one; its keys are schemaVersion, cluster, nodes, …';
    return {findings: [{rule: 'spec-value', severity: 'error', path: [], message, fix}]};
  }
  const tooNew = versionFinding(value);
  if (tooNew !== undefined) return {findings: [tooNew]};
  const result = clusterSpecSchema.safeParse(value, {reportInput: false});
  if (result.success) return {spec: result.data, findings: []};
  return {findings: result.error.issues.flatMap(issue => toFindings(issue, value))};
}
