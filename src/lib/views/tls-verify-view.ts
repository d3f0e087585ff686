import {plural} from '../domain/text/plural.js';
import {printable} from '../domain/text/printable.js';
import type {Handshake, TlsVerdict} from '../queries/pki/verify-tls.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

function faultLines({faults}: TlsVerdict, options: ViewOptions): string[] {
  return faults.map(({path, message, severity, fix}) => {
    const mark = paint(severity === 'error' ? '✗' : '!', severity === 'error' ? 'red' : 'yellow', options);
    return `${mark} ${printable(path, 200)} ${message}${fix === undefined ? '' : `\n  → ${fix}`}`;
  });
}

const OUTCOME_WORD: Readonly<Record<Handshake['outcome'], readonly [string, 'green' | 'red' | 'yellow']>> = {
  passed: ['passed', 'green'],
  failed: ['failed', 'red'],
  'not-running': ['not running', 'yellow'],
};

function handshakeTable({handshakes}: TlsVerdict, options: ViewOptions): string {
  const rows = handshakes.map(({from, to, url, outcome, protocol}) => {
    const [word, colour] = OUTCOME_WORD[outcome];
    return [from, to, url, paint(word, colour, options), protocol ?? '-'];
  });
  return formatTable(['FROM', 'TO', 'URL', 'HANDSHAKE', 'PROTOCOL'], rows);
}

function failureLines({handshakes}: TlsVerdict, options: ViewOptions): string[] {
  return handshakes
    .filter(({outcome}) => outcome === 'failed')
    .map(({from, url, why = 'it failed', fix}) => {
      const mending = fix === undefined ? '' : `\n  → ${fix}`;
      return `${paint('✗', 'red', options)} ${from} to ${url}: ${printable(why, 200)}${mending}`;
    });
}

function closing({ok, judged, handshakes, mode}: TlsVerdict): string {
  if (mode === 'none') return 'The spec says tls mode: none: there is nothing to verify.';
  const passed = handshakes.filter(({outcome}) => outcome === 'passed').length;
  const silent = handshakes.filter(({outcome}) => outcome === 'not-running').length;
  const parts = [plural(judged, 'certificate'), plural(passed, 'handshake')];
  const rest = silent === 0 ? '' : `; ${plural(silent, 'port')} did not answer`;
  const auto =
    mode === 'auto' ? ' With auto-tls nobody checks anybody: only that they encrypt was looked at.' : '';
  return ok ? `All good: ${parts.join(' and ')}${rest}.${auto}` : `Not good: see ✗ above.${auto}`;
}

/** What is wrong first, with what mends it; then who talked to whom. */
export const tlsVerdictView: View<TlsVerdict> = (verdict, options) => {
  const blocks = [
    faultLines(verdict, options).join('\n'),
    verdict.handshakes.length === 0 ? '' : handshakeTable(verdict, options),
    failureLines(verdict, options).join('\n'),
    closing(verdict),
  ];
  return blocks.filter(block => block !== '').join('\n\n');
};
