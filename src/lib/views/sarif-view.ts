import {toUSVString} from 'node:util';

import type {Finding, Severity} from '../domain/findings/finding.js';
import type {KnownRule} from '../domain/rules/every-rule.js';
import {printableJson} from '../domain/text/printable-json.js';
import {adviceOf, findingsByFile} from './findings-by-file.js';
import type {ValidateResult} from './findings-view.js';
import type {View} from './view.js';

const LEVEL: Readonly<Record<Severity, string>> = {error: 'error', warning: 'warning', info: 'note'};
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

export interface ReportingTool {
  /** Of etcdops. */
  readonly version: string;
  readonly rules: readonly KnownRule[];
}

/** A relative path stays one, so that a service finds the file in its checkout. */
function uriOf(file: string): string {
  const path = toUSVString(file).split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
}

/** What is wrong with a whole file stands at its first line: GitHub shows no result that has no line. */
function regionOf({line = 1, column, length, excerpt}: Finding): object {
  const columns =
    column === undefined ? {} : {startColumn: column, endColumn: column + Math.max(1, length ?? 1)};
  const snippet = excerpt === undefined ? {} : {snippet: {text: excerpt.text}};
  return {startLine: line, ...columns, ...snippet};
}

function locationsOf(finding: Finding): object[] {
  const {file} = finding;
  if (file === '-') return [];
  return [{physicalLocation: {artifactLocation: {uri: uriOf(file)}, region: regionOf(finding)}}];
}

function ruleObject(id: string, rule: KnownRule | undefined): object {
  if (rule === undefined) return {id};
  return {
    id,
    shortDescription: {text: rule.title},
    fullDescription: {text: rule.why},
    // GitHub asks for it, and shows it beside the result.
    help: {text: `${rule.why}\n\nA wrong and a right example: docs/rules.md of etcdops, ${id}`},
    defaultConfiguration: {level: LEVEL[rule.severity]},
  };
}

/**
 * The findings for services that collect those of many tools.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifView({version, rules}: ReportingTool): View<ValidateResult> {
  return ({findings}) => {
    const sorted = [...findingsByFile(findings).values()].flat();
    const ids = [...new Set(sorted.map(({rule}) => rule))].sort();
    const indexOf = new Map(ids.map((id, index) => [id, index]));
    const known = new Map(rules.map(rule => [rule.id, rule]));
    const results = sorted.map(finding => ({
      ruleId: finding.rule,
      ruleIndex: indexOf.get(finding.rule),
      level: LEVEL[finding.severity],
      message: {text: toUSVString(adviceOf(finding))},
      locations: locationsOf(finding),
    }));
    const driver = {name: 'etcdops', version, rules: ids.map(id => ruleObject(id, known.get(id)))};
    const run = {tool: {driver}, columnKind: 'utf16CodeUnits', results};
    return printableJson({$schema: SCHEMA, version: '2.1.0', runs: [run]}, 2);
  };
}
