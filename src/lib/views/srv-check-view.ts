import type {SrvFinding} from '../domain/srv/srv-finding.js';
import type {SrvCheck} from '../queries/srv/check-srv.js';
import {paint} from './paint.js';
import type {View, ViewOptions} from './view.js';

/** More of a kind are counted, not listed. */
const SHOWN = 20;

const MARKS = {error: ['✗', 'red'], warning: ['!', 'yellow'], info: ['i', 'cyan']} as const;

function upTo<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length > SHOWN ? [`… and ${items.length - SHOWN} more`] : [];
  return [...items.slice(0, SHOWN).map(line), ...more];
}

/** Lines of records stand in the diff; all of a name that has none, too. */
function isInDiff({rule, name, fix = ''}: SrvFinding, {diff}: SrvCheck): boolean {
  const isAdded = rule === 'srv-missing' && diff.add.some(line => line.startsWith(`${name}. `));
  return isAdded || [...diff.add, ...diff.remove].some(line => fix.endsWith(line));
}

function findingLine(finding: SrvFinding, check: SrvCheck, options: ViewOptions): string {
  const {severity, name, message, fix} = finding;
  const [mark, colour] = MARKS[severity];
  const mending = fix === undefined || isInDiff(finding, check) ? '' : `\n  → ${fix}`;
  const about = message.includes(name) ? '' : `${name}: `;
  return `${paint(mark, colour, options)} ${about}${message}${mending}`;
}

function diffLines({diff}: SrvCheck, options: ViewOptions): string[] {
  if (diff.add.length + diff.remove.length === 0) return [];
  return [
    'What DNS has to have otherwise:',
    ...upTo(diff.remove, line => paint(`- ${line}`, 'red', options)),
    ...upTo(diff.add, line => paint(`+ ${line}`, 'green', options)),
    '',
  ];
}

function closing({ok, domain, findings}: SrvCheck): string {
  if (ok) return `The records of ${domain} are as the spec needs them. Next: etcdops up`;
  const starts = findings.every(({severity}) => severity !== 'error');
  return starts
    ? `The members find each other in ${domain}; what is marked ! concerns others. Next: etcdops up`
    : `The members would not find each other in ${domain}: see ✗ above. Next: mend it, then: etcdops srv check`;
}

/** What is wrong, the lines that mend it, and what it comes to. */
export const srvCheckView: View<SrvCheck> = (check, options) => {
  const findings = upTo(check.findings, finding => findingLine(finding, check, options));
  return [
    ...findings,
    ...(findings.length === 0 ? [] : ['']),
    ...diffLines(check, options),
    closing(check),
  ].join('\n');
};
