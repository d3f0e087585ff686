import {posix} from 'node:path';

import type {InputKind} from './input.js';

/** What of a text is looked at: a kind shows itself at once, and a file may be large. */
const LOOKED_AT = 64 * 1024;

interface Candidate {
  readonly kind: InputKind;
  /** `text` has plain line ends and no comment lines. */
  readonly fits: (text: string, fileName: string) => boolean;
}

const VARIABLE_LINE = /^\s*(?:export\s+)?[A-Za-z_]\w*=/;
const PROGRAM = String.raw`(?:\S*/)?(?:etcd|etcdctl)`;
/** A start of etcd with something behind it: `etcd --name`, `etcd gateway start`. */
const ETCD_START = new RegExp(
  String.raw`(?:^|[\s"'=;&|({])${PROGRAM}["']?\s+\\?\s*(?:["']?-|gateway|grpc-proxy|\$|\n)`,
  'm',
);
/** Keys at the left margin that only a config file of etcd has. */
const CONFIG_KEY =
  /^["']?(?:name|data-dir|wal-dir|(?:listen|advertise|initial)-[a-z-]+|initial-cluster|(?:client|peer)-transport-security|quota-backend-bytes|snapshot-count|heartbeat-interval|election-timeout|auto-compaction-[a-z]+|discovery[a-z-]*|enable-v2|proxy|log-[a-z]+|logger|strict-reconfig-check|force-new-cluster|feature-gates|experimental-[a-z-]+)["']?\s*:/im;

function everyLine(text: string, fits: (line: string) => boolean): boolean {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  return lines.length > 0 && lines.every(fits);
}

/** An env file may continue a line behind a backslash. */
function joinedLines(text: string): string {
  return text.replace(/\\\n/g, ' ');
}

/** In the order of certainty. */
const CANDIDATES: readonly Candidate[] = [
  {kind: 'spec', fits: text => /^schemaVersion\s*:/m.test(text) && /^nodes\s*:/m.test(text)},
  {
    kind: 'kubernetes',
    fits: text =>
      /^["']?apiVersion["']?\s*:/m.test(text) && /^["']?kind["']?\s*:/m.test(text) && /\betcd/.test(text),
  },
  {kind: 'compose', fits: text => /^["']?services["']?\s*:/m.test(text) && /\betcd/i.test(text)},
  {
    kind: 'systemd',
    fits: text => /^\s*\[(?:Unit|Service|Install)\]\s*$/m.test(text) && /etcd/i.test(text),
  },
  {
    kind: 'env',
    fits: text =>
      /^\s*(?:export\s+)?ETCD(?:CTL)?_\w+=/m.test(text) &&
      everyLine(
        joinedLines(text),
        line => VARIABLE_LINE.test(line) || /^\s*(?:set [-+]a|export\s+[\w\s]+)$/.test(line),
      ),
  },
  {
    kind: 'docker',
    fits: text =>
      /\b(?:docker|podman|nerdctl)\s+(?:container\s+)?(?:run|create)\b/.test(text) && /etcd/.test(text),
  },
  {
    kind: 'procfile',
    fits: (text, fileName) =>
      /etcd/.test(text) &&
      everyLine(text.replace(/\\\n/g, ' '), line => /^[\w-]+:\s/.test(line)) &&
      (/procfile/i.test(fileName) || ETCD_START.test(text.replace(/^[\w-]+:/gm, ' '))),
  },
  {kind: 'config', fits: text => CONFIG_KEY.test(text) && !/^\s*(?:exec\s|#!)/m.test(text)},
  {kind: 'shell', fits: text => ETCD_START.test(text)},
];

/** Comment lines say nothing of the kind: many files quote another one there. */
function withoutComments(text: string): string {
  return text
    .slice(0, LOOKED_AT)
    .replaceAll('\r\n', '\n')
    .replace(/^\s*[#;].*$/gm, '');
}

/** The kind of a file by its content, or undefined where it is nothing of etcd's. */
export function recognise(path: string, text: string): InputKind | undefined {
  const fileName = posix.basename(path);
  const plain = withoutComments(text);
  return CANDIDATES.find(({fits}) => fits(plain, fileName))?.kind;
}
