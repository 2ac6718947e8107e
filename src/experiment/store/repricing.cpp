// SPDX-License-Identifier: MIT
#include "experiment/store/repricing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "config/readers/configured_processors.hpp"
#include "energy/energy_report.hpp"
#include "energy/uncertainty.hpp"
#include "experiment/store/stored_rows.hpp"

namespace deltasim::experiment
{

namespace
{

/// Which ranges are stated.
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
Json assumed_under(const config::PricedProcessor& priced, const RunCounts& counts, const Json& before)
{
    const auto computes_in = [&](Precision precision) {
        return counts_of(counts.operations, precision) != OperationCounts{};
    };
    Json assumed = Json::array();
    for (const Json& key : before) {
        if (key.get<std::string>().starts_with("model.")) assumed.push_back(key);
    }
    for (const std::string& key : assumed_figures(priced, computes_in)) assumed.push_back(key);
    return assumed;
}

class Repricing
{
public:
    Repricing(ResultsStore& store, const RepricingOptions& options)
        : store_(store), options_(options), processors_(store.file().string()), simulations_(store)
    {
    }

    Json rows();

private:
    void add(const StoredPoint& point);
    void add(const StoredPoint& point, const config::PricedProcessor& priced, const config::ConfigurationTexts& texts,
             const RunCounts& counts);
    [[nodiscard]] std::size_t number_of(const machine::ProcessorConfig& processor, const std::string& group);
    void add_intervals(Json& rows) const;

    ResultsStore& store_;
    const RepricingOptions& options_;
    config::ConfiguredProcessors processors_;
    StoredSimulations simulations_;
    std::set<std::string> seen_;
    std::map<std::string, std::vector<machine::ProcessorConfig>> processors_of_;  ///< by a group's description
    std::vector<StoredPoint> points_;
    std::vector<std::vector<energy::UncertainPart>> parts_;  ///< of each point; empty where it could not be priced
};

Json Repricing::rows()
{
    try {
        for (const StoredPoint& point : all_points(store_)) {
            if (point.state == PointState::done) add(point);
        }
    } catch (const Json::exception& error) {
        refuse_damaged(store_.file(), error);
    }
    Json rows = stored_rows(points_, options_.baseline, store_.file());
    if (options_.uncertainty) add_intervals(rows["rows"]);
    return rows;
}

void Repricing::add(const StoredPoint& point)
{
    const config::ConfigurationTexts texts = store_.configuration(point.identity.key);
    const config::PricedProcessor& own = processors_.of(texts.processor, texts.costs);
    const RunCounts& counts = simulations_.of(point.identity.simulation).counts;
    if (options_.tables.empty()) add(point, own, texts, counts);
    for (const machine::CostTable& table : options_.tables) add(point, {own.processor, table, ""}, texts, counts);
}

void Repricing::add(const StoredPoint& point, const config::PricedProcessor& priced,
                    const config::ConfigurationTexts& texts, const RunCounts& counts)
{
    StoredPoint repriced = point;
    if (!options_.tables.empty()) {
        // Points that differ in prices alone are one.
        repriced.identity.costs = priced.costs.name;
        std::erase_if(repriced.columns, [](const auto& column) { return column.second.of_costs; });
        std::string group = fmt::format("{}\n{}\n{}\n{}\n", point.identity.model, point.identity.processor,
                                        priced.costs.name, hash_of(texts.model + texts.training));
        for (const auto& [name, value] : repriced.columns) group += fmt::format("{}\n{}\n", name, value.text);
        repriced.identity.group = fmt::format("{}{}", group, number_of(priced.processor, group));
        if (!seen_.insert(repriced.identity.group + point.identity.schedule).second) return;
    }
    std::vector<energy::UncertainPart> parts;
    try {
        energy::EnergyReport energy = energy::price(counts, priced.processor, priced.costs);
        if (options_.uncertainty) {
            parts = energy::uncertain_parts(counts, priced.processor, priced.costs);
            energy.notes.push_back(ranges_in_words(parts, priced.costs.name));
        }
        Json report = Json::parse(repriced.report);
        const double total = energy.total().value();
        report["energy_pj"] = {{"total", total}};
        report["energy_unit"] = energy.unit;
        report["assumed"] = assumed_under(priced, counts, report.at("assumed"));
        report["notes"] = energy.notes;
        Json& figures = report.at("figures");
        figures["energy_pj_per_sample"] = total / report.at("batch").get<double>();
        if (!figures.at("epoch").is_null()) {
            figures["epoch"]["energy_pj"] = figures["epoch"]["steps"].get<double>() * total;
        }
        repriced.report = report.dump();
    } catch (const InputError& error) {
        repriced.state = PointState::refused;
        repriced.message = error.what();
    }
    points_.push_back(std::move(repriced));
    parts_.push_back(std::move(parts));
}

/// Which of the processors it is that are described alike and are different.
std::size_t Repricing::number_of(const machine::ProcessorConfig& processor, const std::string& group)
{
    std::vector<machine::ProcessorConfig>& known = processors_of_[group];
    const auto found = std::find(known.begin(), known.end(), processor);
    const auto number = static_cast<std::size_t>(found - known.begin());
    if (found == known.end()) known.push_back(processor);
    return number;
}

void Repricing::add_intervals(Json& rows) const
{
    std::map<std::pair<std::string, std::string>, std::size_t> places;  // by group and schedule
    for (std::size_t i = 0; i < points_.size(); ++i) {
        places[{points_[i].identity.group, points_[i].identity.schedule}] = i;
    }
    for (std::size_t i = 0; i < points_.size(); ++i) {
        Json& row = rows[i];
        for (const char* key : {"energy_pj_low", "energy_pj_high", "saving_x_low", "saving_x_high"}) row[key] = nullptr;
        if (parts_[i].empty()) continue;
        const energy::Interval energy = energy::energy_interval(parts_[i]);
        row["energy_pj_low"] = energy.low;
        row["energy_pj_high"] = energy.high;
        const auto base = places.find({points_[i].identity.group, row["baseline"].get<std::string>()});
        if (base == places.end() || parts_[base->second].empty()) continue;
        if (const auto ratio = energy::ratio_interval(parts_[base->second], parts_[i])) {
            row["saving_x_low"] = ratio->low - 1.0;
            row["saving_x_high"] = ratio->high - 1.0;
        }
    }
}

}  // namespace

Json repriced_rows(ResultsStore& store, const RepricingOptions& options) { return Repricing(store, options).rows(); }

}  // namespace deltasim::experiment
