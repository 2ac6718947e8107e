// SPDX-License-Identifier: MIT
// One run: the machine as blocks with the traffic between them, and the loops of its mapping.

"use strict";

/** Words and bits moved between places in a run: those of `transfers`, else what memories gave to and took from the array. */
function trafficOf(run) {
    if (!run.transfers) {
        return run.memories.map((memory) => ({from: memory.name, to: "array", words: memory.words_moved, bits: memory.bits_moved,
            both: true}));
    }
    const edges = new Map();
    for (const {from, to, words, bits} of run.transfers) {
        const key = `${from}\u2063${to}`;
        const edge = edges.get(key) ?? {from, to, words: 0, bits: 0, both: false};
        edge.words += words;
        edge.bits += bits;
        edges.set(key, edge);
    }
    return [...edges.values()];
}

/**
 * Blocks in columns from the outermost memory to the array. Each on-chip memory has a line of its own; DRAM and array reach
 * over all lines, and over one more for what passes the on-chip memories by.
 */
function blocksOf(run, edges) {
    const off = run.memories.filter((memory) => memory.level === "dram");
    const on = run.memories.filter((memory) => memory.level !== "dram");
    const isOff = (name) => off.some((memory) => memory.name === name);
    const passes = edges.some((edge) => (isOff(edge.from) && edge.to === "array") || (isOff(edge.to) && edge.from === "array"));
    const tall = Math.max(1, on.length + (passes ? 1 : 0));
    const ofMemory = (memory) => ({name: memory.name, title: `${memory.name}\n${inWords(memory.peak_bytes, "B")} of ${inWords(memory.capacity_bytes, "B")}`,
        text: `${memory.level}; ${inWords(memory.reads, "")} reads, ${inWords(memory.writes, "")} writes, busy ${memory.busy_percent.toFixed(1)} %, `
            + `${inWords(memory.energy_pj, run.energy_unit)}`});
    const busy = run.cycles > 0 ? 100 * run.lane_busy_cycles / run.cycles : 0;
    const array = {name: "array", title: `array\n${run.machine ? `${inWords(run.machine.lanes, "")} lanes, ` : ""}busy ${busy.toFixed(1)} %`,
        text: `${inWords(run.operations.mac, "")} multiply-accumulates, busy ${busy.toFixed(1)} % of the cycles`};
    const middle = off.length > 0 ? 1 : 0;
    const last = middle + (on.length > 0 ? 1 : 0);
    const blocks = [
        ...off.map((memory) => ({...ofMemory(memory), column: 0, first: 0, lines: tall})),
        ...on.map((memory, i) => ({...ofMemory(memory), column: middle, first: i, lines: 1})),
        {...array, column: last, first: 0, lines: tall},
    ];
    return {blocks, tall, columns: last + 1};
}

/** Where an edge runs: on the line of the on-chip memory at one of its ends, else on the last. */
function routed(edges, blocks, tall) {
    const at = (name) => blocks.find((block) => block.name === name) ?? blocks.at(-1);
    const most = Math.max(1, ...edges.map((edge) => edge.bits));
    return edges.map((edge) => {
        const [a, b] = [at(edge.from), at(edge.to)].sort((p, q) => p.column - q.column);
        const outward = at(edge.from).column > at(edge.to).column;
        const own = [a, b].find((block) => block.lines === 1 && tall > 1);
        const back = edges.some((other) => other.from === edge.to && other.to === edge.from);
        const along = (own ? own.first : tall - 1) + 0.5 + (back ? (outward ? 0.17 : -0.17) : 0);
        return {from: edge.from, to: edge.to, words: edge.words, bits: edge.bits, a, b, along, wide: 1.5 + 8 * Math.sqrt(edge.bits / most),
            arrow: edge.both ? "↔" : outward ? "←" : "→", text: `${inWords(edge.words, "")} words, ${withPrefix(edge.bits / 8, "B")}`};
    });
}

function diagramOf(run, width) {
    const edges = trafficOf(run).filter((edge) => edge.bits > 0);
    const {blocks, tall, columns} = blocksOf(run, edges);
    const upright = width < 520;  // on a narrow page from top to bottom
    const gap = upright ? 0.22 : 0.28;
    // `deep` runs along the columns, `along` across them.
    const placed = (deep, along, name = "") => (upright ? {[`x${name}`]: along, [`y${name}`]: -deep} : {[`x${name}`]: deep, [`y${name}`]: -along});
    const boxes = blocks.map((block) => ({name: block.name, text: block.text, title: block.title,
        ...placed(block.column + gap, block.first + 0.12, "1"), ...placed(block.column + 1 - gap, block.first + block.lines - 0.12, "2"),
        ...placed(block.column + 0.5, block.first + block.lines / 2)}));
    const turned = {"→": "↓", "←": "↑", "↔": "↕"};
    const records = routed(edges, blocks, tall).map(({a, b, along, arrow, ...edge}) => ({...edge,
        title: `${upright ? turned[arrow] : arrow} ${withPrefix(edge.bits / 8, "B")}`,
        ...placed(a.column + 1 - gap, along, "1"), ...placed(b.column + gap, along, "2"), ...placed((a.column + b.column + 1) / 2, along)}));
    const [xs, ys] = upright ? [[0, tall], [-columns + gap / 2, -gap / 2]] : [[gap / 2, columns - gap / 2], [-tall, 0]];
    const x = (field) => ({field, type: "quantitative", scale: {domain: xs, nice: false, zero: false}, axis: null});
    const y = (field) => ({field, type: "quantitative", scale: {domain: ys, nice: false, zero: false}, axis: null});
    const box = {x: x("x1"), y: y("y1"), x2: {field: "x2"}, y2: {field: "y2"}};
    const room = upright ? width / tall : width / columns;
    const fill = isDark() ? "#28313b" : "#e8eef4";
    return {records, keys: ["from", "to", "words", "bits"],
        summary: `Bytes moved in a training step; wider lines carry more. ${records.map((record) => `${record.from} to ${record.to}: ${record.text}`).join("; ")}.`,
        spec: {width, height: upright ? 120 * columns : Math.max(110, 84 * tall), layer: [
            {data: {values: records}, mark: {type: "rule", color: "#56B4E9"}, encoding: {...box,
                strokeWidth: {field: "wide", type: "quantitative", scale: null, legend: null},
                tooltip: [{field: "from"}, {field: "to"}, {field: "text", title: "moved"}]}},
            {data: {values: boxes}, mark: {type: "rect", cornerRadius: 6, fill, stroke: "#0072B2", fillOpacity: 1}, encoding: {...box,
                tooltip: [{field: "name", title: "block"}, {field: "text", title: " "}]}},
            {data: {values: boxes}, mark: {type: "text", lineBreak: "\n", fontSize: 11, limit: room * 0.6, dy: -6},
                encoding: {x: x("x"), y: y("y"), text: {field: "title", type: "nominal"}}},
            {data: {values: records}, mark: {type: "text", fontSize: 11, ...(upright ? {align: "left", dx: 9} : {dy: -11})},
                encoding: {x: x("x"), y: y("y"), text: {field: "title", type: "nominal"}}}]}};
}

/** The loops of phases as they ran, drawn as `explain` draws them. */
function loopsOf(nests) {
    const side = ({dimension, lanes}, way) => (dimension === null ? `1 ${way}`
        : `${grouped(lanes)} ${way}${lanes === 1 ? "" : "s"} along ${dimension}`);
    const stageLines = ({levels, rows, columns}) => {
        const lines = [];
        let bars = "";
        for (const {memory, tiles, loops} of levels) {
            for (const {tensor, layer, words, bytes: size, buffers} of tiles) {
                lines.push(`${bars}${memory} keeps ${tensor}[${layer}]: ${grouped(words)} words, ${grouped(size)} bytes`
                    + (buffers > 1 ? ` in each of ${buffers} buffers` : ""));
            }
            for (const {dimension, count, tile} of loops) {
                lines.push(`${bars}for ${dimension}: ${grouped(count)} x ${grouped(tile)}, from ${memory}`);
                bars += "| ";
            }
        }
        return [...lines, `${bars}array: ${side(rows, "row")}, ${side(columns, "column")}`];
    };
    const nestLines = ({phase, layer, stages}) => [`${phase}, layer ${layer}`,
        ...(stages.length === 0 ? ["It streams: every tensor comes from its home for every use."] : []),
        ...stages.flatMap((stage, i) => [...(stages.length > 1 ? [`part ${i + 1} of ${stages.length}:`] : []), ...stageLines(stage)])];
    return nests.map((nest) => nestLines(nest).join("\n")).join("\n\n");
}

/** What a processor that skips zeros did without; nothing of another. */
function skippedOf(skip) {
    if (!skip) return [];
    const figure = (count) => inWords(count, "");
    return [element("h3", {}, "Skipped zeros"),
        element("p", {}, `${figure(skip.tests)} tests of words against 0; ${figure(skip.skipped_words)} operand accesses were skipped, `
            + `${figure(skip.passed_steps)} steps whole. No other figure counts them.`),
        element("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Skipped zeros"},
            plainTable(["phase", "layer", "tests", "passed_steps", "reads", "writes"], skip.phases))];
}

function buildRuns() {
    if (page.runs.length === 0) return [];
    const state = {run: page.runs[0]};
    const chart = new Chart("machine", "The machine and its traffic", (width) => diagramOf(state.run, width));
    const about = element("p");
    const loops = element("div");
    const show = () => {
        const {run} = state;
        const figure = (text, unit) => inWords(text, unit);
        about.textContent = `${run.model} on ${run.processor} under ${run.schedule}: ${figure(run.energy_pj.total, run.energy_unit)}, `
            + `${figure(run.seconds, "s")}, ${figure(run.cycles, "")} cycles a training step.${run.assumed.length > 0 ? ` * ${run.assumed.length} figures are assumed.` : ""}`;
        loops.replaceChildren(...skippedOf(run.skip), ...(run.loops ? [element("h3", {}, "Loops of its mapping"),
            element("pre", {tabindex: "0"}, loopsOf(run.loops))]
            : [element("p", {class: "quiet"}, "Every operand streams between its home and the array, step by step.")]));
        chart.changed();
    };
    const nameOf = (run) => [run.model, run.processor, run.schedule, ...(run.label ? [run.label] : [])].join(" · ");
    chart.setControls([menu("run", page.runs.map((run, i) => [String(i), nameOf(run)]), "0", (value) => {
        state.run = page.runs[Number(value)];
        show();
    })]);
    document.getElementById("runs").replaceChildren(element("h2", {}, "One run"), about, chart.figure, loops);
    show();
    return [chart];
}
