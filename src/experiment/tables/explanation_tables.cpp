// SPDX-License-Identifier: MIT
#include "experiment/tables/explanation_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "experiment/tables/json_table.hpp"
#include "experiment/tables/quantity_text.hpp"
#include "experiment/tables/time_tables.hpp"
#include "report/readable.hpp"

namespace deltasim::experiment
{

namespace
{

constexpr std::size_t most_rows = 8;  ///< of tables whose first rows matter most

std::string text(const Json& json) { return json.get<std::string>(); }
std::string count(const Json& json) { return report::readable(json.get<std::uint64_t>()); }
std::string percent(const Json& json) { return fmt::format("{:.1f} %", json.get<double>()); }

std::string energy(const Json& explanation, const Json& value)
{
    return energy_text(value.get<double>(), text(explanation["energy_unit"]));
}

/// `weight[2]`
std::string tensor_of(const Json& row) { return text(row["tensor"]) + fmt::format("[{}]", row["layer"].get<int>()); }

Json first_rows(const Json& rows)
{
    Json first = Json::array();
    for (std::size_t i = 0; i < std::min(most_rows, rows.size()); ++i) first.push_back(rows[i]);
    return first;
}

/// Sentences under a title, then a table of figures.
void add_section(std::vector<report::Table>& tables, const std::string& title, std::vector<std::string> sentences)
{
    tables.push_back({title, {}, {}, std::move(sentences)});
}

void add_summary(std::vector<report::Table>& tables, const Json& e)
{
    const auto batch = e["batch"].get<std::uint64_t>();
    std::vector<std::string> sentences{
        fmt::format("One training step of the head {} ({} classes, {}) on the processor {} under the schedule {} takes "
                    "{} cycles, which are {}, and {}.",
                    text(e["model"]), count(e["classes"]),
                    batch == 1 ? "one sample" : fmt::format("a batch of {} samples", batch), text(e["processor"]),
                    text(e["schedule"]), count(e["cycles"]), time_text(e["seconds"]), energy(e, e["energy_pj"]))};
    if (batch > 1) {
        sentences.push_back(fmt::format("That is {} and {} a sample.", time_text(e["seconds_per_sample"]),
                                        energy(e, e["energy_pj_per_sample"])));
    }
    if (!e["epoch"].is_null()) {
        sentences.push_back(fmt::format("An epoch of {} samples is {} steps: {} and {}.", count(e["epoch"]["samples"]),
                                        count(e["epoch"]["steps"]), time_text(e["epoch"]["seconds"]),
                                        energy(e, e["epoch"]["energy_pj"])));
    }
    sentences.push_back(
        fmt::format("Every access and operation is counted and priced by the cost table {}.", text(e["costs"])));
    for (const Json& note : e["notes"]) sentences.push_back(text(note));
    if (!e["assumed"].empty()) sentences.push_back("* Some figures are assumptions; the end lists them.");
    add_section(tables,
                fmt::format("{} on {}{}, {}", text(e["model"]), text(e["processor"]), e["assumed"].empty() ? "" : " *",
                            text(e["schedule"])),
                std::move(sentences));
}

std::string why_there(const Json& home)
{
    if (home["placed_by"] == "experiment") return "the experiment places it there";
    if (home["placed_by"] == "fit") return "fits";
    if (home["left_on_chip"].empty()) return "there is no on-chip memory";
    std::string left;
    for (const Json& memory : home["left_on_chip"]) {
        left +=
            fmt::format("{}{} has {} left", left.empty() ? "" : ", ", text(memory["memory"]), count(memory["bytes"]));
    }
    return "does not fit: " + left;
}

std::string padding_text(std::uint64_t pad_words)
{
    return fmt::format("; {} word{} of padding between rows", pad_words, pad_words == 1 ? "" : "s");
}

void add_homes(std::vector<report::Table>& tables, const Json& e)
{
    std::vector<std::string> sentences{
        "Every tensor has one home for the whole step. On-chip memories are filled first: targets, deltas, activations "
        "and biases, then weights and what an update keeps for them, each from the last layer to the first. What does "
        "not fit goes to the DRAM."};
    for (const Json& memory : e["memories"]) {
        const auto taken = memory["peak_bytes"].get<std::uint64_t>();
        const auto capacity = memory["capacity_bytes"].get<std::uint64_t>();
        sentences.push_back(fmt::format("{} ({}) holds {} of {}, {:.1f} %.", text(memory["name"]),
                                        text(memory["level"]), bytes_text(taken), bytes_text(capacity),
                                        100.0 * static_cast<double>(taken) / static_cast<double>(capacity)));
    }
    add_section(tables, "Where each tensor lives", std::move(sentences));
    Json rows = e["homes"];
    for (Json& home : rows) {
        home["name"] = tensor_of(home);
        home["why"] = why_there(home);
        if (home.contains("pad_words")) home["why"] = text(home["why"]) + padding_text(home["pad_words"]);
    }
    tables.push_back(table_of("",
                              {{"name", "tensor", "", {}},
                               {"bytes", "size", "B", {}},
                               {"memory", "home", "", {}},
                               {"level", "level", "", {}},
                               {"why", "why", "", {}}},
                              rows));
}

void add_energy(std::vector<report::Table>& tables, const Json& e)
{
    const std::map<std::string, std::string> what{
        {"compute", "operations of the lanes and the row-end unit"},
        {"register_file", "operands and results of these operations in the lanes' registers"},
        {"sram", "accesses to on-chip memories"},
        {"dram", "accesses to the DRAM"},
        {"interconnect", "words moved between memories and the array"},
        {"static", "leakage and background power over " + time_text(e["seconds"])}};
    Json rows = e["energy"];
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Json& a, const Json& b) { return a["energy_pj"] > b["energy_pj"]; });
    for (Json& row : rows) row["what"] = what.at(text(row["part"]));
    const Json& most = rows.front();
    add_section(tables, "Where the energy goes",
                {fmt::format("The largest part is {}: {}, {}.", text(most["part"]), text(most["what"]),
                             most["share_percent"].is_null() ? "none" : percent(most["share_percent"]))});
    tables.push_back(table_of("",
                              {{"part", "part", "", {}},
                               {"energy_pj", "energy", text(e["energy_unit"]), {}},
                               {"share_percent", "share", "", report::NumberStyle::percent},
                               {"what", "what it is", "", {}}},
                              rows));
}

void add_operands(std::vector<report::Table>& tables, const Json& e)
{
    std::vector<std::string> sentences;
    if (!e["accesses"].empty()) {
        const Json& most = e["accesses"][0];
        sentences.push_back(fmt::format("The most expensive operand is {} in the phase {} of layer {}: {} reads and {} "
                                        "writes of {} cost {}, {} of all energy.",
                                        text(most["tensor"]), text(most["phase"]), most["layer"].get<int>(),
                                        count(most["reads"]), count(most["writes"]), text(most["memory"]),
                                        energy(e, most["energy_pj"]), percent(most["share_percent"])));
    }
    if (!e["most_read"].is_null()) {
        const Json& most = e["most_read"];
        sentences.push_back(fmt::format(
            "The operand that is read most often is {} in the phase {} of layer {}: {} words. Of these, "
            "words that are shared between lanes, kept, or lie in one line or burst need one access together.",
            text(most["tensor"]), text(most["phase"]), most["layer"].get<int>(), count(most["reads"])));
    }
    sentences.push_back("Energy is accesses times the price of one: a line of an on-chip memory, a burst of a DRAM.");
    if (e["accesses"].size() > most_rows) {
        sentences.push_back(fmt::format("The {} most expensive of {}:", most_rows, e["accesses"].size()));
    }
    add_section(tables, "Which operands cost most", std::move(sentences));
    tables.push_back(table_of("",
                              {{"phase", "phase", "", {}},
                               {"layer", "layer", "", {}},
                               {"tensor", "tensor", "", {}},
                               {"memory", "memory", "", {}},
                               {"reads", "reads", "", {}},
                               {"writes", "writes", "", {}},
                               {"energy_pj", "energy", text(e["energy_unit"]), {}},
                               {"share_percent", "share", "", report::NumberStyle::percent}},
                              first_rows(e["accesses"])));
}

std::string meaning_of(const std::string& cause)
{
    static const std::map<std::string, std::string> meanings{
        {"compute", "the lanes or the row-end unit work, or wait for results of their own"},
        {"issue", "the controller had not issued the next step"},
        {"sram_latency", "an operand is on its way from an on-chip memory"},
        {"sram_conflict", "an operand waits for a busy port of an on-chip bank"},
        {"dram", "an operand is not there yet from the DRAM: its latency, its rows, or what its pins can move"},
        {"dram_refresh", "an operand is not there yet from the DRAM, since a refresh holds up a request"},
        {"write_back", "memories or write buffers have no room for results"},
        {"drain", "the last results of a phase are being written"}};
    return meanings.at(cause);
}

void add_time(std::vector<report::Table>& tables, const Json& e)
{
    const Json& time = e["time"];
    std::vector<std::string> sentences{
        "Each cycle is booked to what the array waited for, and to compute where it waited for nothing else."};
    const Json& first = time["causes"][0];
    if (!first["share_percent"].is_null()) {
        sentences.push_back(fmt::format("The time is bound by {}: {} of it. {}", title_of_cause(text(first["cause"])),
                                        percent(first["share_percent"]),
                                        "In these cycles " + meaning_of(text(first["cause"])) + "."));
        sentences.push_back(
            fmt::format("The lanes are busy in {} of the cycles.", percent(time["lanes_busy_percent"])));
    }
    for (const Json& memory : e["memories"]) {
        sentences.push_back(fmt::format("{} is busy for at least {} of the time.", text(memory["name"]),
                                        percent(memory["busy_percent"])));
    }
    if (!time["times_the_bound"].is_null()) {
        sentences.push_back(fmt::format("No schedule takes fewer than {} cycles here, since {} take that long; this "
                                        "run takes {:.3g} times as many.",
                                        count(time["bound_cycles"]),
                                        time["bound_by"] == "dram" ? "the weights that must move over the DRAM's pins"
                                                                   : "the multiply-accumulates of all lanes",
                                        time["times_the_bound"].get<double>()));
    }
    add_section(tables, "What bounds the time", std::move(sentences));
    Json rows = time["causes"];
    for (Json& row : rows) {
        row["what"] = meaning_of(text(row["cause"]));
        row["cause"] = title_of_cause(text(row["cause"]));
    }
    tables.push_back(table_of("",
                              {{"cause", "cause", "", {}},
                               {"cycles", "cycles", "", {}},
                               {"share_percent", "share", "", report::NumberStyle::percent},
                               {"what", "what it is", "", {}}},
                              rows));
}

/// `weight reads, dram: 3.3 mJ disappears`
std::string change_text(const Json& e, const Json& row)
{
    const double from = row["from_pj"];
    const double to = row["to_pj"];
    const std::string what = text(row["what"]);
    if (to == 0.0) return fmt::format("{}: {} disappears", what, energy(e, row["from_pj"]));
    if (from == 0.0) return fmt::format("{}: {} is new", what, energy(e, row["to_pj"]));
    return fmt::format("{}: {} instead of {}", what, energy(e, row["to_pj"]), energy(e, row["from_pj"]));
}

void add_better(std::vector<report::Table>& tables, const Json& e)
{
    std::vector<std::string> sentences;
    const Json& better = e["better"];
    if (e["schedules"].size() == 1) {
        sentences.push_back("No other schedule was tried.");
    } else if (better.is_null()) {
        sentences.push_back(
            fmt::format("None of the other schedules that were tried takes less energy than {}.", text(e["schedule"])));
    } else {
        const double times = e["cycles"].get<double>() / better["cycles"].get<double>();
        sentences.push_back(fmt::format("The next better schedule is {}: it saves {}, {} of the energy, and takes {} "
                                        "cycles, {:.3g} times {}.",
                                        text(better["schedule"]), energy(e, better["saved_pj"]),
                                        percent(better["saving_percent"]), count(better["cycles"]),
                                        times >= 1.0 ? times : 1.0 / times, times >= 1.0 ? "fewer" : "more"));
        const auto saved = std::find_if(better["differences"].begin(), better["differences"].end(),
                                        [](const Json& row) { return row["change_pj"] < 0.0; });
        if (saved != better["differences"].end()) {
            sentences.push_back("It saves most in " + change_text(e, *saved) + ".");
        }
    }
    for (const Json& row : e["schedules"]) {
        if (!row["error"].is_null()) {
            sentences.push_back(fmt::format("{} could not be run: {}", text(row["schedule"]), text(row["error"])));
        }
    }
    add_section(tables, "What another schedule would save", std::move(sentences));
    tables.push_back(table_of("",
                              {{"schedule", "schedule", "", {}},
                               {"energy_pj", "energy", text(e["energy_unit"]), {}},
                               {"saving_percent", "saving", "", report::NumberStyle::percent},
                               {"cycles", "cycles", "", {}},
                               {"seconds", "time", "s", {}}},
                              e["schedules"]));
    if (better.is_null()) return;
    const std::string unit = text(e["energy_unit"]);
    tables.push_back(table_of(fmt::format("The difference to {}, the largest first", text(better["schedule"])),
                              {{"what", "what", "", {}},
                               {"from_pj", text(e["schedule"]), unit, {}},
                               {"to_pj", text(better["schedule"]), unit, {}},
                               {"change_pj", "change", unit, {}}},
                              first_rows(better["differences"])));
}

void add_bound(std::vector<report::Table>& tables, const Json& e)
{
    const Json& bound = e["bound"];
    std::vector<std::string> sentences{
        fmt::format(
            "Any schedule that ends a layer's forward pass before its backward pass moves at least {} of weights "
            "between the chip and its DRAM, on-chip memory used as well as can be.",
            bytes_text(bound["weight_bytes"])),
        fmt::format("This run moves {}{}.", bytes_text(bound["run_weight_bytes"]),
                    bound["times_the_bound"].is_null()
                        ? ""
                        : fmt::format(", {:.3g} times as many", bound["times_the_bound"].get<double>()))};
    add_section(tables, "How far from the least traffic", std::move(sentences));
}

void add_assumed(std::vector<report::Table>& tables, const Json& e)
{
    if (e["assumed"].empty()) return;
    std::string keys;
    for (const Json& key : e["assumed"]) keys += (keys.empty() ? "" : ", ") + text(key);
    add_section(tables, "* What is assumed",
                {"These figures of the processor and the cost table have no published source; their files give the "
                 "reason for each: " +
                 keys + "."});
}

}  // namespace

std::vector<report::Table> explanation_tables(const Json& explanation)
{
    std::vector<report::Table> tables;
    add_summary(tables, explanation);
    add_homes(tables, explanation);
    add_energy(tables, explanation);
    add_operands(tables, explanation);
    add_time(tables, explanation);
    add_better(tables, explanation);
    add_bound(tables, explanation);
    add_assumed(tables, explanation);
    return tables;
}

}  // namespace deltasim::experiment
