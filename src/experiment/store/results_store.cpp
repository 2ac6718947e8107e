// SPDX-License-Identifier: MIT
#include "experiment/store/results_store.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <iterator>

#include "config/document/number.hpp"
#include "config/document/quoted_text.hpp"
#include "core/checked.hpp"
#include "core/model_version.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/report_check.hpp"
#include "experiment/results/simulation_json.hpp"
#include "experiment/tables/savings_tables.hpp"

namespace deltasim::experiment
{

namespace
{

constexpr DatabaseKind store_kind{0x646C7473,  // "dlts"
                                  ResultsStore::schema_version, "a results store of deltasim", R"(
CREATE TABLE documents (hash TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE simulations (
    hash TEXT PRIMARY KEY, result TEXT NOT NULL, model_version INTEGER NOT NULL, version TEXT NOT NULL);
CREATE TABLE points (
    key TEXT PRIMARY KEY, point_group TEXT NOT NULL, simulation TEXT NOT NULL, model TEXT NOT NULL,
    processor TEXT NOT NULL, costs TEXT NOT NULL, schedule TEXT NOT NULL, baseline TEXT NOT NULL, state TEXT NOT NULL,
    message TEXT NOT NULL, report TEXT NOT NULL, model_document TEXT NOT NULL, processor_document TEXT NOT NULL,
    costs_document TEXT NOT NULL, training_document TEXT NOT NULL, model_version INTEGER NOT NULL,
    version TEXT NOT NULL);
CREATE TABLE point_columns (
    point TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, is_number INTEGER NOT NULL,
    of_costs INTEGER NOT NULL, PRIMARY KEY (point, name)) WITHOUT ROWID;
)"};

/// The most bytes of a name or a message.
constexpr std::size_t most_letters = std::size_t{1} << 16U;

void require_texts(const Statement& row)
{
    constexpr std::array names{"key",      "point_group", "simulation", "model",   "processor", "costs",
                               "schedule", "baseline",    "state",      "message", "report"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto column = static_cast<int>(i);
        if (!row.is_text(column)) throw DamagedResult(fmt::format("{}: expected text", names[i]));
        const bool is_report = names[i] == std::string_view("report");
        if (!is_report && row.text(column).size() > most_letters) {
            throw DamagedResult(fmt::format("{}: expected at most {} bytes", names[i], most_letters));
        }
    }
}

PointState state_named(const std::string& name)
{
    const std::optional<PointState> found = point_state_names.find(name);
    if (!found) {
        throw DamagedResult(fmt::format("state: expected one of {}, found {}", fmt::join(point_state_names, ", "),
                                        config::quoted_text(name)));
    }
    return *found;
}

PointIdentity identity_of(const Statement& row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)};
}

/// Does not read the reports of other model versions: only these versions know their form.
StoredPoint point_of(const Statement& row)
{
    require_texts(row);
    StoredPoint point{identity_of(row), state_named(row.text(8)), row.text(9), {}, {}};
    if (point.state != PointState::done || row.integer(11) != model_version) return point;
    try {
        point.report = kept_report(row.text(10));
        check_report(*point.report);
    } catch (const DamagedResult& damaged) {
        throw DamagedResult(fmt::format("report: {}", damaged.what()));
    }
    return point;
}

/// Throws DamagedResult if a column has the name of a column that every row has, or should be a number and is not.
void require_columns(const std::vector<std::pair<std::string, config::ColumnValue>>& columns)
{
    for (const auto& [name, value] : columns) {
        const std::string shown = config::quoted_text(name);
        if (is_row_key(name)) throw DamagedResult(fmt::format("column {}: every row has one of this name", shown));
        if (value.is_number && !config::parse_real_number(value.text)) {
            throw DamagedResult(
                fmt::format("column {}: expected a number, found {}", shown, config::quoted_text(value.text)));
        }
    }
}

}  // namespace

std::string hash_of(std::string_view text)
{
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string in_words(const PointIdentity& identity)
{
    return fmt::format("{} on {} under {} ({})", identity.model, identity.processor, identity.schedule, identity.key);
}

ResultsStore::ResultsStore(const std::filesystem::path& file, DatabaseAccess access)
    : database_(file, access, store_kind), processors_(file.string()),
      point_(database_, fmt::format("SELECT {} FROM points WHERE key = ?1 AND model_version = ?2", point_fields))
{
}

void ResultsStore::rescue_if_lost()
{
    database_.rescue_if_lost();
    // As long as the log has every page, only this shows that another store was copied over this one.
    if (!database_.was_written() || !database_.file_has_others("points", "key")) return;
    database_.give_up();
    throw StoreDamaged(fmt::format("{}: it has points of another store", file().string()));
}

void ResultsStore::add_damage(const PointIdentity& point, const std::string& what)
{
    const std::string line = fmt::format("{}: {}: damaged: {}", file().string(), in_words(point), what);
    if (std::find(damage_.begin(), damage_.end(), line) == damage_.end()) damage_.push_back(line);
}

std::optional<StoredPoint> ResultsStore::read_point(const Statement& row)
{
    try {
        StoredPoint point = point_of(row);
        point.columns = columns_of(point.identity.key);
        require_columns(point.columns);
        check_against_configuration(point);
        return point;
    } catch (const DamagedResult& damaged) {
        add_damage(identity_of(row), damaged.what());
        return std::nullopt;
    }
}

void ResultsStore::check_against_configuration(const StoredPoint& point)
{
    if (!point.report) return;
    const std::string trouble = trouble_with_documents(point.identity.key);
    if (!trouble.empty()) throw DamagedResult(trouble);
    const config::ConfigurationTexts texts = configuration(point.identity.key);
    try {
        check_configured(*point.report, processors_.of(texts.processor, texts.costs));
    } catch (const DamagedResult& damaged) {
        throw DamagedResult(fmt::format("report: {}", damaged.what()));
    } catch (const InputError& error) {
        throw DamagedResult(fmt::format("its configuration: {}", error.what()));
    } catch (const OverflowError& error) {
        throw DamagedResult(fmt::format("report: {}", error.what()));
    }
}

std::optional<StoredPoint> ResultsStore::point(const std::string& key)
{
    if (!point_.with(key, model_version).step()) return std::nullopt;
    std::optional<StoredPoint> point = read_point(point_);
    point_.run();
    return point;
}

std::vector<std::pair<std::string, config::ColumnValue>> ResultsStore::columns_of(const std::string& key)
{
    std::vector<std::pair<std::string, config::ColumnValue>> columns;
    for (columns_of_.with(key); columns_of_.step();) {
        columns.emplace_back(columns_of_.text(0), config::ColumnValue{columns_of_.text(1), columns_of_.integer(2) != 0,
                                                                      columns_of_.integer(3) != 0});
    }
    return columns;
}

bool ResultsStore::has_simulation(const std::string& hash)
{
    const bool has = simulation_.with(hash).step();
    simulation_.run();
    return has;
}

std::optional<sim::SimulationResult> ResultsStore::simulation(const std::string& hash)
{
    if (!simulation_.with(hash).step()) return std::nullopt;
    const std::string result = simulation_.text(0);
    simulation_.run();
    try {
        return kept_simulation(result);
    } catch (const DamagedResult& damaged) {
        throw DamagedResult(fmt::format("its simulation: {}", damaged.what()));
    }
}

config::ConfigurationTexts ResultsStore::configuration(const std::string& key)
{
    Statement texts(database_, R"(
        SELECT m.text, p.text, c.text, t.text FROM points
        JOIN documents m ON m.hash = model_document JOIN documents p ON p.hash = processor_document
        JOIN documents c ON c.hash = costs_document JOIN documents t ON t.hash = training_document
        WHERE key = ?1)");
    if (!texts.with(key).step()) return {};
    return {texts.text(0), texts.text(1), texts.text(2), texts.text(3)};
}

void ResultsStore::for_each_point(const std::function<void(const StoredPoint&)>& visit)
{
    Statement points(database_, fmt::format("SELECT {} FROM points WHERE model_version = ?1 "
                                            "ORDER BY model, processor, costs, point_group, schedule",
                                            point_fields));
    for (points.with(model_version); points.step();) {
        if (const std::optional<StoredPoint> point = read_point(points)) visit(*point);
    }
}

std::int64_t ResultsStore::points_of_other_versions()
{
    Statement others(database_, "SELECT count(*) FROM points WHERE model_version <> ?1");
    others.with(model_version).step();
    return others.integer(0);
}

std::array<std::int64_t, point_state_names.size()> ResultsStore::tally()
{
    std::array<std::int64_t, point_state_names.size()> numbers{};
    Statement states(database_, "SELECT state, count(*) FROM points GROUP BY state");
    while (states.step()) {
        const auto found = std::find(point_state_names.begin(), point_state_names.end(), states.text(0));
        if (found == point_state_names.end()) continue;  // read_point() reports the damage
        numbers[static_cast<std::size_t>(found - point_state_names.begin())] = states.integer(1);
    }
    return numbers;
}

void ResultsStore::put_simulation(const std::string& hash, const std::string& result, const std::string& version)
{
    put_simulation_.with(hash, result, model_version, version).run();
}

void ResultsStore::put_point(const StoredPoint& point, const config::ConfigurationTexts& texts,
                             const std::string& version)
{
    const PointIdentity& identity = point.identity;
    put_point_
        .with(identity.key, identity.group, identity.simulation, identity.model, identity.processor, identity.costs,
              identity.schedule, identity.baseline, std::string(point_state_names[point.state]), point.message,
              point.report ? kept_text(*point.report) : "", put_document(texts.model), put_document(texts.processor),
              put_document(texts.costs), put_document(texts.training), model_version, version)
        .run();
    put_columns(identity.key, point.columns);
}

void ResultsStore::update_point(const StoredPoint& known, const std::string& baseline,
                                const std::vector<std::pair<std::string, config::ColumnValue>>& columns)
{
    if (known.identity.baseline != baseline) {
        Statement update(database_, "UPDATE points SET baseline = ?2 WHERE key = ?1");
        update.with(known.identity.key, baseline).run();
    }
    std::vector<std::pair<std::string, config::ColumnValue>> news;
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(news), [&](const auto& column) {
        return std::find(known.columns.begin(), known.columns.end(), column) == known.columns.end();
    });
    put_columns(known.identity.key, news);
}

std::string ResultsStore::put_document(const std::string& text)
{
    const std::string hash = hash_of(text);
    put_document_.with(hash, text).run();
    return hash;
}

void ResultsStore::put_columns(const std::string& key,
                               const std::vector<std::pair<std::string, config::ColumnValue>>& columns)
{
    for (const auto& [name, value] : columns) {
        put_column_.with(key, name, value.text, std::int64_t{value.is_number}, std::int64_t{value.of_costs}).run();
    }
}

}  // namespace deltasim::experiment
