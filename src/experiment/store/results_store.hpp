// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/readers/configured_processors.hpp"
#include "config/sweep/sweep_loader.hpp"
#include "core/enum_names.hpp"
#include "experiment/results/point_report.hpp"
#include "experiment/run/mapping_search.hpp"
#include "experiment/store/database.hpp"
#include "sim/simulate.hpp"

// Keeps results in one SQLite file: each point of a sweep with its configuration and its energy, and each simulation
// with its counts.

namespace deltasim::experiment
{

/// 128 bits of hash of a text, in hexadecimal.
[[nodiscard]] std::string hash_of(std::string_view text);

/// How a point ended. `refused`: it cannot be run, such as a head that no memory holds. `failed`: it crashed or took
/// too much time or memory, and is tried again by the next sweep that has it.
enum class PointState : std::uint8_t { done, refused, failed };
inline constexpr EnumNames<PointState, 3> point_state_names{{"done", "refused", "failed"}};

/// A point without its result.
struct PointIdentity {
    std::string key;         ///< hash of the resolved configuration, the schedule and the model version
    std::string group;       ///< like `key` without the schedule: points that differ only in the schedule share it
    std::string simulation;  ///< hash of what its simulation depends on; several points may share it
    std::string model;
    std::string processor;
    std::string costs;
    std::string schedule;
    std::string baseline;  ///< the schedule to which savings are relative
};

struct StoredPoint {
    PointIdentity identity;
    PointState state = PointState::done;
    std::string message;                ///< why the point did not end well
    std::optional<PointReport> report;  ///< only if the point is done
    std::vector<std::pair<std::string, config::ColumnValue>> columns{};
};

/// `vgg16 on eyeriss under delta (3f2a...)`: a point in words, with its key.
[[nodiscard]] std::string in_words(const PointIdentity& identity);

/// Anyone may have written to a store, so what it holds is checked when it is read. If a text, a number or a report of
/// a point cannot be what was stored, the point is left out, and damage() names it. The other points are read.
class ResultsStore
{
public:
    static constexpr std::int32_t schema_version = 1;

    /// Throws StoreError, as all members do.
    ResultsStore(const std::filesystem::path& file, DatabaseAccess access);

    [[nodiscard]] const std::filesystem::path& file() const { return database_.file(); }
    /// The file in which the processes that share the store claim simulations: see Claims.
    [[nodiscard]] std::filesystem::path claims_file() const { return database_.real_file().string() + ".claims"; }
    /// See Database::rescue_if_lost(). Throws StoreDamaged also if the file has points of another store. Do not call
    /// this within a transaction.
    void rescue_if_lost();
    void check_pages() { database_.check_pages(); }
    [[nodiscard]] std::vector<std::filesystem::path> rescue_files() const { return database_.rescue_files(); }
    void give_up() { database_.give_up(); }
    /// Several changes as one: see Transaction.
    [[nodiscard]] Transaction transaction() { return Transaction(database_); }

    /// A point of this model version; nothing if the store has none with this key, or if it is damaged.
    [[nodiscard]] std::optional<StoredPoint> point(const std::string& key);
    /// True if the store has a simulation with this hash, damaged or not.
    [[nodiscard]] bool has_simulation(const std::string& hash);
    /// The result of a simulation by its hash. Throws DamagedResult.
    [[nodiscard]] std::optional<sim::SimulationResult> simulation(const std::string& hash);
    /// The mapping that a search has found, by the search's hash; nothing if there is none, or if it cannot be read.
    [[nodiscard]] std::optional<SearchedMapping> searched(const std::string& hash);
    /// Stores the mapping in a transaction of its own.
    void put_searched(const std::string& hash, const SearchedMapping& found, const std::string& version);
    /// The damage that was found: one line for each point, which names the store and the point.
    [[nodiscard]] const std::vector<std::string>& damage() const { return damage_; }
    void add_damage(const PointIdentity& point, const std::string& what);
    /// The texts of the configuration of a point.
    [[nodiscard]] config::ConfigurationTexts configuration(const std::string& key);
    /// Calls `visit` for every point of this model version, those of a group one after the other.
    void for_each_point(const std::function<void(const StoredPoint&)>& visit);
    /// The number of points of other model versions.
    [[nodiscard]] std::int64_t points_of_other_versions();
    /// The number of points of any version, by PointState.
    [[nodiscard]] std::array<std::int64_t, point_state_names.size()> tally();

    /// `result`: the text that kept_text() makes.
    void put_simulation(const std::string& hash, const std::string& result, const std::string& version);
    /// Replaces what the store has of the point.
    void put_point(const StoredPoint& point, const config::ConfigurationTexts& texts, const std::string& version);
    /// Updates the baseline and the columns of a finished point, which another sweep may state differently. `known`:
    /// the point as it is in the store.
    void update_point(const StoredPoint& known, const std::string& baseline,
                      const std::vector<std::pair<std::string, config::ColumnValue>>& columns);

    /// Takes over everything that the other stores have and this one lacks, in one transaction. A point that is done
    /// there replaces one that is not done here. Everything is checked before: what is damaged is not taken over, and
    /// damage() names it. The other stores are only read. If one of them is this store, it is skipped.
    void merge(const std::vector<std::filesystem::path>& others);

private:
    /// The fields of a row that read_point() needs.
    static constexpr const char* point_fields = "key, point_group, simulation, model, processor, costs, schedule, "
                                                "baseline, state, message, report, model_version";

    /// The keys of the points that can be taken over. Points of other model versions are checked as far as this version
    /// understands them, and must say to which version they belong.
    [[nodiscard]] std::set<std::string> sound_points();
    /// What is wrong with the configuration of a point; empty if nothing is.
    [[nodiscard]] std::string trouble_with_documents(const std::string& key);
    void take_over(ResultsStore& other, const std::set<std::string>& keys);
    [[nodiscard]] bool has_searches();
    void take_searches_over(ResultsStore& other);
    /// The point of a row of the table `points`; nothing if it is damaged.
    [[nodiscard]] std::optional<StoredPoint> read_point(const Statement& row);
    /// Throws DamagedResult if the report of a finished point does not belong to its configuration.
    void check_against_configuration(const StoredPoint& point);
    /// Replaces the columns of the point that have these names.
    void put_columns(const std::string& key, const std::vector<std::pair<std::string, config::ColumnValue>>& columns);
    [[nodiscard]] std::vector<std::pair<std::string, config::ColumnValue>> columns_of(const std::string& key);
    [[nodiscard]] std::string put_document(const std::string& text);

    Database database_;
    std::vector<std::string> damage_;
    config::ConfiguredProcessors processors_;
    Statement point_;
    Statement columns_of_{database_,
                          "SELECT name, value, is_number, of_costs FROM point_columns WHERE point = ?1 ORDER BY name"};
    Statement simulation_{database_, "SELECT result FROM simulations WHERE hash = ?1"};
    Statement put_document_{database_, "INSERT OR IGNORE INTO documents VALUES (?1, ?2)"};
    Statement put_simulation_{database_, "INSERT OR REPLACE INTO simulations VALUES (?1, ?2, ?3, ?4)"};
    Statement put_point_{database_, "INSERT OR REPLACE INTO points VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
                                    "?11, ?12, ?13, ?14, ?15, ?16, ?17)"};
    Statement put_column_{database_, "INSERT OR REPLACE INTO point_columns VALUES (?1, ?2, ?3, ?4, ?5)"};
};

}  // namespace deltasim::experiment
