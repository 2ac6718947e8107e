// SPDX-License-Identifier: MIT
#include "experiment/law_checks.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string_view>

#include "experiment/results/run_json.hpp"
#include "model/reference_step.hpp"
#include "model/stored_values.hpp"
#include "sim/forked.hpp"

namespace deltasim::test
{

namespace
{

bool is_trained(TensorId id)
{
    return id.tensor == Tensor::weight || id.tensor == Tensor::bias || id.tensor == Tensor::optimizer_state;
}

double number(const Json& json) { return json.get<double>(); }

void check_close(double actual, double expected) { CHECK(std::abs(actual - expected) <= 1e-12 * std::abs(expected)); }

template <std::size_t size>
std::size_t position(const std::array<std::string_view, size>& names, const std::string& name)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Every bank of an eDRAM refreshes one row per interval, except at the beginning of the run.
void check_row_refreshes(const Json& run, const OnChipMemoryConfig& memory, const Json& counts)
{
    CHECK((memory.refresh || counts["row_refreshes"] == 0));
    if (!memory.refresh) return;
    const double interval = static_cast<double>(memory.refresh->interval_cycles);
    const double banks = static_cast<double>(memory.banks);
    const double due = number(run["seconds"]) * static_cast<double>(memory.clock_hz) / interval;
    CHECK(number(counts["row_refreshes"]) <= banks * (due + 1e-6));
    // The run ends within a PE clock.
    CHECK(number(counts["row_refreshes"]) >= banks * (due - 1.0) - banks * 13.0 / interval);
}

}  // namespace

Json run_in_child(const RandomRun& run, const Schedule& schedule, Engine engine, bool values, FoldSettings folding)
{
    return Json::parse(in_child([&] {
        const RunRequest request{.head = run.head,
                                 .priced = run.priced,
                                 .training = run.training,
                                 .placement = run.placement,
                                 .schedule = schedule,
                                 .engine = engine,
                                 .most_steps = 1'000'000,
                                 .values = values,
                                 .folding = folding};
        const RunReport report = execute_run(request, plan_run(request), [](std::uint64_t) {});
        Json json{{"run", run_json(report, "")}, {"busiest", Json::array()}, {"bits", Json::array()}};
        for (const MemoryCounts& memory : report.simulation.counts.memories) {
            json["busiest"].push_back(memory.busiest_port_cycles);
        }
        if (!values) return json.dump();
        for (const auto& [tensor, words] : *report.simulation.values) {
            if (!is_trained(tensor)) continue;
            for (const float word : words) json["bits"].push_back(std::bit_cast<std::uint32_t>(word));
        }
        return json.dump();
    }));
}

void check_fold(const Json& stepped, const RandomRun& run, const Schedule& schedule, std::uint64_t few_steps)
{
    if (few_steps == 0) few_steps = std::uint64_t{1} << run.training.seed % 6;
    for (const std::uint64_t fewest_steps : {FoldSettings().fewest_steps, few_steps}) {
        INFO("loops of " << fewest_steps << " steps fold");
        const Json folded = run_in_child(run, schedule, Engine::fold, false, {.fewest_steps = fewest_steps});
        REQUIRE(difference(without_engine(stepped), without_engine(folded)) == "[]");
    }
}

Json reference_bits(const RandomRun& run, const Schedule& schedule)
{
    Training training = run.training.training_for(run.head, schedule.defers_updates);
    const std::uint64_t lanes = run.priced.processor.pe_array.lanes;
    TensorValues values = initial_values(run.head, training);
    choose_scales(run.head, lanes, values, training);
    store_values(run.head, training, values);
    reference_training_step(run.head, training, lanes, values);
    Json bits = Json::array();
    for (const auto& [tensor, words] : values) {
        if (!is_trained(tensor)) continue;
        for (const float word : words) bits.push_back(std::bit_cast<std::uint32_t>(word));
    }
    return bits;
}

Json without_engine(Json result)
{
    result["run"].erase("engine");
    return result;
}

std::string difference(const Json& a, const Json& b) { return Json::diff(a, b).dump(); }

void check_operands(const Json& run, const RandomRun& drawn, const Schedule& schedule)
{
    const OperandTally expected =
        schedule.operand_accesses(drawn.head, drawn.training.training_for(drawn.head, schedule.defers_updates));
    REQUIRE(run["operands"].size() == expected.entries().size());
    for (const Json& row : run["operands"]) {
        const auto entry = std::find_if(expected.entries().begin(), expected.entries().end(), [&](const auto& e) {
            return name_of(e.first.phase) == row["phase"].get<std::string>() && e.first.layer == row["layer"] &&
                   name_of(e.first.tensor) == row["tensor"].get<std::string>();
        });
        REQUIRE(entry != expected.entries().end());
        CHECK(row["reads"] == entry->second.reads);
        CHECK(row["writes"] == entry->second.writes);
    }
}

void check_accesses(const Json& run, const ProcessorConfig& processor, const TensorPrecisions& precisions)
{
    bool shares = processor.pe_array.operand_broadcast || !precisions.all(Precision::fp32);
    for (const OnChipMemoryConfig& memory : processor.memories) shares = shares || memory.width_bits > 32;
    if (processor.dram) {
        const auto* flat = std::get_if<FlatDramConfig>(&processor.dram->model);
        shares = shares || flat == nullptr || flat->width_bits > 32;
    }
    for (const std::string_view tensor : tensor_names) {
        for (const char* direction : {"reads", "writes"}) {
            std::uint64_t operands = 0;
            std::uint64_t accesses = 0;
            for (const Json& row : run["operands"]) {
                if (row["tensor"] == tensor) operands += row[direction].get<std::uint64_t>();
            }
            for (const Json& memory : run["memories"]) {
                for (const Json& row : memory["by_tensor"]) {
                    if (row["tensor"] == tensor) accesses += row[direction].get<std::uint64_t>();
                }
            }
            INFO(tensor << " " << direction);
            CHECK(accesses <= operands);
            CHECK((accesses == operands || shares));
            CHECK((accesses > 0) == (operands > 0));
        }
    }
}

void check_words(const Json& run, const RandomRun& drawn)
{
    std::uint64_t operand_words = 0;
    std::uint64_t operand_bits = 0;
    for (const Json& row : run["operands"]) {
        const std::uint64_t words = row["reads"].get<std::uint64_t>() + row["writes"].get<std::uint64_t>();
        const auto tensor = static_cast<Tensor>(position(tensor_names, row["tensor"]));
        operand_words += words;
        operand_bits += words * bits_of(drawn.training.precision.of(tensor));
    }
    std::uint64_t moved_words = 0;
    std::uint64_t moved_bits = 0;
    for (const Json& memory : run["memories"]) {
        moved_words += memory["words_moved"].get<std::uint64_t>();
        moved_bits += memory["bits_moved"].get<std::uint64_t>();
    }
    CHECK(moved_words <= operand_words);
    CHECK(moved_bits <= operand_bits);
    if (!drawn.priced.processor.pe_array.operand_broadcast) CHECK(moved_bits == operand_bits);
}

void check_operations(const Json& run)
{
    for (const auto& [operation, count] : run["operations"].items()) {
        std::uint64_t sum = 0;
        for (const Json& of_precision : run["operations_by_precision"]) {
            sum += of_precision[operation].get<std::uint64_t>();
        }
        CHECK(count == sum);
    }
}

double check_energy(const Json& run, const PricedProcessor& priced)
{
    const CostTable& costs = priced.costs;
    const Json& energy = run["energy_pj"];
    double compute = 0.0;
    double register_bits = 0.0;
    for (const auto& [precision, operations] : run["operations_by_precision"].items()) {
        const std::size_t p = position(precision_names, precision);
        for (std::size_t i = 0; i < operation_count; ++i) {
            compute += number(operations[std::string(operation_names[i])]) * costs.operation_pj[p][i]->value;
        }
        // A mac reads two words and a sum and writes the sum; an addition is of sums; an exponential reads one word,
        // and the other operations two; each writes one.
        const double word = static_cast<double>(bits_of(static_cast<Precision>(p)));
        const double sum = precision.starts_with("int") ? 32 : word;
        register_bits +=
            (2 * word + 2 * sum) * number(operations["mac"]) + 3 * sum * number(operations["add"]) +
            2 * word * number(operations["exponential"]) +
            3 * word * (number(operations["multiply"]) + number(operations["divide"]) + number(operations["compare"]));
    }
    check_close(number(energy["compute"]), compute);
    check_close(number(energy["register_file"]), register_bits / 32 * costs.register_file_pj->value);

    double sram = 0.0;
    double refreshes = 0.0;
    double dram = 0.0;
    double bits = 0.0;
    double milliwatts = static_cast<double>(priced.processor.pe_array.lanes) * costs.pe_static_mw->value;
    for (std::size_t m = 0; m < run["memories"].size(); ++m) {
        const Json& memory = run["memories"][m];
        bits += number(memory["bits_moved"]);
        if (memory["level"] == "dram") {
            dram += number(memory["bits_read"]) * std::get<PerAccessDram>(costs.dram).read_pj_per_bit->value +
                    number(memory["bits_written"]) * std::get<PerAccessDram>(costs.dram).write_pj_per_bit->value;
            milliwatts += std::get<PerAccessDram>(costs.dram).static_mw->value;
        } else {
            const double accesses = std::ceil(static_cast<double>(priced.processor.memories[m].width_bits) / 64.0);
            const OnChipMemoryConfig& config = priced.processor.memories[m];
            const SramCost& row = costs.sram[config.kind == OnChipKind::edram ? 1 : 0];
            const double lines_a_row =
                config.refresh ? static_cast<double>(config.lines_per_bank() / config.refresh->rows_per_bank) : 0.0;
            sram += accesses *
                    (number(memory["reads"]) * row.read_pj.value + number(memory["writes"]) * row.write_pj.value);
            const double refreshed = accesses * number(memory["row_refreshes"]) * lines_a_row;
            if (refreshed > 0.0) {  // only then does it have a price
                sram += refreshed * row.refresh_pj->value;
                refreshes += refreshed * row.refresh_pj->value;
            }
            milliwatts += row.leakage_mw->value;
        }
    }
    check_close(number(energy["sram"]), sram);
    check_close(number(energy["dram"]), dram);
    check_close(number(energy["interconnect"]), bits * costs.interconnect_pj_per_bit->value);
    check_close(number(energy["static"]), milliwatts * 1e-3 * number(run["seconds"]) * 1e12);
    check_close(number(energy["total"]), number(energy["compute"]) + number(energy["register_file"]) + sram + dram +
                                             number(energy["interconnect"]) + number(energy["static"]) +
                                             energy.value("cores", 0.0));
    return refreshes;
}

void check_parts(const Json& run, double refreshes_pj)
{
    double by_phase = 0.0;
    for (const Json& row : run["accesses"]) by_phase += number(row["energy_pj"]);
    double by_memory = 0.0;
    for (const Json& memory : run["memories"]) {
        by_memory += number(memory["energy_pj"]);
        CHECK(memory["peak_bytes"] <= memory["capacity_bytes"]);
    }
    check_close(by_phase + refreshes_pj, number(run["energy_pj"]["sram"]) + number(run["energy_pj"]["dram"]));
    check_close(by_memory, number(run["energy_pj"]["sram"]) + number(run["energy_pj"]["dram"]));
    for (const Json& memory : run["memories"]) {
        double by_tensor = number(memory["rows_pj"]) + number(memory["refresh_pj"]);
        for (const Json& row : memory["by_tensor"]) by_tensor += number(row["energy_pj"]);
        check_close(number(memory["energy_pj"]), by_tensor);
    }
    for (const char* part : {"total", "compute", "register_file", "sram", "dram", "interconnect", "static", "cores"}) {
        double phases = 0.0;
        for (const Json& phase : run["energy_by_phase"]) phases += phase.value(part, 0.0);
        CHECK(std::abs(phases - run["energy_pj"].value(part, 0.0)) <= 1e-8 * number(run["energy_pj"]["total"]));
    }

    const auto sum = [](const Json& time) {
        std::uint64_t cycles = 0;
        for (const std::string_view cause : time_cause_names) cycles += time[std::string(cause)].get<std::uint64_t>();
        return cycles;
    };
    CHECK(run["time_cycles"]["total"] == run["cycles"]);
    CHECK(sum(run["time_cycles"]) == run["cycles"]);
    std::uint64_t phases = 0;
    for (const Json& phase : run["time_cycles"]["phases"]) {
        CHECK(sum(phase) == phase["total"]);
        phases += phase["total"].get<std::uint64_t>();
    }
    CHECK(phases == run["cycles"]);
}

void check_time(const Json& result, const ProcessorConfig& processor, double steps, double engine_ports)
{
    const Json& run = result["run"];
    const double seconds = number(run["seconds"]);
    const double margin = 1.0 + 1e-12;
    check_close(seconds, number(run["cycles"]) / static_cast<double>(processor.pe_array.clock_hz));
    CHECK(run["lane_busy_cycles"] <= run["cycles"]);
    CHECK(run["bounds"]["cycles"] <= run["cycles"]);
    CHECK(steps / static_cast<double>(processor.controller.clock_hz) <= seconds * margin);
    for (std::size_t m = 0; m < processor.memories.size(); ++m) {
        const double hz = static_cast<double>(processor.memories[m].clock_hz);
        CHECK(number(result["busiest"][m]) / hz <= seconds * margin);
        const double ports = static_cast<double>(processor.memories[m].banks) *
                             ((processor.memories[m].ports == Ports::one_rw ? 1.0 : 2.0) + engine_ports);
        const double accesses = number(run["memories"][m]["reads"]) + number(run["memories"][m]["writes"]);
        CHECK(accesses <= ports * number(result["busiest"][m]));
        check_row_refreshes(run, processor.memories[m], run["memories"][m]);
    }
    if (!processor.dram) return;
    const double accesses = number(run["memories"].back()["reads"]) + number(run["memories"].back()["writes"]);
    if (const auto* flat = std::get_if<FlatDramConfig>(&processor.dram->model)) {
        const double interval = static_cast<double>(flat->interval_cycles);
        // The last access may be done before the next one could begin.
        const double last = std::min(interval, static_cast<double>(flat->latency_cycles));
        const double busy = accesses > 0.0 ? (accesses - 1.0) * interval + last : 0.0;
        CHECK(busy / static_cast<double>(flat->clock_hz) <= seconds * margin);
    } else {
        const DramDevice& device = std::get<DramDevice>(processor.dram->model);
        const double burst = static_cast<double>(device.burst_cycles()) / static_cast<double>(device.channels);
        CHECK(accesses * burst / static_cast<double>(device.clock_hz) <= seconds * margin);
    }
}

void check_refreshes(const Json& run, const ProcessorConfig& processor)
{
    if (!processor.dram || !std::holds_alternative<DramDevice>(processor.dram->model)) return;
    const DramDevice& device = std::get<DramDevice>(processor.dram->model);
    if (device.idle.state == IdleState::self_refresh) return;  // what the device does in self-refresh is not counted
    const bool of_banks = device.refresh == RefreshGranularity::per_bank;
    const std::uint64_t turns = of_banks ? device.banks_per_rank() : 1;
    const auto due_until = [&](double seconds) {
        const auto clock = static_cast<std::int64_t>(seconds * static_cast<double>(device.clock_hz) + 1e-6);
        const auto interval = static_cast<std::int64_t>(device.refresh_interval_cycles / turns);
        if (interval == 0) return std::int64_t{0};
        return clock / interval * static_cast<std::int64_t>(device.ranks);
    };
    const double end = number(run["seconds"]);
    const auto refreshes = run["dram"][of_banks ? "bank_refreshes" : "refreshes"].get<std::int64_t>();
    const auto postponed = static_cast<std::int64_t>(device.most_waiting_refreshes() * device.ranks);
    // Each channel does all of them.
    const auto channels = static_cast<std::int64_t>(device.channels);
    CHECK(refreshes <= channels * due_until(end));
    const double last = end - 1.0 / static_cast<double>(processor.pe_array.clock_hz);
    CHECK(refreshes >= channels * (due_until(last) - postponed));
}

}  // namespace deltasim::test
