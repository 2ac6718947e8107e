// SPDX-License-Identifier: MIT
#include "app/store_dump.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "experiment/store/results_store.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

constexpr DatabaseKind any_store{0x646C7473, ResultsStore::schema_version, "a results store", ""};

}  // namespace

std::string dump_of(const std::filesystem::path& store)
{
    constexpr std::array<std::pair<const char*, int>, 4> tables{
        {{"documents", 2}, {"simulations", 4}, {"points", 17}, {"point_columns", 5}}};
    Database database(store, DatabaseAccess::read, any_store);
    std::string dump;
    for (const auto& [table, columns] : tables) {
        Statement rows(database, std::string("SELECT * FROM ") + table + " ORDER BY 1, 2");
        while (rows.step()) {
            dump += table;
            for (int column = 0; column < columns; ++column) dump += "|" + rows.text(column);
            dump += "\n";
        }
    }
    return dump;
}

std::size_t count_in(const std::filesystem::path& store, const std::string& query)
{
    Database database(store, DatabaseAccess::read, any_store);
    Statement rows(database, query);
    std::size_t count = 0;
    while (rows.step()) ++count;
    return count;
}

std::size_t finished_points(const std::filesystem::path& store)
{
    if (!std::filesystem::exists(store)) return 0;
    try {
        return count_in(store, "SELECT 1 FROM points WHERE state = 'done'");
    } catch (const StoreError&) {  // it has no tables yet
        return 0;
    }
}

void execute_in(const std::filesystem::path& store, const std::string& sql)
{
    Database(store, DatabaseAccess::write, any_store).execute(sql);
}

StoreLock::StoreLock(const std::filesystem::path& store)
    : child_(std::make_unique<os::ChildProcess>([&](os::ChildChannel& channel) {
          Database database(store, DatabaseAccess::write, any_store);
          const Transaction transaction(database);
          channel.progress(static_cast<std::uint64_t>(getpid()));
          std::this_thread::sleep_for(std::chrono::hours(1));
      }))
{
    while (child_->steps() == 0) {
        if (child_->read()) throw std::runtime_error("the store cannot be locked: " + child_->failure());
    }
}

void make_foreign_database(const std::filesystem::path& file)
{
    Database(file, DatabaseAccess::create, {1, 1, "another program's", "CREATE TABLE t (a); INSERT INTO t VALUES (1)"});
}

}  // namespace deltasim::test
