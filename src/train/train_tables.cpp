// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include "report/json_text.hpp"
#include "train/train_json.hpp"

namespace deltasim::train
{

namespace
{

using report::Cell;
using report::NumberStyle;
using report::Table;

constexpr double percent = 100.0;
constexpr double joules_of_pj = 1e-12;

Cell percentage(const Json& share) { return share.is_null() ? Cell() : Cell(percent * share.get<double>()); }
Cell number(const Json& value) { return value.is_null() ? Cell() : Cell(value.get<double>()); }
Cell joules(const Json& value) { return value.is_null() ? Cell() : Cell(joules_of_pj * value.get<double>()); }

/// Trainings with equal epochs share one row.
Table epochs_table(const Json& json)
{
    Table table;
    table.title = "epochs";
    table.columns = {{"model", "model", ""},
                     {"processors", "on", ""},
                     {"epoch", "epoch", ""},
                     {"learning_rate", "learning rate", ""},
                     {"loss", "loss", ""},
                     {"accuracy", "accuracy", "", NumberStyle::percent},
                     {"test_accuracy", "test accuracy", "", NumberStyle::percent}};
    std::map<std::string, std::string> processors;  // processors by what was learnt on them
    const auto learnt = [](const Json& run) {
        std::string text = run["model"];
        for (const Json& epoch : run["epochs"]) {
            text += fmt::format(" {} {}", epoch["loss"].get<double>(), epoch["accuracy"].get<double>());
        }
        return text + report::strict_json(run["diverged"]);
    };
    std::set<std::pair<std::string, std::string>> named;
    for (const Json& run : json["runs"]) {
        const std::string key = learnt(run);
        if (!named.insert({key, run["processor"]}).second) continue;
        std::string& names = processors[key];
        names += (names.empty() ? "" : ", ") + run["processor"].get<std::string>();
    }
    std::set<std::string> shown;
    for (const Json& run : json["runs"]) {
        const std::string key = learnt(run);
        if (!shown.insert(key).second) continue;
        for (const Json& epoch : run["epochs"]) {
            table.rows.push_back({run["model"].get<std::string>(), processors[key], epoch["epoch"].get<std::uint64_t>(),
                                  number(epoch["learning_rate"]), number(epoch["loss"]), percentage(epoch["accuracy"]),
                                  percentage(epoch["test_accuracy"])});
        }
        const Json& diverged = run["diverged"];
        if (diverged.is_null()) continue;
        table.notes.push_back(fmt::format("{} on {} diverged in epoch {}, at step {}: its outputs are not finite "
                                          "numbers. A smaller training.learning_rate may help",
                                          run["model"].get<std::string>(), processors[key],
                                          diverged["epoch"].get<std::uint64_t>(),
                                          diverged["step"].get<std::uint64_t>()));
    }
    table.notes.push_back("loss and accuracy are of each sample before its step's update");
    if (json["test_samples"] == 0) table.notes.push_back("there are no test samples");
    return table;
}

struct Level {
    const char* name;
    const char* title;
};
constexpr std::array<Level, 3> levels{{{"sram", "SRAM"}, {"edram", "eDRAM"}, {"dram", "DRAM"}}};

/// The bytes that tensors take in the memories of a level.
Cell peak_bytes(const Json& run, const char* level)
{
    const Json& peaks = run["peak_bytes"];
    return peaks.is_object() && peaks.contains(level) ? Cell(peaks[level].get<std::uint64_t>()) : Cell();
}

/// The levels that some run has.
std::vector<Level> levels_of(const Json& runs)
{
    std::vector<Level> there;
    std::copy_if(levels.begin(), levels.end(), std::back_inserter(there), [&](const Level& level) {
        return std::any_of(runs.begin(), runs.end(), [&](const Json& run) {
            return !std::holds_alternative<std::monostate>(peak_bytes(run, level.name));
        });
    });
    return there;
}

Cell processor_name(const Json& run)
{
    const std::string name = run["processor"];
    return run["assumed"].empty() ? Cell(name) : Cell(report::MarkedName{name});
}

Cell assumed_keys(const Json& run)
{
    std::string keys;
    for (const Json& key : run["assumed"]) keys += (keys.empty() ? "" : " ") + key.get<std::string>();
    return keys.empty() ? Cell() : Cell(keys);
}

Table costs_table(const Json& json)
{
    const bool has_target = !json["target_accuracy"].is_null();
    Table table;
    table.title = has_target
                      ? fmt::format("costs to {:.4g} % accuracy", percent * json["target_accuracy"].get<double>())
                      : "costs";
    table.name = "costs";
    table.terminal.heading = {"model", "processor"};
    table.columns = {{"model", "model", ""},
                     {"processor", "processor", ""},
                     {"schedule", "schedule", ""},
                     {"epoch_energy_j", "energy an epoch", "J"},
                     {"epoch_seconds", "time an epoch", "s"}};
    const std::vector<Level> used = levels_of(json["runs"]);
    for (const Level& level : used) {
        table.columns.push_back({std::string(level.name) + "_bytes", std::string(level.title) + " peak", "B"});
    }
    if (has_target) {
        table.terminal.most_wanted = {"model",          "processor",    "schedule",       "target_energy_j",
                                      "target_seconds", "target_epoch", "epoch_energy_j", "epoch_seconds"};
        table.columns.insert(table.columns.end(), {{"target_epoch", "epochs to target", ""},
                                                   {"target_energy_j", "energy to target", "J"},
                                                   {"target_seconds", "time to target", "s"}});
    }
    table.columns.push_back({"assumed", "assumed", "", {}, report::ColumnUse::for_programs});
    bool any_assumed = false;
    std::set<std::string> noted;  // schedules whose steps have another number of samples
    for (const Json& run : json["runs"]) {
        any_assumed = any_assumed || !run["assumed"].empty();
        const Json first =
            run["epochs"].empty() ? Json{{"energy_pj", nullptr}, {"seconds", nullptr}} : run["epochs"].front();
        std::vector<Cell> row{run["model"].get<std::string>(), processor_name(run), run["schedule"].get<std::string>(),
                              joules(first["energy_pj"]), number(first["seconds"])};
        for (const Level& level : used) row.push_back(peak_bytes(run, level.name));
        if (has_target) {
            const Json& target = run["to_target"];
            row.resize(row.size() + 3);
            if (!target.is_null()) {
                *(row.end() - 3) = target["epoch"].get<std::uint64_t>();
                *(row.end() - 2) = joules(target["energy_pj"]);
                *(row.end() - 1) = number(target["seconds"]);
            }
        }
        row.push_back(assumed_keys(run));
        table.rows.push_back(std::move(row));
        if (run["batch"] != json["batch"] && noted.insert(run["schedule"].get<std::string>()).second) {
            table.notes.push_back(
                fmt::format("{}: an epoch is {} steps of {} samples, the last of {}",
                            run["schedule"].get<std::string>(), run["steps_per_epoch"].get<std::uint64_t>(),
                            run["batch"].get<std::uint64_t>(), run["last_batch"].get<std::uint64_t>()));
        }
        if (!run["error"].is_null()) {
            table.notes.push_back(fmt::format("{} on {} under {}: {}", run["model"].get<std::string>(),
                                              run["processor"].get<std::string>(), run["schedule"].get<std::string>(),
                                              run["error"].get<std::string>()));
        }
    }
    table.notes.push_back(fmt::format("an epoch: {} steps on batches of {}, the last of {}; testing is not counted",
                                      json["steps_per_epoch"].get<std::uint64_t>(), json["batch"].get<std::uint64_t>(),
                                      json["last_batch"].get<std::uint64_t>()));
    if (any_assumed) table.notes.emplace_back("* holds assumed figures; `assumed` of the JSON names them");
    return table;
}

/// Accuracy over energy: one row for each epoch, one column of joules for each schedule and processor.
Table curve_table(const Json& json)
{
    Table table;
    table.title = "learning curve";
    table.columns = {{"model", "model", ""},       {"processor", "processor", ""},
                     {"schedule", "schedule", ""}, {"energy_j", "energy", "J"},
                     {"seconds", "time", "s"},     {"accuracy", "accuracy", "", NumberStyle::percent}};
    for (const Json& run : json["runs"]) {
        for (const Json& epoch : run["epochs"]) {
            const Json& tested = epoch["test_accuracy"].is_null() ? epoch["accuracy"] : epoch["test_accuracy"];
            table.rows.push_back({run["model"].get<std::string>(), processor_name(run),
                                  run["schedule"].get<std::string>(), joules(epoch["energy_pj"]),
                                  number(epoch["seconds"]), percentage(tested)});
        }
    }
    return table;
}

}  // namespace

std::vector<report::Table> train_tables(const Json& json)
{
    return {epochs_table(json), costs_table(json), curve_table(json)};
}

}  // namespace deltasim::train
