import {toUSVString} from 'node:util';

import type {Finding} from '../domain/findings/finding.js';
import {printable} from '../domain/text/printable.js';
import {adviceOf, findingsByFile, shownFile} from './findings-by-file.js';
import {judgedFiles, type ValidateResult} from './findings-view.js';
import type {View} from './view.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text for an attribute or an element. XML 1.0 has no way to write control characters and halves of a character. */
function escaped(text: string): string {
  return toUSVString(text)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, character => ENTITIES[character]!);
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escaped(String(value))}"`]))
    .join('');
}

function caseOf(finding: Finding): string[] {
  const {rule, line, severity} = finding;
  const file = shownFile(finding.file);
  const name = `${rule}${line === undefined ? '' : ` at line ${line}`}`;
  const message = printable(finding.message, Infinity);
  const advice = escaped(adviceOf(finding));
  return [
    `    <testcase${attributes({name, classname: file, file, line})}>`,
    isFailure(finding)
      ? `      <failure${attributes({type: severity, message})}>${advice}</failure>`
      : `      <system-out>${advice}</system-out>`,
    '    </testcase>',
  ];
}

/** A note says nothing against a file. */
function isFailure({severity}: Finding): boolean {
  return severity !== 'info';
}

function suiteOf(file: string, findings: readonly Finding[]): string[] {
  const name = shownFile(file);
  const count = Math.max(1, findings.length);
  const cases =
    findings.length === 0
      ? [`    <testcase${attributes({name: 'no findings', classname: name})}/>`]
      : findings.flatMap(caseOf);
  return [
    `  <testsuite${attributes({name, tests: count, failures: findings.filter(isFailure).length, errors: 0})}>`,
    ...cases,
    '  </testsuite>',
  ];
}

/** A suite of tests for each file, in which every error and warning failed; GitLab, Jenkins and others show it. */
export const junitView: View<ValidateResult> = result => {
  const {findings} = result;
  const found = findingsByFile(findings);
  const files = judgedFiles(result);
  const suites = files.map(file => found.get(file) ?? []);
  const tests = suites.reduce((sum, suite) => sum + Math.max(1, suite.length), 0);
  const failures = findings.filter(isFailure).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({name: 'etcdops validate', tests, failures, errors: 0})}>`,
    ...files.flatMap((file, index) => suiteOf(file, suites[index]!)),
    '</testsuites>',
  ].join('\n');
};
