// SPDX-License-Identifier: MIT
#include "experiment/store/repricing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "config/readers/configured_processors.hpp"
#include "core/checked.hpp"
#include "core/diagnostic.hpp"
#include "energy/chip_area.hpp"
#include "energy/energy_report.hpp"
#include "energy/uncertainty.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/run/self_check.hpp"
#include "experiment/store/stored_rows.hpp"

namespace deltasim::experiment
{

namespace
{

/// Says which ranges the cost table states.
std::string ranges_in_words(const std::vector<energy::UncertainPart>& parts, const std::string& costs)
{
    std::vector<std::string> stated;
    for (const energy::UncertainPart& part : parts) {
        if (part.is_stated) stated.push_back(fmt::format("{} from {:g} to {:g}", part.key, part.low, part.high));
    }
    const std::string others = fmt::format("{:g} % up and down", 100.0 * energy::assumed_spread);
    if (stated.empty()) return fmt::format("ranges of {}: {}", costs, others);
    return fmt::format("ranges of {}: {}; all others {}", costs, fmt::join(stated, ", "), others);
}

/// The assumptions of a run under other prices. `before`: those under the prices that it is stored with.
std::vector<std::string> assumed_under(const config::PricedProcessor& priced, const RunCounts& counts,
                                       const std::vector<std::string>& before)
{
    const auto computes_in = [&](Precision precision) {
        return counts_of(counts.operations, precision) != OperationCounts{};
    };
    std::vector<std::string> assumed;
    std::copy_if(before.begin(), before.end(), std::back_inserter(assumed),
                 [](const std::string& key) { return key.starts_with("model."); });
    for (const std::string& key : assumed_figures(priced, computes_in)) assumed.push_back(key);
    return assumed;
}

/// Throws DamagedResult if the time or the memory accesses in a report are not those of its simulation.
void require_figures_of(const RunCounts& counts, const RunFigures& figures)
{
    const auto require_same = [](bool same, const char* key) {
        if (!same) throw DamagedResult(fmt::format("report: figures.{}: is not that of its simulation", key));
    };
    TimeByCause time{};
    for (const PhaseCounts& phase : counts.phases) {
        for (std::size_t cause = 0; cause < time.size(); ++cause) time[cause] += phase.cycles[cause];
    }
    require_same(time == figures.time_cycles.causes.values, "time_cycles");
    ByName<std::uint64_t> accesses;
    for (const MemoryCounts& memory : counts.memories) {
        const ReadsWrites total = memory.total();
        accesses[memory.level] = checked_add(accesses[memory.level], checked_add(total.reads, total.writes));
    }
    for (const auto& [level, number] : accesses.entries) {
        const std::uint64_t* const found = figures.memory_accesses.find(level);
        require_same(found != nullptr && *found == number, "memory_accesses");
    }
}

/// Throws DamagedResult if the simulation is not of this machine, or not of this report: counts of another machine
/// would be priced like counts of this one, and the parts of other counts would not add up.
void require_fit(const config::PricedProcessor& priced, const sim::SimulationResult& simulation,
                 const PointReport& report)
{
    try {
        check_machine(simulation.counts, priced.processor);
        if (simulation.last_batch) check_machine(simulation.last_batch->counts, priced.processor);
    } catch (const SelfCheckFailed& error) {
        throw DamagedResult(fmt::format("its simulation: {}", error.what()));
    }
    const std::uint64_t operands = simulation.operands.total();
    if (operands != report.figures.operand_accesses) {
        throw DamagedResult(
            fmt::format("report: figures.operand_accesses: expected {}, as its simulation has, found {}", operands,
                        report.figures.operand_accesses));
    }
    if (simulation.counts.cycles != report.figures.cycles) {
        throw DamagedResult(fmt::format("report: figures.cycles: expected {}, as its simulation has, found {}",
                                        simulation.counts.cycles, report.figures.cycles));
    }
    require_figures_of(simulation.counts, report.figures);
    try {
        if (report.work) check_work(phase_work(*report.work), simulation);
    } catch (const SelfCheckFailed& error) {
        throw DamagedResult(fmt::format("report: work is not that of its simulation: {}", error.what()));
    }
}

/// Replaces the prices with which a report was stored.
void reprice(PointReport& report, const config::PricedProcessor& priced, const sim::SimulationResult& simulation,
             const energy::EnergyReport& energy)
{
    const RunCounts& counts = simulation.counts;
    const double total = energy.total().value();
    if (!std::isfinite(total)) throw DamagedResult("its simulation: the energy is not finite");
    report.energy_pj = energy_parts(energy);
    // Under other prices another mapping may be the best.
    const bool is_by_time = report.figures.mapping_search && report.figures.mapping_search->objective == "time";
    if (!is_by_time) report.figures.mapping_search.reset();
    report.energy_unit = energy.unit;
    if (report.figures.machine) {
        report.figures.machine->area_mm2 = energy::chip_area_mm2(counts.operations, priced.processor, priced.costs);
    }
    report.dram_energy_pj.reset();
    if (energy.dram_by_kind) report.dram_energy_pj.emplace(dram_energy_parts(*energy.dram_by_kind));
    report.assumed = assumed_under(priced, counts, report.assumed);
    report.notes = energy.notes;
    RunFigures& figures = report.figures;
    figures.energy_pj_per_sample = total / static_cast<double>(report.batch);
    figures.operand_energy_pj.reset();
    figures.energy_by_phase.reset();
    if (report.work) {
        const std::vector<PhaseWork> work = phase_work(*report.work);
        figures.operand_energy_pj = energy::operand_energy(work, priced.processor, priced.costs).value();
        figures.energy_by_phase =
            phase_energy_rows(energy::energy_by_phase(counts, work, priced.processor, priced.costs, energy));
    }
    figures.energy_by_tensor.emplace();
    for (std::size_t m = 0; m < counts.memories.size(); ++m) {
        for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
            const ReadsWrites& accesses = counts.memories[m].by_tensor[tensor];
            const energy::AccessPrice& price = energy.accesses[m];
            figures.energy_by_tensor->values[tensor] += static_cast<double>(accesses.reads) * price.read_pj +
                                                        static_cast<double>(accesses.writes) * price.write_pj;
        }
    }
    if (!figures.epoch) return;
    // A last step with a smaller batch is priced by itself.
    const sim::SimulationResult* const last = simulation.last_batch.get();
    const double end =
        last == nullptr ? 0.0 : energy::price(last->counts, priced.processor, priced.costs).total().value();
    const std::uint64_t full_steps = figures.epoch->steps - (last == nullptr || figures.epoch->steps == 0 ? 0 : 1);
    figures.epoch->energy_pj = static_cast<double>(full_steps) * total + end;
}

class Repricing
{
public:
    Repricing(ResultsStore& store, const RepricingOptions& options)
        : store_(store), options_(options), processors_(store.file().string()), simulations_(store)
    {
    }

    StoredResult rows();

private:
    void add(const StoredPoint& point);
    void add_unpriced(const StoredPoint& point);
    [[nodiscard]] StoredPoint under(const StoredPoint& point, const config::PricedProcessor& priced,
                                    const config::ConfigurationTexts& texts);
    void add(const StoredPoint& point, const config::PricedProcessor& priced, const config::ConfigurationTexts& texts,
             const sim::SimulationResult& simulation);
    [[nodiscard]] std::size_t number_of(const machine::ProcessorConfig& processor, const std::string& group);
    void add_ranges(StoredResult& stored) const;

    ResultsStore& store_;
    const RepricingOptions& options_;
    config::ConfiguredProcessors processors_;
    StoredSimulations simulations_;
    std::set<std::string> seen_;
    std::map<std::string, std::vector<machine::ProcessorConfig>> processors_of_;  ///< by a group's description
    std::vector<StoredPoint> points_;
    std::vector<std::vector<energy::UncertainPart>> parts_;  ///< of each point; empty if it could not be priced
};

StoredResult Repricing::rows()
{
    for (const StoredPoint& point : all_points(store_)) {
        if (point.state != PointState::done) {
            add_unpriced(point);
            continue;
        }
        try {
            add(point);
        } catch (const DamagedResult& damaged) {
            store_.add_damage(point.identity, damaged.what());
        } catch (const InputError& error) {
            store_.add_damage(point.identity, fmt::format("its configuration: {}", error.what()));
        } catch (const OverflowError& error) {
            store_.add_damage(point.identity, error.what());
        }
    }
    StoredResult stored = stored_rows(points_, options_.baseline);
    if (options_.uncertainty) add_ranges(stored);
    return stored;
}

void Repricing::add(const StoredPoint& point)
{
    const config::ConfigurationTexts texts = store_.configuration(point.identity.key);
    const config::PricedProcessor& own = processors_.of(texts.processor, texts.costs);
    const sim::SimulationResult& simulation = simulations_.of(point.identity.simulation);
    require_fit(own, simulation, point.report.value());
    if (options_.tables.empty()) add(point, own, texts, simulation);
    for (const machine::CostTable& table : options_.tables) add(point, {own.processor, table, ""}, texts, simulation);
}

/// Adds the rows of a point that did not end well. It has no counts to be priced.
void Repricing::add_unpriced(const StoredPoint& point)
{
    const auto add_row = [&](StoredPoint row) {
        points_.push_back(std::move(row));
        parts_.emplace_back();
    };
    if (options_.tables.empty()) return add_row(point);
    const config::ConfigurationTexts texts = store_.configuration(point.identity.key);
    for (const machine::CostTable& table : options_.tables) {
        StoredPoint row = point;
        try {
            row = under(point, {processors_.of(texts.processor, texts.costs).processor, table, ""}, texts);
        } catch (const InputError&) {  // perhaps the point did not end well because its processor cannot be read
            row.identity.costs = table.name;
            row.identity.group += table.name;
        }
        if (seen_.insert(row.identity.group + row.identity.schedule).second) add_row(std::move(row));
    }
}

/// The point under other prices. Points that differ only in their prices get the same group.
StoredPoint Repricing::under(const StoredPoint& point, const config::PricedProcessor& priced,
                             const config::ConfigurationTexts& texts)
{
    StoredPoint other = point;
    other.identity.costs = priced.costs.name;
    std::erase_if(other.columns, [](const auto& column) { return column.second.of_costs; });
    std::string group = fmt::format("{}\n{}\n{}\n{}\n", point.identity.model, point.identity.processor,
                                    priced.costs.name, hash_of(texts.model + texts.training));
    for (const auto& [name, value] : other.columns) group += fmt::format("{}\n{}\n", name, value.text);
    other.identity.group = fmt::format("{}{}", group, number_of(priced.processor, group));
    return other;
}

void Repricing::add(const StoredPoint& point, const config::PricedProcessor& priced,
                    const config::ConfigurationTexts& texts, const sim::SimulationResult& simulation)
{
    const RunCounts& counts = simulation.counts;
    StoredPoint repriced = options_.tables.empty() ? point : under(point, priced, texts);
    if (!options_.tables.empty() && !seen_.insert(repriced.identity.group + point.identity.schedule).second) return;
    std::vector<energy::UncertainPart> parts;
    try {
        energy::EnergyReport energy = energy::price(counts, priced.processor, priced.costs);
        if (options_.uncertainty) {
            parts = energy::uncertain_parts(counts, priced.processor, priced.costs);
            energy.notes.push_back(ranges_in_words(parts, priced.costs.name));
        }
        reprice(repriced.report.value(), priced, simulation, energy);
    } catch (const InputError& error) {
        repriced.state = PointState::refused;
        repriced.message = error.what();
        repriced.report.reset();
    }
    points_.push_back(std::move(repriced));
    parts_.push_back(std::move(parts));
}

/// The number of a processor among the different processors of points that are otherwise described alike.
std::size_t Repricing::number_of(const machine::ProcessorConfig& processor, const std::string& group)
{
    std::vector<machine::ProcessorConfig>& known = processors_of_[group];
    const auto found = std::find(known.begin(), known.end(), processor);
    const auto number = static_cast<std::size_t>(found - known.begin());
    if (found == known.end()) known.push_back(processor);
    return number;
}

void Repricing::add_ranges(StoredResult& stored) const
{
    std::map<std::pair<std::string, std::string>, std::size_t> places;  // by group and schedule
    for (std::size_t i = 0; i < points_.size(); ++i) {
        places[{points_[i].identity.group, points_[i].identity.schedule}] = i;
    }
    for (std::size_t i = 0; i < points_.size(); ++i) {
        RowRanges& ranges = stored.rows[i].ranges.emplace();
        if (parts_[i].empty()) continue;
        const energy::Interval energy = energy::energy_interval(parts_[i]);
        ranges.energy_pj_low = energy.low;
        ranges.energy_pj_high = energy.high;
        const auto base = places.find({points_[i].identity.group, stored.rows[i].baseline});
        if (base == places.end() || parts_[base->second].empty()) continue;
        if (const auto ratio = energy::ratio_interval(parts_[base->second], parts_[i])) {
            ranges.saving_x_low = ratio->low - 1.0;
            ranges.saving_x_high = ratio->high - 1.0;
        }
    }
}

}  // namespace

StoredResult repriced_rows(ResultsStore& store, const RepricingOptions& options)
{
    return Repricing(store, options).rows();
}

}  // namespace deltasim::experiment
