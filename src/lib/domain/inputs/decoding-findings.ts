import type {Finding} from '../findings/finding.js';
import type {DecodedText} from './decode.js';
import type {InputKind} from './input.js';
import {inputFinding} from './input-findings.js';

/** Read by YAML readers, which take UTF-16, byte order marks and Windows line ends as they come. */
const YAML_KINDS: ReadonlySet<InputKind> = new Set(['spec', 'config', 'compose', 'kubernetes']);
/** Read by a shell, which takes carriage returns for a part of the word before them. */
const SHELL_KINDS: ReadonlySet<InputKind> = new Set(['shell', 'docker']);

function encodingFindings(file: string, kind: InputKind, {encoding, text}: DecodedText): Finding[] {
  if (encoding === 'utf-8') return [];
  const isYaml = YAML_KINDS.has(kind);
  if (encoding !== 'other') {
    const severity = isYaml ? 'warning' : 'error';
    return [inputFinding('input-encoding', {file, line: 1, encoding: 'UTF-16', severity})];
  }
  const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
  const says = kind === 'config' ? {etcdSays: 'yaml: invalid leading UTF-8 octet'} : {};
  const severity = isYaml ? 'error' : 'warning';
  return [inputFinding('input-encoding', {file, line, severity, ...says})];
}

/** What the encoding and the line ends of a file do to those who read it. */
export function decodingFindings(file: string, kind: InputKind, decoded: DecodedText): Finding[] {
  const findings = encodingFindings(file, kind, decoded);
  const {hasByteOrderMark, hasWindowsLineEnds, encoding} = decoded;
  const isYaml = YAML_KINDS.has(kind);
  if (hasByteOrderMark && encoding === 'utf-8' && !isYaml && kind !== 'systemd') {
    findings.push(inputFinding('input-byte-order-mark', {file, line: 1}));
  }
  if (hasWindowsLineEnds && (SHELL_KINDS.has(kind) || kind === 'env')) {
    const severity = kind === 'env' ? 'warning' : 'error';
    findings.push(inputFinding('input-line-ends', {file, line: 1, severity}));
  }
  return findings;
}
