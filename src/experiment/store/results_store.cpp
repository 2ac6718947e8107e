// SPDX-License-Identifier: MIT
#include "experiment/store/results_store.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <iterator>

#include "config/document/quoted_text.hpp"
#include "core/model_version.hpp"

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

PointState state_named(const std::string& name, const std::filesystem::path& file)
{
    const auto found = std::find(point_state_names.begin(), point_state_names.end(), name);
    if (found == point_state_names.end()) {
        throw StoreError(fmt::format("{}: damaged: a point of state {}", file.string(), config::quoted_text(name)));
    }
    return static_cast<PointState>(found - point_state_names.begin());
}

constexpr const char* point_fields =
    "key, point_group, simulation, model, processor, costs, schedule, baseline, state, message, report";

/// From a row of `point_fields`.
StoredPoint point_of(const Statement& row, const std::filesystem::path& file)
{
    return {{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)},
            state_named(row.text(8), file),
            row.text(9),
            row.text(10)};
}

}  // namespace

std::string hash_of(std::string_view text)
{
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

ResultsStore::ResultsStore(const std::filesystem::path& file, DatabaseAccess access)
    : database_(file, access, store_kind),
      point_(database_, fmt::format("SELECT {} FROM points WHERE key = ?1", point_fields))
{
}

std::optional<StoredPoint> ResultsStore::point(const std::string& key)
{
    if (!point_.with(key).step()) return std::nullopt;
    StoredPoint point = point_of(point_, file());
    point_.run();
    point.columns = columns_of(key);
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

std::optional<std::string> ResultsStore::simulation(const std::string& hash)
{
    if (!simulation_.with(hash).step()) return std::nullopt;
    std::string result = simulation_.text(0);
    simulation_.run();
    return result;
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
        StoredPoint point = point_of(points, file());
        point.columns = columns_of(point.identity.key);
        visit(point);
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
    while (states.step()) numbers[static_cast<std::size_t>(state_named(states.text(0), file()))] = states.integer(1);
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
              identity.schedule, identity.baseline,
              std::string(point_state_names[static_cast<std::size_t>(point.state)]), point.message, point.report,
              put_document(texts.model), put_document(texts.processor), put_document(texts.costs),
              put_document(texts.training), model_version, version)
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

void ResultsStore::merge(const std::filesystem::path& other)
{
    std::error_code none;  // of two paths that are one file, both exist
    if (std::filesystem::equivalent(other, file(), none)) return;
    // That it is a store, and can be read, is seen by opening it as one.
    const std::string name = ResultsStore(other, DatabaseAccess::read).database_.name();
    Statement attach(database_, "ATTACH ?1 AS other");
    attach.with(name).run();
    {
        Transaction transaction(database_);
        database_.execute(R"(
            INSERT OR IGNORE INTO documents SELECT * FROM other.documents;
            INSERT OR IGNORE INTO simulations SELECT * FROM other.simulations;
            INSERT OR IGNORE INTO point_columns SELECT * FROM other.point_columns;
            INSERT INTO points SELECT * FROM other.points WHERE true
                ON CONFLICT (key) DO UPDATE SET state = excluded.state, message = excluded.message,
                    report = excluded.report, baseline = excluded.baseline, version = excluded.version
                WHERE points.state <> 'done' AND excluded.state <> points.state AND
                    (excluded.state = 'done' OR points.state = 'failed');
        )");
        transaction.commit();
    }
    database_.execute("DETACH other");
}

}  // namespace deltasim::experiment
