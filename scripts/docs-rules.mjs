// The page of all rules of `validate`.
import {anchorOf, cell, code, table} from './markdown.mjs';

const SEVERITIES = ['error', 'warning', 'info'];

const WHAT_ETCD_DOES = {
  refuses: 'etcd itself refuses it.',
  accepts: 'etcd starts with it all the same.',
  unseen: 'It is decided before etcd, which never sees it.',
};

function language(file) {
  if (/\.ya?ml$/.test(file)) return 'yaml';
  if (/\.(sh|env)$/.test(file)) return 'sh';
  return /\.(service|conf)$/.test(file) ? 'ini' : 'text';
}

/** A file in a fence that its own text cannot end. */
function fenced(file, text) {
  return `\`${file}\`\n\n\`\`\`\`${language(file)}\n${text.trimEnd()}\n\`\`\`\``;
}

/** `mode 0644` */
const modeWords = mode => (mode === undefined ? [] : [`mode 0${mode.toString(8)}`]);

const KINDS = {file: 'is a file', folder: 'is a folder', other: 'is no file', absent: 'is not there'};

function fileWords({kind, mode}) {
  return [KINDS[kind], ...modeWords(mode)].join(', ');
}

/** What stands in a data directory, in the order in which people look. */
const HOLDS = [
  [({hasMember}) => hasMember, 'the folder member'],
  [({hasProxy}) => hasProxy, 'the folder proxy'],
  [({hasDb}) => hasDb, 'a database'],
  [({hasWal, hasSnapshot}) => hasWal && !hasSnapshot, 'a write-ahead log'],
  [({hasWal, hasSnapshot}) => hasWal && hasSnapshot, 'a write-ahead log that begins at a snapshot'],
  [({hasPassedOverWal}) => hasPassedOverWal, 'a write-ahead log that is not in wal-dir'],
];

function dataDirWords(fact) {
  const {kind = 'folder', mode, path, clusterId, memberId, inPlaceOfWal, isWalBelowFile} = fact;
  if (kind !== 'folder') return fileWords({kind});
  const held = HOLDS.filter(([isThere]) => isThere(fact)).map(([, words]) => words);
  return [
    held.length === 0 ? 'is an empty folder' : `holds ${held.join(', ')}`,
    ...modeWords(mode),
    ...(memberId === undefined ? [] : [`member ${memberId}`]),
    ...(clusterId === undefined ? [] : [`cluster ${clusterId}`]),
    ...(path === undefined ? [] : [`really ${path}`]),
    ...(inPlaceOfWal === undefined ? [] : [`in its wal-dir stands "${inPlaceOfWal}"`]),
    ...(isWalBelowFile ? ['its wal-dir lies below a file'] : []),
  ].join(', ');
}

const dayOf = date => date.toISOString().slice(0, 10);

/** `a certificate of O=orders by CN=orders CA, …`, the parts in which examples differ. */
function certificateWords({subject, issuer, isCa, sans, extendedKeyUsage = [], ...rest}) {
  const {notBefore, notAfter, keyType, signatureAlgorithm} = rest;
  return [
    `the certificate of ${isCa ? 'the CA ' : ''}${code(subject)}`,
    `signed by ${subject === issuer ? 'itself' : code(issuer)} with ${signatureAlgorithm}`,
    ...(isCa
      ? []
      : [`named ${sans.map(({value}) => value).join(', ')}`, `for ${extendedKeyUsage.join(' and ')}`]),
    `${keyType}, valid from ${dayOf(notBefore)} to ${dayOf(notAfter)}`,
  ].join(', ');
}

const KEY_WORDS = {
  readable: ({keyType, publicKeyId}) =>
    publicKeyId === 'own' ? `the ${keyType} key of it` : `an ${keyType} key of another certificate`,
  encrypted: () => 'a key with a passphrase',
  unreadable: () => 'a key that nobody can read',
};

function tlsFileWords({blocks, key, isDer}) {
  if (blocks.length === 0) return isDer ? 'is DER' : 'is empty';
  const certificates = blocks.flatMap(({certificate}) =>
    certificate ? [certificateWords(certificate)] : [],
  );
  const held = key === undefined ? [] : [KEY_WORDS[key.state](key)];
  const others =
    certificates.length + held.length > 0 ? [] : blocks.map(({label}) => `a block ${code(label)}`);
  return `holds ${[...certificates, ...held, ...others].join(', and ')}`;
}

/** What decides beside the files of an example; without it the wrong and the right one may look alike. */
function machineParts({files = {}, now, tlsFiles = {}, dataDirs = {}} = {}) {
  const facts = [
    ...Object.entries(files).map(([path, fact]) => `${code(path)} ${fileWords(fact)}`),
    ...Object.entries(tlsFiles).map(([path, fact]) => `${code(path)} ${tlsFileWords(fact)}`),
    ...Object.entries(dataDirs).map(([path, fact]) => `${code(path)} ${dataDirWords(fact)}`),
  ];
  if (facts.length === 0) return [];
  const when = now === undefined ? '' : ` on ${dayOf(now)}`;
  return [`On the machine${when}, ${facts.join('; ')}.`];
}

function exampleParts(title, {version, files, machine}) {
  const judged = version === undefined ? '' : `, with etcd ${version}`;
  const texts = Object.entries(files).map(([file, text]) => fenced(file, text));
  return [`${title}${judged}:`, ...texts, ...machineParts(machine)];
}

function foreignSection({id, severity, title, why, etcd, bad, good}) {
  return [
    `## ${id}`,
    `**${severity}** · ${title}. ${WHAT_ETCD_DOES[etcd]}`,
    why,
    ...exampleParts('Wrong', bad),
    ...exampleParts('Right', good),
  ];
}

function specSection({id, severity, title, why, bad, good}) {
  return [
    `## ${id}`,
    `**${severity}** · ${title}. Of the spec alone.`,
    why,
    'Wrong:',
    fenced('etcdops.yaml', bad),
    'Right:',
    fenced('etcdops.yaml', good),
  ];
}

function plainSection({id, severity, title, why}) {
  return [`## ${id}`, `**${severity}** · ${title}.`, why];
}

const rank = ({severity}) => SEVERITIES.indexOf(severity);
const byId = (a, b) => (a.id < b.id ? -1 : 1);
const sorted = rules => [...rules].sort(byId);

export function rulesPage({everyRule, rulesOfTheSpec, rulesWithExamples, rulesWithoutExamples}) {
  return [
    '# Rules',
    'What `etcdops validate` looks for. The ids are stable: a script may rely on them. Each example is run by a test, and ' +
      'what etcd refuses was refused by the real etcd of every line.',
    table(
      ['rule', 'severity', 'what is wrong'],
      [...everyRule()]
        .sort((a, b) => rank(a) - rank(b) || byId(a, b))
        .map(({id, severity, title}) => [`[${code(id)}](#${anchorOf(id)})`, severity, cell(title)]),
    ),
    ...sorted(rulesWithExamples()).flatMap(foreignSection),
    ...sorted(rulesOfTheSpec()).flatMap(specSection),
    ...sorted(rulesWithoutExamples()).flatMap(plainSection),
  ];
}
