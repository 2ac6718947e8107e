// SPDX-License-Identifier: MIT
// Numbers as a person reads them.

"use strict";

const steps = ["y", "z", "a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"];

/** 0.1159 J as `115.9 mJ`: four digits and the fitting prefix. */
function withPrefix(value, unit) {
    if (value === 0) return `0 ${unit}`;
    const step = Math.max(-8, Math.min(6, Math.floor(Math.log10(Math.abs(value) * (1 + 5e-5)) / 3)));
    return `${fourDigits(value / 1000 ** step)} ${steps[step + 8]}${unit}`;
}

function fourDigits(value) {
    return String(Number(value.toPrecision(4)));
}

function grouped(count) {
    return Math.abs(count) < 1e7 ? count.toLocaleString("en-US") : count.toExponential(3).replace("e+", "e");
}

function bytes(count) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let unit = 0;
    while (count >= 1024 && unit < units.length - 1) {
        count /= 1024;
        unit += 1;
    }
    return `${fourDigits(count)} ${units[unit]}`;
}

/** A value of a field for people; `-` where there is none. */
function inWords(value, unit) {
    if (value === null || value === undefined) return "-";
    if (typeof value !== "number") return String(value);
    if (unit === "pJ") return withPrefix(value * 1e-12, "J");
    if (unit === "s") return withPrefix(value, "s");
    if (unit === "B") return bytes(value);
    if (unit === "%") return `${value.toFixed(Math.abs(value) >= 99.995 && value < 100 ? 4 : 2)} %`;
    const text = Number.isInteger(value) ? grouped(value)
        : Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3 ? value.toExponential(3).replace("e+", "e") : fourDigits(value);
    return unit === "" ? text : `${text} ${unit}`;
}

/** What a chart's axis shows of a field: its unit without a prefix, and how many of these the field's unit is. */
function axisUnit(field) {
    return field.unit === "pJ" ? {unit: "J", scale: 1e-12} : {unit: field.unit, scale: 1};
}

/** Counts and quantities with a unit by prefixes, ratios as they are. */
function axisFormat(field) {
    return field.unit === "" && !field.count || field.unit === "%" ? "~g" : "~s";
}

function titleOf(field) {
    const {unit} = axisUnit(field);
    return unit === "" ? field.title : `${field.title} (${unit})`;
}

/** Text of a CSV field. */
function csvField(value) {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvOf(keys, records) {
    const lines = records.map((record) => keys.map((key) => csvField(record[key])).join(","));
    return [keys.map(csvField).join(","), ...lines].join("\n") + "\n";
}
