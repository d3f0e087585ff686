import type {Finding, Severity} from '../findings/finding.js';
import type {DecodedText} from './decode.js';
import type {InputKind} from './input.js';
import {inputFinding} from './input-findings.js';

/** Read by YAML readers, which take UTF-16, byte order marks and Windows line ends as they come. */
const YAML_KINDS: ReadonlySet<InputKind> = new Set(['config', 'compose', 'kubernetes']);
const SHELL_KINDS: ReadonlySet<InputKind> = new Set(['shell', 'docker']);
/** Readers of the others pass over a byte order mark. */
const KEEPING_THE_MARK: ReadonlySet<InputKind> = new Set(['env', 'procfile', ...SHELL_KINDS]);
/**
 * A shell takes a carriage return for a part of the word before it. Of env files systemd and docker drop it; only a
 * shell that reads one keeps it.
 */
const KEEPING_CARRIAGE_RETURNS: ReadonlyMap<InputKind, Severity> = new Map([
  ['shell', 'error'],
  ['docker', 'error'],
  ['env', 'warning'],
]);

function utf16Finding(file: string, kind: InputKind): Finding {
  if (kind === 'spec')
    return inputFinding('input-encoding', {file, why: 'is UTF-16; a spec has to be UTF-8'});
  const who = kind === 'config' ? 'etcd reads it, and' : 'the program that it is for may read it, but';
  return YAML_KINDS.has(kind)
    ? inputFinding('input-encoding', {
        file,
        severity: 'warning',
        why: `is UTF-16: ${who} hardly anything else does`,
      })
    : inputFinding('input-encoding', {file, why: 'is UTF-16, which neither systemd nor a shell reads'});
}

const COMMENT = /^\s*[#;]/;

/** systemd passes over comments; YAML readers look at every byte. The others hand the bytes on as they are. */
function isFatal(kind: InputKind, line: string): boolean {
  return YAML_KINDS.has(kind) || kind === 'spec' || (kind === 'systemd' && !COMMENT.test(line));
}

/** Points at the byte that does most harm: the first that its reader refuses, else the first. */
function brokenBytesFinding(file: string, kind: InputKind, text: string): Finding {
  const lines = text.split('\n');
  const broken = lines.flatMap((line, index) => (line.includes('\ufffd') ? [index] : []));
  const index = broken.find(at => isFatal(kind, lines[at]!)) ?? broken[0]!;
  const place = {file, line: index + 1, column: lines[index]!.indexOf('\ufffd') + 1, length: 1};
  const why = 'holds bytes that are no UTF-8; it may be in Latin-1';
  const severity = isFatal(kind, lines[index]!) ? 'error' : 'warning';
  const says = kind === 'config' ? {etcdSays: 'yaml: invalid leading UTF-8 octet'} : {};
  return inputFinding('input-encoding', {...place, why, severity, ...says});
}

function markFinding(file: string, kind: InputKind, text: string): Finding {
  const [first = ''] = text.split('\n', 1);
  // In a script the mark makes another program of the first word: harmless only where that is a comment.
  const isHarmless = !SHELL_KINDS.has(kind) || first.trim() === '' || COMMENT.test(first);
  return inputFinding('input-byte-order-mark', {file, line: 1, severity: isHarmless ? 'warning' : 'error'});
}

/** What the encoding and the line ends of a file do to those who read it. */
export function decodingFindings(file: string, kind: InputKind, decoded: DecodedText): Finding[] {
  const {text, encoding, hasByteOrderMark, windowsLine} = decoded;
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return [utf16Finding(file, kind)];
  const findings: Finding[] = [];
  if (encoding === 'other') findings.push(brokenBytesFinding(file, kind, text));
  if (hasByteOrderMark && KEEPING_THE_MARK.has(kind)) findings.push(markFinding(file, kind, text));
  const severity = KEEPING_CARRIAGE_RETURNS.get(kind);
  if (windowsLine !== undefined && severity !== undefined) {
    findings.push(inputFinding('input-line-ends', {file, line: windowsLine, severity}));
  }
  return findings;
}
