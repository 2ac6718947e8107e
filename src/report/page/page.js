// SPDX-License-Identifier: MIT
// Puts the page together.

"use strict";

function buildNotes() {
    const parts = page.notes.map((note) => element("li", {}, note));
    const section = document.getElementById("notes");
    section.replaceChildren(element("h2", {}, "Notes"), element("ul", {}, ...parts));
    if (page.assumed.length > 0) {
        section.append(element("details", {}, element("summary", {}, `* What is assumed (${page.assumed.length} figures)`),
            element("ul", {}, ...page.assumed.map((key) => element("li", {}, key)))));
    }
    section.append(element("details", {}, element("summary", {}, "What the columns mean"),
        element("ul", {}, ...page.fields.map((field) => element("li", {}, `${field.title} (${field.key}${field.unit ? `, ${field.unit}` : ""}): ${field.meaning}`)))));
}

document.getElementById("about").textContent = page.about;
const hasRows = rowCount > 0;
if (hasRows) {
    buildFilters();
    buildTable();
}
const drawn = hasRows ? [...barCharts(), rooflineChart(), heatmapChart(), sweepChart(), paretoChart()].filter((chart) => chart !== null) : [];
if (drawn.length > 0) {
    document.getElementById("charts").replaceChildren(element("h2", {}, "Charts"),
        ...(typeof charting === "undefined" ? [element("p", {}, "This deltasim was built without a charting library: the numbers are below each title.")] : []),
        element("div", {class: "chart-grid"}, ...drawn.map((chart) => chart.figure)));
}
buildRuns();
buildNotes();
whenFiltered(() => drawn.forEach((chart) => chart.changed()));
watchTheme();
