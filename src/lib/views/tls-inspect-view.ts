import {printable} from '../domain/text/printable.js';
import type {Inspected, InspectedCertificate} from '../queries/pki/inspect-pki.js';
import {paint} from './paint.js';
import type {View, ViewOptions} from './view.js';

type Line = readonly [name: string, value: string];

function formatLines(lines: readonly Line[]): string {
  return lines.map(([name, value]) => `${name.padEnd(12)}${value}`).join('\n');
}

function validity({notBefore, notAfter, daysLeft}: InspectedCertificate, options: ViewOptions): string {
  const span = `${notBefore.slice(0, 16)}Z to ${notAfter.slice(0, 16)}Z`;
  if (daysLeft < 0) return `${span}, ${paint('expired', 'red', options)}`;
  return `${span}, ${paint(`${daysLeft} days left`, daysLeft < 30 ? 'yellow' : 'green', options)}`;
}

function authorityWord({isCa, pathLength}: InspectedCertificate): string {
  if (!isCa) return 'no';
  return pathLength === undefined ? 'yes' : `yes, with at most ${pathLength} CAs below`;
}

function certificateLines(certificate: InspectedCertificate, options: ViewOptions): Line[] {
  const {keyUsage, extendedKeyUsage, sans} = certificate;
  const usages = [...(keyUsage ?? []), ...(extendedKeyUsage ?? [])];
  return [
    ['subject', printable(certificate.subject, 200)],
    ['issuer', printable(certificate.issuer, 200)],
    ['valid', validity(certificate, options)],
    ['names', sans.length === 0 ? '-' : sans.map(name => printable(name)).join(', ')],
    ['CA', authorityWord(certificate)],
    ['usage', usages.length === 0 ? 'not restricted' : usages.map(usage => printable(usage)).join(', ')],
    ['key', `${certificate.keyType}, signed with ${certificate.signatureAlgorithm}`],
    ['serial', certificate.serial],
    ['sha256', certificate.fingerprint],
  ];
}

function keyLine({keyType, encrypted, fitsCertificate}: Inspected['keys'][number]): string {
  if (encrypted) return 'private key, encrypted';
  const fit =
    fitsCertificate === undefined
      ? ''
      : fitsCertificate
        ? ', of the certificate above'
        : ', of another certificate';
  return `private key, ${keyType}${fit}`;
}

/** Everything about certificates, keys and requests that may be shown. */
export const inspectedView: View<Inspected> = (inspected, options) => {
  const {certificates, keys, requests, protocol, asksForCertificate} = inspected;
  const many = certificates.length > 1;
  const blocks = [
    ...(protocol === undefined
      ? []
      : [
          `${printable(inspected.source)} speaks ${protocol}${asksForCertificate === true ? ' and asks for a certificate' : ''}`,
        ]),
    ...certificates.map((certificate, index) => {
      const title = many
        ? `${paint(`certificate ${index + 1} of ${certificates.length}`, 'bold', options)}\n`
        : '';
      return `${title}${formatLines(certificateLines(certificate, options))}`;
    }),
    ...keys.map(keyLine),
    ...requests.map(({subject, sans, keyType}) =>
      formatLines([
        ['request', printable(subject, 200)],
        ['names', sans.length === 0 ? '-' : sans.map(name => printable(name)).join(', ')],
        ['key', keyType],
      ]),
    ),
  ];
  return blocks.join('\n\n');
};
