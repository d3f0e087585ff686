import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import type {InputReader, Launch} from './input.js';
import {commandLaunch} from './mapped-command.js';
import type {Place, SourceText} from './place.js';
import {reporter, slipOf} from './slip.js';
import {systemdCommand} from './systemd-command.js';
import {containerLaunches} from './systemd-container.js';
import {brokenContinuations} from './systemd-continuation.js';
import {listedValues, readServiceEnvironment, specify, type ServiceContext} from './systemd-environment.js';
import {readExecStart, type ExecCommand} from './systemd-exec.js';
import {unitFilesOf, type UnitFiles} from './systemd-files.js';
import {UNREADABLE_UNIT, NO_EXEC_START, SEVERAL_EXEC_STARTS} from './systemd-slips.js';
import {readUnit, type UnitLine, type UnreadableLine} from './systemd-unit.js';
import type {ServiceEnvironment} from './systemd-variables.js';

/** The last value of a key; undefined where there is none. */
function lastValue(lines: readonly UnitLine[], key: string): UnitLine['value'] {
  return listedValues(lines, key).at(-1);
}

/** Where relative paths of the service count from: the root of the machine, if nothing is said. */
function workingDirectoryOf(lines: readonly UnitLine[], service: ServiceContext): string {
  const value = lastValue(lines, 'WorkingDirectory');
  if (value === undefined) return '/';
  return specify(value, service, 'it refuses the unit').value.text.replace(/^-/, '');
}

interface Started {
  readonly command: ExecCommand;
  readonly launch: Partial<Launch>;
}

/** The starts of etcd among the commands of a service, on the machine or in containers. */
function startsOf(
  {commands, environment, workingDirectory, label, context}: Service,
  source: SourceText,
): Started[] {
  return commands.flatMap(command => {
    const {words, assignments} = systemdCommand(command, environment, context);
    const variables = [...environment.variables, ...assignments];
    const launch = commandLaunch(words, variables);
    if (launch !== undefined) return [{command, launch}];
    const container = {words, variables, workingDirectory, label, source};
    return containerLaunches(container, context).map(found => ({command, launch: found}));
  });
}

/** Only a service that ends by itself may have several commands. */
function checkNumber(
  commands: readonly ExecCommand[],
  lines: readonly UnitLine[],
  {report}: ServiceContext,
): boolean {
  const type = lastValue(lines, 'Type')?.text;
  if (commands.length < 2 || type === 'oneshot') return true;
  report(
    slipOf(SEVERAL_EXEC_STARTS, {
      place: commands[1]!.program.placeOf(),
      message: `this is the second ExecStart of a service of Type=${printable(type ?? 'simple')}, and systemd refuses the unit`,
      fix: 'put an empty ExecStart= before the one that is to count',
    }),
  );
  return false;
}

/** A key that was to be `ExecStart`, or one that stands in the wrong section. */
function nearMiss(all: readonly UnitLine[]): UnitLine['key'] | undefined {
  return all.find(
    ({section, key: {text}}) =>
      /^(?:exec|exec_?start|start|command)$/i.test(text) && !(text === 'ExecStart' && section === 'Service'),
  )?.key;
}

function checkExecStart(all: readonly UnitLine[], source: SourceText, {report}: ServiceContext): void {
  // A service may do nothing but stop something, or reach a state.
  const isOther = all.some(({key: {text}}) => /^(?:ExecStop|SuccessAction|FailureAction)$/.test(text));
  if (isOther) return;
  const miss = nearMiss(all);
  const place: Place = miss?.placeOf() ?? {file: source.file};
  report(
    slipOf(NO_EXEC_START, {
      place,
      message:
        miss === undefined
          ? 'this service starts nothing, and systemd refuses it'
          : `systemd drops "${printable(miss.text)}", so that this service starts nothing`,
      fix: 'ExecStart=/usr/local/bin/etcd …, under [Service]',
    }),
  );
}

function isOfEtcd({unit}: UnitFiles, {variables}: ServiceEnvironment): boolean {
  return /etcd/i.test(unit?.name ?? '') || variables.some(({name}) => name.startsWith('ETCD_'));
}

/** What the files of a unit say, put together. */
interface Service {
  readonly files: UnitFiles;
  /** Of all sections. */
  readonly all: readonly UnitLine[];
  /** Of `[Service]`. */
  readonly lines: readonly UnitLine[];
  readonly environment: ServiceEnvironment;
  readonly commands: readonly ExecCommand[];
  /** What systemd refuses is not among `commands`. */
  readonly isRefused: boolean;
  /** Lines that were to be part of a command. */
  readonly broken: readonly Finding[];
  readonly workingDirectory: string;
  readonly label: string;
  readonly context: ServiceContext;
}

function unreadableLine({why, place}: UnreadableLine): Finding {
  const isLong = why === 'too-long';
  return slipOf(UNREADABLE_UNIT, {
    place,
    message: isLong
      ? 'this line has more than a megabyte, and systemd reads nothing of the file'
      : 'this header has no ] at its end, and systemd reads nothing of the file',
    fix: isLong ? 'put long lists into a config file of etcd' : 'end the line with ]',
  });
}

function readService(files: UnitFiles, source: SourceText, context: ServiceContext): Service {
  let isUnreadable = false;
  const all = files.sources.flatMap(file => {
    const {lines, unreadable} = readUnit(file);
    if (unreadable !== undefined) context.report(unreadableLine(unreadable));
    isUnreadable ||= unreadable !== undefined;
    return lines;
  });
  const lines = all.filter(({section}) => section === 'Service');
  const written = listedValues(lines, 'ExecStart').map(line => readExecStart(line, context));
  return {
    files,
    all,
    lines,
    environment: readServiceEnvironment(lines, context),
    commands: written.flat(),
    isRefused: isUnreadable || written.some(({length}) => length === 0),
    broken: brokenContinuations(lines),
    workingDirectory: workingDirectoryOf(lines, context),
    label: files.unit?.name ?? posix.parse(source.path).name,
    context,
  };
}

/** A start of the service; `started` is missing where only variables are known of it. */
function launchOf(service: Service, source: SourceText, started?: Started): Launch {
  const {label, workingDirectory, environment} = service;
  const isIncomplete = environment.isOpen || service.files.isFragment || service.broken.length > 0;
  return {
    label,
    input: 'systemd',
    place: started?.command.program.placeOf() ?? {file: source.file},
    argv: [],
    environment: environment.variables,
    workingDirectory,
    ...(isIncomplete ? {isIncomplete} : {}),
    ...started?.launch,
  };
}

/** The starts of a service, and whether what was found on the way is worth saying. */
function launchesOf(service: Service, source: SourceText): {launches: Launch[]; isOfEtcd: boolean} {
  const {commands, lines, environment, files, isRefused, context} = service;
  const started = startsOf(service, source);
  if (started.length > 0) {
    const mayAll = checkNumber(commands, lines, context);
    const counting = mayAll ? started : started.slice(-1);
    return {launches: counting.map(start => launchOf(service, source, start)), isOfEtcd: true};
  }
  if (!isOfEtcd(files, environment)) return {launches: [], isOfEtcd: false};
  // It starts something else, or what it starts is refused as a whole.
  if (commands.length > 0 || isRefused) return {launches: [], isOfEtcd: isRefused};
  if (!files.isFragment) checkExecStart(service.all, source, context);
  const hasVariables = files.isFragment && environment.variables.length > 0;
  return {launches: hasVariables ? [launchOf(service, source)] : [], isOfEtcd: true};
}

/**
 * Units and their drop-ins. A drop-in is read as a part of its unit where that is there, and alone like a file of
 * variables where it is not.
 */
export const readSystemd: InputReader = (source, context) => {
  const files = unitFilesOf(source, context);
  const findings: Finding[] = [];
  const report = reporter(findings);
  const service = readService(files, source, {unit: files.unit, folder: files.folder, context, report});
  const {launches, isOfEtcd: isWorthSaying} = launchesOf(service, source);
  return {launches, findings: isWorthSaying ? [...findings, ...service.broken] : []};
};
