// SPDX-License-Identifier: MIT
// Charts of one figure against another: heat map, sweep plot, Pareto front.

"use strict";

/** Fields worth an axis: those whose values differ. */
function varied(fields) {
    return fields.filter((field) => different(field.key, allRows).length > 1).map((field) => field.key);
}

function axisOf(key, values) {
    const field = fieldOf.get(key);
    if (field.kind !== "number") return {field: key, type: "nominal", title: field.title, sort: null};
    const log = values.every((value) => value > 0) && Math.max(...values) > 50 * Math.min(...values);
    const steps = values.every(Number.isInteger) ? {tickMinStep: 1} : {};
    return {type: "quantitative", title: titleOf(field), scale: log ? {type: "log"} : {zero: false}, axis: {format: axisFormat(field), ...steps}};
}

/** A point's figures under plain names, so that a column's own name is never part of an expression. */
function pointOf(row, x, y, color) {
    const scaled = (key) => {
        const value = cell(row, key);
        return typeof value === "number" ? value * axisUnit(fieldOf.get(key)).scale : value;
    };
    return {x: scaled(x), y: scaled(y), color: named(row, color), text_x: inWords(cell(row, x), fieldOf.get(x).unit),
        text_y: inWords(cell(row, y), fieldOf.get(y).unit)};
}

function pointSpec(records, x, y, label, width, layers) {
    const numbers = (key) => records.map((record) => record[key]).filter((value) => typeof value === "number");
    return {data: {values: records}, width, height: Math.max(260, Math.min(420, width * 0.6)),
        encoding: {
            x: {...axisOf(x, numbers("x")), field: "x"},
            y: {...axisOf(y, numbers("y")), field: "y"},
            color: {field: "color", type: "nominal", sort: null},
            shape: {field: "color", type: "nominal", sort: null},
            tooltip: [{field: "name", title: label}, {field: "text_x", title: fieldOf.get(x).title},
                {field: "text_y", title: fieldOf.get(y).title}],
        },
        layer: layers};
}

function menusOf(chart, state, choices) {
    chart.setControls(choices.map(([label, name, keys]) => fieldMenu(label, keys, state[name], (key) => {
        state[name] = key;
        chart.changed();
    })));
}

function sweepChart() {
    const axes = varied(page.axes.map((key) => fieldOf.get(key)));
    const xs = axes.concat(varied(numberFields).filter((key) => !axes.includes(key)));
    const names = varied(nameFields);
    if (axes.length === 0 || xs.length < 2) return null;
    const state = {x: axes[0], y: "energy_pj", color: names.includes("schedule") ? "schedule" : names[0] ?? axes.at(-1)};
    const build = (width) => {
        const rows = visible.filter((row) => cell(row, state.x) !== null && cell(row, state.y) !== null);
        const others = [...new Set(page.groupKeys.concat("schedule", page.axes))].filter((key) => key !== state.x);
        const label = labeller(rows);
        const records = rows.map((row) => ({...pointOf(row, state.x, state.y, state.color), name: label(row),
            line: others.map((key) => cell(row, key)).join("\u2063")}));
        if (records.length === 0) return {empty: "No row here has both figures."};
        const isLine = fieldOf.get(state.x).kind === "number";
        const least = records.reduce((a, b) => (a.y <= b.y ? a : b));
        const layers = [{mark: {type: "point", filled: true, size: 45}}];
        if (isLine && records.length <= mostOnSvg) {
            layers.unshift({mark: {type: "line", strokeWidth: 1.5}, encoding: {detail: {field: "line"}, shape: {value: null}}});
        }
        return {records, keys: ["name", "color", "x", "y"],
            summary: `The least ${fieldOf.get(state.y).title}: ${least.text_y} at ${fieldOf.get(state.x).title} ${least.text_x}, ${least.name}.`,
            spec: pointSpec(records, state.x, state.y, "row", width, layers)};
    };
    const chart = new Chart("sweep", "One figure against another", build);
    menusOf(chart, state, [["across", "x", xs], ["up", "y", numberFields.map((field) => field.key)],
        ["colour", "color", names.concat(axes.filter((key) => !names.includes(key)))]]);
    return chart;
}

/** Marks points that none of their colour beats in both figures, of which less is better. */
function markFront(records) {
    for (const color of new Set(records.map((record) => record.color))) {
        let least = Infinity;
        const own = records.filter((record) => record.color === color).sort((a, b) => a.x - b.x || a.y - b.y);
        for (const record of own) {
            record.front = record.y < least;
            least = Math.min(least, record.y);
        }
    }
}

function paretoChart() {
    const figures = varied(page.fields.filter((field) => page.paretoKeys.includes(field.key)));
    const names = varied(nameFields);
    if (figures.length < 2 || names.length === 0) return null;
    const state = {x: figures[1], y: figures[0], color: names.includes("model") ? "model" : names[0]};
    const build = (width) => {
        const rows = visible.filter((row) => typeof cell(row, state.x) === "number" && typeof cell(row, state.y) === "number");
        const label = labeller(rows);
        const records = rows.map((row) => ({...pointOf(row, state.x, state.y, state.color), name: label(row)}));
        if (records.length === 0) return {empty: "No row here has both figures."};
        markFront(records);
        const count = records.filter((record) => record.front).length;
        return {records, keys: ["name", "color", "x", "y", "front"],
            summary: `${count} of ${records.length} rows are on a front, of each ${fieldOf.get(state.color).title} its own: no other has less of both.`,
            spec: pointSpec(records, state.x, state.y, "row", width, [
                {transform: [{filter: "datum.front"}], mark: {type: "line", interpolate: "step-after", strokeWidth: 1.5},
                    encoding: {shape: {value: null}}},
                {mark: {type: "point", filled: true, size: 55}, encoding: {opacity: {condition: {test: "datum.front", value: 1}, value: 0.3}}}])};
    };
    const chart = new Chart("pareto", "Pareto front", build);
    menusOf(chart, state, [["across", "x", figures], ["up", "y", figures], ["a front for each", "color", names]]);
    return chart;
}

/** For every model and processor its row: of a schedule, or where none is named of that with the least energy. */
function placesOf(rows, schedule) {
    const places = new Map();
    for (const row of rows) {
        if (schedule !== "" && cell(row, "schedule") !== schedule) continue;
        const key = JSON.stringify([cell(row, "model"), cell(row, "processor")]);
        const known = places.get(key);
        if (known === undefined || cell(row, "energy_pj") < cell(known, "energy_pj")) places.set(key, row);
    }
    return [...places.values()];
}

function heatmapChart() {
    if (different("model", allRows).length < 2 && different("processor", allRows).length < 2) return null;
    const figures = ["ratio", "energy_pj", "seconds"].filter((key) => different(key, allRows).length > 1);
    if (figures.length === 0) return null;
    const state = {schedule: "", value: figures[0]};
    const build = (width) => {
        const field = fieldOf.get(state.value);
        const rows = visible.filter((row) => cell(row, state.value) > 0);
        const records = placesOf(rows, state.schedule).map((row) => ({model: cell(row, "model"), processor: cell(row, "processor"),
            schedule: cell(row, "schedule"), value: cell(row, state.value) * axisUnit(field).scale, text: inWords(cell(row, state.value), field.unit)}));
        if (records.length === 0) return {empty: "No row here has this figure."};
        const largest = records.reduce((a, b) => (a.value >= b.value ? a : b));
        const label = Math.round(Math.min(160, width * 0.3));
        const room = width - label - 20;
        const narrow = new Set(records.map((record) => record.processor)).size * 70 > room;
        return {records, keys: ["model", "processor", "schedule", "value"],
            summary: `${field.title} of ${state.schedule === "" ? "the schedule with the least energy" : state.schedule}; the largest is ${largest.text}, `
                + `${largest.model} on ${largest.processor} under ${largest.schedule}. Of several rows of a place the one with the least energy is shown.`,
            spec: {data: {values: records}, width, height: 22 * new Set(records.map((record) => record.model)).size, mark: {type: "rect"}, encoding: {
                x: {field: "processor", type: "nominal", title: null, axis: {labelAngle: narrow ? -60 : 0, labelLimit: 110, orient: "top"}},
                y: {field: "model", type: "nominal", title: null, axis: {labelLimit: label}},
                color: {field: "value", type: "quantitative", title: titleOf(field), scale: {type: "log"},
                    legend: {format: axisFormat(field), title: titleOf(field), gradientLength: Math.min(240, room), orient: "bottom"}},
                tooltip: ["model", "processor", "schedule"].map((key) => ({field: key})).concat({field: "text", title: field.title})}}};
    };
    const chart = new Chart("heatmap", "Model against processor", build);
    const schedules = [["", "the least energy"], ...different("schedule", allRows).map((name) => [name, name])];
    chart.setControls([menu("schedule", schedules, state.schedule, (value) => {
        state.schedule = value;
        chart.changed();
    }), fieldMenu("figure", figures, state.value, (key) => {
        state.value = key;
        chart.changed();
    })]);
    return chart;
}
