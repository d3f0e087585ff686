import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {assertBuilt, REPO_DIR} from '../helpers/cli.js';

export interface ManifestFlag {
  readonly name: string;
  readonly type: 'boolean' | 'option';
  readonly char?: string;
  readonly env?: string;
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly hidden?: boolean;
  readonly allowNo?: boolean;
  readonly delimiter?: string;
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly exclusive?: readonly string[];
  readonly dependsOn?: readonly string[];
}

export interface ManifestCommand {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly hidden?: boolean;
  readonly strict?: boolean;
  readonly summary?: string;
  readonly examples?: readonly (string | {readonly command: string})[];
  readonly args: Readonly<
    Record<string, {readonly name: string; readonly required?: boolean; readonly multiple?: boolean}>
  >;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
}

/** What the build has written for oclif: every command with its flags and arguments. */
export function readManifest(): ManifestCommand[] {
  assertBuilt();
  const text = readFileSync(join(REPO_DIR, 'oclif.manifest.json'), 'utf8');
  return Object.values((JSON.parse(text) as {commands: Record<string, ManifestCommand>}).commands);
}

/** `bootstrap:static` → `bootstrap static`. */
export function wordsOf({id}: Pick<ManifestCommand, 'id'>): string[] {
  return id.split(':');
}
