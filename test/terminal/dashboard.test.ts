// The program itself in tmux, over a dump: what is on the screen, and that the terminal comes back.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Snapshot } from '../../src/snapshot/snapshot.ts';
import { dumpJson } from '../../src/view/dump.ts';
import { prompt, Terminal, type TerminalOptions, waitForEnd } from '../support/terminal.ts';
import { sampleNode } from '../unit/dashboard/sample-node.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';
let dump = '';
let terminal: Terminal | undefined;

beforeAll(() => {
  // Whether the types are right is another check's business: the output is written either way.
  spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'pipe' });
  folder = mkdtempSync(join(tmpdir(), 'kmscope-terminal-'));
  dump = join(folder, 'node.json');
  const source = sampleNode();
  const [mapSet] = source.mapSets;
  if (mapSet === undefined) throw new RangeError('no map set');
  const pieces = dumpJson(new Snapshot(source, mapSet), { name: 'kmscope', version: '0' });
  writeFileSync(dump, [...pieces].join(''));
});

afterEach(() => {
  terminal?.close();
  terminal = undefined;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const small = { columns: 80, rows: 24 };
/** The dashboard with its rows. */
const shown = 'default/netutils';

/** A terminal in which the command was started after a line that must still be there at the end. */
async function start(command: string, options: TerminalOptions = small): Promise<Terminal> {
  const opened = new Terminal(options);
  terminal = opened;
  await opened.waitFor(prompt);
  opened.run('echo written before');
  await opened.waitFor(/^written before$/m);
  opened.run(`${command}; echo status=$?`);
  return opened;
}

const top = (words = '') => `node ${root}/dist/src/main.js top --file ${dump} ${words}`;
const live = (words: string) => `node ${root}/test/terminal/live-dashboard.mjs ${dump} ${words}`;

async function startTop(options?: TerminalOptions): Promise<Terminal> {
  const opened = await start(top(), options);
  await opened.waitFor(shown);
  return opened;
}

async function expectRestored(opened: Terminal, status: number): Promise<void> {
  const screen = await opened.waitFor(/^status=\d+/m);
  expect(screen).toMatch(/^written before$/m);
  expect(screen).toMatch(new RegExp(`^status=${status}$`, 'm'));
  expect(screen).not.toContain('1 Connections');
  expect(await opened.isRestored()).toBe(true);
}

describe('the screen', () => {
  it.each([
    [80, 24],
    [120, 40],
    [200, 50],
  ])('has lines as lines at %ix%i where no locale is set', async (columns, rows) => {
    const opened = await startTop({ columns, rows });
    const lines = opened.screen();
    expect(lines[0]).toContain('worker-1  dual-engine main');
    expect(lines[1]).toContain(' 1 Connections  2 Services ');
    const table = lines.findIndex((line) => line.includes('> Connections 6'));
    expect(lines[table]).toMatch(/^┌─ > Connections 6 ─+ row 1\/6 ─┐$/);
    expect(lines[table + 1]?.[0]).toBe('│');
    expect(lines[rows - 2]).toMatch(/^└─.*─┘$/);
    expect(lines[rows - 1]).toContain('? help');
    expect(lines.join('\n')).not.toMatch(/[lmt]qqq/);
  });

  it('has charts where there is room', async () => {
    const opened = await startTop({ columns: 120, rows: 40 });
    const screen = await opened.waitFor('verdicts of open connections');
    expect(screen).toContain('connections per second');
    expect(screen).toMatch(/[\u2801-\u28ff]/);
    opened.press('o');
    await opened.waitFor((text) => !text.includes('verdicts of open connections'));
  });

  it('is ASCII alone with --ascii', async () => {
    const opened = await start(top('--ascii'));
    const screen = await opened.waitFor(shown);
    expect(screen).toMatch(/^\+- > Connections 6 -+ row 1\/6 -\+$/m);
    expect(screen).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it.each(['xterm-kitty', 'tmux-256color', 'linux', 'screen', 'no-such-terminal'])(
    'is drawn with TERM=%s',
    async (term) => {
      const opened = await start(`TERM=${term} ${top()}`);
      expect(await opened.waitFor(shown)).toMatch(/^┌─ > Connections 6 ─+ row 1\/6 ─┐$/m);
      opened.press('q');
      await opened.waitFor(/^status=0$/m);
    },
  );

  it('is refused with TERM=dumb, and the way out is named', async () => {
    const opened = await start(`TERM=dumb ${top()}`);
    const screen = await opened.waitFor(/^status=2$/m);
    expect(screen).toContain('connections --watch');
  });

  it('follows the size of the terminal, and waits for it where it is 0x0', async () => {
    const opened = await start(`stty rows 0 cols 0; ${top()}`);
    await opened.waitFor(/^┌─ > Connections 6 ─+ row 1\/6 ─┐$/m);
    opened.resize(120, 30);
    await opened.waitFor(/^│ {2}POD.* REASON .*│$/m);
    expect(opened.screen()[28]).toMatch(/^└─.*─┘$/);
    opened.resize(50, 10);
    await opened.waitFor('kmscope needs 60x15, this is 50x10');
    opened.resize(60, 15);
    await opened.waitFor(/^┌─ > Connections 6 ─+ row 1\/6 ─┐$/m);
  });
});

describe('keys', () => {
  it('move, filter, open the path and close it', async () => {
    const opened = await startTop();
    opened.press('Down', 'j');
    await opened.waitFor('3/6');
    opened.press('/', 'f', 'a', 'l', 'l');
    await opened.waitFor(/filter: fall_ {2}2 of 6 rows/);
    opened.press('Enter', 'Home', 'Enter');
    const path = await opened.waitFor('Connections > Detail');
    expect(path).toContain('default/netutils → empty.default:8080 (10.96.1.3)');
    expect(path).toContain('fallthrough NO_ENDPOINTS');
    opened.press('Escape');
    await opened.waitFor('/fall: 2 of 6 rows');
    opened.press('Escape');
    await opened.waitFor(/> Connections 6 ─+ row 4\/6/);
    opened.press('?');
    await opened.waitFor('this help');
  });

  it.each([
    [80, 24],
    [120, 40],
    [200, 50],
  ])('show each view by its number at %ix%i', async (columns, rows) => {
    const opened = await startTop({ columns, rows });
    const views = [
      ['2', /> Services 4 .*1\/9/],
      ['3', /> Pods 1 /],
      ['4', 'Enter types a source and a destination'],
      ['5', /> Checks \d+ /],
      ['6', /> Maps \d+ /],
      ['7', '> Events 0'],
      ['1', /> Connections 6 /],
    ] as const;
    for (const [key, expected] of views) {
      opened.press(key);
      const lines = (await opened.waitFor(expected)).split('\n');
      expect(lines[0]).toContain('worker-1  dual-engine main');
      expect(lines[rows - 1]).toContain('? help');
    }
  });

  it('sort by a column, which is then marked', async () => {
    const opened = await startTop();
    opened.press('s', 's', 's', 's', 'S');
    const screen = await opened.waitFor('VERDICT▼');
    expect(screen).toMatch(/VERDICT▼[^\n]*\n[^\n]*waypoint/);
  });

  it('go down into a map and up again', async () => {
    const opened = await startTop();
    opened.press('6', '/', 'b', 'a', 'c', 'k', 'Enter', 'Enter');
    const screen = await opened.waitFor('Maps / km_backend');
    expect(screen).toContain('addr = 10.244.');
    opened.press('Escape');
    await opened.waitFor(/> Maps \d+ {2}\/back/);
  });

  it('ask for a path, with completion', async () => {
    const opened = await startTop();
    opened.press('4', 'Enter', 'n', 'e', 't', 'Tab', 'Enter', 'p', 'l', 'a', 'i', 'Tab', 'Enter');
    const screen = await opened.waitFor('lb_random_handle');
    expect(screen).toContain('from  default/netutils');
    expect(screen).toContain('to    plain.default:80');
  });

  it('explain the selected connection', async () => {
    const opened = await startTop();
    opened.press('e');
    await opened.waitFor(/to {4}fortio\.default:8080/);
  });

  it('pause, step back in time and return', async () => {
    const opened = await start(live('ok'));
    await opened.waitFor('just read');
    opened.press('p');
    await opened.waitFor(/PAUSED at \d\d:\d\d:\d\dZ \d+\/\d+, p: live {2}\ds old/);
    opened.press('[');
    await opened.waitFor(/PAUSED at/);
    opened.press('p');
    await opened.waitFor((screen) => screen.includes('just read') && !screen.includes('PAUSED'));
  });

  it('save a dump and say where', async () => {
    const opened = await start(`cd ${folder}; ${top()}`);
    await opened.waitFor(shown);
    opened.press('d');
    const screen = await opened.waitFor(/saved \/.*kmscope-worker-1/);
    expect(screen).toContain(folder);
    const names = readdirSync(folder).filter((name) => name.startsWith('kmscope-worker-1-'));
    expect(names).toHaveLength(1);
  });
});

describe('a node that cannot be read', () => {
  it('is said, with what would help, and tried again', async () => {
    const opened = await start(live('refuse refuse ok'));
    const screen = await opened.waitFor('CANNOT READ THE NODE');
    expect(screen).toContain('hint: run as root');
    await opened.waitFor(shown);
  });

  it('leaves the old rows on the screen', async () => {
    const opened = await start(live('ok refuse'));
    const screen = await opened.waitFor('CANNOT READ since');
    expect(screen).toContain('fortio.default:8080');
  });
});

describe('the terminal comes back', () => {
  it.each(['q', 'C-c'])('with %s', async (key) => {
    const opened = await startTop();
    opened.press(key);
    await expectRestored(opened, 0);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 0],
  ] as const)('with %s', async (signal, status) => {
    const opened = await startTop();
    process.kill(await opened.foreground(), signal);
    await expectRestored(opened, status);
  });

  it('with a bug, which is then reported', async () => {
    const opened = await start(live('ok break'));
    expect(await opened.waitFor('ended by')).toContain('a bug, as a test wants it');
    await expectRestored(opened, 70);
  });

  it('for Ctrl-Z, and fg takes it again', async () => {
    const opened = await startTop();
    opened.press('C-z');
    await opened.waitFor(/Stopped/);
    expect(await opened.isRestored()).toBe(true);
    opened.run('fg');
    await opened.waitFor(shown);
    opened.press('Down');
    await opened.waitFor('2/6');
    opened.press('q');
    await opened.waitFor(/^ready\$ ?$/m);
    expect(await opened.isRestored()).toBe(true);
  });

  it('or is gone: then the program ends by the hang-up, and nothing else', async () => {
    const status = join(folder, 'status');
    const opened = await start(`bash -c 'trap : HUP; ${top()}; echo $? > ${status}'`);
    await opened.waitFor(shown);
    const pid = await opened.foreground();
    opened.close();
    await waitForEnd(pid);
    expect(readFileSync(status, 'utf8')).toBe('129\n');
  });
});
