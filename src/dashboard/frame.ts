// What is drawn, as plain data: regions of styled lines, and charts, for a state, a view and a size.
import { arrange } from './arrange.ts';
import { footerLine, headerLine, noticeLine, overlayTitles, tabsLine } from './bar-lines.ts';
import { type BoxWords, boxLines } from './box.ts';
import { noModelLines, overlayLines, pathContent, rowDetail, statusContent } from './content.ts';
import type { Glyphs } from './glyphs.ts';
import {
  type Area,
  isLargeEnough,
  layOut,
  type Size,
  smallest,
  tableRows,
  textRows,
} from './layout.ts';
import { type ChartRegion, overviewCharts, overviewLine, verdictLines } from './overview.ts';
import type { Pane, PaneStatus } from './pane.ts';
import { suggest } from './path-form.ts';
import { formLines, suggestionLines } from './path-form-lines.ts';
import { pathCandidates } from './path-view.ts';
import { linksOf } from './row-links.ts';
import { selectedRow } from './selected-row.ts';
import { scrollTop } from './selection.ts';
import { currentTable, type Shown, type State, tableOf } from './state.ts';
import { tableLines, visibleColumns } from './table-lines.ts';
import { fitLine, type Line, oneLine, span } from './text.ts';
import { columnsOf, paneOf, type View } from './view.ts';

export interface Region extends Area {
  /** Stays the same from frame to frame: the screen keeps one widget for it. */
  readonly name: string;
  /** One for each row, each as wide as the region. */
  readonly lines: readonly Line[];
}

export interface Frame {
  readonly size: Size;
  readonly regions: readonly Region[];
  readonly charts: readonly ChartRegion[];
}

/** What a frame is made of. */
export interface Scene {
  readonly state: State;
  readonly view: View;
  readonly size: Size;
  readonly glyphs: Glyphs;
}

/** The frame; regions and charts do not overlap. */
export function frame(scene: Scene): Frame {
  const { state, view, size, glyphs } = scene;
  if (!isLargeEnough(size)) return { size, regions: [tooSmall(size)], charts: [] };
  const layout = layoutOf(scene);
  const notice = noticeLine(view, size.columns);
  const bar = (name: string, area: Area, line: Line): Region => {
    const own = line.map(({ text, style }) => span(text.replaceAll('…', glyphs.ellipsis), style));
    return { name, ...area, lines: [own] };
  };
  const regions = [
    bar('header', layout.header, headerLine(view, state, size.columns)),
    bar('tabs', layout.tabs, tabsLine(state, size.columns)),
    bar('footer', layout.footer, footerLine(view, state, size.columns)),
  ];
  if (layout.notice !== null && notice !== null) regions.push(bar('notice', layout.notice, notice));
  const { overview } = layout;
  const isCharted = overview !== null && overview.height > 1;
  if (overview !== null && !isCharted) {
    regions.push(bar('overview', overview, overviewLine(view, size.columns, glyphs)));
  }
  const body = bodyRegions(scene);
  if (overview === null || !isCharted) return { size, regions: [...regions, ...body], charts: [] };
  const { charts, verdicts } = overviewCharts(view, overview);
  const lines = verdictLines(view, verdicts.width - 2, glyphs);
  regions.push(textRegion('verdicts', verdicts, 'verdicts of open connections', lines, glyphs));
  return { size, regions: [...regions, ...body], charts };
}

function layoutOf({ state, view, size, glyphs }: Scene) {
  const hasNotice = noticeLine(view, size.columns) !== null;
  const isRead = view.model !== null;
  return layOut(size, state, { hasNotice, isRead, canChart: glyphs.canChart });
}

function bodyRegions(scene: Scene): Region[] {
  const { state, view, glyphs } = scene;
  const layout = layoutOf(scene);
  if (layout.overlay !== null) return [overlayRegion(scene, layout.overlay)];
  if (view.model === null) {
    const box = { width: layout.main.width - 2, height: layout.main.height - 2 };
    return [textRegion('main', layout.main, 'kmscope', noModelLines(view, box), glyphs)];
  }
  if (layout.form !== null) return pathRegions(scene, layout.form, layout.main);
  const pane = paneOf(view, currentTable(state), state);
  if (pane === null) return [];
  const table = tableRegion(scene, pane, layout.main);
  return layout.detail === null ? [table] : [table, detailRegion(scene, layout.detail)];
}

const shownSuggestions = 8;

/** What the reducer asks about a frame. */
export function shownBy(scene: Scene): Shown {
  const { state, view, glyphs } = scene;
  const layout = layoutOf(scene);
  const { editing } = state.path;
  const width = layout.main.width - 2;
  const isPath = state.overlay === null && state.view === 'path';
  return {
    rowIds: (table, wish) => {
      const pane = paneOf(view, table, state);
      return pane === null ? [] : arrange(pane, wish).ids;
    },
    columns: (table) => {
      const pane = paneOf(view, table, state);
      const columns = pane === null ? [] : columnsOf(pane, state);
      return visibleColumns(columns, width).map(({ key }) => key);
    },
    pageSize: tableRows(layout.main),
    get text() {
      const lines = isPath
        ? pathContent(view, state, width, glyphs)
        : overlayLines(view, state, width, glyphs);
      return { lines: lines.length, pageSize: textRows(layout.overlay ?? layout.main) };
    },
    moments: view.moments,
    get suggestions() {
      return editing === null ? [] : suggestionsOf(scene, editing);
    },
    get links() {
      return linksOf(view, state, selectedRow(view, state));
    },
  };
}

function suggestionsOf({ view, state }: Scene, field: 'from' | 'to'): string[] {
  if (view.model === null) return [];
  return suggest(pathCandidates(view.model, field), state.path[field], shownSuggestions);
}

function tooSmall({ columns, rows }: Size): Region {
  const text = `kmscope needs ${smallest.columns}x${smallest.rows}, this is ${columns}x${rows}`;
  const height = Math.max(1, rows);
  const lines = Array.from({ length: height }, (_, row) =>
    fitLine(row === 0 ? [span(text, 'warn')] : [], columns),
  );
  return { name: 'header', left: 0, top: 0, width: columns, height, lines };
}

const plainWords = { position: '', note: null, noteStyle: 'dim', isFocused: false } as const;

function textRegion(
  name: string,
  area: Area,
  title: string,
  content: readonly Line[],
  glyphs: Glyphs,
): Region {
  return { name, ...area, lines: boxLines(area, { ...plainWords, title }, content, glyphs) };
}

function tableRegion({ state, glyphs }: Scene, pane: Pane, area: Area): Region {
  const table = tableOf(state, currentTable(state));
  const { rows, ids, places, error } = arrange(pane, table);
  const pageSize = tableRows(area);
  const index = Math.max(0, table.selected === null ? 0 : ids.indexOf(table.selected));
  const first = scrollTop({ top: table.top, index, count: rows.length, pageSize });
  const width = area.width - 2;
  const isData = pane.status.kind === 'data' && rows.length > 0;
  const content = isData
    ? tableLines({
        columns: columnsOf(pane, state),
        rows: rows.slice(first, first + pageSize).map((row, line) => ({
          row,
          cells: { ...pane.cellsAt(places[first + line] ?? 0), ...row.cells?.(glyphs) },
        })),
        selected: ids[index] ?? null,
        sort: table.sort,
        width,
        glyphs,
      })
    : statusContent(pane, table, { width, height: area.height - 2 });
  const isFiltered = table.filter !== '' && error === null;
  const shown = isFiltered ? `  /${table.filter}: ${rows.length} of ${pane.rows.length} rows` : '';
  const words: BoxWords = {
    title: `${pane.title} ${countOf(pane)}${shown}`,
    position: rows.length === 0 ? '' : `row ${index + 1}/${rows.length}`,
    ...noteOf(pane.status),
    isFocused: true,
  };
  return { name: 'main', ...area, lines: boxLines(area, words, content, glyphs) };
}

/** What is counted; rows of what closed since the reading before are told apart. */
function countOf({ count, closed = 0 }: Pane): string {
  return closed === 0 ? String(count) : `${count} open, ${closed} closed`;
}

function noteOf(status: PaneStatus): Pick<BoxWords, 'note' | 'noteStyle'> {
  const { warning, limit = null } = status.kind === 'data' ? status : { warning: null };
  if (warning !== null) return { note: `! incomplete: ${oneLine(warning)}`, noteStyle: 'warn' };
  return { note: limit, noteStyle: 'dim' };
}

function detailRegion({ state, view, glyphs }: Scene, area: Area): Region {
  const lines = rowDetail(view, state, area.width - 2, glyphs) ?? [
    [span(' no row is selected', 'dim')],
  ];
  const hidden = lines.length - textRows(area);
  const note = hidden > 0 ? `Enter: ${hidden} more` : null;
  const words = { ...plainWords, title: 'Why', note } as const;
  return { name: 'detail', ...area, lines: boxLines(area, words, lines, glyphs) };
}

function overlayRegion({ state, view, glyphs }: Scene, area: Area): Region {
  const lines = overlayLines(view, state, area.width - 2, glyphs);
  const title = state.overlay === null ? '' : overlayTitles[state.overlay.kind];
  return scrolledRegion('overlay', area, { title, lines, top: state.overlay?.top ?? 0 }, glyphs);
}

interface Scrolled {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly top: number;
}

function scrolledRegion(name: string, area: Area, scrolled: Scrolled, glyphs: Glyphs): Region {
  const { title, lines } = scrolled;
  const page = textRows(area);
  const top = Math.min(scrolled.top, Math.max(0, lines.length - page));
  const last = Math.min(lines.length, top + page);
  const position = lines.length > page ? `${top + 1}-${last} of ${lines.length}` : '';
  const note = scrollNote(top, lines.length - last);
  const words = { ...plainWords, title, position, note, isFocused: true } as const;
  return { name, ...area, lines: boxLines(area, words, lines.slice(top, last), glyphs) };
}

/** In the border below lines that scroll: how many are out of sight, and the keys that bring them. */
function scrollNote(above: number, below: number): string | null {
  if (below > 0) return `${below} more below: Down PgDn End`;
  return above > 0 ? `the end; ${above} more above: Up PgUp Home` : null;
}

function pathRegions(scene: Scene, formArea: Area, area: Area): Region[] {
  const { state, view, glyphs } = scene;
  const { path } = state;
  const form = formLines(path, formArea.width - 2);
  const regions = [textRegion('form', formArea, 'From and to', form, glyphs)];
  if (path.editing !== null) {
    const lines = suggestionLines(suggestionsOf(scene, path.editing), path.choice);
    return [...regions, textRegion('main', area, 'Names on this node', lines, glyphs)];
  }
  const lines = pathContent(view, state, area.width - 2, glyphs);
  const scrolled = { title: 'Path', lines, top: state.pathTop };
  return [...regions, scrolledRegion('main', area, scrolled, glyphs)];
}
