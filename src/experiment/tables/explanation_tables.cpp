// SPDX-License-Identifier: MIT
#include "experiment/tables/explanation_tables.hpp"

#include <fmt/format.h>

#include "experiment/results/explanation_fields.hpp"
#include "experiment/tables/columns.hpp"
#include "report/quantity_text.hpp"
#include "report/readable.hpp"

namespace deltasim::experiment
{

namespace
{

using report::Table;

void add_summary(std::vector<Table>& tables, const Explanation& e)
{
    const auto energy = [&](double value) { return report::energy_text(value, e.energy_unit); };
    std::vector<std::string> sentences{
        fmt::format("One training step of the head {} ({} classes, {}) on the processor {} under the schedule {} takes "
                    "{} cycles, which are {}, and {}.",
                    e.model, report::readable(e.classes),
                    e.batch == 1 ? "one sample" : fmt::format("a batch of {} samples", e.batch), e.processor,
                    e.schedule, report::readable(e.cycles), report::time_text(e.seconds), energy(e.energy_pj))};
    if (e.batch > 1) {
        sentences.push_back(fmt::format("That is {} and {} a sample.", report::time_text(e.seconds_per_sample),
                                        energy(e.energy_pj_per_sample)));
    }
    if (e.epoch) {
        sentences.push_back(fmt::format("An epoch of {} samples is {} steps: {} and {}.",
                                        report::readable(e.epoch->samples), report::readable(e.epoch->steps),
                                        report::time_text(e.epoch->seconds), energy(e.epoch->energy_pj)));
    }
    sentences.push_back(fmt::format("Every access and operation is counted and priced by the cost table {}.", e.costs));
    sentences.insert(sentences.end(), e.notes.begin(), e.notes.end());
    if (!e.assumed.empty()) sentences.emplace_back("* Some figures are assumptions; the end lists them.");
    add_section(tables, fmt::format("{} on {}{}, {}", e.model, e.processor, e.assumed.empty() ? "" : " *", e.schedule),
                std::move(sentences));
}

std::string why_there(const ExplainedHome& home)
{
    if (home.placed_by == "experiment") return "the experiment places it there";
    if (home.placed_by == "fit") return home.home.rows ? "the first rows fit" : "fits";
    if (!home.left_on_chip || home.left_on_chip->empty()) return "there is no on-chip memory";
    std::string left;
    for (const BytesLeft& memory : *home.left_on_chip) {
        left +=
            fmt::format("{}{} has {} left", left.empty() ? "" : ", ", memory.memory, report::readable(memory.bytes));
    }
    return (home.home.rows ? "the other rows do not fit: " : "does not fit: ") + left;
}

std::string padding_text(std::uint64_t pad_words)
{
    return fmt::format("; {} word{} of padding between rows", pad_words, pad_words == 1 ? "" : "s");
}

void add_homes(std::vector<Table>& tables, const Explanation& e)
{
    std::vector<std::string> sentences{
        "Every tensor has its home for the whole step. On-chip memories are filled first: targets, deltas, activations "
        "and biases, then weights and what an update keeps for them, each from the last layer to the first. A tensor "
        "that does not fit goes to the DRAM. Unless the mapping is streaming, the first rows of weights still fill the "
        "room that is left."};
    for (const ExplainedMemory& memory : e.memories) {
        sentences.push_back(
            fmt::format("{} ({}) holds {} of {}, {:.1f} %.", memory.name, memory.level,
                        report::bytes_text(memory.peak_bytes), report::bytes_text(memory.capacity_bytes),
                        100.0 * static_cast<double>(memory.peak_bytes) / static_cast<double>(memory.capacity_bytes)));
    }
    add_section(tables, "Where each tensor lives", std::move(sentences));
    std::vector<ColumnOf<ExplainedHome>> columns{{{"name", "tensor", "", {}}, [](const ExplainedHome& home) -> Scalar {
                                                      return fmt::format("{}[{}]", name_of(home.home.tensor),
                                                                         home.home.layer);
                                                  }}};
    for (auto& column : member_columns<ExplainedHome>("", &HomeRow::bytes, &HomeRow::memory, &ExplainedHome::level)) {
        columns.push_back(std::move(column));
    }
    columns.push_back({{"why", "why", "", {}}, [](const ExplainedHome& home) -> Scalar {
                           const auto& pad_words = home.home.pad_words;
                           return why_there(home) + (pad_words ? padding_text(*pad_words) : "");
                       }});
    tables.push_back(table_of("", columns, e.homes));
}

std::string times_text(const std::optional<double>& times)
{
    return times ? fmt::format(", {:.3g} times as many", *times) : "";
}

void add_bound(std::vector<Table>& tables, const Explanation& e)
{
    std::vector<std::string> sentences{
        fmt::format("Any schedule that ends a layer's forward pass before its backward pass moves at least {} of "
                    "weights between the chip and its DRAM, even if it makes the best use of on-chip memory.",
                    report::bytes_text(e.bound.bound.weight_bytes)),
        fmt::format("This run moves {}{}.", report::bytes_text(e.bound.run_weight_bytes),
                    times_text(e.bound.times_the_bound))};
    if (e.bound.own) {
        sentences.push_back(fmt::format(
            "{} itself cannot move less than {}, nor take fewer than {} cycles, whatever "
            "the mapping; this run moves {}{}.",
            e.schedule, report::bytes_text(e.bound.own->weight_bytes), report::readable(e.bound.own->cycles),
            report::bytes_text(e.bound.run_weight_bytes), times_text(e.bound.times_the_own_bound)));
    }
    sentences.emplace_back("The bound of all schedules does not consider:");
    for (const std::string& left_out : e.bound.leaves_out) sentences.push_back("- " + left_out);
    add_section(tables, "How far from the least traffic", std::move(sentences));
}

/// For a processor that skips zeros.
void add_skip_section(std::vector<Table>& tables, const Explanation& e)
{
    if (!e.skip) return;
    add_section(
        tables, "What is skipped",
        {fmt::format(
             "The processor tests words against 0, {} times in all, and skips work that would not change the result.",
             report::readable(e.skip->tests)),
         fmt::format("It skipped {} operand accesses, and {} steps whole. No figure above counts them.",
                     report::readable(e.skip->skipped_words), report::readable(e.skip->passed_steps))});
    tables.push_back(table_of("", all_columns<SkipRow>(""), e.skip->phases));
}

void add_assumed_table(std::vector<Table>& tables, const Explanation& e)
{
    if (e.assumed.empty()) return;
    add_section(tables, "* What is assumed",
                {fmt::format("These figures of the model, the processor and the cost table have no published source; "
                             "their files give the reason for each: {}.",
                             fmt::join(e.assumed, ", "))});
}

}  // namespace

void add_section(std::vector<Table>& tables, const std::string& title, std::vector<std::string> sentences)
{
    tables.push_back({title, {}, {}, std::move(sentences)});
}

std::string percent_text(double percent) { return fmt::format("{:.1f} %", percent); }

std::vector<Table> explanation_tables(const Explanation& explanation)
{
    std::vector<Table> tables;
    add_summary(tables, explanation);
    add_homes(tables, explanation);
    add_energy_sections(tables, explanation);
    add_time_section(tables, explanation);
    add_skip_section(tables, explanation);
    add_mapping_section(tables, explanation);
    add_best_section(tables, explanation);
    add_better_section(tables, explanation);
    add_bound(tables, explanation);
    add_assumed_table(tables, explanation);
    return tables;
}

}  // namespace deltasim::experiment
