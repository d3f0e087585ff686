import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {formatPath, type Severity, type SpecFinding} from '../../../../src/lib/domain/findings/finding.js';
import {specFindings} from '../../../../src/lib/domain/findings/spec-rules.js';
import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import {REPO_DIR} from '../../../helpers/cli.js';

/** A spec that raises a rule, and one that is much the same and does not. */
export interface RuleRow {
  readonly rule: string;
  readonly severity: Severity;
  /** Where the finding points to, as `nodes[1].ports`. */
  readonly at: string;
  readonly raises: ClusterSpec;
  readonly quiet: ClusterSpec;
  /** A part of message and fix that tells the user what to do. */
  readonly says: string | RegExp;
}

function idsIn(file: string): string[] {
  const source = readFileSync(join(REPO_DIR, 'src/lib/domain/findings', file), 'utf8');
  return [...new Set([...source.matchAll(/\brule: '([^']+)'/g)].map(match => match[1]!))].sort();
}

function found(spec: ClusterSpec, rule: string): SpecFinding[] {
  return specFindings(spec).filter(finding => finding.rule === rule);
}

/** Runs the rows, and fails where a rule of the file has none. */
export function testRules(file: string, rows: readonly RuleRow[]): void {
  describe(`the rules of ${file}`, () => {
    it('all have a row', () => {
      expect([...new Set(rows.map(({rule}) => rule))].sort()).toEqual(idsIn(file));
    });

    it.each(rows)('$rule: $at, $says', ({rule, severity, at, raises, quiet, says}) => {
      const [finding] = found(raises, rule).filter(({path}) => formatPath(path) === at);

      expect(finding, JSON.stringify(specFindings(raises), null, 2)).toBeDefined();
      expect(finding).toMatchObject({rule, severity});
      expect(`${finding?.message} (${finding?.fix ?? ''})`).toMatch(says);
      expect(finding?.message).not.toMatch(/undefined|NaN|\[object|\$\{/);
      expect(found(quiet, rule)).toEqual([]);
    });
  });
}
