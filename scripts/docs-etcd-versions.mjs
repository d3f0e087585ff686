// The page docs/etcd-versions.md, from the tables of src/lib/domain; see docs.mjs.
import {cell, code, list, table} from './markdown.mjs';

/** `yes`, `from 3.4.25` where a patch release of the line brought it, or nothing. */
function availability(line, hasIt, patches) {
  if (hasIt(`${line}.0`)) return 'yes';
  const first = patches.find(version => version.startsWith(`${line}.`));
  return first === undefined || !hasIt(first) ? '' : `from ${first}`;
}

/** A setting that is gone, with what takes its place. */
function goneSetting({name, replacedBy, featureGate, removedReason}) {
  if (featureGate !== undefined) return `${code(name)}: use ${code(`${replacedBy}: ${featureGate}=true`)}`;
  if (replacedBy !== undefined) return `${code(name)}: use ${code(replacedBy)}`;
  return removedReason === undefined ? code(name) : `${code(name)}: ${cell(removedReason)}`;
}

const shown = preset => (preset === '' ? 'nothing' : code(preset));

/** What a line has that the one before it has not, and the other way round. */
function changes({ETCD_SETTINGS, NEWEST_KNOWN, settingExists, defaultOf}, before, after) {
  const has = (setting, line) => settingExists(setting, NEWEST_KNOWN[line]);
  const came = ETCD_SETTINGS.filter(setting => has(setting, after) && !has(setting, before));
  const went = ETCD_SETTINGS.filter(setting => has(setting, before) && !has(setting, after));
  const defaults = ETCD_SETTINGS.filter(setting => has(setting, before) && has(setting, after))
    .map(setting => ({
      name: setting.name,
      was: defaultOf(setting, NEWEST_KNOWN[before]) ?? '',
      is: defaultOf(setting, NEWEST_KNOWN[after]) ?? '',
    }))
    .filter(({was, is}) => was !== is);
  return [
    `## From ${before} to ${after}`,
    ...(came.length === 0 ? [] : [`New settings: ${came.map(({name}) => code(name)).join(', ')}.`]),
    ...(went.length === 0 ? [] : ['Settings that are gone:', list(went.map(goneSetting))]),
    ...(defaults.length === 0
      ? []
      : [
          'Other defaults:',
          list(defaults.map(({name, was, is}) => `${code(name)}: ${shown(was)} → ${shown(is)}`)),
        ]),
  ];
}

function settingRow(setting, {ETCD_LINES, NEWEST_KNOWN, settingExists, yamlPathOf, defaultOf}) {
  const newest = ETCD_LINES.map(line => NEWEST_KNOWN[line]).findLast(version =>
    settingExists(setting, version),
  );
  const flagOnly = newest === undefined || yamlPathOf(setting, newest) === null;
  const preset = newest === undefined ? undefined : defaultOf(setting, newest);
  const patches = setting.ranges.map(({since}) => since);
  const notes = [
    ...(flagOnly ? ['flag only'] : []),
    ...(setting.deprecatedSince === undefined ? [] : [`deprecated since ${setting.deprecatedSince}`]),
  ];
  return [
    `${code(setting.name)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`,
    ...ETCD_LINES.map(line => availability(line, version => settingExists(setting, version), patches)),
    preset === undefined ? '' : code(cell(preset)),
  ];
}

/** The parts of the page. `tables` are what docs.mjs loads from src. */
export function etcdVersionsPage(tables) {
  const {CAPABILITIES, ETCD_LINES, ETCD_SETTINGS, NEWEST_KNOWN, has, settingsOf} = tables;
  const capabilities = Object.entries(CAPABILITIES).map(([name, {what, since, source}]) => [
    `[${cell(what)}](${source})`,
    ...ETCD_LINES.map(line => availability(line, version => has(version, name), since)),
  ]);
  const lines = [
    ['newest release that this etcdops knows', ...ETCD_LINES.map(line => NEWEST_KNOWN[line])],
    ['flags of its server', ...ETCD_LINES.map(line => settingsOf(NEWEST_KNOWN[line]).length)],
  ];
  const [managed, free] = [true, false].map(wanted =>
    ETCD_SETTINGS.filter(setting => (setting.managed !== undefined) === wanted),
  );
  return [
    '# What each version of etcd has',
    'The lines of etcd that etcdops works with, as its own tables have them. An empty cell means no.',
    table(['', ...ETCD_LINES], [...lines, ...capabilities]),
    ...ETCD_LINES.slice(1).flatMap((line, index) => changes(tables, ETCD_LINES[index], line)),
    '## Settings for the spec',
    "What may stand under `settings:` in `etcdops.yaml`, for all members or for one node, under the name of etcd's " +
      'own flag. The default is that of the newest line that has the setting. One marked "flag only" is refused: ' +
      'members run from a config file, and etcd does not read it from there.',
    table(
      ['setting', ...ETCD_LINES, 'default'],
      free.map(setting => settingRow(setting, tables)),
    ),
    '## Settings that follow from the spec',
    'These cannot stand under `settings:`; the second column says what decides about them.',
    table(
      ['setting', 'decided by'],
      managed.map(setting => [code(setting.name), cell(setting.managed)]),
    ),
  ];
}
