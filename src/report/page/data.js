// SPDX-License-Identifier: MIT
// What the page shows: rows kept by column, which of them the filters leave, and who wants to know when that changes.

"use strict";

const page = JSON.parse(document.getElementById("data").textContent);
const fieldOf = new Map(page.fields.map((field) => [field.key, field]));
const rowCount = page.fields.length === 0 ? 0 : page.rows[page.fields[0].key].length;
const nameFields = page.fields.filter((field) => field.kind === "name");
const numberFields = page.fields.filter((field) => field.kind === "number");

/** The cell of a row, null where there is none. */
function cell(row, key) {
    const column = page.rows[key];
    return column === undefined ? null : column[row];
}

/** The values of a column, each once, in the order of the rows. */
function different(key, rows) {
    return [...new Set(rows.map((row) => cell(row, key)).filter((value) => value !== null))];
}

const allRows = Array.from({length: rowCount}, (_, row) => row);
const filters = {text: "", chosen: new Map()};
let visible = allRows;
const listeners = [];

function whenFiltered(listener) {
    listeners.push(listener);
}

const conditionForm = /^([^<>=!\s]+)(<=|>=|!=|=|<|>)(.*)$/;

/** `lanes>=16`, or words that any name of the row has; null for a condition of no column. */
function test(word) {
    const parts = conditionForm.exec(word);
    if (parts === null || !fieldOf.has(parts[1])) {
        const sought = word.toLowerCase();
        return (row) => nameFields.some((field) => String(cell(row, field.key) ?? "").toLowerCase().includes(sought));
    }
    const [, key, sign, text] = parts;
    const number = text.trim() === "" ? NaN : Number(text);
    return (row) => {
        const value = cell(row, key);
        if (sign === "=") return text.split(",").includes(String(value ?? ""));
        if (sign === "!=") return !text.split(",").includes(String(value ?? ""));
        if (typeof value !== "number" || Number.isNaN(number)) return false;
        return sign === "<" ? value < number : sign === "<=" ? value <= number : sign === ">" ? value > number : value >= number;
    };
}

/** Works out anew which rows are shown, and tells it. */
function applyFilters() {
    const tests = filters.text.split(/\s+/).filter((word) => word !== "").map(test);
    const chosen = [...filters.chosen];
    visible = allRows.filter((row) => chosen.every(([key, value]) => String(cell(row, key)) === value)
                                      && tests.every((holds) => holds(row)));
    for (const listener of listeners) listener();
}

/** A row's model and processor, and what else its group has in common: all names and axes but the schedule. */
function groupOf(row) {
    return page.groupKeys.map((key) => cell(row, key)).join("\u2063");
}

/** Those of some keys that tell the rows apart: not what follows from the others, as costs that each processor names. */
function telling(keys, rows) {
    let told = keys.filter((key) => different(key, rows).length > 1);
    const groups = (by) => new Set(rows.map((row) => by.map((key) => cell(row, key)).join("\u2063"))).size;
    for (const key of ["costs", "baseline"]) {
        const fewer = told.filter((other) => other !== key);
        if (fewer.length < told.length && groups(fewer) === groups(told)) told = fewer;
    }
    return told;
}

/** What tells one of these rows from the others, in words. */
function labeller(rows) {
    const keys = telling(page.groupKeys.concat("schedule"), rows);
    if (keys.length === 0) keys.push("schedule");
    return (row) => keys.map((key) => named(row, key)).filter((text) => text !== "").join(" · ");
}

/** A cell as text; of an axis that is no name of its own with its key. */
function named(row, key) {
    const value = cell(row, key);
    if (value === null) return "";
    return fieldOf.get(key)?.kind === "name" ? String(value) : `${fieldOf.get(key)?.title ?? key} ${value}`;
}
