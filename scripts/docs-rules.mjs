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

function exampleParts(title, {version, files}) {
  const judged = version === undefined ? '' : `, with etcd ${version}`;
  return [`${title}${judged}:`, ...Object.entries(files).map(([file, text]) => fenced(file, text))];
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
