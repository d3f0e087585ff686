import {posix} from 'node:path';

import {SPEC_FILE} from '../layout/layout.js';
import {isArgumentList} from './argument-list.js';
import {isProse, runsContainer, startsEtcd} from './command-signs.js';
import {countConfigKeys, isEtcdVariable, outermostKeys} from './config-keys.js';
import {isSourceOrDocument} from './folder-walk.js';
import {withoutHereDocuments, type HereText} from './here-text.js';
import type {InputKind} from './input.js';

/** What of a text is looked at: a kind shows itself at once, and a file may be large. */
const LOOKED_AT = 64 * 1024;

/** A text on which its kind is told. */
interface Sample {
  readonly fileName: string;
  /** Without comments and blank lines; a line that a backslash continues is one line. */
  readonly lines: readonly string[];
  readonly keys: ReadonlySet<string>;
  readonly mentionsEtcd: boolean;
  /** Texts that it writes into files, if it is a script. */
  readonly documents: readonly HereText[];
  /** It says itself that a shell runs it, or its name does. */
  readonly isScript: boolean;
}

/** Whole lines, since a cut would make another line of the last one; but a line may be longer than all of it. */
function beginningOf(text: string): string {
  if (text.length <= LOOKED_AT) return text;
  const end = text.lastIndexOf('\n', LOOKED_AT) + 1;
  return text.slice(0, end > LOOKED_AT / 2 ? end : LOOKED_AT);
}

function sampleOf(path: string, text: string): Sample {
  const {outside: beginning, documents} = withoutHereDocuments(beginningOf(text));
  const fileName = posix.basename(path);
  const plain = beginning
    .split('\n')
    .filter(line => !/^\s*(?:[#;]|$)/.test(line))
    .join('\n');
  return {
    fileName,
    lines: plain.replaceAll('\\\n', ' ').split('\n'),
    keys: outermostKeys(plain),
    mentionsEtcd: /etcd/i.test(beginning),
    documents,
    isScript: /^#!.{0,200}\b(?:ba|da|k|z|a)?sh\b/.test(beginning) || /\.(?:ba|da|k|z|a)?sh$/i.test(fileName),
  };
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/;
/** Stands between the assignments of an env file that a shell reads. */
const BESIDE_ASSIGNMENT = /^\s*(?:set\s+[-+]|export\s|readonly\s|unset\s)/;

function isEnv({lines, isScript}: Sample): boolean {
  const names = lines.flatMap(line => ASSIGNMENT.exec(line)?.[1] ?? []);
  if (isScript || !names.some(isEtcdVariable)) return false;
  // The rest may be slips, such as a value that goes on in the next line, but no commands.
  const others = lines.filter(line => !ASSIGNMENT.test(line) && !BESIDE_ASSIGNMENT.test(line));
  return others.length <= names.length && !lines.some(line => startsEtcd(line) || runsContainer(line));
}

/** A line that is nothing but the name of etcd may be anything. */
function startsWithArguments(line: string): boolean {
  return /\S\s+\S/.test(line) && startsEtcd(line);
}

const PROCFILE_LINE = /^\s*[\w-]{1,100}:\s+(\S.*)$/;

function isProcfile({lines, fileName, mentionsEtcd}: Sample): boolean {
  if (/procfile/i.test(fileName)) return mentionsEtcd;
  const commands = lines.map(line => PROCFILE_LINE.exec(line)?.[1]);
  return commands.every(command => command !== undefined) && commands.some(startsWithArguments);
}

function isConfig({keys, fileName, lines}: Sample): boolean {
  const {known, own} = countConfigKeys(keys);
  if (/\betcd\b.*\.(?:ya?ml|conf|json)$/i.test(fileName) && known > 0) return true;
  if (isArgumentList(lines)) return true;
  if (lines.some(line => startsEtcd(line))) return false;
  return own >= 2 || (own === 1 && known * 2 >= keys.size);
}

/** Commands, and not a text that quotes them. */
function areCommands({lines, isScript}: Sample): boolean {
  return isScript || lines.filter(isProse).length * 4 <= lines.length;
}

/** A script that writes a file of etcd's, and may leave it to others to start it. */
function writesInput({documents, isScript, lines}: Sample): boolean {
  const isSure = isScript || lines.every(line => !isProse(line));
  return (
    isSure && documents.some(({target, text}) => !isDocument(text) && recognise(target, text) !== undefined)
  );
}

function isDocument(text: string): boolean {
  return withoutHereDocuments(text).documents.length > 0;
}

function isShell(sample: Sample): boolean {
  const {lines, isScript} = sample;
  if (writesInput(sample)) return true;
  const isSure = isScript || lines.some(line => ASSIGNMENT.test(line));
  return lines.some(isSure ? startsEtcd : startsWithArguments) && areCommands(sample);
}

/** Of GitLab and others: a list of the containers beside a job. */
const SERVICES_LIST = /^services\s*:\s*(?:\n\s*-|\[)/m;

/** In the order of certainty. */
const CANDIDATES: readonly (readonly [InputKind, (sample: Sample) => boolean])[] = [
  ['spec', ({keys, fileName}) => (keys.has('schemaVersion') && keys.has('nodes')) || fileName === SPEC_FILE],
  ['kubernetes', ({keys, mentionsEtcd}) => keys.has('apiVersion') && keys.has('kind') && mentionsEtcd],
  [
    'compose',
    ({keys, mentionsEtcd, lines}) =>
      keys.has('services') && mentionsEtcd && !SERVICES_LIST.test(lines.join('\n')),
  ],
  [
    'systemd',
    ({lines, mentionsEtcd}) =>
      mentionsEtcd && lines.some(line => /^\s*\[(?:Unit|Service|Install|Container)\]\s*$/.test(line)),
  ],
  ['env', isEnv],
  ['procfile', isProcfile],
  ['config', isConfig],
  ['docker', sample => sample.mentionsEtcd && sample.lines.some(runsContainer) && areCommands(sample)],
  ['shell', isShell],
];

/** Filled in by another program before anybody reads it. */
const TEMPLATE_LINE = /^\s*(?:\{\{|\{%|<%)/;
/** The first words of programs in other languages. */
const PROGRAM_LINE =
  /^(?:package \w+\s*$|import (?:\w+$|[\w.]+;|\(|"|\{)|from \S+ import |(?:def|func|class) \w+ ?[(:{]|#include\b)/;

/** A setting whose value a template engine fills in. Docker's `--format '{{…}}'` stands elsewhere. */
const TEMPLATE_VALUE =
  /^(?:\s*(?:ExecStart\s*=(?!.*(?:--format|-f)[ =]["']?\{\{)|Environment\s*=|(?:export\s+)?ETCD\w*\s*=)|[a-z][a-z-]*:\s).*(?:\{\{[^{}\n]*\}\}|<%=)/;

/** Whether it would be something of etcd's once a template engine has filled it in. */
export function isTemplate(path: string, text: string): boolean {
  const sample = sampleOf(path, text);
  const isAboutEtcd = sample.mentionsEtcd || /etcd/i.test(sample.fileName);
  if (!isAboutEtcd || sample.isScript) return false;
  return sample.lines.some(line => TEMPLATE_LINE.test(line) || TEMPLATE_VALUE.test(line));
}

function isForeign({lines, fileName, isScript}: Sample, text: string): boolean {
  if (isScript) return false;
  return (
    isSourceOrDocument(fileName) ||
    text.startsWith('#!') ||
    lines.some(
      line =>
        TEMPLATE_LINE.test(line) ||
        TEMPLATE_VALUE.test(line) ||
        PROGRAM_LINE.test(line) ||
        line.startsWith('```'),
    )
  );
}

/** The kind of a file by its content, or undefined where it is nothing of etcd's. */
export function recognise(path: string, text: string): InputKind | undefined {
  const sample = sampleOf(path, text);
  if (isForeign(sample, text)) return undefined;
  return CANDIDATES.find(([, fits]) => fits(sample))?.[0];
}
