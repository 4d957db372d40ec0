// Where everything is on a screen of a given size.
import type { State } from './state.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly header: Area;
  readonly tabs: Area;
  /** One line, when there is something to say there. */
  readonly notice: Area | null;
  /** One line of figures, or charts where the screen is high enough. */
  readonly overview: Area | null;
  /** The table, or the Path view's lines. */
  readonly main: Area;
  /** The Path view's fields. */
  readonly form: Area | null;
  readonly detail: Area | null;
  /** In the place of all that stands between overview and footer while something is open. */
  readonly overlay: Area | null;
  readonly footer: Area;
}

/** Below this the dashboard says that it needs more. */
export const smallest: Size = Object.freeze({ columns: 60, rows: 15 });
/** From this height on a detail stands below the table, and figures above it. */
const detailRows = 20;
/** From this height on charts stand in the place of the line of figures. */
const chartRows = 36;
const chartHeight = 9;
const borderRows = 2;
const titleRows = 1;
const formHeight = 4;

/** Whether the screen is big enough. */
export function isLargeEnough({ columns, rows }: Size): boolean {
  return columns >= smallest.columns && rows >= smallest.rows;
}

/** What else decides where things are. */
export interface LayoutFacts {
  readonly hasNotice: boolean;
  /** Whether the node was read at all: until then, one area says why not. */
  readonly isRead: boolean;
  /** Whether the terminal can show charts. */
  readonly canChart: boolean;
}

/** The areas; those that are there do not overlap and cover the screen. */
export function layOut(size: Size, state: State, facts: LayoutFacts): Layout {
  const { columns: width, rows } = size;
  const { hasNotice, isRead, canChart } = facts;
  let top = 0;
  const take = (height: number): Area => {
    const area = { left: 0, top, width, height };
    top += height;
    return area;
  };
  const header = take(1);
  const tabs = take(1);
  const notice = hasNotice ? take(1) : null;
  const isCharted = canChart && state.hasCharts && rows >= chartRows;
  const overview = rows < detailRows ? null : take(isCharted ? chartHeight : 1);
  const body = { left: 0, top, width, height: rows - 1 - top };
  const footer = { left: 0, top: rows - 1, width, height: 1 };
  const parts = { header, tabs, notice, overview, footer, form: null, detail: null, overlay: null };
  if (state.overlay !== null) return { ...parts, main: body, overlay: body };
  if (!isRead) return { ...parts, main: body };
  if (state.view === 'path') {
    const form = { ...body, height: formHeight };
    const main = { ...body, top: body.top + formHeight, height: body.height - formHeight };
    return { ...parts, form, main };
  }
  if (rows < detailRows) return { ...parts, main: body };
  const height = Math.max(7, Math.min(18, Math.floor(body.height * 0.42)));
  const main = { ...body, height: body.height - height };
  return { ...parts, main, detail: { ...body, top: body.top + main.height, height } };
}

/** Rows of a table that fit into an area with a border and a line of titles. */
export function tableRows(area: Area): number {
  return Math.max(1, area.height - borderRows - titleRows);
}

/** Lines of text that fit into an area with a border. */
export function textRows(area: Area): number {
  return Math.max(1, area.height - borderRows);
}
