import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reasons, type Verdict } from '../../../src/explain/explanation.ts';
import { documentKinds, findSchema, schemaDialect } from '../../../src/view/json-schema.ts';
import { runCli } from '../../golden/run-cli.ts';
import { documentFault, outputFault } from '../../support/json-schema.ts';

const root = join(import.meta.dirname, '../../..');

describe('the schemas', () => {
  it('are as the types are now', () => {
    const path = join(root, 'src/view/schemas.ts');
    const options = { cwd: root, encoding: 'utf8', timeout: 60_000 } as const;
    const made = spawnSync('node', ['dist/scripts/update-schemas.js', '-'], options);
    expect(made.stderr).toBe('');
    const biome = ['check', '--write', `--stdin-file-path=${path}`];
    const formatted = spawnSync('node_modules/.bin/biome', biome, {
      ...options,
      input: made.stdout,
    });
    expect(formatted.stdout).toBe(readFileSync(path, 'utf8'));
  }, 120_000);

  it.each(documentKinds)(
    'of %s names its dialect and kind, and refers to nothing outside',
    (kind) => {
      const schema = findSchema(kind);
      expect(schema).toMatchObject({ $schema: schemaDialect, title: kind });
      expect(schema).toHaveProperty('properties.kind.const', kind);
      const names = Object.keys(schema?.['$defs'] ?? {});
      const used = [...JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)].map(
        ([, name]) => name,
      );
      expect(new Set(used)).toEqual(new Set(names));
    },
  );

  it('list every verdict and reason', () => {
    const { $defs } = findSchema('ConnectionList') as { $defs: Record<string, { enum: string[] }> };
    expect(new Set($defs['Reason']?.enum)).toEqual(new Set(Object.keys(reasons)));
    const verdicts: Record<Verdict, true> = {
      endpoint: true,
      waypoint: true,
      direct: true,
      fallthrough: true,
      unmanaged: true,
      ignored: true,
      'dns-proxy': true,
      denied: true,
    };
    expect(new Set($defs['Verdict']?.enum)).toEqual(new Set(Object.keys(verdicts)));
  });
});

describe('a document', () => {
  const print = async () => JSON.parse((await runCli(['services', '-o', 'json'])).out);

  it('is refused with a field too many, one too few, or of another type', async () => {
    const document = await print();
    expect(documentFault(document)).toBeNull();
    const [item] = document.items;
    const { id: _, ...withoutId } = item;
    expect(documentFault({ ...document, items: [withoutId] })).toContain("'id'");
    expect(documentFault({ ...document, items: [{ ...item, id: '7' }] })).toContain('/items/0/id');
    expect(documentFault({ ...document, items: [{ ...item, more: 1 }] })).toContain('additional');
    expect(documentFault({ ...document, kind: 'Nothing' })).toContain('no schema');
    expect(outputFault('jsonl', '{"a":1}\n')).not.toBeNull();
  });
});

describe('kmscope schema', () => {
  it('lists the kinds', async () => {
    const { status, out } = await runCli(['schema']);
    expect(status).toBe(0);
    expect(out.trim().split('\n')).toEqual(documentKinds);
  });

  it('prints one, however its letters are written', async () => {
    const { out } = await runCli(['schema', 'dump']);
    expect(JSON.parse(out)).toEqual(findSchema('Dump'));
  });

  it('names what is near when there is none', async () => {
    const { status, err } = await runCli(['schema', 'ServiceLst']);
    expect(status).toBe(2);
    expect(err).toContain('no document of kind ServiceLst');
    expect(err).toContain('ServiceList');
  });
});
