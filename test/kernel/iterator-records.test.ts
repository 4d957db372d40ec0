import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import {
  interfaceRecordLayout,
  socketRecordLayout,
  storedSocketLayout,
  taskRecordLayout,
} from '../../src/kernel/iterator-records.ts';
import { Iterators, splitRecords } from '../../src/kernel/iterators.ts';
import { compiledLayouts, layoutOffsets } from '../support/compiled-layouts.ts';
import { describeOnKernel, nativeProgram } from '../support/kernel.ts';

describeOnKernel('the iterators', () => {
  it('write records as native/records.h lays them out', () => {
    const compiled = compiledLayouts(execFileSync(nativeProgram('records'), { encoding: 'utf8' }));
    expect(layoutOffsets(taskRecordLayout)).toEqual(compiled['task_record']);
    expect(layoutOffsets(interfaceRecordLayout)).toEqual(compiled['interface_record']);
    expect(layoutOffsets(socketRecordLayout)).toEqual(compiled['socket_record']);
    for (const size of [64, 16, 4] as const) {
      expect(storedSocketLayout(size).size).toBe(compiled[`socket_record_${size}`]?.size);
    }
  });

  it('show this very process with its name, host name and network namespace', () => {
    const iterators = new Iterators(['dump_tasks']);
    try {
      const output = iterators.read('dump_tasks', null);
      const tasks = [...splitRecords(taskRecordLayout, output)].map(({ decode }) => decode());
      const own = tasks.find((task) => task.pid === process.pid);
      expect(own).toMatchObject({
        comm: readFileSync('/proc/self/comm', 'utf8').trimEnd(),
        nodename: hostname(),
      });
      expect(own?.netns_cookie).toBeGreaterThan(0n);
      const pids = tasks.map((task) => task.pid);
      expect(new Set(pids).size).toBe(pids.length);
    } finally {
      iterators.close();
    }
  });

  it('show the interfaces of this namespace', () => {
    const iterators = new Iterators(['dump_interfaces']);
    try {
      const output = iterators.read('dump_interfaces', null);
      const found = [...splitRecords(interfaceRecordLayout, output)].map(({ decode }) => decode());
      const own = Object.keys(networkInterfaces());
      const names = new Set(found.map(({ name }) => name));
      expect(own.length).toBeGreaterThan(0);
      expect(own.filter((name) => !names.has(name))).toEqual([]);
    } finally {
      iterators.close();
    }
  });

  it('can be read again and again', () => {
    const iterators = new Iterators(['dump_tasks']);
    try {
      const sizes = Array.from({ length: 50 }, () => iterators.read('dump_tasks', null).length);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
    } finally {
      iterators.close();
    }
  });
});
