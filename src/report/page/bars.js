// SPDX-License-Identifier: MIT
// Charts with a line of bars or dots for every row: savings, energy by part, phase and tensor, time by cause, accesses.

"use strict";

const mostBars = 30;

/** The first of the visible rows that have figures, and a sentence on those left out. */
function barRows() {
    const rows = visible.filter((row) => cell(row, "energy_pj") !== null);
    const shown = rows.slice(0, mostBars);
    const left = rows.length > shown.length ? ` The first ${shown.length} of ${rows.length} rows; the filters choose others.` : "";
    return {shown, left};
}

/**
 * Lines of a chart: a row each, below a heading where there are several groups. A line's key is its number and, after a
 * separator, its label.
 */
function linesOf(rows) {
    const schedules = different("schedule", rows).length > 1;
    const headings = schedules && new Set(rows.map(groupOf)).size > 1;
    const keys = headings ? ["schedule"] : telling(page.groupKeys.concat("schedule"), rows);
    if (keys.length === 0) keys.push("schedule");
    const label = (row, of) => of.map((key) => named(row, key)).filter((text) => text !== "").join(" · ");
    const full = labeller(rows);
    const ofGroups = telling(page.groupKeys, visible);  // what rows further down do not share, too
    const [lines, order, titles] = [[], [], []];
    let group = null;
    for (const row of rows) {
        if (headings && groupOf(row) !== group) {
            group = groupOf(row);
            const text = label(row, ofGroups);
            order.push(`${order.length}\u2063`);
            titles.push({line: order.at(-1), text});
        }
        order.push(`${order.length}\u2063${label(row, keys)}`);
        lines.push({row, line: order.at(-1), name: full(row)});
    }
    return {lines, order, titles};
}

function lineAxis(order, width) {
    return {field: "line", type: "nominal", title: null, scale: {domain: order},
        axis: {labelExpr: "slice(datum.value, indexof(datum.value, '\\u2063') + 1)", labelLimit: Math.round(width * 0.4),
            domain: false, ticks: false, grid: false}};
}

/** A heading stands where its group's first bar would be. */
function headingLayer(titles, y, width) {
    return {data: {values: titles}, mark: {type: "text", align: "left", fontWeight: 600, fontSize: 11, limit: Math.round(width * 0.72)},
        encoding: {y, x: {value: 2}, text: {field: "text", type: "nominal"}}};
}

/** The widest first, so that a name keeps its colour whatever the filters leave. */
function partsOf(group) {
    return page.groups[group].filter((key) => allRows.some((row) => cell(row, key)));
}

/** Where one row takes many times another's, only shares show anything of the small one. */
function farApart(keys) {
    const totals = barRows().shown.map((row) => keys.reduce((sum, key) => sum + (cell(row, key) ?? 0), 0)).filter((total) => total > 0);
    return totals.length > 0 && Math.max(...totals) > 20 * Math.min(...totals);
}

function stackedChart(id, title, group, quantity) {
    const keys = partsOf(group);
    if (keys.length === 0) return null;
    const state = {share: farApart(keys)};
    const parts = keys.map((key) => fieldOf.get(key).short);
    const build = (width) => {
        const {shown, left} = barRows();
        const {lines, order, titles} = linesOf(shown);
        const field = fieldOf.get(keys[0]);
        const {unit, scale} = axisUnit(field);
        const records = lines.flatMap(({row, line, name}) => {
            const total = keys.reduce((sum, key) => sum + (cell(row, key) ?? 0), 0);
            return keys.flatMap((key, i) => (cell(row, key) ? [{row: name, part: parts[i], [quantity]: cell(row, key) * scale,
                share_percent: 100 * cell(row, key) / total, line, order: i,
                text: `${inWords(cell(row, key), field.unit)}, ${(100 * cell(row, key) / total).toFixed(1)} %`}] : []));
        });
        if (records.length === 0) return {empty: "No row here has these figures."};
        const largest = records.reduce((a, b) => (a[quantity] >= b[quantity] ? a : b));
        const y = lineAxis(order, width);
        const x = {field: state.share ? "share_percent" : quantity, type: "quantitative", stack: "zero",
            title: state.share ? "share (%)" : unit === "" ? quantity : `${quantity} (${unit})`,
            axis: {format: state.share ? "d" : "~s", tickCount: Math.round(width / 90)}, ...(state.share ? {scale: {domain: [0, 100]}} : {})};
        return {records, keys: ["row", "part", quantity, "share_percent"],
            summary: `The largest part is ${largest.part} of ${largest.row}: ${largest.text}.${left}`,
            spec: {width, height: 19 * order.length, layer: [
                {data: {values: records}, mark: {type: "bar"}, encoding: {y, x, order: {field: "order", type: "quantitative"},
                    color: {field: "part", type: "nominal", scale: {domain: parts}},
                    tooltip: [{field: "row", title: "row"}, {field: "part", title: "part"}, {field: "text", title: quantity}]}},
                headingLayer(titles, y, width)]}};
    };
    const chart = new Chart(id, title, build);
    chart.setControls([menu("bars", [["", "as they are"], ["share", "shares of each row"]], state.share ? "share" : "", (value) => {
        state.share = value === "share";
        chart.changed();
    })]);
    return chart;
}

/** Dots on a logarithmic axis. */
function dotChart(id, title, axis, pick) {
    const build = (width) => {
        const {shown, left} = barRows();
        const {lines, order, titles} = linesOf(shown);
        const records = lines.flatMap(({row, line, name}) => pick(row).map((point) => ({row: name, ...point, line})))
            .filter((record) => record.value > 0);
        if (records.length === 0) return {empty: "No row here has these figures."};
        const largest = records.reduce((a, b) => (a.value >= b.value ? a : b));
        const y = lineAxis(order, width);
        const layers = [{data: {values: records}, mark: {type: "point", filled: true, size: 65, opacity: 0.9}, encoding: {y,
            x: {field: "value", type: "quantitative", title: axis.title, scale: {type: "log", padding: 8, nice: false},
                axis: {format: axis.format, tickCount: Math.round(width / 90)}},
            color: {field: "kind", type: "nominal", sort: null},
            shape: {field: "kind", type: "nominal", sort: null},
            tooltip: [{field: "row", title: "row"}, {field: "kind", title: " "}, {field: "text", title: axis.title}]}},
        headingLayer(titles, y, width)];
        if (axis.one) layers.unshift({mark: {type: "rule", strokeDash: [4, 3]}, encoding: {x: {datum: 1}}});
        return {records, keys: ["row", "kind", "value"],
            summary: `The largest: ${largest.row}${largest.row.endsWith(largest.kind) ? "" : `, ${largest.kind}`}, ${largest.text}.${left}`,
            spec: {width, height: 19 * order.length, layer: layers}};
    };
    return new Chart(id, title, build);
}

function barCharts() {
    const ratios = (row) => [{kind: cell(row, "schedule"), value: cell(row, "ratio"), text: inWords(cell(row, "ratio"), "")}];
    const accesses = (row) => page.groups.accesses.map((key) => ({kind: fieldOf.get(key).short, value: cell(row, key) ?? 0,
        text: inWords(cell(row, key), "")}));
    return [
        allRows.some((row) => cell(row, "ratio") !== null)
            ? dotChart("savings", "Savings", {title: "energy of the baseline / energy", format: "~g", one: true}, ratios) : null,
        stackedChart("energy", "Energy by part", "energy", "energy"),
        stackedChart("phases", "Energy by phase", "phases", "energy"),
        stackedChart("tensors", "Energy of memory accesses by tensor", "tensors", "energy"),
        stackedChart("time", "Time by cause", "time", "cycles"),
        partsOf("accesses").length > 0 ? dotChart("accesses", "Memory accesses by level", {title: "accesses", format: "~s", one: false}, accesses) : null,
    ];
}
