import {printable} from '../domain/text/printable.js';
import type {CertificateList, ListedCertificate} from '../queries/pki/list-certificates.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

/** From here on an operator should do something. */
const SOON_DAYS = 30;

function daysOf({daysLeft}: ListedCertificate, soon: number, options: ViewOptions): string {
  if (daysLeft < 0) return paint('expired', 'red', options);
  const text = String(daysLeft);
  if (daysLeft < 7) return paint(text, 'red', options);
  return daysLeft < soon ? paint(text, 'yellow', options) : paint(text, 'green', options);
}

const HEADERS = ['FILE', 'KIND', 'DAYS', 'UNTIL', 'KEY'];
/** On a narrower terminal names would break every line. */
const NAMES_FROM_WIDTH = 100;

/** Three names are enough to recognise it; `tls inspect` shows all. */
function namesOf({sans}: ListedCertificate): string {
  const shown = sans.slice(0, 3).map(name => printable(name, 40));
  return sans.length > 3 ? `${shown.join(' ')} +${sans.length - 3}` : shown.join(' ') || '-';
}

const NOTES: Readonly<Partial<Record<CertificateList['mode'], string>>> = {
  none: 'The spec says tls mode: none: this cluster has no certificates.',
  auto: 'Made by etcd itself: encrypted, nobody is checked, and not renewed while it runs. To renew one, stop the node, move the folder of its certificate away and start it.',
};

/** Every certificate with its days; what is missing below. */
export const certificateListView: View<CertificateList> = (list, options) => {
  const {certificates, missing, mode, withinDays = SOON_DAYS, isDue} = list;
  const hasNames = options.width >= NAMES_FROM_WIDTH;
  const rows = certificates.map(certificate => [
    printable(certificate.path),
    certificate.kind,
    daysOf(certificate, withinDays, options),
    certificate.notAfter.slice(0, 10),
    certificate.keyType,
    ...(hasNames ? [namesOf(certificate)] : []),
  ]);
  const table = rows.length === 0 ? [] : [formatTable([...HEADERS, ...(hasNames ? ['NAMES'] : [])], rows)];
  const absent = missing.map(({path, why, host}) => {
    const line = `${printable(path)} ${printable(why, 300)}`;
    return host === undefined ? paint(`! ${line}`, 'red', options) : `- ${line}`;
  });
  const soon = certificates.some(({daysLeft}) => daysLeft < withinDays);
  const next =
    missing.length > 0
      ? 'etcdops tls issue'
      : soon
        ? `etcdops tls renew --within ${withinDays}d`
        : 'etcdops tls verify';
  const note = NOTES[mode];
  return [
    ...table,
    ...(absent.length === 0 ? [] : [absent.join('\n')]),
    ...(note === undefined ? [] : [note]),
    ...(mode === 'ca' ? [`${isDue ? 'Not all are good for long enough. ' : ''}Next: ${next}`] : []),
  ].join('\n\n');
};
