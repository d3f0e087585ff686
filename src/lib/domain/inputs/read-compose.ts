import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import type {ComposeVariables} from './compose-interpolation.js';
import type {ComposeFile} from './compose-file.js';
import {hasOverride, includedIn, isPartOfOther} from './compose-neighbours.js';
import {composeService, type ComposeService} from './compose-service.js';
import {containerLaunch} from './container-command.js';
import {etcdImageOf} from './container-image.js';
import {containerStart} from './container-start.js';
import type {InputReader, Launch, ReadContext, Variable} from './input.js';
import {MappedText, MappedTextBuilder} from './mapped-text.js';
import type {SourceText} from './place.js';
import {readEnvFile} from './read-env.js';
import {yamlFindings} from './yaml-findings.js';
import {reporter} from './slip.js';
import {valueAt, type TreeNode, type TreeScalar} from './tree.js';

/** What `.env` beside the compose file sets, as far as it is there. */
function dotEnvOf(folder: string, context: ReadContext): ComposeVariables {
  const answer = context.fileAt(posix.join(folder, '.env'));
  const {variables} = answer.kind === 'text' ? readEnvFile(answer.source, 'dotenv') : {variables: []};
  const byName = new Map(variables.map(variable => [variable.name, variable]));
  return name => byName.get(name);
}

interface ServiceContext {
  readonly file: ComposeFile;
  readonly folder: string;
  readonly context: ReadContext;
}

/** Variables of the files of a service; `isOpen` where one is not here. */
function fileVariables(
  {envFiles}: ComposeService,
  {folder, context, file}: ServiceContext,
): {variables: Variable[]; isOpen: boolean} {
  const found = envFiles.map(({path, isUnresolved}) => {
    const answer = isUnresolved ? undefined : context.fileAt(posix.resolve(folder, path));
    if (answer?.kind !== 'text') return undefined;
    const {variables, findings} = readEnvFile(answer.source, 'dotenv');
    for (const finding of findings) file.report(finding);
    return variables;
  });
  return {variables: found.flatMap(variables => variables ?? []), isOpen: found.includes(undefined)};
}

function launchOf(key: TreeScalar, service: ComposeService, context: ServiceContext): Launch | undefined {
  const {file} = context;
  const {image: givenName, entrypoint, command, environment, mounts, hasHostNetwork, isPartial} = service;
  const imageName = givenName ?? new MappedTextBuilder(file.text.lines).build();
  const image = etcdImageOf(imageName.text);
  const start = containerStart({image, imageName, entrypoint, command, mounts});
  const {variables, isOpen} = fileVariables(service, context);
  const names = new Set(environment.map(({name}) => name));
  const ofFiles = variables.filter(({name}) => !names.has(name));
  const imagePlace = imageName.placeOf();
  const found = containerLaunch({start, environment: [...ofFiles, ...environment], imagePlace});
  if (found === undefined) return undefined;
  for (const finding of found.findings) file.report(finding);
  return {
    label: key.text,
    input: 'compose',
    place: key.place,
    ...(service.workingDirectory === undefined ? {} : {workingDirectory: service.workingDirectory}),
    ...found.launch,
    ...(isOpen || isPartial ? {isIncomplete: true} : {}),
    ...(image?.version === undefined ? {} : {version: image.version}),
    mounts,
    inContainer: true,
    ...(hasHostNetwork ? {} : {ownNetwork: true}),
  };
}

function servicesOf(root: TreeNode): TreeScalar[] {
  const services = valueAt(root, 'services');
  if (services?.kind !== 'map') return [];
  // Of a key that stands twice the last one counts.
  return [...new Map(services.entries.map(({key}) => [key.text, key])).values()];
}

/** Services of a compose file that run etcd, and those of the files that it includes. */
export const readCompose: InputReader = (source, context) => {
  if (isPartOfOther(source, context)) return {launches: [], findings: []};
  const {launches, findings} = readOne(source, context);
  // What those include in turn is not followed: it may lead back.
  const included = includedIn(source, context).map(file => readOne(file, context));
  const isOpen = hasOverride(source, context);
  const own = isOpen ? launches.map(launch => ({...launch, isIncomplete: true as const})) : launches;
  return {
    launches: [...own, ...included.flatMap(read => read.launches)],
    findings: [...findings, ...included.flatMap(read => read.findings)],
  };
};

const readOne: InputReader = (source: SourceText, context) => {
  const [document] = context.yaml(source);
  const findings: Finding[] = yamlFindings(document === undefined ? [] : [document], source);
  const folder = posix.dirname(source.path);
  const file: ComposeFile = {
    text: MappedText.ofFile(source),
    variables: dotEnvOf(folder, context),
    report: reporter(findings),
  };
  const {root} = document ?? {};
  const launches = (root === undefined ? [] : servicesOf(root)).flatMap(key => {
    const before = findings.length;
    const service = composeService(root!, key.text, file);
    const launch = service && launchOf(key, service, {file, folder, context});
    // What is wrong with other services nobody asked.
    if (launch === undefined) findings.length = before;
    return launch ?? [];
  });
  return {launches, findings};
};
