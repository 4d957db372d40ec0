// Every reason and every kind of step, through every printer of an explanation.
import { describe, expect, it } from 'vitest';
import { type Reason, reasons } from '../../../src/explain/explanation.ts';
import { dotLines } from '../../../src/view/dot.ts';
import type { ExplanationItem, StepItem } from '../../../src/view/items/explanation.ts';
import { mermaidLines } from '../../../src/view/mermaid.ts';
import { pathLines } from '../../../src/view/path-lines.ts';

function step(facts: Partial<StepItem> & Pick<StepItem, 'id' | 'parent'>): StepItem {
  return {
    pass: 1,
    function: `function_${facts.id}`,
    map: null,
    key: null,
    hit: null,
    note: '',
    share: 1,
    serviceId: null,
    backendUid: null,
    name: null,
    ...facts,
  };
}

function explanation(reason: Reason, steps: readonly StepItem[], secondPass: Reason | null = null) {
  const item: ExplanationItem = {
    from: { pod: 'default/netutils', netnsCookie: '1' },
    to: { address: '10.96.0.1', port: 80, protocol: 'tcp', name: 'web.default' },
    managed: true,
    steps,
    outcomes: [
      {
        verdict: reasons[reason].verdict,
        reason,
        address: '10.244.0.5',
        port: 8080,
        backendUid: 5,
        name: 'default/web-0',
        share: 1,
        secondPass,
        serviceId: 1,
        service: 'web.default',
        storage: null,
        step: steps.at(-1)?.id ?? 0,
      },
    ],
    authorization: null,
  };
  return item;
}

const printers = { pathLines, mermaidLines, dotLines };
const all = Object.keys(reasons) as Reason[];

describe.each(Object.entries(printers))('%s', (_name, print) => {
  it.each(all)('says %s with its verdict', (reason) => {
    const text = print(explanation(reason, [step({ id: 0, parent: null })])).join('\n');
    expect(text).toContain(reason);
    expect(text).toContain(reasons[reason].verdict);
    expect(text).toContain('10.244.0.5:8080');
    expect(text).toContain('default/web-0');
  });

  it.each(all)('says %s of a second pass', (reason) => {
    const item = explanation('SERVICE_WAYPOINT', [step({ id: 0, parent: null })], reason);
    expect(print(item).join('\n')).toContain(`second pass: ${reason}`);
  });

  it('shows lookup, key, result, note and name of a step', () => {
    const item = explanation('LOAD_BALANCED', [
      step({
        id: 0,
        parent: null,
        map: 'km_service',
        key: '7',
        hit: true,
        note: 'a service',
        name: 'web.default',
      }),
      step({ id: 1, parent: 0, map: 'km_backend', key: '8', hit: false }),
    ]);
    const text = print(item).join('\n');
    expect(text).toMatch(/km_service\[7\]\s+hit/);
    expect(text).toMatch(/km_backend\[8\]\s+miss/);
    expect(text).toContain('web.default: a service');
  });

  it('gives each branch its share, and leaves out what there is no room for', () => {
    const branches = Array.from({ length: 60 }, (_, index) =>
      step({ id: index + 1, parent: 0, share: 1 / 60 }),
    );
    const text = print(
      explanation('LOAD_BALANCED', [step({ id: 0, parent: null }), ...branches]),
    ).join('\n');
    expect(text).toContain('1.7%');
    expect(text).toMatch(/\d+ more branches/);
  });

  it('lets no name break out of its place', () => {
    const evil = 'x"];\u001b[2J\n<script>{{}}#"\\';
    const item = explanation('LOAD_BALANCED', [step({ id: 0, parent: null, note: evil })]);
    const [only] = item.outcomes;
    const text = print({
      ...item,
      from: { pod: evil, netnsCookie: null },
      outcomes: only === undefined ? [] : [{ ...only, name: evil }],
    });
    expect(text.join('\n')).not.toContain('\u001b');
    expect(text.every((line) => !line.includes('\n'))).toBe(true);
  });
});

describe('mermaidLines', () => {
  it('keeps quotes and markup out of labels', () => {
    const item = explanation('LOAD_BALANCED', [step({ id: 0, parent: null, note: '"<b>#' })]);
    expect(mermaidLines(item).join('\n')).toContain('#34;#60;b#62;#35;');
  });
});

describe('dotLines', () => {
  it('escapes quotes and backslashes', () => {
    const item = explanation('LOAD_BALANCED', [step({ id: 0, parent: null, note: 'a"\\' })]);
    expect(dotLines(item).join('\n')).toContain('a\\"\\\\');
  });
});

describe('pathLines', () => {
  const branches = Array.from({ length: 30 }, (_, index) =>
    step({ id: index + 1, parent: 0, share: 1 / 30 }),
  );
  const item = explanation('LOAD_BALANCED', [step({ id: 0, parent: null }), ...branches]);

  it('shows every branch in -o wide', () => {
    const text = pathLines(item, { isWide: true }).join('\n');
    expect(text).toContain('function_30');
    expect(text).not.toContain('more branches');
  });

  it('names a pass where it begins', () => {
    const second = explanation('SERVICE_WAYPOINT', [
      step({ id: 0, parent: null }),
      step({ id: 1, parent: 0, pass: 2 }),
    ]);
    expect(pathLines(second).join('\n')).toContain('pass 2:');
  });

  it('says what a reason means and what to do', () => {
    const text = pathLines(explanation('PORT_NOT_IN_SERVICE', [step({ id: 0, parent: null })]));
    expect(text).toContain(`PORT_NOT_IN_SERVICE: ${reasons.PORT_NOT_IN_SERVICE.meaning}`);
    expect(text).toContain(`  ${reasons.PORT_NOT_IN_SERVICE.advice}`);
  });
});
