// SPDX-License-Identifier: MIT
// The filters and the table of rows: sorted by a click on a header, exported as CSV with every digit.

"use strict";

const rowsAtATime = 100;
const table = {sort: null, descending: false, shown: rowsAtATime, all: false, body: null, head: null, count: null};

function buildFilters() {
    const section = document.getElementById("filters");
    const words = element("input", {type: "search", placeholder: "words, or lanes>=16", "aria-label": "Filter rows", size: 24});
    words.addEventListener("input", () => {
        filters.text = words.value;
        applyFilters();
    });
    const menus = page.fields.filter((field) => field.kind === "name" || page.axes.includes(field.key)).flatMap((field) => {
        const values = different(field.key, allRows);
        if (values.length < 2 || values.length > 200) return [];
        const entries = [["", "all"], ...values.map((value) => [String(value), String(value)])];
        return [menu(field.title, entries, "", (value) => {
            if (value === "") filters.chosen.delete(field.key);
            else filters.chosen.set(field.key, value);
            applyFilters();
        })];
    });
    section.replaceChildren(element("div", {class: "bar"}, words, ...menus));
}

function shownFields() {
    return table.all ? page.fields : page.fields.filter((field) => field.shown);
}

/** The visible rows in the order asked for: what has no value comes last either way. */
function sortedRows() {
    if (table.sort === null) return visible;
    const direction = table.descending ? -1 : 1;
    return [...visible].sort((a, b) => {
        const [x, y] = [cell(a, table.sort), cell(b, table.sort)];
        if (x === null || y === null) return (x === null) - (y === null);
        if (typeof x === "number" && typeof y === "number") return direction * (x - y);
        return direction * String(x).localeCompare(String(y), "en", {numeric: true});
    });
}

function sortBy(key) {
    table.descending = table.sort === key && !table.descending;
    table.sort = key;
    showRows();
    table.head.querySelector(`button[data-key="${CSS.escape(key)}"]`).focus();
}

function headerCell(field) {
    const sorted = table.sort !== field.key ? null : table.descending ? "descending" : "ascending";
    const arrow = sorted === null ? "" : table.descending ? " ▼" : " ▲";
    return element("th", {scope: "col", "aria-sort": sorted, class: field.kind === "number" ? "" : "name"},
        element("button", {type: "button", "data-key": field.key, title: field.meaning,
            onclick: () => sortBy(field.key)}, field.title + arrow));
}

function bodyCell(row, field) {
    const value = cell(row, field.key);
    const mark = page.marks[field.key]?.[row] ? " *" : "";
    const kind = field.kind === "number" ? "" : field.kind === "text" ? "text" : "name";
    const exact = typeof value === "number" ? `${value} ${field.unit}`.trim() : null;
    return element("td", {class: kind, title: exact}, inWords(value, field.unit) + mark);
}

function showRows() {
    const fields = shownFields();
    const rows = sortedRows();
    const shown = rows.slice(0, table.shown);
    table.head.replaceChildren(element("tr", {}, ...fields.map(headerCell)));
    let group = null;
    table.body.replaceChildren(...shown.map((row) => {
        const begins = table.sort === null && groupOf(row) !== group;
        group = groupOf(row);
        return element("tr", {class: begins ? "group" : null}, ...fields.map((field) => bodyCell(row, field)));
    }));
    const more = rows.length - shown.length;
    const next = Math.min(more, rowsAtATime);
    table.count.replaceChildren(`${shown.length} of ${rows.length} rows`,
        ...(rows.length < rowCount ? [`, ${rowCount} without the filters`] : []),
        ...(more > 0 ? [" ", element("button", {type: "button", onclick: () => {
            table.shown += rowsAtATime;
            showRows();
        }}, `Show ${next} more`)] : []));
}

function buildTable() {
    table.head = element("thead");
    table.body = element("tbody");
    table.count = element("span", {class: "quiet", role: "status"});
    const columns = element("button", {type: "button", "aria-pressed": "false", onclick: () => {
        table.all = !table.all;
        columns.setAttribute("aria-pressed", String(table.all));
        showRows();
    }}, `All ${page.fields.length} columns`);
    const save = element("button", {type: "button", onclick: () => download("rows.csv", "text/csv", rowsCsv())}, "Rows as CSV");
    document.getElementById("rows").replaceChildren(
        element("h2", {}, page.heading),
        element("div", {class: "bar"}, table.count, columns, save),
        element("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows"}, element("table", {}, table.head, table.body)));
    whenFiltered(() => {
        table.shown = rowsAtATime;
        showRows();
    });
    showRows();
}

/** The visible rows in the order shown, every column and every digit. */
function rowsCsv() {
    const keys = page.fields.map((field) => field.key);
    return csvOf(keys, sortedRows().map((row) => Object.fromEntries(keys.map((key) => [key, cell(row, key)]))));
}
