import type {Finding, Severity} from '../domain/findings/finding.js';
import {adviceOf, findingsByFile, shownFile} from './findings-by-file.js';
import {summaryOf, type ValidateResult} from './findings-view.js';
import type {View} from './view.js';

const COMMAND: Readonly<Record<Severity, string>> = {error: 'error', warning: 'warning', info: 'notice'};

/** A command is one line. */
function escapedText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A property ends at a comma, the list of them at two colons. */
function escapedProperty(text: string): string {
  return escapedText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function commandOf(finding: Finding): string {
  const {severity, file, line, column, length, rule} = finding;
  const properties: readonly (readonly [name: string, value: string | number | undefined])[] = [
    ['file', file === '-' ? undefined : shownFile(file)],
    ['line', line],
    ['col', column],
    ['endColumn', column === undefined || length === undefined ? undefined : column + length],
    ['title', rule],
  ];
  const written = properties.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapedProperty(String(value))}`],
  );
  return `::${COMMAND[severity]} ${written.join(',')}::${escapedText(adviceOf(finding))}`;
}

/**
 * Commands by which GitHub shows findings beside the lines of a change, and a line that sums up.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const githubView: View<ValidateResult> = result => {
  const findings = [...findingsByFile(result.findings).values()].flat();
  return [...findings.map(commandOf), summaryOf(result)].join('\n');
};
