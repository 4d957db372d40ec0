import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  shortSockStorageLayout,
  sockStorageLayout,
  sockTupleLayout,
} from '../../src/kmesh/dual-engine/sock-storage.ts';
import { dualEngineLayouts } from '../../src/kmesh/maps.ts';
import type { StructLayout } from '../../src/layout/struct.ts';
import { compiledLayouts, layoutOffsets } from '../support/compiled-layouts.ts';
import { describeOnKernel, nativeProgram } from '../support/kernel.ts';

const compiled = () =>
  compiledLayouts(execFileSync(nativeProgram('lab/layouts'), { encoding: 'utf8' }));

describeOnKernel('the layouts of the dual-engine maps', () => {
  const used = Object.values(dualEngineLayouts).flatMap(({ key, value }) => [key, value]);
  const layouts = [...new Set([...used, shortSockStorageLayout])].map(
    (layout) => layout as StructLayout<unknown>,
  );
  /** One u32 and nothing else: no C struct is declared for these. */
  const isPlainNumber = (layout: StructLayout<unknown>) =>
    layout.fields.length === 1 && layout.size === 4 && compiled()[layout.typeName] === undefined;

  it.each(layouts.map((layout) => [layout.typeName, layout] as const))(
    '%s has the size and the offsets that a C compiler gives it',
    (name, layout) => {
      if (layout === (sockTupleLayout as unknown)) {
        const [ipv6, ipv4] = layout.fields.map((field) => field.layout as StructLayout<unknown>);
        expect(layout.size).toBe(compiled()['bpf_sock_tuple_v6']?.size);
        expect(layoutOffsets(ipv6 ?? layout).fields).toEqual(
          compiled()['bpf_sock_tuple_v6']?.fields,
        );
        expect(layoutOffsets(ipv4 ?? layout).fields).toEqual(
          compiled()['bpf_sock_tuple_v4']?.fields,
        );
      } else if (isPlainNumber(layout)) {
        expect(layout.fields[0]?.layout.typeName).toBe('u32');
      } else {
        expect(layoutOffsets(layout)).toEqual(compiled()[name]);
      }
    },
  );

  it('sock_storage_data has the size and the offsets that a C compiler gives it', () => {
    expect(layoutOffsets(sockStorageLayout)).toEqual(compiled()['sock_storage']);
  });
});

/** Every struct that the files of kernel-native mode export, with the name of the export. */
async function listNativeLayouts(): Promise<(readonly [string, StructLayout<unknown>])[]> {
  const folder = new URL('../../src/kmesh/kernel-native/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return modules
    .flatMap((module) => Object.entries(module as Record<string, StructLayout<unknown>>))
    .filter(([name, value]) => /Layout$/.test(name) && value.kind === 'struct');
}

const nativeLayouts = await listNativeLayouts();

describeOnKernel('the layouts of the kernel-native maps', () => {
  it.each(nativeLayouts)(
    '%s has the size and the offsets that a C compiler gives it',
    (name, layout) => {
      const old = name.endsWith('V05Layout') ? ' of v0.5' : '';
      const inC = compiled()[`${layout.typeName}${old}`];
      expect(inC).toBeDefined();
      expect(layoutOffsets(layout)).toEqual(inC);
    },
  );

  it('are all that the C declarations have', () => {
    const inC = Object.keys(compiled());
    const first = inC.indexOf('ProtobufCMessage');
    const names = new Set(nativeLayouts.map(([, { typeName }]) => typeName));
    const missing = inC.slice(first).filter((name) => !names.has(name.replace(/ of v0\.5$/, '')));
    expect(missing).toEqual([]);
  });
});
