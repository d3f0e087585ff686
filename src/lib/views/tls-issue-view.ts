import {printable} from '../domain/text/printable.js';
import {plural} from '../domain/text/plural.js';
import type {MadeAuthority} from '../workflows/pki/make-authorities.js';
import type {RenewedCertificate} from '../workflows/pki/renew-certificates.js';
import type {SignedRequest} from '../workflows/pki/sign-request.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

function day(iso: string | undefined): string {
  return iso?.slice(0, 10) ?? '-';
}

const AUTHORITY_WORDS: Readonly<Record<MadeAuthority['outcome'], string>> = {
  made: 'made',
  there: 'there already',
  planned: 'would be made',
};

/** The CAs of a cluster, and what was done about them. */
export const authoritiesView: View<{readonly authorities: readonly MadeAuthority[]}> = ({authorities}) => {
  const rows = authorities.map(({path, outcome, notAfter, authorities: count = 1}) => [
    path,
    AUTHORITY_WORDS[outcome],
    day(notAfter),
    count > 1 ? `${count} CAs` : '',
  ]);
  return `${formatTable(['FILE', '', 'UNTIL', ''], rows)}\n\nNext: etcdops tls issue`;
};

const OUTCOME: Readonly<
  Record<RenewedCertificate['outcome'], (endsWithCa: boolean, options: ViewOptions) => string>
> = {
  issued: (endsWithCa, options) =>
    endsWithCa ? paint('issued, ends with its CA', 'yellow', options) : paint('issued', 'green', options),
  there: (endsWithCa, options) =>
    endsWithCa ? paint('kept: its CA ends sooner', 'yellow', options) : 'stays',
  planned: () => 'would be issued',
};

function presentedWord({presented}: RenewedCertificate, options: ViewOptions): string {
  if (presented === undefined) return '';
  return presented ? 'the server shows it' : paint('the server shows another one', 'red', options);
}

/** What nobody has brought to its machine is not in use there. */
function copying(issued: readonly RenewedCertificate[]): string {
  const lines = issued.flatMap(({path, copyTo}) =>
    copyTo === undefined ? [] : [`  ${path.replace(/\.crt$/, '.*')} to ${copyTo}`],
  );
  return lines.length === 0
    ? ''
    : `\nTo be copied to other machines, which use the old ones till then:\n${lines.join('\n')}\n`;
}

function closing(certificates: readonly RenewedCertificate[]): string {
  const issued = certificates.filter(({outcome}) => outcome === 'issued');
  const planned = certificates.filter(({outcome}) => outcome === 'planned').length;
  if (planned > 0) return `${plural(planned, 'certificate')} would be issued; nothing was written.`;
  if (issued.length === 0) {
    const isBound = certificates.some(({endsWithCa}) => endsWithCa === true);
    const nothing = isBound ? 'Nothing to do until there is a new CA.' : 'Nothing to do.';
    return `${nothing} Next: etcdops tls list`;
  }
  const kept = issued.flatMap(({kept: names = []}) => names).length;
  const said = kept === 0 ? '' : ` The ${plural(kept, 'old file')} stay${kept === 1 ? 's' : ''} beside.`;
  const isOld = certificates.some(({presented}) => presented === false);
  const next = isOld ? 'etcdops restart' : 'etcdops tls verify';
  return `Issued ${plural(issued.length, 'certificate')}.${said}${copying(issued)} Next: ${next}`;
}

/** Certificates with what became of each. */
export const issuedView: View<{readonly certificates: readonly RenewedCertificate[]}> = (
  {certificates},
  options,
) => {
  const rows = certificates.map(certificate => [
    printable(certificate.path),
    OUTCOME[certificate.outcome](certificate.endsWithCa === true, options),
    day(certificate.notAfter),
    presentedWord(certificate, options),
  ]);
  return `${formatTable(['FILE', '', 'UNTIL', ''], rows)}\n\n${closing(certificates)}`;
};

/** A request that was signed. */
export const signedView: View<SignedRequest> = ({path, subject, sans, outcome}) => {
  const names = sans.length === 0 ? '' : `\nnames    ${sans.join(', ')}`;
  const done = outcome === 'issued' ? `Signed. Next: etcdops tls inspect ${path}` : 'Nothing was written.';
  return `${path}\nsubject  ${printable(subject, 200)}${names}\n\n${done}`;
};
