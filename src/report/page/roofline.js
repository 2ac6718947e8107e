// SPDX-License-Identifier: MIT
// The roofline of a processor, what its lanes and its DRAM's pins allow, and the rows on it.

"use strict";

function rooflineChart() {
    const machines = page.machines.filter((machine) => machine.dram_bytes_per_second !== null);
    const has = (row) => cell(row, "macs") > 0 && cell(row, "dram_traffic_bytes") > 0 && cell(row, "seconds") > 0;
    const usable = machines.filter((machine) => allRows.some((row) => cell(row, "machine") === machine.number && has(row)));
    if (usable.length === 0) return null;
    const state = {machine: usable[0]};
    const build = (width) => {
        const machine = state.machine;
        const rows = visible.filter((row) => cell(row, "machine") === machine.number && has(row));
        const label = labeller(rows);
        const points = rows.map((row) => ({name: label(row), schedule: cell(row, "schedule"), model: cell(row, "model"),
            intensity: cell(row, "macs") / cell(row, "dram_traffic_bytes"), rate: cell(row, "macs") / cell(row, "seconds")}));
        if (points.length === 0) return {empty: `No row here is of ${machine.name} and reaches its DRAM.`};
        for (const point of points) {
            const roof = Math.min(machine.macs_per_second, point.intensity * machine.dram_bytes_per_second);
            point.share = `${(100 * point.rate / roof).toFixed(1)} % of the roof`;
            point.text = `${withPrefix(point.rate, "MAC/s")}, ${fourDigits(point.intensity)} MAC/B`;
        }
        const ridge = machine.macs_per_second / machine.dram_bytes_per_second;
        const low = Math.min(ridge, ...points.map((point) => point.intensity)) / 3;
        const high = Math.max(ridge, ...points.map((point) => point.intensity)) * 3;
        const roof = [low, ridge, high].map((intensity) => ({intensity,
            rate: Math.min(machine.macs_per_second, intensity * machine.dram_bytes_per_second)}));
        const x = {field: "intensity", type: "quantitative", title: "MAC a byte of DRAM traffic (MAC/B)",
            scale: {type: "log", domain: [low, high]}, axis: {format: "~g", tickCount: Math.round(width / 90)}};
        const y = {field: "rate", type: "quantitative", title: "MAC/s", scale: {type: "log"}, axis: {format: "~s", tickCount: 5}};
        const best = points.reduce((a, b) => (a.rate >= b.rate ? a : b));
        return {records: points, keys: ["name", "intensity", "rate", "share"],
            summary: `${machine.name}${machine.assumed ? " *" : ""}: ${withPrefix(machine.macs_per_second, "MAC/s")} on its lanes, `
                + `${withPrefix(machine.dram_bytes_per_second, "B/s")} over its DRAM's pins. The fastest: ${best.name}, ${best.share}.`,
            spec: {width, height: Math.max(240, Math.min(380, width * 0.55)), layer: [
                {data: {values: roof}, mark: {type: "line", strokeWidth: 2, color: "#8c8c8c"}, encoding: {x, y}},
                {data: {values: points}, mark: {type: "point", filled: true, size: 70, opacity: 0.85}, encoding: {x, y,
                    color: {field: "schedule", type: "nominal", sort: null}, shape: {field: "schedule", type: "nominal", sort: null},
                    tooltip: [{field: "name", title: "row"}, {field: "text", title: "reached"}, {field: "share", title: " "}]}}]}};
    };
    const chart = new Chart("roofline", "Roofline", build);
    chart.setControls([menu("processor", usable.map((machine) => [String(machine.number), machine.name]), String(state.machine.number), (value) => {
        state.machine = usable.find((machine) => String(machine.number) === value);
        chart.changed();
    })]);
    return chart;
}
